package atlas.integrations;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * How fast a host lets us ask, as its answers say: nobody asks before the time it gave, and jobs go
 * slowly when its limit is near.
 */
final class Pace {
  private static final Duration SLOW_FOR = Duration.ofMinutes(1);
  private static final Duration BETWEEN = Duration.ofSeconds(1);
  private static final int NEAR_PERCENT = 20;

  private final LongSupplier nanos;
  private long openAt;
  private long slowUntil;
  private long nextAt;

  Pace(LongSupplier nanos) {
    this.nanos = nanos;
    this.openAt = nanos.getAsLong();
    this.slowUntil = openAt;
    this.nextAt = openAt;
  }

  /** How long to wait before asking; zero takes the turn. */
  synchronized Duration turn(boolean patient) {
    long now = nanos.getAsLong();
    long wait = openAt - now;
    if (patient && slowUntil - now > 0) {
      wait = Math.max(wait, nextAt - now);
      if (wait <= 0) nextAt = now + BETWEEN.toNanos();
    }
    return wait <= 0 ? Duration.ZERO : Duration.ofNanos(wait);
  }

  /** Takes over what an answer says of limits; how long it asks us to wait, if it does. */
  synchronized @Nullable Duration learn(Response response) {
    long now = nanos.getAsLong();
    Duration wait = null;
    if (response.code() == 429 || response.code() == 503) wait = asked(response);
    // A limit on changes of one issue is no reason to leave the others alone.
    String reason = response.header("RateLimit-Reason", "");
    boolean everything = reason == null || !reason.contains("per-issue");
    if (wait != null && everything) {
      long until = now + wait.toNanos();
      if (until - openAt > 0) openAt = until;
    }
    if (isNear(response)) slowUntil = now + SLOW_FOR.toNanos();
    return wait;
  }

  private static @Nullable Duration asked(Response response) {
    Duration after = Answer.retryAfter(response);
    if (after != null) return after;
    String reset = response.header("X-RateLimit-Reset");
    if (reset != null) {
      try {
        var sent = response.headers().getDate("Date");
        long from = sent == null ? response.receivedResponseAtMillis() : sent.getTime();
        Instant until = Instant.parse(reset.strip());
        return Answer.bounded(Duration.between(Instant.ofEpochMilli(from), until));
      } catch (DateTimeException | ArithmeticException e) {
        return null;
      }
    }
    // GitLab tells the second, by its own clock.
    long second = number(response, "RateLimit-Reset");
    if (second > 0 && response.code() == 429) {
      var sent = response.headers().getDate("Date");
      long from = sent == null ? response.receivedResponseAtMillis() : sent.getTime();
      return Answer.bounded(Duration.ofMillis(second * 1000 - from));
    }
    // Data Center fills a bucket up, some at each interval.
    long interval = number(response, "X-RateLimit-Interval-Seconds");
    return interval > 0 ? Answer.bounded(Duration.ofSeconds(interval)) : null;
  }

  private static boolean isNear(Response response) {
    if ("true".equalsIgnoreCase(response.header("X-RateLimit-NearLimit"))) return true;
    return isNear(response, "X-RateLimit-") || isNear(response, "RateLimit-");
  }

  private static boolean isNear(Response response, String prefix) {
    long limit = number(response, prefix + "Limit");
    long remaining = number(response, prefix + "Remaining");
    return limit > 0 && remaining >= 0 && remaining * 100 < limit * NEAR_PERCENT;
  }

  private static long number(Response response, String header) {
    String value = response.header(header);
    return value != null && value.strip().matches("\\d{1,10}") ? Long.parseLong(value.strip()) : -1;
  }
}
