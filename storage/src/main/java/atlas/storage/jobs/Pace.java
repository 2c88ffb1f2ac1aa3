package atlas.storage.jobs;

import java.time.Duration;

/**
 * How often the scheduler looks, which a laptop that idles should not notice.
 *
 * @param polling between two looks for work that other processes scheduled, or for its time
 * @param heartbeat between two signs of life; after four that were missed the work is another's
 */
record Pace(Duration polling, Duration heartbeat) {
  static final Pace USUAL = new Pace(Duration.ofSeconds(10), Duration.ofSeconds(10));
}
