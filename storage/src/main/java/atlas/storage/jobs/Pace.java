package atlas.storage.jobs;

import java.time.Duration;

/**
 * How often the scheduler looks, which a laptop that idles should not notice.
 *
 * @param polling between two looks for work that other processes scheduled, or for its time
 * @param heartbeat between two signs of life; after four that were missed the work is another's
 * @param asking between two looks for whom something recurs
 */
record Pace(Duration polling, Duration heartbeat, Duration asking) {
  static final Pace USUAL =
      new Pace(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMinutes(1));

  /** With the usual time between two looks for whom something recurs. */
  Pace(Duration polling, Duration heartbeat) {
    this(polling, heartbeat, Duration.ofMinutes(1));
  }
}
