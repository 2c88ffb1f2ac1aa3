package atlas.storage;

import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.sqlobject.customizer.Define;
import org.jdbi.v3.sqlobject.customizer.FetchSize;
import org.jdbi.v3.sqlobject.statement.SqlQuery;

/** All that is a user's, in whatever table: asked of the catalogue, so that none is forgotten. */
public interface OwnDataTable {
  /** A table that may be read only through the function that leaves hashes out. */
  Source TOKENS = new Source("api_tokens", "list_tokens()", "*", "created_at, id", "true", false);

  /**
   * A table with rows of the user's; all parts are SQL.
   *
   * @param place what it is read from
   * @param columns without what PostgreSQL makes of the others
   * @param whose which of its rows are the user's
   * @param files whether it names files by their hashes
   */
  record Source(
      String name, String place, String columns, String key, String whose, boolean files) {}

  /** Every table that has rows of users' and that the caller may read. */
  @SqlQuery(
      """
      select c.relname as name, quote_ident(c.relname) as place,
        string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns,
        (select string_agg(quote_ident(k.attname), ', ' order by n.place)
          from pg_index i
          cross join unnest(i.indkey::smallint[]) with ordinality as n(attnum, place)
          join pg_attribute k on k.attrelid = i.indrelid and k.attnum = n.attnum
          where i.indrelid = c.oid and i.indisprimary) as key,
        case c.relname when 'users' then 'id' else 'user_id' end || ' = atlas_user_id()' as whose,
        bool_or(a.attname = 'sha256') as files
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        and a.attgenerated = '' and a.attname <> 'token_hash'
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
        and not c.relispartition and has_table_privilege(c.oid, 'select')
        and (c.relname = 'users' or exists (
          select from pg_attribute u
          where u.attrelid = c.oid and u.attname = 'user_id' and not u.attisdropped))
      group by c.oid, c.relname
      order by c.relname
      """)
  List<Source> tables();

  /** The user's rows, each as JSON in a line. */
  @SqlQuery(
      """
      select row_to_json(r)::text
      from (select <columns> from <place> where <whose> order by <key>) as r
      """)
  @FetchSize(500)
  void rows(
      @Define("columns") String columns,
      @Define("place") String place,
      @Define("whose") String whose,
      @Define("key") String key,
      Consumer<String> line);

  /** The same of a table. */
  default void rows(Source table, Consumer<String> line) {
    rows(table.columns(), table.place(), table.whose(), table.key(), line);
  }

  /** The hashes of files that a table's rows of the user's name. */
  @SqlQuery(
      """
      select distinct sha256 from <place> where <whose> and sha256 is not null order by sha256
      """)
  List<String> files(@Define("place") String place, @Define("whose") String whose);
}
