package atlas.core.insight;

import atlas.core.insight.Trend.Point;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A trend in words, all of which are in its numbers. */
final class TrendWords {
  static final String NONE = "–";

  private TrendWords() {}

  static String title(Trend trend) {
    return "%s: %s".formatted(trend.measure().label(), direction(trend));
  }

  /** What is known of where it goes. */
  static String direction(Trend trend) {
    long sure = Math.round(100 * trend.confidence());
    return switch (trend.direction()) {
      case rising -> "rising (" + sure + " % sure)";
      case falling -> "falling (" + sure + " % sure)";
      case steady -> "no clear direction";
      case unknown -> "too few points to tell a direction";
    };
  }

  static String content(Trend trend) {
    var words = new StringBuilder("Computed by ATLAS. ");
    words.append(
        "%s from %s to %s: %s (%s), of %d seen; in the days before, as many: %s, of %d. "
            .formatted(
                trend.measure().label(),
                trend.from(),
                trend.to(),
                number(trend.value()),
                trend.measure().unit(),
                trend.seen(),
                number(trend.before()),
                trend.seenBefore()));
    words
        .append("By ")
        .append(parts(trend.points()))
        .append(": ")
        .append(course(trend))
        .append(". ");
    words.append("Direction: ").append(direction(trend)).append(", by Mann and Kendall's test.");
    if (!trend.refs().isEmpty()) words.append(" Of ").append(refs(trend)).append('.');
    return words.toString();
  }

  /** Its points, the first first. */
  static String course(Trend trend) {
    return String.join(", ", trend.points().stream().map(point -> number(point.value())).toList());
  }

  /** Some of what was seen, and how much more. */
  static String refs(Trend trend) {
    List<String> refs = trend.refs();
    int more = trend.seen() - refs.size();
    return String.join(", ", refs) + (more > 0 ? " and " + more + " more" : "");
  }

  /** Into what a course is divided. */
  static String parts(List<Point> points) {
    boolean weeks = points.stream().allMatch(part -> part.to().isBefore(part.from().plusDays(7)));
    return weeks ? "week" : "month";
  }

  static String part(Point point) {
    return point.from() + " to " + point.to();
  }

  /** A number as a person wants to read it. */
  static String number(@Nullable Double value) {
    if (value == null) return NONE;
    if (value == Math.rint(value)) return String.valueOf(Math.round(value));
    String form = Math.abs(value) < 1 ? "%.2f" : "%.1f";
    return String.format(Locale.ROOT, form, value);
  }
}
