package atlas.server;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads on which what was recorded for another system is tried for the first time, while a caller
 * waits a moment for it. None is there while there is nothing to try.
 */
final class Courier implements Executor, AutoCloseable {
  /** Connections that they take from the pool at most. */
  static final int THREADS = 2;

  private static final int WAITING = 64;
  private static final int IDLE_SECONDS = 10;
  private static final int CLOSE_SECONDS = 1;

  private final ThreadPoolExecutor threads;

  Courier() {
    var count = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            task -> {
              var thread = new Thread(task, "atlas-courier-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /** Does it soon, or refuses when there is too much to do: then the job does it. */
  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  /** What is under way has a moment to end; the rest is left to the job. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) threads.shutdownNow();
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
