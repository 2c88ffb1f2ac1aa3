package atlas.model;

import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a habit stands on the person's day.
 *
 * @param currentStreak days in a row up to today or yesterday; of a weekly habit weeks, of a custom
 *     one times
 * @param totalCompletions days on which it was done
 */
public record HabitState(
    UUID habitId,
    int number,
    String name,
    HabitFrequency frequency,
    @Nullable Integer targetDays,
    HabitCategory category,
    boolean testing,
    boolean active,
    @Nullable String space,
    int version,
    int currentStreak,
    int longestStreak,
    int totalCompletions,
    boolean doneToday,
    @Nullable LocalDate lastDay) {

  /** The short id: H-1. */
  public String shortId() {
    return Ref.Kind.HABIT.shortId(number);
  }

  /** What the streak is counted in, so many of them. */
  public String streak(int length) {
    String unit =
        switch (frequency) {
          case daily -> "day";
          case weekly -> "week";
          case custom -> "time";
        };
    return Counted.of(length, unit);
  }
}
