package atlas.model;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An area of a person's work.
 *
 * @param status what was said of it; null where it is derived from what happens
 * @param progress the same, in percent
 * @param energy its share; all theaters have 100 together
 * @param version raised by each change
 */
public record Theater(
    UUID id,
    String name,
    @Nullable TheaterStatus status,
    @Nullable Integer progress,
    int energy,
    int version,
    Instant createdAt) {

  /** The same with another share of the energy. */
  public Theater with(int share) {
    return new Theater(id, name, status, progress, share, version, createdAt);
  }

  /** The same as its next version. */
  public Theater next() {
    return new Theater(id, name, status, progress, energy, version + 1, createdAt);
  }
}
