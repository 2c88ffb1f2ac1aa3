package atlas.model;

import java.time.LocalDate;

/**
 * What a person did on a day of theirs.
 *
 * @param minutes of the sessions that ended, without their breaks
 * @param tasks that were completed, personal ones too
 */
public record DayActivity(
    LocalDate day, int sessions, int minutes, int scenarios, int bugs, int tasks, int xp) {
  /** Whether nothing was. */
  public boolean empty() {
    return sessions + scenarios + tasks + xp == 0;
  }
}
