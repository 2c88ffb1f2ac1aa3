package atlas.model;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A scenario as it went over all sessions on tickets of a component and type.
 *
 * @param component null for tickets that have none
 * @param tickets on how many it was tried
 * @param found in how many runs it found a bug
 * @param escaped in how many runs it passed in a session which a bug escaped
 * @param confidence 0 to 1: the lower bound of what it is worth
 * @param active false once it was retired
 */
public record Pattern(
    UUID id,
    int number,
    String name,
    PatternType type,
    @Nullable String component,
    String issueType,
    List<String> steps,
    int tickets,
    int tried,
    int found,
    int escaped,
    @Nullable Integer averageMinutes,
    double confidence,
    boolean active,
    Instant lastUsedAt) {

  /** The short id: K-4, for what was learned. */
  public String shortId() {
    return Ref.Kind.PATTERN.shortId(number);
  }
}
