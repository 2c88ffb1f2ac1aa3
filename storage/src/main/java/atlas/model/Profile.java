package atlas.model;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Who a person is to those who read of them, and how they want it.
 *
 * @param name that they are known by here
 * @param dayStart when their day begins, 04:00: what they do before it is of the day before
 * @param weeklyCapacityMinutes how much they mean to work in a week
 * @param defaultSpace where personal tasks go that name no space
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
    boolean notifications) {

  /** Where the person's clock is. */
  public ZoneId zone() {
    return ZoneId.of(timeZone);
  }

  /** Which day an instant is of, to the person. */
  public LocalDate day(Instant at) {
    ZonedDateTime there = at.atZone(zone());
    LocalDate date = there.toLocalDate();
    return there.toLocalTime().isBefore(LocalTime.parse(dayStart)) ? date.minusDays(1) : date;
  }

  /** When a day begins, to the person. */
  public Instant start(LocalDate day) {
    return day.atTime(LocalTime.parse(dayStart)).atZone(zone()).toInstant();
  }
}
