package atlas.server.http;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Keeps open responses alive, notices clients that went away, and drops idle sessions. */
final class Pulse implements AutoCloseable {
  private final Set<Outlet> open = ConcurrentHashMap.newKeySet();
  private final List<Runnable> sweeps = new CopyOnWriteArrayList<>();
  private final Executor workers;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            var thread = new Thread(task, "atlas-http-pulse");
            thread.setDaemon(true);
            return thread;
          });

  /** The workers do what may take long: asking the database whether a token is still good. */
  Pulse(Executor workers) {
    this.workers = workers;
  }

  void start(Duration every) {
    clock.scheduleWithFixedDelay(
        this::beat, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Runs the sweep at every beat. */
  void sweep(Runnable sweep) {
    sweeps.add(sweep);
  }

  /** An outlet that is kept alive until it ends. */
  Outlet outlet(Visit visit, BooleanSupplier welcome, Runnable onEnd) {
    var outlet =
        new Outlet(
            visit,
            welcome,
            ended -> {
              open.remove(ended);
              onEnd.run();
            });
    open.add(outlet);
    return outlet;
  }

  boolean quiet() {
    return open.isEmpty();
  }

  private void beat() {
    try {
      sweeps.forEach(Runnable::run);
      open.forEach(outlet -> workers.execute(outlet::beat));
    } catch (RuntimeException failure) {
      // A thrown exception would end the schedule for good.
      Visit.failed(failure);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
