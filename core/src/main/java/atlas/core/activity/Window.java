package atlas.core.activity;

import atlas.model.SyncJob;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** From when to when a run gathers. */
record Window(Instant from, Instant until) {
  // GitLab forgets events after three years, and no review reaches back further.
  private static final Duration FURTHEST = Duration.ofDays(3 * 365);

  static Window of(SyncJob job) {
    Instant until = Objects.requireNonNullElse(job.windowUntil(), job.startedAt());
    Instant from = Objects.requireNonNullElse(job.windowFrom(), until.minus(FURTHEST));
    return new Window(from, until);
  }

  /** What was done before then is not gathered, whenever the thing changed that it was done on. */
  Instant horizon() {
    return until.minus(FURTHEST);
  }
}
