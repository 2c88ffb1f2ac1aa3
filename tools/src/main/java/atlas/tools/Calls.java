package atlas.tools;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that tool calls run on: as many as the database has connections, a bounded queue, and
 * an immediate "no" when that is full, so that nothing else ever waits behind slow calls.
 */
public final class Calls implements AutoCloseable {
  /** How many calls may wait; one more is told to try again. */
  public static final int QUEUE = 256;

  private final ThreadPoolExecutor threads;
  private final ScheduledExecutorService deadlines;

  /**
   * @param connections of the database's pool
   */
  public Calls(int connections) {
    var number = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            connections,
            connections,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            task -> daemon(task, "atlas-call-" + number.incrementAndGet()),
            new ThreadPoolExecutor.AbortPolicy());
    threads.allowCoreThreadTimeOut(true);
    var timer = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "atlas-deadlines"));
    timer.setRemoveOnCancelPolicy(true);
    deadlines = timer;
  }

  /**
   * Runs the task on one of the threads.
   *
   * @throws java.util.concurrent.RejectedExecutionException when too many are waiting
   */
  void run(Runnable task) {
    threads.execute(task);
  }

  /** Runs the action after so long unless what comes back is run first. */
  Runnable after(Duration delay, Runnable action) {
    var scheduled = deadlines.schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
    return () -> scheduled.cancel(false);
  }

  /** Calls under way. */
  public int running() {
    return threads.getActiveCount();
  }

  /** Calls that wait for a thread. */
  public int waiting() {
    return threads.getQueue().size();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    deadlines.shutdownNow();
  }

  private static Thread daemon(Runnable task, String name) {
    var thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
