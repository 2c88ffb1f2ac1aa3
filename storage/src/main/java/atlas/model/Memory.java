package atlas.model;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that an agent or person wants to be known tomorrow.
 *
 * @param projectId what it belongs to; null where it holds everywhere
 * @param expiresAt from when on it is not found any more, if ever
 */
public record Memory(
    UUID id,
    int number,
    @Nullable UUID projectId,
    Type type,
    String key,
    String value,
    String actor,
    @Nullable Instant expiresAt,
    Instant createdAt) {
  /** What kind of thing is remembered. */
  public enum Type {
    pattern,
    context,
    preference,
    session
  }

  /** The short id: M-2. */
  public String shortId() {
    return Ref.Kind.MEMORY.shortId(number);
  }
}
