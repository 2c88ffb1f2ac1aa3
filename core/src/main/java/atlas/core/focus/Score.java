package atlas.core.focus;

import atlas.model.Candidate;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How much speaks for doing something next, 0 to 100, and how that comes about.
 *
 * @param terms each with its arithmetic, but for those that come to nothing; they add up to points,
 *     which are cut at 0 and 100
 */
record Score(BigDecimal points, List<String> terms) {
  private static final double STALE_DAYS = 14;
  private static final BigDecimal MOST = BigDecimal.valueOf(100);

  Score {
    terms = List.copyOf(terms);
  }

  static Score of(Candidate candidate, FocusWeights weights, Instant at, LocalDate today) {
    var terms = new ArrayList<String>();
    BigDecimal sum = BigDecimal.ZERO;
    double gap = Math.min(candidate.gap(), 5);
    sum = sum.add(term(terms, "gap %s of 5".formatted(plain(gap)), weights.gap(), gap / 5));
    double stale = Math.max(0, Duration.between(candidate.movedAt(), at).toHours() / 24.0);
    sum =
        sum.add(
            term(
                terms,
                "untouched for %s of 14 days".formatted(plain(stale)),
                weights.stale(),
                Math.min(stale / STALE_DAYS, 1)));
    sum = sum.add(term(terms, "begun", weights.early(), candidate.begun() ? 1 : 0));
    if (candidate.due() != null) {
      sum =
          sum.add(
              term(
                  terms,
                  due(candidate.due(), today),
                  weights.due(),
                  urgency(today, candidate.due())));
    }
    sum =
        sum.add(
            term(
                terms,
                "%d of 100 energy in %s".formatted(candidate.energy(), candidate.theater()),
                weights.energy(),
                candidate.energy() / 100.0));
    sum = sum.add(term(terms, "blocked", -weights.blocked(), candidate.blocked() ? 1 : 0));
    BigDecimal cut = sum.max(BigDecimal.ZERO).min(MOST);
    if (cut.compareTo(sum) != 0) terms.add("cut to " + cut.toPlainString());
    return new Score(cut, terms);
  }

  /** Adds the term, unless it comes to nothing; to one place, so that a reader can add them up. */
  private static BigDecimal term(List<String> terms, String what, int weight, double value) {
    BigDecimal points = BigDecimal.valueOf(weight * value).setScale(1, RoundingMode.HALF_UP);
    if (points.signum() != 0) {
      terms.add(
          "%s: %d × %s = %s"
              .formatted(what, weight, String.format(Locale.ROOT, "%.3f", value), points));
    }
    return points;
  }

  /** Taskwarrior's curve: 0.2 from two weeks before the day on, evenly up to 1 a week after it. */
  static double urgency(LocalDate today, LocalDate due) {
    long over = ChronoUnit.DAYS.between(due, today);
    if (over >= 7) return 1;
    return over < -14 ? 0.2 : (over + 14) * 0.8 / 21 + 0.2;
  }

  private static String due(LocalDate due, LocalDate today) {
    long days = ChronoUnit.DAYS.between(today, due);
    if (days == 0) return "due today";
    String count = Math.abs(days) + (Math.abs(days) == 1 ? " day" : " days");
    return days > 0 ? "due in " + count : "due " + count + " ago";
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number)
        .setScale(2, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }
}
