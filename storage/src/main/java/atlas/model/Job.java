package atlas.model;

import java.time.Duration;

/**
 * A kind of work that is done after the transaction which asked for it, and again after a failure.
 *
 * @param name as it stands in the database; it never changes
 * @param attempts how often it is tried before it is given up
 * @param backoff the pause after the first failure; it doubles with each, give or take a third
 * @param longestBackoff what the pause does not grow beyond
 */
public record Job(String name, int attempts, Duration backoff, Duration longestBackoff) {
  public Job {
    if (!name.matches("[a-z][a-z._]{0,63}") || attempts < 1 || backoff.isNegative()) {
      throw new IllegalArgumentException("A job needs a name and an attempt: " + name);
    }
  }
}
