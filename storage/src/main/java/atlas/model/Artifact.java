package atlas.model;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What came of a task: a reference to it.
 *
 * @param ref address, path or identifier
 */
public record Artifact(
    UUID id,
    int number,
    UUID taskId,
    Type type,
    String ref,
    @Nullable String summary,
    String actor,
    Instant createdAt) {
  /** What it is. */
  public enum Type {
    diff,
    pr,
    test_report,
    document,
    other
  }

  /** The short id: R-5. */
  public String shortId() {
    return Ref.Kind.ARTIFACT.shortId(number);
  }
}
