package atlas.core.insight;

import atlas.core.insight.Pack.Gap;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the days of which nothing is recorded. */
final class Gaps {
  /** A working week: who is away for less is not missed. */
  private static final int LEAST = 5;

  private Gaps() {}

  /**
   * Five weekdays or more, one after the other.
   *
   * @param recorded the days of which something is
   */
  static List<Gap> of(Period period, List<LocalDate> recorded) {
    Set<LocalDate> there = new HashSet<>(recorded);
    var gaps = new ArrayList<Gap>();
    @Nullable LocalDate first = null;
    LocalDate last = period.from();
    int weekdays = 0;
    for (LocalDate day = period.from(); !day.isAfter(period.to()); day = day.plusDays(1)) {
      if (there.contains(day)) {
        if (first != null && weekdays >= LEAST) gaps.add(new Gap(first, last, weekdays));
        first = null;
        weekdays = 0;
      } else if (day.getDayOfWeek().getValue() < DayOfWeek.SATURDAY.getValue()) {
        if (first == null) first = day;
        last = day;
        weekdays++;
      }
    }
    if (first != null && weekdays >= LEAST) gaps.add(new Gap(first, last, weekdays));
    return gaps;
  }
}
