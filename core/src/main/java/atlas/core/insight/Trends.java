package atlas.core.insight;

import atlas.core.insight.Trend.Direction;
import atlas.core.insight.Trend.Point;
import atlas.model.Measure;
import atlas.storage.PackTable.Seen;
import atlas.storage.Tx;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Computes how things went; what it says is in the numbers and nowhere else. */
final class Trends {
  /** Fewer can't tell a trend from chance. */
  static final int LEAST_POINTS = 4;

  private static final int MOST_SEEN = 5_000;
  private static final int WEEKS = 17;
  private static final int REFS = 12;
  private static final double SURE = 0.9;

  private Trends() {}

  /** Every measure of which anything was seen then or before. */
  static List<Trend> all(Tx tx, Period period) {
    return Arrays.stream(Measure.values())
        .map(measure -> of(tx, measure, period))
        .filter(trend -> trend.seen() + trend.seenBefore() > 0)
        .toList();
  }

  /** How that went. */
  static Trend of(Tx tx, Measure measure, Period period) {
    List<Seen> seen = seen(tx, measure, period);
    List<Seen> earlier = seen(tx, measure, period.before());
    List<Period> parts = parts(period);
    List<Point> points =
        parts.stream().map(part -> point(measure, part, within(seen, part))).toList();
    double[] course = course(measure, parts, points);
    double confidence = confidence(course);
    return new Trend(
        measure,
        period.from(),
        period.to(),
        summed(measure, seen),
        seen.size(),
        summed(measure, earlier),
        earlier.size(),
        points,
        direction(course, confidence),
        confidence,
        seen.stream().limit(REFS).map(Seen::ref).toList());
  }

  private static List<Seen> seen(Tx tx, Measure measure, Period period) {
    var begin = period.begin();
    var end = period.end();
    return switch (measure) {
      case bugs_per_session -> tx.packs().bugsPerSession(begin, end, MOST_SEEN);
      case escaped_defects -> tx.packs().escapedDefects(begin, end, MOST_SEEN);
      case prediction_quality -> tx.packs().predictionErrors(begin, end, MOST_SEEN);
      case cycle_time -> tx.packs().cycleTimes(begin, end, MOST_SEEN);
      case review_load -> tx.packs().reviews(begin, end, MOST_SEEN);
    };
  }

  /** Weeks from Monday on, or months where those would be many; the first and last may be short. */
  static List<Period> parts(Period period) {
    boolean weeks = ChronoUnit.WEEKS.between(period.from(), period.to()) < WEEKS;
    var parts = new ArrayList<Period>();
    LocalDate first = period.from();
    while (!first.isAfter(period.to())) {
      LocalDate last = weeks ? sunday(first) : first.with(TemporalAdjusters.lastDayOfMonth());
      parts.add(new Period(first, last.isAfter(period.to()) ? period.to() : last, period.days()));
      first = last.plusDays(1);
    }
    return parts;
  }

  private static LocalDate sunday(LocalDate day) {
    return day.with(TemporalAdjusters.nextOrSame(DayOfWeek.SUNDAY));
  }

  private static List<Seen> within(List<Seen> seen, Period part) {
    return seen.stream()
        .filter(
            one -> {
              LocalDate day = part.day(one.at());
              return !day.isBefore(part.from()) && !day.isAfter(part.to());
            })
        .toList();
  }

  private static Point point(Measure measure, Period part, List<Seen> seen) {
    // Of what is counted, nothing is 0.
    boolean none = seen.isEmpty() && measure.sum() == Measure.Sum.COUNT;
    Double value = none ? Double.valueOf(0) : summed(measure, seen);
    return new Point(part.from(), part.to(), value, seen.size());
  }

  private static @Nullable Double summed(Measure measure, List<Seen> seen) {
    if (seen.isEmpty()) return null;
    double[] values = seen.stream().mapToDouble(Seen::value).sorted().toArray();
    int middle = values.length / 2;
    return switch (measure.sum()) {
      case COUNT -> (double) values.length;
      case MEAN -> Arrays.stream(values).sum() / values.length;
      case MEDIAN ->
          values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    };
  }

  /**
   * The points that can be compared: of what is counted, a short part has less than a whole one.
   */
  private static double[] course(Measure measure, List<Period> parts, List<Point> points) {
    int whole = parts.stream().mapToInt(Period::length).max().orElse(0);
    var course = new ArrayList<Double>();
    for (int i = 0; i < points.size(); i++) {
      Double value = points.get(i).value();
      if (value == null) continue;
      // Months differ by three days.
      boolean isShort = parts.get(i).length() < Math.min(whole, 28);
      if (measure.sum() != Measure.Sum.COUNT || !isShort) course.add(value);
    }
    return course.stream().mapToDouble(Objects::requireNonNull).toArray();
  }

  private static Direction direction(double[] course, double confidence) {
    if (course.length < LEAST_POINTS) return Direction.unknown;
    if (confidence < SURE) return Direction.steady;
    return score(course) > 0 ? Direction.rising : Direction.falling;
  }

  /** Mann and Kendall's test: how unlikely such an order is if there is none. */
  static double confidence(double[] course) {
    int n = course.length;
    if (n < LEAST_POINTS) return 0;
    double score = score(course);
    double variance = (n * (n - 1.0) * (2 * n + 5) - ties(course)) / 18;
    if (score == 0 || variance <= 0) return 0;
    double z = (Math.abs(score) - 1) / Math.sqrt(variance);
    return Math.round(1_000 * errorFunction(z / Math.sqrt(2))) / 1_000.0;
  }

  private static double score(double[] course) {
    double score = 0;
    for (int i = 0; i < course.length; i++) {
      for (int j = i + 1; j < course.length; j++) score += Math.signum(course[j] - course[i]);
    }
    return score;
  }

  private static double ties(double[] course) {
    double[] sorted = course.clone();
    Arrays.sort(sorted);
    double ties = 0;
    int run = 1;
    for (int i = 1; i <= sorted.length; i++) {
      if (i < sorted.length && sorted[i] == sorted[i - 1]) {
        run++;
      } else {
        ties += run * (run - 1.0) * (2 * run + 5);
        run = 1;
      }
    }
    return ties;
  }

  /** Abramowitz and Stegun 7.1.26, right to 1.5e-7, of what is not negative. */
  private static double errorFunction(double x) {
    double t = 1 / (1 + 0.3275911 * x);
    double sum =
        t
            * (0.254829592
                + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
    return 1 - sum * Math.exp(-x * x);
  }
}
