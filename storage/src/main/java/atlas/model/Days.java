package atlas.model;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/**
 * When a person's days begin and end.
 *
 * @param start when they begin, 04:00: what is done before it is of the day before
 */
public record Days(ZoneId zone, LocalTime start) {
  /** Those of whoever has said nothing. */
  public static final Days UTC = new Days(ZoneOffset.UTC, LocalTime.MIDNIGHT);

  /** Which day an instant is of. */
  public LocalDate of(Instant at) {
    ZonedDateTime there = at.atZone(zone);
    LocalDate date = there.toLocalDate();
    return there.toLocalTime().isBefore(start) ? date.minusDays(1) : date;
  }

  /** When a day begins. */
  public Instant begin(LocalDate day) {
    return day.atTime(start).atZone(zone).toInstant();
  }
}
