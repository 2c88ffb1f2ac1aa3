package atlas.tools;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Actions that run some time later unless they are taken back before, as nearly all are. A timer of
 * their own for each would wake its thread at every call; here it wakes once for many.
 */
final class Deadlines implements AutoCloseable {
  private record Entry(long at, AtomicReference<@Nullable Runnable> action) {
    boolean due() {
      return action.get() == null || at - System.nanoTime() <= 0;
    }

    void run() {
      Runnable due = action.getAndSet(null);
      if (due != null) due.run();
    }
  }

  private final long nanos;
  private final ScheduledThreadPoolExecutor timer;
  // In the order of their times, for all wait equally long.
  private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean watching = new AtomicBoolean();

  /**
   * @param delay of every action, from when it was added
   */
  Deadlines(Duration delay) {
    nanos = delay.toNanos();
    timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              var thread = new Thread(task, "atlas-deadlines");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Runs the action after the delay unless what comes back is run first. */
  Runnable add(Runnable action) {
    var held = new AtomicReference<@Nullable Runnable>(action);
    entries.add(new Entry(System.nanoTime() + nanos, held));
    watch(nanos);
    return () -> held.set(null);
  }

  private void watch(long wait) {
    if (watching.compareAndSet(false, true)) {
      timer.schedule(this::runDue, wait, TimeUnit.NANOSECONDS);
    }
  }

  private void runDue() {
    watching.set(false);
    Entry first = entries.peek();
    try {
      while (first != null && first.due()) {
        entries.poll();
        first.run();
        first = entries.peek();
      }
    } finally {
      first = entries.peek();
      if (first != null) watch(Math.max(1, first.at() - System.nanoTime()));
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
