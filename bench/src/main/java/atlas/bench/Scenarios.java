package atlas.bench;

import atlas.bench.Learning.Example;
import atlas.bench.ScenarioCorpus.Ticket;
import atlas.core.prediction.likeness.PackedVector;
import atlas.core.prediction.likeness.ScenarioFeature;
import atlas.core.prediction.likeness.ScenarioText;
import atlas.core.prediction.likeness.ScenarioWeights;
import atlas.core.prediction.likeness.Shelf;
import atlas.core.prediction.likeness.Shelf.Asked;
import atlas.core.prediction.likeness.Shelf.Seen;
import atlas.core.prediction.likeness.Shelf.Tested;
import atlas.core.prediction.likeness.Terms;
import atlas.core.prediction.likeness.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How well a ticket's scenarios are found in a library, by its summary and by what earlier tickets
 * were tested with. What is learned on some of the tickets is measured on the others.
 */
final class Scenarios {
  private static final int[] AT = {1, 3, 5, 10};
  private static final double HIT_AT_5 = 0.80;
  private static final int FOLDS = 10;

  private final ScenarioCorpus corpus;
  private final Report report;
  private final List<Asked> asked = new ArrayList<>();
  private final List<Tested> tested = new ArrayList<>();
  private final Shelf shelf = new Shelf();
  private final Set<Integer> withHistory = new HashSet<>();

  private Scenarios(ScenarioCorpus corpus, @Nullable Embedded vectors, Report report) {
    this.corpus = corpus;
    this.report = report;
    for (ScenarioText text : corpus.library()) {
      List<String> texts = vectors == null ? List.of() : text.texts();
      shelf.add(text, texts.stream().map(t -> packed(vectors, t)).toList());
    }
    Set<Integer> known = new HashSet<>();
    for (Ticket ticket : corpus.tickets()) {
      for (int scenario : ticket.scenarios()) {
        if (known.contains(scenario)) withHistory.add(asked.size());
      }
      known.addAll(ticket.scenarios());
      Asked one = Asked.of(ticket.summary(), packed(vectors, plain(ticket)));
      asked.add(one);
      tested.add(new Tested(one.words(), one.meaning(), List.copyOf(ticket.scenarios())));
    }
  }

  private static PackedVector packed(@Nullable Embedded vectors, String text) {
    return vectors == null ? PackedVector.NONE : PackedVector.of(vectors.get(text));
  }

  private static String plain(Ticket ticket) {
    return Terms.withoutKeys(ticket.summary());
  }

  static List<Verdict> run(Options options, Report report) throws IOException {
    Path tickets = options.file("tickets");
    report.line("scenarios: those of a library that a ticket is tested with");
    ScenarioCorpus corpus = ScenarioCorpus.read(options.file("library"), tickets);
    var texts = new ArrayList<String>();
    for (ScenarioText text : corpus.library()) texts.addAll(text.texts());
    for (Ticket ticket : corpus.tickets()) texts.add(plain(ticket));
    Embedded vectors = Embedded.of(texts, options.path("vectors"), report);
    report.line("  %d scenarios, %d tickets", corpus.library().size(), corpus.tickets().size());
    ScenarioBaselines.print(corpus, vectors, report);
    report.line("  by words alone, where there is no model:");
    var byWords = new Scenarios(corpus, null, report);
    List<Example> words = byWords.examples();
    byWords.measure(words, ScenarioWeights.shipped(Weights.Of.words));
    report.line("  by words and meaning:");
    var byBoth = new Scenarios(corpus, vectors, report);
    List<Example> both = byBoth.examples();
    Path learn = options.path("learn");
    if (learn != null) {
      LearnedLibrary.write(learn, learned(both), learned(words), tickets, both.size());
    }
    List<Verdict> verdicts =
        byBoth.measure(both, ScenarioWeights.shipped(Weights.Of.words_and_meaning));
    byBoth.times();
    return verdicts;
  }

