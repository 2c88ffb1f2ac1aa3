package atlas.core.insight;

import atlas.model.Measure;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How something went over a period, computed from what was written down.
 *
 * @param value over all of the period; null where nothing was seen
 * @param seen of how many things that is
 * @param before the same of the days before, as many
 * @param points part by part, weeks or months
 * @param confidence how sure it is that it rises or falls and doesn't just vary, 0 to 1
 * @param refs some of what was seen, the latest first
 */
public record Trend(
    Measure measure,
    LocalDate from,
    LocalDate to,
    @Nullable Double value,
    int seen,
    @Nullable Double before,
    int seenBefore,
    List<Point> points,
    Direction direction,
    double confidence,
    List<String> refs) {
  /** Where it goes. */
  public enum Direction {
    rising,
    falling,
    /** It neither rises nor falls for sure. */
    steady,
    /** There are too few points to tell. */
    unknown
  }

  /**
   * A part of the period.
   *
   * @param value null where nothing was seen of what has a mean
   */
  public record Point(LocalDate from, LocalDate to, @Nullable Double value, int seen) {}
}
