package atlas.storage.jobs;

import atlas.model.Refusal;
import atlas.storage.ConnectionSource;
import atlas.storage.Opening;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Connections of the database that is open now. One that was lost is opened again from here too,
 * for a worker whom nobody calls, but not at each look.
 */
final class LiveConnections implements ConnectionSource {
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(30);

  private final Opening opening;
  private long attemptedNanos = System.nanoTime() - BETWEEN_ATTEMPTS.toNanos();

  LiveConnections(Opening opening) {
    this.opening = opening;
  }

  @Override
  public Connection get() throws SQLException {
    if (!opening.isOpen() && !mayAttempt()) throw closed();
    Opening.Opened opened;
    try {
      opened = opening.await();
    } catch (Refusal | IllegalStateException notOpen) {
      throw closed();
    }
    try {
      return opened.connections().getConnection();
    } catch (SQLException e) {
      opening.lost(opened);
      throw e;
    }
  }

  private synchronized boolean mayAttempt() {
    long now = System.nanoTime();
    if (now - attemptedNanos < BETWEEN_ATTEMPTS.toNanos()) return false;
    attemptedNanos = now;
    return true;
  }

  private static SQLException closed() {
    return new SQLException("The database is not open", "08003");
  }
}
