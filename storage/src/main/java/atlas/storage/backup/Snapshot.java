package atlas.storage.backup;

import atlas.model.Refusal;
import atlas.storage.Connector;
import atlas.storage.Migrations;
import atlas.storage.PostgresUrl;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/**
 * A database at one instant, whoever goes on writing: one REPEATABLE READ transaction of the owner,
 * in the role that sees every row.
 */
final class Snapshot implements AutoCloseable {
  private static final String BEGIN =
      """
      select set_config('role', 'atlas_backup', true), set_config('statement_timeout', '0', true),
        set_config('idle_in_transaction_session_timeout', '0', true),
        set_config('timezone', 'UTC', true), set_config('intervalstyle', 'postgres', true),
        set_config('bytea_output', 'hex', true), set_config('extra_float_digits', '1', true)
      """;

  private static final String ALLOWED =
      """
      select coalesce((
        select pg_has_role(oid, 'member') from pg_roles where rolname = 'atlas_backup'), false)
      """;

  // Without the policy a table would look empty.
  private static final String HIDDEN =
      """
      select exists (
        select from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
          and not c.relispartition and row_security_active(c.oid)
          and not exists (
            select from pg_policy p
            where p.polrelid = c.oid and p.polname = 'backup' and p.polpermissive
              and pg_get_expr(p.polqual, p.polrelid) = 'true'
              and p.polroles = array['atlas_backup'::regrole::oid]))
      """;

  private final Connection connection;
  private final int schemaVersion;
  private final Shape shape;

  private Snapshot(Connection connection, int schemaVersion, Shape shape) {
    this.connection = connection;
    this.schemaVersion = schemaVersion;
    this.shape = shape;
  }

  static Snapshot take(PostgresUrl owner) throws SQLException {
    Connection connection = connect(owner);
    try {
      return take(connection);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private static Connection connect(PostgresUrl owner) {
    try {
      return owner.connect();
    } catch (SQLException e) {
      throw PostgresUrl.unreachable("ATLAS_DATABASE_OWNER_URL", e);
    }
  }

  private static Snapshot take(Connection connection) throws SQLException {
    int version = Connector.version(connection);
    if (version == 0) throw Refusal.unavailable("There is nothing to back up yet.");
    Migrations.refuseNewer(version);
    if (!is(connection, ALLOWED)) throw blind();
    Migrations.openToRoles(connection);
    Shape before = Shape.of(connection);
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setReadOnly(true);
    try (var statement = connection.createStatement()) {
      // First of all, so that no table changes its shape between the snapshot and its turn.
      statement.execute("set local lock_timeout = '60s'");
      statement.execute(
          "lock table " + Shape.quoted(before.tables().keySet()) + " in access share mode");
      // The snapshot begins here, and what changes the schema's version waits for the tables.
      boolean same = Connector.version(connection) == version;
      Shape shape = Shape.of(connection);
      if (!same || !shape.tables().equals(before.tables())) throw upgrading();
      statement.execute(BEGIN);
      if (is(connection, HIDDEN)) throw blind();
      return new Snapshot(connection, version, shape);
    }
  }

  private static Refusal upgrading() {
    return Refusal.conflict("Another ATLAS upgrades the database now; repeat it in a minute.");
  }

  private static boolean is(Connection connection, String question) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(question)) {
      answer.next();
      return answer.getBoolean(1);
    }
  }

  private static Refusal blind() {
    return Refusal.unavailable(
        "The login of ATLAS_DATABASE_OWNER_URL may not read everybody's rows: run atlas db init"
            + " again, or have it made a member of the role atlas_may_backup.");
  }

  int schemaVersion() {
    return schemaVersion;
  }

  Shape shape() {
    return shape;
  }

  List<String> users() throws SQLException {
    var users = new ArrayList<String>();
    try (var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select name from users order by name")) {
      while (rows.next()) users.add(rows.getString(1));
    }
    return users;
  }

  /** Where the sequences are now: never behind the snapshot, for they only go on. */
  List<Manifest.Sequence> sequences() throws SQLException {
    var sequences = new ArrayList<Manifest.Sequence>();
    for (String name : shape.sequences()) {
      try (var statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery("select last_value, is_called from " + Shape.quoted(name))) {
        row.next();
        sequences.add(new Manifest.Sequence(name, row.getLong(1), row.getBoolean(2)));
      }
    }
    return sequences;
  }

  /** Writes the rows of that table, each a line; says how many. */
  long copy(String table, List<String> columns, OutputStream to) throws SQLException, IOException {
    // A query, since a table with partitions can't be copied itself.
    String query = "select " + Shape.quoted(columns) + " from " + Shape.quoted(table);
    return connection
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyOut("copy (" + query + ") to stdout with (format text, encoding 'UTF8')", to);
  }

  /** Stops what it is doing, from another thread. */
  void cancel() {
    try {
      connection.unwrap(PGConnection.class).cancelQuery();
    } catch (SQLException e) {
      // It has ended by itself.
      return;
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
