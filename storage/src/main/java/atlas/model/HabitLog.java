package atlas.model;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * That a habit was done on a day.
 *
 * @param relatedId the session or task that did it
 */
public record HabitLog(
    UUID habitId,
    LocalDate day,
    HabitTrigger triggeredBy,
    @Nullable UUID relatedId,
    Instant loggedAt) {}