  private List<Verdict> measure(List<Example> examples, ScenarioWeights shipped) {
    int half = examples.size() / 2;
    int all = examples.size();
    double[] onFirst = learned(examples.subList(0, half));
    double[] onSecond = learned(examples.subList(half, all));
    int[] ranks = new int[all];
    for (int q = 0; q < all; q++) ranks[q] = rank(examples.get(q), q < half ? onSecond : onFirst);
    Ranks halves = new Ranks(ranks);
    print("ATLAS, each half with what was learned on the other", halves);
    Ranks folds = folds(examples);
    print("ATLAS, each tenth with what was learned on the others", folds);
    double[] own = shipped.inOrder();
    int[] ownRanks = new int[all];
    for (int q = 0; q < all; q++) ownRanks[q] = rank(examples.get(q), own);
    report.line("  %-28s %12s %12s %12s", "weight", "first half", "second half", "shipped");
    for (ScenarioFeature feature : ScenarioFeature.values()) {
      int i = feature.ordinal();
      report.line("  %-28s %12.2f %12.2f %12.2f", feature, onFirst[i], onSecond[i], own[i]);
    }
    report.line("  shipped weights: %s", shipped.learned());
    print("ATLAS as it is shipped", new Ranks(ownRanks));
    return List.of(
        bar("hit@5, each half by the other", halves.within(5)),
        bar("hit@5, each tenth by the others", folds.within(5)));
  }

  private static Verdict bar(String what, double value) {
    return new Verdict("scenarios, " + what, value, "", HIT_AT_5, false);
  }

  private static Ranks folds(List<Example> examples) {
    int[] ranks = new int[examples.size()];
    for (int fold = 0; fold < FOLDS; fold++) {
      var others = new ArrayList<Example>();
      for (int q = 0; q < ranks.length; q++) {
        if (q % FOLDS != fold) others.add(examples.get(q));
      }
      double[] weights = learned(others);
      for (int q = fold; q < ranks.length; q += FOLDS) ranks[q] = rank(examples.get(q), weights);
    }
    return new Ranks(ranks);
  }

  private void print(String method, Ranks ranks) {
    int half = asked.size() / 2;
    ranks.part(0, half).print(report, method + ", first half", "hit", AT);
    ranks.part(half, asked.size()).print(report, method + ", second half", "hit", AT);
    ranks.of(withHistory).print(report, method + ", with history", "hit", AT);
    ranks.print(report, method, "hit", AT);
  }

  private static double[] learned(List<Example> examples) {
    return Learning.weights(examples, ScenarioFeature.values().length);
  }

  private List<Example> examples() {
    var examples = new ArrayList<Example>();
    for (int q = 0; q < asked.size(); q++) {
      List<Seen> seen = shelf.look(asked.get(q), tested.subList(0, q));
      boolean[] right = new boolean[seen.size()];
      double[][] features = new double[right.length][];
      for (int i = 0; i < right.length; i++) {
        right[i] = corpus.tickets().get(q).scenarios().contains(seen.get(i).number());
        features[i] = seen.get(i).features();
      }
      examples.add(new Example(features, right));
    }
    return examples;
  }

  /** Of the first right one; those of the same score come before it. */
  private static int rank(Example example, double[] weights) {
    double best = Double.NEGATIVE_INFINITY;
    double[] scores = new double[example.right().length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Learning.product(weights, example.features()[i]);
      if (example.right()[i]) best = Math.max(best, scores[i]);
    }
    if (best == Double.NEGATIVE_INFINITY) return 0;
    int rank = 0;
    boolean counted = false;
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] > best || scores[i] == best && !example.right()[i]) rank++;
      counted |= scores[i] == best;
    }
    return counted ? rank + 1 : 0;
  }

  private void times() {
    var samples = new Samples();
    ScenarioWeights weights = ScenarioWeights.shipped(Weights.Of.words_and_meaning);
    for (int q = 0; q < asked.size(); q++) {
      long start = System.nanoTime();
      shelf.rank(asked.get(q), tested.subList(0, q), weights, 10);
      samples.addNanos(System.nanoTime() - start);
    }
    report.samples("one ticket, %,d scenarios".formatted(shelf.count()), samples, "ms");
  }
}
