package atlas.storage.jobs;

import atlas.model.Fault;
import atlas.storage.Database;
import atlas.storage.Opening;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs that this process does: once the database is open, beside everything else, and each once
 * across all processes. What was missed while none ran is done once when one does again.
 */
public final class Jobs implements AutoCloseable {
  /** Connections that they take from the pool at most. */
  public static final int CONNECTIONS = Scheduling.THREADS + 2;

  private static final Logger log = LoggerFactory.getLogger(Jobs.class);
  private static final Duration CLOSE = Duration.ofMillis(4_500);

  private final Opening opening;
  private final Database database;
  private final InstantSource clock;
  private final Supplier<UUID> ids;
  private final List<Duty> duties;
  private final Pace pace;
  private @Nullable Scheduling scheduling;
  private boolean started;
  private boolean closed;

  /**
   * @param ids makes the name of this process
   */
  public Jobs(
      Opening opening,
      Database database,
      InstantSource clock,
      Supplier<UUID> ids,
      List<Duty> duties) {
    this(opening, database, clock, ids, duties, Pace.USUAL);
  }

  Jobs(
      Opening opening,
      Database database,
      InstantSource clock,
      Supplier<UUID> ids,
      List<Duty> duties,
      Pace pace) {
    this.opening = opening;
    this.database = database;
    this.clock = clock;
    this.ids = ids;
    this.duties = List.copyOf(duties);
    this.pace = pace;
  }

  /**
   * Begins when the database is open for the first time, which this neither causes nor waits for. A
   * server that is read-only does none.
   */
  public synchronized void start() {
    if (started || closed || database.readOnly() || duties.isEmpty()) return;
    started = true;
    // The library's classes are loaded by then and there, so that no start and no call pays.
    opening.whenFirstOpen(
        () -> {
          var thread = new Thread(this::begin, "atlas-jobs");
          thread.setDaemon(true);
          thread.start();
        });
  }

  /** How many are being done by this process now. */
  public synchronized int running() {
    return scheduling == null ? 0 : scheduling.running();
  }

  private void begin() {
    try {
      Scheduling begun;
      synchronized (this) {
        if (closed) return;
        begun = new Scheduling(opening, database, clock, ids.get(), duties, pace);
        scheduling = begun;
      }
      database.whenScheduled(begun::wake);
      begun.start();
    } catch (RuntimeException e) {
      log.error("Jobs are not done by this process: {}", Fault.of(e));
    }
  }

  /** Stops what runs, to be done again later, here or elsewhere; ends within 5 s. */
  @Override
  public void close() {
    Scheduling last;
    synchronized (this) {
      closed = true;
      last = scheduling;
    }
    if (last == null) return;
    database.whenScheduled(() -> {});
    var thread = new Thread(last::stop, "atlas-jobs-stop");
    thread.setDaemon(true);
    thread.start();
    try {
      thread.join(CLOSE.toMillis());
      if (thread.isAlive()) log.warn("A job does not stop; another process will do it again");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
