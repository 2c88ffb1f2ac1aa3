package atlas.model;

import java.time.LocalTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Who a person is to those who read of them, and how they want it.
 *
 * @param name that they are known by here
 * @param dayStart when their day begins, 04:00: what they do before it is of the day before
 * @param weeklyCapacityMinutes how much they mean to work in a week
 * @param defaultSpace where personal tasks go that name no space
 * @param wellbeingVisible whether agents may read their moods and their journal
 */
public record Profile(
    String name,
    @Nullable String fullName,
    @Nullable String avatarUrl,
    @Nullable String gitlabUsername,
    UserRole role,
    String timeZone,
    String dayStart,
    int weeklyCapacityMinutes,
    @Nullable String defaultSpace,
    CoachVoice coachVoice,
    Theme theme,
    boolean notifications,
    boolean wellbeingVisible) {

  /** What others call them. */
  public String shownName() {
    return fullName == null ? name : fullName;
  }

  /** Where the person's clock is. */
  public ZoneId zone() {
    return ZoneId.of(timeZone);
  }

  /** When their days begin and end. */
  public Days days() {
    return new Days(zone(), LocalTime.parse(dayStart));
  }
}
