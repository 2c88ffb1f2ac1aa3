package atlas.model;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

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

  /** An instant as people read it, to the minute: 2026-01-15 10:30 Europe/Oslo. */
  public String said(Instant at) {
    return said(at, zone);
  }

  /** The same by the clock of that place. */
  public static String said(Instant at, ZoneId zone) {
    return DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm ", Locale.ROOT).format(at.atZone(zone))
        + (zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId());
  }

  /** When a day begins. */
  public Instant begin(LocalDate day) {
    return day.atTime(start).atZone(zone).toInstant();
  }
}
