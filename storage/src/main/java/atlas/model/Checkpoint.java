package atlas.model;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Where the work stopped.
 *
 * @param snapshot what the caller gave besides
 * @param captured what ATLAS itself saw at that moment
 * @param eventPosition how far the log was
 */
public record Checkpoint(
    UUID id,
    int number,
    UUID projectId,
    String label,
    String summary,
    String resumeInstructions,
    @Nullable String repoRef,
    @Nullable JsonNode snapshot,
    JsonNode captured,
    long eventPosition,
    Instant createdAt) {

  /** The short id: C-7. */
  public String shortId() {
    return Ref.Kind.CHECKPOINT.shortId(number);
  }
}
