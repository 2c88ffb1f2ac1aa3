package atlas.storage;

import atlas.model.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Jdbi;

/** The seats of an open database: as many as there were transactions at a time. */
final class Seats {
  private final Jdbi jdbi;
  private final DataSource connections;
  private final Deque<Seat> free = new ConcurrentLinkedDeque<>();
  private final Set<Thread> seated = ConcurrentHashMap.newKeySet();

  /**
   * @param jdbi opens handles on plugs
   */
  Seats(Jdbi jdbi, DataSource connections) {
    this.jdbi = jdbi;
    this.connections = connections;
  }

  /** Runs the work on a seat with a connection from the pool; not within other such work. */
  <R> R with(Function<Seat, R> work) {
    // A second one would have another caller, and could wait for ever for a connection.
    if (!seated.add(Thread.currentThread())) {
      throw new IllegalStateException("A transaction is open already: pass its Tx on.");
    }
    try {
      Seat seat = take();
      try (Connection returned = seat.connection()) {
        R result = work.apply(seat);
        free.push(seat);
        return result;
      } catch (Refusal refused) {
        free.push(seat);
        throw refused;
      }
      // After anything else the seat is left: nobody knows what state it is in.
    } catch (SQLException e) {
      throw new ConnectionException(e);
    } finally {
      seated.remove(Thread.currentThread());
    }
  }

  private Seat take() throws SQLException {
    Seat seat = free.poll();
    if (seat == null) return new Seat(jdbi.open());
    try {
      seat.exchange(connections.getConnection());
      return seat;
    } catch (SQLException | RuntimeException unreachable) {
      free.push(seat);
      throw unreachable;
    }
  }
}
