package atlas.model;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a person did in a theater, or what they saw of it.
 *
 * @param actionId what it was done for
 * @param text what was done; of a reflection what is objectively so
 * @param minutes of an execution
 * @param actor who logged it, or corrected it last
 * @param loggedAt when it was done or seen
 * @param version raised by each change
 */
public record FocusLog(
    UUID id,
    int number,
    Kind kind,
    UUID theaterId,
    @Nullable UUID actionId,
    String text,
    @Nullable String details,
    @Nullable Integer minutes,
    String actor,
    Instant loggedAt,
    int version,
    Instant createdAt) {
  /** What was done, or what was seen of it. */
  public enum Kind {
    execution,
    reflection
  }

  /** The short id: F-3. */
  public String shortId() {
    return Ref.Kind.FOCUS_LOG.shortId(number);
  }
}
