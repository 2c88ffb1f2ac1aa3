package atlas.storage;

import atlas.model.Fault;
import atlas.model.Refusal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the database once and beside everything else: whoever needs it waits for the same attempt,
 * and after a failed one the next who needs it starts another.
 */
public final class Opening implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Opening.class);
  private static final Duration PATIENCE = Duration.ofSeconds(18);

  /** A database that is open: migrated, checked, and with a pool of connections. */
  public interface Opened extends AutoCloseable {
    /** Where its transactions sit. */
    Seats seats();

    /** Its connections, for who needs one that is no transaction's. */
    DataSource connections();

    /** Opens a connection that is told when something happens; nothing where none can be. */
    Optional<Listening> listening() throws SQLException;

    @Override
    void close();
  }

  private final Supplier<? extends Opened> attempt;
  private final CompletableFuture<Void> firstOpen = new CompletableFuture<>();
  private @Nullable CompletableFuture<Opened> current;
  private long begunNanos;
  private boolean closed;

  /**
   * @param attempt opens the database; a Refusal that it throws tells the caller how to mend it
   */
  public Opening(Supplier<? extends Opened> attempt) {
    this.attempt = attempt;
  }

  /** Begins to open, without waiting. */
  public void ahead() {
    attempt();
  }

  /** The open database; waits until 18 s after the attempt began. Refuses with what to mend. */
  public Opened await() {
    var attempted = attempt();
    try {
      return attempted.get(patienceMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw Refusal.unavailable(
          "The database is still starting; repeat the call in a few seconds.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Refusal.unavailable("The call was cancelled while the database was starting.");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Refusal refusal) throw refusal;
      throw new IllegalStateException("The database could not be opened", e.getCause());
    }
  }

  /** Whether the database is open now; starts nothing and waits for nothing. */
  public synchronized boolean isOpen() {
    return current != null && current.isDone() && !current.isCompletedExceptionally();
  }

  /** Runs that once, on the thread that opens: when the database is open for the first time. */
  public void whenFirstOpen(Runnable action) {
    var registered = firstOpen.thenRun(action);
    if (registered.isCompletedExceptionally()) {
      log.error("What waits for the database could not begin");
    }
  }

  /** A connection of that database was lost: the next call opens it again. */
  public void lost(Opened opened) {
    synchronized (this) {
      if (current == null || current.getNow(null) != opened) return;
      current = null;
    }
    opened.close();
  }

  /** Counted from the attempt's beginning: a call that asks twice must not wait twice as long. */
  private synchronized long patienceMillis() {
    long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos);
    return Math.max(1_000, PATIENCE.toMillis() - waited);
  }

  private synchronized CompletableFuture<Opened> attempt() {
    if (closed) throw Refusal.unavailable("This server is stopping; start it again.");
    if (current == null || current.isCompletedExceptionally()) {
      var next = new CompletableFuture<Opened>();
      current = next;
      begunNanos = System.nanoTime();
      var thread = new Thread(() -> open(next), "atlas-opening");
      thread.setDaemon(true);
      thread.start();
    }
    return current;
  }

  private void open(CompletableFuture<Opened> result) {
    try {
      Opened opened = attempt.get();
      boolean late;
      synchronized (this) {
        late = closed;
        if (!late) result.complete(opened);
      }
      if (late) opened.close();
      else firstOpen.complete(null);
    } catch (Refusal refusal) {
      log.warn("The database is not open: {}", refusal.sentence());
      result.completeExceptionally(refusal);
    } catch (RuntimeException | Error bug) {
      log.error("The database could not be opened: {}", Fault.of(bug));
      result.completeExceptionally(bug);
    }
  }

  @Override
  public void close() {
    CompletableFuture<Opened> last;
    synchronized (this) {
      closed = true;
      last = current;
    }
    if (last != null && last.isDone() && !last.isCompletedExceptionally()) last.join().close();
  }
}
