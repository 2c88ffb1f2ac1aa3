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
 * @param known of how many predictions that it spoke of it is known what came of them; what was
 *     passed over for something further down the list came to nothing
 * @param brier the mean square of what lies between its confidence and what came of it: 0 is best
 * @param skill 0 where its Brier score is what its own confidences would get if they were dealt out
 *     by chance, 1 where it always knows; below 0 where chance does better
 * @param luck how far from 0 skill would be by chance alone, as a rule
 */
record Skill(int known, double brier, double skill, double luck) {
  /** The weights that sources have before anything is known of them. */
  static final Map<PredictionSource, Double> STARTING =
      Map.of(
          PredictionSource.neural, 0.7,
          PredictionSource.similarity, 0.3,
          PredictionSource.pattern, 0.3);

  /** As many of the predictions that were settled last are looked at. */
  static final int LATEST = 300;

  private static final int LEAST = 30;
  // Of a hundred that it proposes so many are decided on.
  private static final int WHOLE = 60;
  // A source that nobody hears could never win its weight back.
  private static final double FLOOR = 0.02;

  /** The skill of each source of which something is known. */
  static Map<PredictionSource, Skill> measured(List<SourceSaid> said) {
    var bySource = new EnumMap<PredictionSource, List<SourceSaid>>(PredictionSource.class);
    Map<UUID, Boolean> outcomes = new HashMap<>();
    for (SourceSaid one : said) {
      if (one.source() == null || !(one.known() || one.passedOver())) continue;
      bySource.computeIfAbsent(one.source(), source -> new ArrayList<>()).add(one);
      outcomes.put(one.predictionId(), one.found());
    }
    double found = outcomes.values().stream().filter(Boolean::booleanValue).count();
    double usual = outcomes.isEmpty() ? 0 : found / outcomes.size();
    var measured = new EnumMap<PredictionSource, Skill>(PredictionSource.class);
    bySource.forEach((source, lines) -> measured.put(source, of(lines, usual)));
    return measured;
  }

  private static Skill of(List<SourceSaid> said, double usual) {
    int n = said.size();
    double mean = said.stream().mapToDouble(SourceSaid::confidence).sum() / n;
    double spread = 0;
    double brier = 0;
    for (SourceSaid one : said) {
      spread += square(one.confidence() - mean) / n;
      brier += square(one.confidence() - (one.found() ? 1 : 0)) / n;
    }
    double chance = spread + square(mean - usual) + usual * (1 - usual);
    if (chance == 0) return new Skill(n, brier, 0, 0);
    double luck = 2 * Math.sqrt(spread * usual * (1 - usual) / n) / chance;
    return new Skill(n, brier, 1 - brier / chance, luck);
  }

  private static double square(double x) {
    return x * x;
  }

  /**
   * The weights for the blend. Each source begins with its starting weight; from 30 predictions on
   * its skill takes over, and at 60 it is the skill alone, less what luck may have had in it.
   */
  static Map<PredictionSource, Double> weights(List<SourceSaid> said) {
    Map<PredictionSource, Skill> measured = measured(said);
    var weights = new EnumMap<PredictionSource, Double>(PredictionSource.class);
    STARTING.forEach((source, start) -> weights.put(source, weight(start, measured.get(source))));
    return weights;
  }

  private static double weight(double start, @Nullable Skill measured) {
    if (measured == null || measured.known() < LEAST) return start;
    double earned = Math.max(0, measured.skill() - measured.luck());
    double share = Math.min(1, (measured.known() - LEAST) / (double) (WHOLE - LEAST));
    return Math.max(FLOOR, (1 - share) * start + share * earned);
  }
}
