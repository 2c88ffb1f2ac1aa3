package atlas.model;

import java.math.BigDecimal;

/**
 * What a user's theaters come to together, and how much work the last seven days hold.
 *
 * @param combinedProgress the mean of the theaters', in percent
 * @param loggedMinutes as they were logged
 * @param testedMinutes of testing sessions that ended
 * @param plannedMinutes of actions that are selected or due by today
 */
public record FocusMetrics(
    BigDecimal combinedProgress,
    int energy,
    int loggedMinutes,
    int testedMinutes,
    int plannedMinutes) {

  /** How much work that is in all. */
  public int minutes() {
    return loggedMinutes + testedMinutes + plannedMinutes;
  }
}
