package atlas.core.insight;

import atlas.model.Days;
import atlas.model.Refusal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Days that somebody looks back on.
 *
 * @param from the first
 * @param to the last
 * @param days when they begin and end
 */
public record Period(LocalDate from, LocalDate to, Days days) {
  private static final int USUAL = 90;
  private static final int MOST = 731;

  /** The period that was asked for; the last 90 days, or as many before its end, without a word. */
  static Period of(@Nullable LocalDate from, @Nullable LocalDate to, Instant now, Days days) {
    LocalDate today = days.of(now);
    LocalDate last = to == null || to.isAfter(today) ? today : to;
    LocalDate first = from == null ? last.minusDays(USUAL - 1L) : from;
    if (first.isAfter(today)) {
      throw Refusal.invalid("That is in the future; name days that were.");
    }
    if (first.isAfter(last)) throw Refusal.invalid("from must not be after to.");
    var period = new Period(first, last, days);
    if (period.length() > MOST) throw Refusal.invalid("A period is two years at most.");
    return period;
  }

  /** How many days. */
  int length() {
    return (int) ChronoUnit.DAYS.between(from, to) + 1;
  }

  /** When the first day begins. */
  Instant begin() {
    return days.begin(from);
  }

  /** When the last day is over. */
  Instant end() {
    return days.begin(to.plusDays(1));
  }

  /** The days before, as many. */
  Period before() {
    return new Period(from.minusDays(length()), from.minusDays(1), days);
  }

  /** Which day an instant is of. */
  LocalDate day(Instant at) {
    return days.of(at);
  }

  @Override
  public String toString() {
    return from + " to " + to;
  }
}
