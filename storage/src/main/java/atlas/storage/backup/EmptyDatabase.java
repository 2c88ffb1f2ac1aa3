package atlas.storage.backup;

import atlas.model.Refusal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The database that a backup is restored into: one in which nobody has worked yet. A start of ATLAS
 * leaves tables, a user and recurring jobs in it; those are taken away, so that the tables can be
 * made as they were in the backup's version.
 */
final class EmptyDatabase {
  private static final String FLYWAY = "flyway_schema_history";
  private static final Set<String> LEFT_BY_A_START =
      Set.of(FLYWAY, "users", "scheduled_tasks", "listeners");
  private static final int NAMED = 4;

  private static final String TABLES =
      """
      select c.relname, pg_has_role(c.relowner, 'usage') from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'f')
        and not c.relispartition
      order by 1
      """;

  // A connection that was closed this moment may still be ending.
  private static final String OTHERS =
      """
      select count(*) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and usesysid is not null
      """;

  private static final int LOOKS = 20;

  private static final String DROP =
      """
      do $$
      declare
        what text;
      begin
        -- All names first: what goes takes others with it.
        foreach what in array array(
          select format('drop %s if exists public.%I cascade',
            case c.relkind when 'v' then 'view' when 'm' then 'materialized view'
              when 'S' then 'sequence' else 'table' end, c.relname)
          from pg_class c
          where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S')
            and not c.relispartition and pg_has_role(c.relowner, 'usage')
            and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
          union all
          select format('drop routine if exists %s cascade', p.oid::regprocedure)
          from pg_proc p
          where p.pronamespace = 'public'::regnamespace and pg_has_role(p.proowner, 'usage')
            and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e'))
        loop
          execute what;
        end loop;
      end
      $$
      """;

  private EmptyDatabase() {}

  /** Refuses while anybody else is connected. */
  static void refuseOthers(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      for (int look = 0; look < LOOKS; look++) {
        try (ResultSet row = statement.executeQuery(OTHERS)) {
          row.next();
          if (row.getInt(1) == 0) return;
        }
        statement.execute("select pg_sleep(0.1)");
      }
    }
    throw Refusal.conflict(
        "Something is connected to this database: end every ATLAS, and the clients that start one,"
            + " then repeat.");
  }

  /** Takes away what a start of ATLAS left; refuses when there is more. */
  static void clear(Connection connection) throws SQLException {
    List<String> tables = tables(connection);
    if (tables.isEmpty()) return;
    try (var statement = connection.createStatement()) {
      statement.execute("set local lock_timeout = '10s'");
      statement.execute("lock table " + Shape.quoted(tables) + " in access exclusive mode");
      // Security that is forced would show the owner empty tables.
      for (String table : tables) {
        statement.execute("alter table " + Shape.quoted(table) + " no force row level security");
      }
      var full = new ArrayList<String>();
      for (String table : tables) {
        if (LEFT_BY_A_START.contains(table)) continue;
        String any = "select exists (select from " + Shape.quoted(table) + ")";
        try (ResultSet row = statement.executeQuery(any)) {
          row.next();
          if (row.getBoolean(1)) full.add(table);
        }
      }
      if (!full.isEmpty()) throw notEmpty(full);
      statement.execute(DROP);
    }
  }

  private static List<String> tables(Connection connection) throws SQLException {
    var tables = new ArrayList<String>();
    boolean allOurs = true;
    try (var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(TABLES)) {
      while (rows.next()) {
        tables.add(rows.getString(1));
        allOurs &= rows.getBoolean(2);
      }
    }
    if (!tables.isEmpty() && !(allOurs && tables.contains(FLYWAY))) {
      throw Refusal.conflict(
          "This database holds tables that are not ATLAS's: restore into one of its own.");
    }
    return tables;
  }

  private static Refusal notEmpty(List<String> full) {
    String some = String.join(", ", full.subList(0, Math.min(NAMED, full.size())));
    return Refusal.conflict(
        "This database holds data already ("
            + some
            + (full.size() > NAMED ? ", …" : "")
            + "), and a restore adds to nothing: name a fresh home with --home FOLDER, or an empty"
            + " database. Nothing was changed.");
  }
}
