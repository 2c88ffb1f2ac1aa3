package atlas.model;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a theater stands now.
 *
 * @param statusSaid whether somebody said so; else it is derived from what happened
 * @param progress in percent
 * @param open how many of its actions are still to be done, the blocked ones among them
 * @param plannedMinutes of actions that are selected or due by today
 * @param loggedMinutes of the last seven days
 */
public record TheaterState(
    UUID theaterId,
    String name,
    TheaterStatus status,
    boolean statusSaid,
    BigDecimal progress,
    boolean progressSaid,
    int energy,
    int version,
    @Nullable Instant lastActivity,
    int open,
    int blocked,
    int done,
    int plannedMinutes,
    int loggedMinutes) {}
