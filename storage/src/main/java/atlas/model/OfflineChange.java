package atlas.model;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change that a client made while it was offline, and what came of it.
 *
 * @param operationId the client's own name for it
 * @param fingerprint of what it says, as SHA-256 in hex
 * @param entityId what it changed, once it was applied
 * @param reason why it was not
 * @param attempts how often it was tried
 */
public record OfflineChange(
    String operationId,
    String fingerprint,
    Result result,
    @Nullable UUID entityId,
    @Nullable String reason,
    int attempts) {
  /** What came of it; whoever repeats one that was applied is told duplicate. */
  public enum Result {
    applied,
    duplicate,
    conflict,
    refused
  }
}
