package atlas.storage.jobs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a job ended that did not fail.
 *
 * @param at when it is done again, for one that was put off
 */
public record Outcome(Kind kind, @Nullable Instant at) {
  /** It is done, until it recurs. */
  public static final Outcome DONE = new Outcome(Kind.DONE, null);

  /** This process lacks what it takes, such as an account: another may have it. */
  public static final Outcome ELSEWHERE = new Outcome(Kind.ELSEWHERE, null);

  /** The three ways. */
  public enum Kind {
    DONE,
    LATER,
    ELSEWHERE
  }

  /** It can't be done before that time; that is no failure. */
  public static Outcome later(Instant at) {
    return new Outcome(Kind.LATER, at);
  }
}
