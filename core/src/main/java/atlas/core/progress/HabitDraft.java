package atlas.core.progress;

import atlas.model.HabitCategory;
import atlas.model.HabitFrequency;
import org.jspecify.annotations.Nullable;

/**
 * What a habit is to be; null leaves as it is.
 *
 * @param habit the one to change; null makes a new one, which needs a name
 * @param frequency daily where nobody says so
 * @param targetDays of a weekly one on how many days of a week (1); of a custom one within how many
 *     days again
 * @param category personal where nobody says so
 */
public record HabitDraft(
    @Nullable String habit,
    @Nullable String name,
    @Nullable String description,
    @Nullable HabitFrequency frequency,
    @Nullable Integer targetDays,
    @Nullable HabitCategory category,
    @Nullable Boolean active,
    @Nullable String space) {}
