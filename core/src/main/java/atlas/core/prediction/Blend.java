package atlas.core.prediction;

import atlas.model.PredictionSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes one list of what several sources proposed. The weights are those of the sources that
 * proposed anything, brought to a sum of 1: a source that is down costs nothing. The same scenario
 * from two sources becomes hybrid. Templates only fill what is left: they know nothing of this
 * ticket.
 */
final class Blend {
  // What is trusted less takes no template's place.
  private static final double TRUSTED = 0.05;

  private final Sameness sameness;

  /** What one source said of a scenario: how sure it is, and at which place of its own list. */
  record Said(double confidence, int place) {}

  /**
   * A scenario of the joint list.
   *
   * @param said what each source said of it
   */
  record Blended(
      String scenario,
      double confidence,
      PredictionSource source,
      List<String> steps,
      @Nullable Integer minutes,
      String because,
      Map<PredictionSource, Said> said) {}

  private record Proposal(PredictionSource source, Candidate candidate, int place) {}

  Blend(Sameness sameness) {
    this.sameness = sameness;
  }

  /**
   * Joins them.
   *
   * @param weights of the sources; one that has none proposes nothing of its own
   */
  List<Blended> of(
      Map<PredictionSource, List<Candidate>> proposals,
      Map<PredictionSource, Double> weights,
      int topK) {
    double sum = 0;
    for (var entry : proposals.entrySet()) {
      if (!entry.getValue().isEmpty()) sum += weights.getOrDefault(entry.getKey(), 0.0);
    }
    var joint = new ArrayList<Blended>();
    var doubted = new ArrayList<Blended>();
    var templates = new ArrayList<Blended>();
    for (List<Proposal> same : grouped(flat(proposals))) {
      Blended blended = blended(same, weights, sum);
      if (blended == null) continue;
      if (blended.source() == PredictionSource.template) templates.add(blended);
      else if (blended.confidence() < TRUSTED) doubted.add(blended);
      else joint.add(blended);
    }
    Comparator<Blended> surest = Comparator.comparingDouble(Blended::confidence).reversed();
    joint.sort(surest);
    doubted.sort(surest);
    joint.addAll(Math.min(topK, joint.size()), templates);
    joint.addAll(doubted);
    var shown = new ArrayList<>(joint.subList(0, Math.min(topK, joint.size())));
    shown.sort(surest);
    return shown;
  }

  /** In the order of the sources, and of each its surest first. */
  private static List<Proposal> flat(Map<PredictionSource, List<Candidate>> proposals) {
    var flat = new ArrayList<Proposal>();
    for (PredictionSource source : PredictionSource.values()) {
      var sorted = new ArrayList<>(proposals.getOrDefault(source, List.of()));
      sorted.sort(Comparator.comparingDouble(Candidate::confidence).reversed());
      for (int i = 0; i < sorted.size(); i++) {
        flat.add(new Proposal(source, sorted.get(i), i + 1));
      }
    }
    return flat;
  }

  /** Those that say the same together, each with the first that it is the same as. */
  private List<List<Proposal>> grouped(List<Proposal> flat) {
    Sameness.Same same = sameness.of(flat.stream().map(p -> p.candidate().scenario()).toList());
    var groups = new ArrayList<List<Proposal>>();
    var firsts = new ArrayList<Integer>();
    for (int i = 0; i < flat.size(); i++) {
      int group = 0;
      while (group < firsts.size() && !same.are(firsts.get(group), i)) group++;
      if (group == firsts.size()) {
        firsts.add(i);
        groups.add(new ArrayList<>());
      }
      groups.get(group).add(flat.get(i));
    }
    return groups;
  }

  /** Null where nobody proposes it who has any weight, nor a template. */
  private static @Nullable Blended blended(
      List<Proposal> same, Map<PredictionSource, Double> weights, double sum) {
    // What a source says twice is no surer: the first is its surest.
    var best = new EnumMap<PredictionSource, Proposal>(PredictionSource.class);
    for (Proposal proposal : same) best.putIfAbsent(proposal.source(), proposal);
    var said = new EnumMap<PredictionSource, Said>(PredictionSource.class);
    best.forEach((source, p) -> said.put(source, new Said(clamped(p), p.place())));
    List<Proposal> weighed = best.values().stream().filter(p -> weight(p, weights) > 0).toList();
    Proposal template = best.get(PredictionSource.template);
    if (weighed.isEmpty() && template == null) return null;
    List<Proposal> telling = template != null && weighed.isEmpty() ? List.of(template) : weighed;
    double confidence = weighed.isEmpty() ? clamped(telling.get(0)) : 0;
    for (Proposal p : weighed) confidence += weight(p, weights) / sum * clamped(p);
    Candidate first = telling.get(0).candidate();
    List<String> steps = List.of();
    Integer minutes = null;
    // A template's steps and minutes are better than none, whoever proposed it.
    for (Proposal p : best.values()) {
      if (steps.isEmpty()) steps = p.candidate().steps();
      if (minutes == null) minutes = p.candidate().minutes();
    }
    return new Blended(
        first.scenario(),
        Math.min(1, confidence),
        telling.size() > 1 ? PredictionSource.hybrid : telling.get(0).source(),
        steps,
        minutes,
        String.join("; ", telling.stream().map(p -> p.candidate().because()).toList()),
        said);
  }

  private static double weight(Proposal proposal, Map<PredictionSource, Double> weights) {
    return weights.getOrDefault(proposal.source(), 0.0);
  }

  private static double clamped(Proposal proposal) {
    return Math.max(0, Math.min(1, proposal.candidate().confidence()));
  }
}
