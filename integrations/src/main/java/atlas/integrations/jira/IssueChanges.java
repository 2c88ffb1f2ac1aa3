package atlas.integrations.jira;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Jira takes 20 changes of one issue in 2 seconds, and 100 in 30: we don't ask for more. */
final class IssueChanges {
  private static final int BURST = 20;
  private static final Duration BURST_TIME = Duration.ofSeconds(2);
  private static final int MOST = 100;
  private static final Duration TIME = Duration.ofSeconds(30);

  private final LongSupplier nanos;
  private final Map<String, Deque<Long>> recent = new LinkedHashMap<>();

  IssueChanges(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** How long the next change of the issue has to wait; zero takes the turn. */
  synchronized Duration turn(String issueId) {
    long now = nanos.getAsLong();
    forget(now);
    Deque<Long> times = recent.computeIfAbsent(issueId, id -> new ArrayDeque<>());
    long wait = Math.max(wait(times, BURST, BURST_TIME, now), wait(times, MOST, TIME, now));
    if (wait > 0) return Duration.ofNanos(wait);
    times.addLast(now);
    return Duration.ZERO;
  }

  private static long wait(Deque<Long> times, int most, Duration within, long now) {
    if (times.size() < most) return 0;
    Iterator<Long> latestFirst = times.descendingIterator();
    long first = now;
    for (int i = 0; i < most; i++) first = latestFirst.next();
    return within.toNanos() - (now - first);
  }

  private void forget(long now) {
    recent
        .values()
        .removeIf(
            times -> {
              while (!times.isEmpty() && now - times.getFirst() > TIME.toNanos()) {
                times.removeFirst();
              }
              return times.isEmpty();
            });
  }
}
