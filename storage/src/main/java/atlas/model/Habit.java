package atlas.model;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that a person wants to do again and again.
 *
 * @param targetDays of a weekly one on how many days of a week; of a custom one within how many
 *     days again; a daily one has none
 * @param testing whether sessions that end log it, and its streak is the person's
 * @param active whether it is still meant; one that rests is shown, and nothing is due
 * @param space the personal space that it belongs to
 * @param version raised by each change
 */
public record Habit(
    UUID id,
    int number,
    String name,
    @Nullable String description,
    HabitFrequency frequency,
    @Nullable Integer targetDays,
    HabitCategory category,
    boolean testing,
    boolean active,
    @Nullable String space,
    int version,
    Instant createdAt) {

  /** The short id: H-1. */
  public String shortId() {
    return Ref.Kind.HABIT.shortId(number);
  }
}
