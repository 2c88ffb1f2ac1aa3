package atlas.server.http;

import java.time.Duration;

/**
 * How long things may take.
 *
 * @param beat how often open streams and idle sessions are looked at
 * @param idle after how long a session that nobody uses is forgotten
 * @param drain how long a shutdown waits for running requests
 */
record Timing(Duration beat, Duration idle, Duration drain) {
  static final Timing USUAL =
      new Timing(Duration.ofSeconds(10), Duration.ofHours(1), Duration.ofSeconds(3));
}
