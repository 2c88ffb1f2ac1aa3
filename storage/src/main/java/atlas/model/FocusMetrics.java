package atlas.model;

import java.math.BigDecimal;

/**
 * What a user's theaters come to together, and how much work the last seven days hold.
 *
 * @param combinedProgress the mean of the theaters', in percent
 * @param loggedMinutes as they were logged
 * @param testedMinutes of testing sessions that ended
 * @param plannedMinutes of actions that are selected or due by today
 * @param overloadRisk what of the week's capacity those are, in percent, 100 at most
 */
public record FocusMetrics(
    BigDecimal combinedProgress,
    int energy,
    int loggedMinutes,
    int testedMinutes,
    int plannedMinutes,
    int weeklyCapacityMinutes,
    BigDecimal overloadRisk) {}
