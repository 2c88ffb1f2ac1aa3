package atlas.server;

import atlas.model.Refusal;
import atlas.storage.Connector;
import atlas.storage.DatabaseSetup;
import atlas.storage.PostgresUrl;
import atlas.storage.embedded.EmbeddedPostgres;
import atlas.storage.embedded.SecretFiles;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The logins of the embedded PostgreSQL, which is joined when they are first asked for. */
public final class EmbeddedLogins implements Connector.Logins, AutoCloseable {
  private static final String DATABASE = "atlas";
  // As many as there are of PostgreSQL's own limit, twice.
  private static final int MOST_FILES = 128;

  private final Path home;
  private @Nullable EmbeddedPostgres postgres;

  public EmbeddedLogins(Path home) {
    this.home = home;
  }

  @Override
  public Pair find() {
    return logins(DatabaseSetup::ensure);
  }

  /** Nobody configured it: it ended, or another process ended it, while it was asked. */
  @Override
  public Refusal unreachable(@Nullable SQLException why) {
    return Refusal.unavailable(
        "The embedded PostgreSQL ended while it started; the next call starts it again. atlas"
            + " doctor says more.");
  }

  /** The owner's login, with all that it may do: an older build's lacks some of it. */
  public PostgresUrl owner() {
    return Objects.requireNonNull(logins(DatabaseSetup::init).owner());
  }

  /**
   * Takes off the disk what was deleted: the planner's samples of it, and PostgreSQL's own log of
   * changes, whose old files it would use again as they are.
   */
  public synchronized void forgetDeleted() {
    EmbeddedPostgres joined = Objects.requireNonNull(postgres);
    try (Connection connection = admin(joined).with(DATABASE).connect();
        Statement statement = connection.createStatement()) {
      statement.execute("vacuum (full) pg_statistic");
      statement.execute("alter system set wal_recycle = off");
      statement.execute("select pg_reload_conf()");
      statement.execute("checkpoint");
      passOldFiles(statement);
      statement.execute("checkpoint");
      statement.execute("alter system reset wal_recycle");
      statement.execute("select pg_reload_conf()");
    } catch (SQLException e) {
      throw Refusal.unavailable(
          "The user is gone, but PostgreSQL keeps traces of what was deleted on its disk for a"
              + " while (SQLSTATE "
              + e.getSQLState()
              + ").");
    }
  }

  /** Those that wait to be used again have in them what they had. */
  private static void passOldFiles(Statement statement) throws SQLException {
    String last = one(statement, "select max(name) from pg_ls_waldir() where name ~ '^[0-9A-F]+$'");
    for (int passed = 0; passed < MOST_FILES; passed++) {
      String now = one(statement, "select pg_walfile_name(pg_current_wal_lsn())");
      if (now.compareTo(last) > 0) return;
      statement.execute("select pg_switch_wal()");
      // Something has to be written, for the next one to be begun.
      statement.execute("checkpoint");
    }
  }

  private static String one(Statement statement, String question) throws SQLException {
    try (ResultSet row = statement.executeQuery(question)) {
      row.next();
      return row.getString(1);
    }
  }

  private static PostgresUrl admin(EmbeddedPostgres joined) {
    return new PostgresUrl(
        // Another program that got the port must not be told a password.
        joined.url("postgres") + "?requireAuth=scram-sha-256",
        joined.superuser(),
        joined.superuserPassword());
  }

  private interface Setup {
    DatabaseSetup.Logins logins(
        PostgresUrl admin, String database, String ownerPassword, String serverPassword)
        throws SQLException;
  }

  private synchronized Pair logins(Setup setup) {
    EmbeddedPostgres joined = postgres;
    if (joined == null) {
      joined = EmbeddedPostgres.join(home);
      postgres = joined;
      // A client that ends us with a signal must not leave PostgreSQL running behind us.
      Runtime.getRuntime().addShutdownHook(new Thread(this::close, "atlas-leaving"));
    } else {
      joined.ensureRunning();
    }
    var secrets = new SecretFiles(home.resolve("secrets"));
    try {
      DatabaseSetup.Logins logins =
          setup.logins(
              admin(joined),
              DATABASE,
              secrets.get("database-owner"),
              secrets.get("database-server"));
      return new Pair(logins.server(), logins.owner());
    } catch (SQLException e) {
      throw Refusal.unavailable(
          "The embedded PostgreSQL refused to be set up; atlas doctor says more.");
    }
  }

  @Override
  public synchronized void close() {
    if (postgres != null) postgres.close();
  }
}
