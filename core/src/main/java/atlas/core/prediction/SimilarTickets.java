package atlas.core.prediction;

import atlas.model.Caller;
import atlas.model.PredictionSource;
import atlas.model.SimilarTicket;
import atlas.model.TriedScenario;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was tried in earlier sessions on tickets like this one, and how often it found something.
 */
public final class SimilarTickets implements Predictor {
  private static final int MOST = 10;
  private static final int KEYS_SHOWN = 3;

  @Override
  public PredictionSource source() {
    return PredictionSource.similarity;
  }

  @Override
  public List<Candidate> predict(Caller caller, Question question) {
    Map<String, Double> similarity = new HashMap<>();
    for (SimilarTicket ticket : question.similar()) {
      similarity.put(ticket.ticketKey(), ticket.similarity());
    }
    Map<String, List<TriedScenario>> byScenario = new LinkedHashMap<>();
    for (TriedScenario tried : question.tried()) {
      byScenario.computeIfAbsent(tried.scenarioKey(), key -> new ArrayList<>()).add(tried);
    }
    var candidates = new ArrayList<Candidate>();
    byScenario.values().forEach(runs -> candidates.add(candidate(runs, similarity)));
    candidates.sort(
        Comparator.comparingDouble(Candidate::confidence)
            .reversed()
            .thenComparing(Candidate::scenario));
    return candidates.subList(0, Math.min(MOST, candidates.size()));
  }

  /**
   * Confidence is the likeness of the most similar ticket times the mean of a Beta(1, 1) posterior
   * over its runs, each weighted by its ticket's likeness: one failure in one run is 2/3, not 1.
   */
  private static Candidate candidate(List<TriedScenario> runs, Map<String, Double> similarity) {
    runs.sort(
        Comparator.comparingDouble(
                (TriedScenario run) -> similarity.getOrDefault(run.ticketKey(), 0.0))
            .reversed());
    double most = 0;
    double tried = 0;
    double found = 0;
    int triedCount = 0;
    int foundCount = 0;
    for (TriedScenario run : runs) {
      double like = similarity.getOrDefault(run.ticketKey(), 0.0);
      most = Math.max(most, like);
      tried += like * run.tried();
      found += like * run.found();
      triedCount += run.tried();
      foundCount += run.found();
    }
    String keys =
        String.join(", ", runs.stream().limit(KEYS_SHOWN).map(TriedScenario::ticketKey).toList());
    String because =
        "Found a bug in %d of %d runs on %s, %d %% alike"
            .formatted(foundCount, triedCount, keys, Math.round(100 * most));
    return new Candidate(
        runs.get(0).name(), most * (found + 1) / (tried + 2), List.of(), minutes(runs), because);
  }

  private static @Nullable Integer minutes(List<TriedScenario> runs) {
    double sum = 0;
    int known = 0;
    for (TriedScenario run : runs) {
      if (run.minutes() != null) {
        sum += run.minutes();
        known++;
      }
    }
    return known == 0 ? null : Math.max(1, (int) Math.round(sum / known));
  }
}
