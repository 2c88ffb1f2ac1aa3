package atlas.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** A connection of its own on which PostgreSQL rings for users to whom something happened. */
public final class Listening implements AutoCloseable {
  private static final String CHANNEL = "atlas_events";
  private static final int ANSWERS_WITHIN_SECONDS = 2;

  private final Connection connection;

  private Listening(Connection connection) {
    this.connection = connection;
  }

  /**
   * Listens; nothing where something stands in between that lends each statement another session,
   * so that nobody would ever hear.
   */
  static Optional<Listening> open(PostgresUrl url) throws SQLException {
    Connection connection = url.connect();
    try {
      if (!isDirect(connection)) {
        connection.close();
        return Optional.empty();
      }
      try (var statement = connection.createStatement()) {
        statement.execute("set application_name = 'atlas-listening'");
        statement.execute("listen " + CHANNEL);
      }
      return Optional.of(new Listening(connection));
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** A pooler tells each client of a process that it made up. */
  private static boolean isDirect(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("select pg_backend_pid()")) {
      rows.next();
      return rows.getInt(1) == connection.unwrap(PGConnection.class).getBackendPID();
    }
  }

  /** Users for whom it rang, as soon as there is one; nobody after that time. */
  public Set<UUID> heard(Duration atMost) throws SQLException {
    var users = new LinkedHashSet<UUID>();
    // Zero would wait for ever.
    int millis = (int) Math.max(1, atMost.toMillis());
    PGNotification[] rung = connection.unwrap(PGConnection.class).getNotifications(millis);
    if (rung == null) return users;
    for (PGNotification one : rung) {
      try {
        users.add(UUID.fromString(one.getParameter()));
      } catch (IllegalArgumentException notOurs) {
        // Any login may ring.
      }
    }
    return users;
  }

  /** Whether PostgreSQL is still there: a connection that was cut in silence never rings. */
  public boolean alive() throws SQLException {
    return connection.isValid(ANSWERS_WITHIN_SECONDS);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException gone) {
      // Then it is closed.
    }
  }
}
