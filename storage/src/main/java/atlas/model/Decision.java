package atlas.model;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was chosen, from what, and why.
 *
 * @param supersedes the decision that this one takes the place of
 * @param outcome what came of it
 */
public record Decision(
    UUID id,
    int number,
    UUID projectId,
    String title,
    List<String> options,
    String choice,
    String rationale,
    DecisionStatus status,
    @Nullable UUID supersedes,
    @Nullable LocalDate reviewAt,
    @Nullable String outcome,
    Instant createdAt) {

  /** The short id: D-3. */
  public String shortId() {
    return Ref.Kind.DECISION.shortId(number);
  }
}
