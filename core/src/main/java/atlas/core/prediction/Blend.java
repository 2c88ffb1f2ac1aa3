package atlas.core.prediction;

import atlas.model.PredictionSource;
import atlas.model.Scenario;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes one list of what several sources proposed. The weights are those of the sources that
 * proposed anything, brought to a sum of 1: a source that is down costs nothing. The same scenario
 * from two sources becomes hybrid. Templates only fill what is left: they know nothing of this
 * ticket.
 */
final class Blend {
  /** The starting weights; each source's own skill takes their place as it is measured. */
  static final Map<PredictionSource, Double> WEIGHTS =
      Map.of(PredictionSource.neural, 0.7, PredictionSource.similarity, 0.3);

  /** A scenario of the joint list. */
  record Blended(
      String scenario,
      double confidence,
      PredictionSource source,
      List<String> steps,
      @Nullable Integer minutes,
      String because) {}

  private Blend() {}

  static List<Blended> of(Map<PredictionSource, List<Candidate>> proposals, int topK) {
    double sum = 0;
    for (var entry : proposals.entrySet()) {
      if (!entry.getValue().isEmpty()) sum += WEIGHTS.getOrDefault(entry.getKey(), 0.0);
    }
    Map<String, Blended> joint = new LinkedHashMap<>();
    for (var entry : new TreeMap<>(proposals).entrySet()) {
      double weight = WEIGHTS.getOrDefault(entry.getKey(), 0.0);
      if (weight == 0 || sum == 0) continue;
      double share = weight / sum;
      best(entry.getValue())
          .forEach(
              (key, candidate) ->
                  joint.merge(key, blended(candidate, entry.getKey(), share), Blend::both));
    }
    var list = new ArrayList<>(joint.values());
    list.sort(Comparator.comparingDouble(Blended::confidence).reversed());
    var shown = new ArrayList<>(list.subList(0, Math.min(topK, list.size())));
    for (Candidate candidate : proposals.getOrDefault(PredictionSource.template, List.of())) {
      if (shown.size() >= topK) break;
      if (!joint.containsKey(Scenario.keyOf(candidate.scenario()))) {
        shown.add(blended(candidate, PredictionSource.template, 1));
      }
    }
    shown.sort(Comparator.comparingDouble(Blended::confidence).reversed());
    return shown;
  }

  /** Each scenario of a source once: what it says twice is no surer. */
  private static Map<String, Candidate> best(List<Candidate> candidates) {
    var best = new LinkedHashMap<String, Candidate>();
    for (Candidate candidate : candidates) {
      best.merge(
          Scenario.keyOf(candidate.scenario()),
          candidate,
          (one, other) -> one.confidence() >= other.confidence() ? one : other);
    }
    return best;
  }

  private static Blended blended(Candidate candidate, PredictionSource source, double weight) {
    return new Blended(
        candidate.scenario(),
        Math.min(1, weight * candidate.confidence()),
        source,
        candidate.steps(),
        candidate.minutes(),
        candidate.because());
  }

  private static Blended both(Blended one, Blended other) {
    return new Blended(
        one.scenario(),
        Math.min(1, one.confidence() + other.confidence()),
        PredictionSource.hybrid,
        one.steps().isEmpty() ? other.steps() : one.steps(),
        one.minutes() == null ? other.minutes() : one.minutes(),
        one.because() + "; " + other.because());
  }
}
