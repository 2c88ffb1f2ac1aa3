package atlas.core.prediction;

import atlas.model.PredictionSource;
import atlas.model.SourceSaid;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How much better a source predicts than chance, and the weight that it gets for it.
 *
 * @param settled of the predictions that it spoke of
 * @param known of those, the ones of which it is known what came of them; what was passed over for
 *     something further down the list came to nothing
 * @param brier the mean square of what lies between its confidence and what came of it: 0 is best
 * @param skill 0 where its Brier score is what its own confidences would get if they were dealt out
 *     by chance, 1 where it always knows; below 0 where chance does better
 * @param luck how far from 0 skill would be by chance alone, as a rule
 */
record Skill(int settled, int known, double brier, double skill, double luck) {
  /** The weights that sources have before anything is known of them. */
  static final Map<PredictionSource, Double> STARTING =
      Map.of(
          PredictionSource.neural, 0.7,
          PredictionSource.similarity, 0.3,
          PredictionSource.pattern, 0.3);

  /** As many of the predictions that were settled last are looked at. */
  static final int LATEST = 300;

  private static final int LEAST = 30;
  private static final int WHOLE = 100;
  // Of a hundred not all are tried, rejected or passed over; fewer tell nothing.
  private static final int LEAST_KNOWN = 10;
  private static final int ENOUGH_KNOWN = 30;
  // A source that nobody hears could never win its weight back.
  private static final double FLOOR = 0.02;

  /** The skill of each source of which something is known. */
  static Map<PredictionSource, Skill> measured(List<SourceSaid> said) {
    var bySource = new EnumMap<PredictionSource, List<SourceSaid>>(PredictionSource.class);
    Map<PredictionSource, Integer> settled = new EnumMap<>(PredictionSource.class);
    Map<UUID, Boolean> outcomes = new HashMap<>();
    for (SourceSaid one : said) {
      if (one.source() == null) continue;
      settled.merge(one.source(), 1, Integer::sum);
      if (!one.known() && !one.passedOver()) continue;
      bySource.computeIfAbsent(one.source(), source -> new ArrayList<>()).add(one);
      outcomes.put(one.predictionId(), one.found());
    }
    double found = outcomes.values().stream().filter(Boolean::booleanValue).count();
    double usual = outcomes.isEmpty() ? 0 : found / outcomes.size();
    var measured = new EnumMap<PredictionSource, Skill>(PredictionSource.class);
    bySource.forEach(
        (source, lines) -> measured.put(source, of(settled.getOrDefault(source, 0), lines, usual)));
    return measured;
  }

  private static Skill of(int settled, List<SourceSaid> said, double usual) {
    int n = said.size();
    double mean = said.stream().mapToDouble(SourceSaid::confidence).sum() / n;
    double spread = 0;
    double brier = 0;
    for (SourceSaid one : said) {
      spread += square(one.confidence() - mean) / n;
      brier += square(one.confidence() - (one.found() ? 1 : 0)) / n;
    }
    double chance = spread + square(mean - usual) + usual * (1 - usual);
    if (chance == 0) return new Skill(settled, n, brier, 0, 0);
    double luck = 2 * Math.sqrt(spread * usual * (1 - usual) / n) / chance;
    return new Skill(settled, n, brier, 1 - brier / chance, luck);
  }

  private static double square(double x) {
    return x * x;
  }

  /**
   * The weights for the blend. Each source begins with its starting weight; from 30 predictions on
   * its skill takes over, and at 100 it is the skill alone, less what luck may have had in it.
   */
  static Map<PredictionSource, Double> weights(List<SourceSaid> said) {
    Map<PredictionSource, Skill> measured = measured(said);
    var weights = new EnumMap<PredictionSource, Double>(PredictionSource.class);
    STARTING.forEach((source, start) -> weights.put(source, weight(start, measured.get(source))));
    return weights;
  }

  private static double weight(double start, @Nullable Skill measured) {
    if (measured == null) return start;
    double earned = Math.max(0, measured.skill() - measured.luck());
    double share =
        Math.min(
            share(measured.settled(), LEAST, WHOLE),
            share(measured.known(), LEAST_KNOWN, ENOUGH_KNOWN));
    return Math.max(FLOOR, (1 - share) * start + share * earned);
  }

  /** How far a count is on its way from one to another, 0 to 1. */
  private static double share(int count, int from, int until) {
    return Math.max(0, Math.min(1, (count - from) / (double) (until - from)));
  }
}
