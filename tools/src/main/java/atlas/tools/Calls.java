package atlas.tools;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
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

  private static final Duration LONGEST = Duration.ofSeconds(20);
  private static final long LATELY_NANOS = Duration.ofSeconds(2).toNanos();

  private final ThreadPoolExecutor threads;
  private final Duration longest;
  private final Deadlines deadlines;
  private volatile long last = System.nanoTime() - LATELY_NANOS;

  /**
   * @param connections of the database's pool
   */
  public Calls(int connections) {
    this(connections, LONGEST);
  }

  Calls(int connections, Duration longest) {
    this.longest = longest;
    deadlines = new Deadlines(longest);
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
  }

  /**
   * Runs the task on one of the threads.
   *
   * @throws java.util.concurrent.RejectedExecutionException when too many are waiting
   */
  void run(Runnable task) {
    last = System.nanoTime();
    threads.execute(task);
  }

  /** Whether a call is under way, or came within the last two seconds: one seldom comes alone. */
  public boolean lately() {
    return running() > 0 || System.nanoTime() - last < LATELY_NANOS;
  }

  /** How long a call may take, waiting included. */
  Duration longest() {
    return longest;
  }

  /**
   * Runs the action when a call that begins now has taken too long, unless what comes back is run.
   */
  Runnable whenTooLong(Runnable action) {
    return deadlines.add(action);
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
    deadlines.close();
  }

  private static Thread daemon(Runnable task, String name) {
    var thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
