package atlas.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** At which rank the first right answer to each question stood. */
final class Ranks {
  private final int[] ranks;

  /**
   * @param ranks from 1; 0 where there was none
   */
  Ranks(int[] ranks) {
    this.ranks = ranks;
  }

  /** Those of some of the questions. */
  Ranks part(int from, int to) {
    return new Ranks(Arrays.copyOfRange(ranks, from, to));
  }

  /** Those of the questions at these places. */
  Ranks of(Set<Integer> places) {
    return new Ranks(places.stream().sorted().mapToInt(place -> ranks[place]).toArray());
  }

  /** The share of the questions with a right answer among the first so many. */
  double within(int most) {
    return (double) Arrays.stream(ranks).filter(r -> r > 0 && r <= most).count() / ranks.length;
  }

  /** The mean of one divided by the rank. */
  double reciprocal() {
    return Arrays.stream(ranks).mapToDouble(r -> r == 0 ? 0 : 1.0 / r).sum() / ranks.length;
  }

  /** One line a method: the shares at those ranks, by that name, and the mean reciprocal rank. */
  void print(Report report, String method, String name, int... at) {
    var line = new StringBuilder("  %-66s n=%-5d".formatted(method, ranks.length));
    for (int most : at) {
      line.append(String.format(Locale.ROOT, " %s@%d=%.3f", name, most, within(most)));
    }
    report.line("%s MRR=%.3f", line, reciprocal());
  }
}
