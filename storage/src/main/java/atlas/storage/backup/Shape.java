package atlas.storage.backup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postgresql.core.Utils;

/**
 * What a database consists of, as far as a backup is concerned: asked of its catalogue, so that no
 * list of tables can be forgotten.
 *
 * @param tables with the columns that are copied, each after those it refers to
 * @param partitions of the event log, but the default one
 * @param expectedRows about how many there are, by PostgreSQL's own estimate
 */
record Shape(
    Map<String, List<String>> tables,
    List<String> sequences,
    List<String> partitions,
    long expectedRows) {

  // Flyway's is made by migrating. The others are of processes, and there are none after a restore.
  private static final Set<String> LEFT_OUT =
      Set.of("flyway_schema_history", "sync_leases", "listeners");

  private static final String COLUMNS =
      """
      select c.relname, a.attname
      from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
        and not c.relispartition and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      order by c.relname, a.attnum
      """;

  private static final String REFERENCES =
      """
      select distinct t.relname, r.relname
      from pg_constraint k join pg_class t on t.oid = k.conrelid
      join pg_class r on r.oid = k.confrelid
      where k.contype = 'f' and t.relnamespace = 'public'::regnamespace
        and k.conrelid <> k.confrelid
      """;

  private static final String SEQUENCES =
      """
      select relname, relname from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'S' order by 1
      """;

  private static final String PARTITIONS =
      """
      select c.relname, c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = to_regclass('public.events')
        and pg_get_expr(c.relpartbound, c.oid) <> 'DEFAULT'
      order by 1
      """;

  private static final String ROWS =
      """
      select coalesce(sum(greatest(reltuples, 0)), 0)::bigint from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'r'
      """;

  static Shape of(Connection connection) throws SQLException {
    var columns = new LinkedHashMap<String, List<String>>();
    for (String[] pair : pairs(connection, COLUMNS)) {
      if (LEFT_OUT.contains(pair[0])) continue;
      columns.computeIfAbsent(pair[0], table -> new ArrayList<>()).add(pair[1]);
    }
    long rows;
    try (var statement = connection.createStatement();
        ResultSet found = statement.executeQuery(ROWS)) {
      found.next();
      rows = found.getLong(1);
    }
    return new Shape(
        ordered(columns, pairs(connection, REFERENCES)),
        pairs(connection, SEQUENCES).stream().map(pair -> pair[0]).toList(),
        pairs(connection, PARTITIONS).stream().map(pair -> pair[0]).toList(),
        rows);
  }

  /** A name as SQL takes it, whatever is in it. */
  static String quoted(String name) throws SQLException {
    return Utils.escapeIdentifier(null, name).toString();
  }

  /** Names as SQL takes them, with commas. */
  static String quoted(Iterable<String> names) throws SQLException {
    var text = new StringBuilder();
    for (String name : names) text.append(text.isEmpty() ? "" : ", ").append(quoted(name));
    return text.toString();
  }

  private static Map<String, List<String>> ordered(
      Map<String, List<String>> columns, List<String[]> references) {
    var ordered = new LinkedHashMap<String, List<String>>();
    Set<String> rest = new LinkedHashSet<>(columns.keySet());
    while (!rest.isEmpty()) {
      List<String> free =
          rest.stream()
              .filter(
                  t -> references.stream().noneMatch(r -> r[0].equals(t) && rest.contains(r[1])))
              .toList();
      if (free.isEmpty()) throw new IllegalStateException("Tables refer to each other in a circle");
      for (String table : free) ordered.put(table, columns.getOrDefault(table, List.of()));
      free.forEach(rest::remove);
    }
    return ordered;
  }

  private static List<String[]> pairs(Connection connection, String query) throws SQLException {
    var pairs = new ArrayList<String[]>();
    try (PreparedStatement statement = connection.prepareStatement(query);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) pairs.add(new String[] {rows.getString(1), rows.getString(2)});
    }
    return pairs;
  }
}
