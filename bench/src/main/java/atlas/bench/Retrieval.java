package atlas.bench;

import atlas.bench.Corpus.Query;
import atlas.bench.Corpus.Ticket;
import atlas.bench.Learning.Example;
import atlas.core.prediction.likeness.Feature;
import atlas.core.prediction.likeness.Likeness;
import atlas.core.prediction.likeness.Likeness.Seen;
import atlas.core.prediction.likeness.Postings;
import atlas.core.prediction.likeness.Postings.Scores;
import atlas.core.prediction.likeness.Profile;
import atlas.core.prediction.likeness.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How well earlier tickets that report the same are found: each query ranks all that were made
 * before it. What is learned on one half of the queries is measured on the other.
 */
final class Retrieval {
  private static final int[] AT = {1, 5, 10, 20};
  private static final double RECALL_AT_10 = 0.88;
  private static final double RECIPROCAL = 0.72;

  private final Corpus corpus;
  private final Report report;
  private final List<Profile> profiles = new ArrayList<>();
  private final Postings postings = new Postings();
  private final Likeness likeness = new Likeness();
  private final List<Example> examples = new ArrayList<>();

  private Retrieval(Corpus corpus, Embedded vectors, Report report) {
    this.corpus = corpus;
    this.report = report;
    for (Ticket ticket : corpus.tickets()) {
      List<String> texts = Profile.texts(ticket.summary(), ticket.description());
      Profile words = ticket.profile();
      Profile profile = words.with(vectors.get(texts.get(0)), vectors.get(texts.get(1)));
      profiles.add(profile);
      postings.add(profile.summary(), profile.whole());
      likeness.add(profile);
    }
  }

  static List<Verdict> run(Options options, Report report) throws IOException {
    Path tickets = options.file("corpus");
    Path queries = options.file("queries");
    report.line("retrieval: earlier tickets that report the same");
    Corpus corpus = Corpus.read(tickets, queries);
    var texts = new ArrayList<String>();
    for (Ticket ticket : corpus.tickets()) {
      texts.addAll(Profile.texts(ticket.summary(), ticket.description()));
    }
    Embedded vectors = Embedded.of(texts, options.path("vectors"), report);
    report.line("  %d tickets, %d queries", corpus.tickets().size(), corpus.queries().size());
    var retrieval = new Retrieval(corpus, vectors, report);
    List<Verdict> verdicts = retrieval.measure(options.path("learn"), tickets);
    RetrievalTimes.print(retrieval.profiles, report);
    return verdicts;
  }

  private List<Verdict> measure(@Nullable Path learn, Path from) throws IOException {
    for (Query query : corpus.queries()) examples.add(example(query));
    int half = examples.size() / 2;
    int all = examples.size();
    print("BM25", scored(this::words));
    print("cosine", scored(this::meaning));
    print("BM25 + 3 x cosine, the fixed blend", scored(this::blend));
    double[] onFirst = learned(examples.subList(0, half));
    double[] onSecond = learned(examples.subList(half, all));
    int[] ranks = new int[all];
    for (int q = 0; q < all; q++) ranks[q] = rank(examples.get(q), q < half ? onSecond : onFirst);
    Ranks crossed = new Ranks(ranks);
    print("ATLAS, each half with what was learned on the other", crossed);
    double[] shipped = Weights.shipped().inOrder();
    int[] own = new int[all];
    for (int q = 0; q < all; q++) own[q] = rank(examples.get(q), shipped);
    print("ATLAS as it is shipped", new Ranks(own));
    double[] words = Weights.shipped(Weights.Of.words).inOrder();
    int[] without = new int[all];
    for (int q = 0; q < all; q++) without[q] = rank(examples.get(q), words);
    print("ATLAS as it is shipped, without vectors", new Ranks(without));
    report.line("  shipped weights: %s", Weights.shipped().learned());
    weights(onFirst, onSecond, shipped);
    scale(Weights.Of.words_and_meaning, examples);
    scale(Weights.Of.words, LearnedWeights.withoutMeaning(examples));
    if (learn != null) LearnedWeights.write(learn, examples, from);
    return List.of(
        bar("recall@10, second half", crossed.part(half, all).within(10), RECALL_AT_10),
        bar("MRR, second half", crossed.part(half, all).reciprocal(), RECIPROCAL),
        bar("recall@10, each half by the other", crossed.within(10), RECALL_AT_10),
        bar("MRR, each half by the other", crossed.reciprocal(), RECIPROCAL));
  }

  private static Verdict bar(String what, double value, double bar) {
    return new Verdict("retrieval, " + what, value, "", bar, false);
  }

  private void print(String method, Ranks ranks) {
    int half = examples.size() / 2;
    ranks.part(0, half).print(report, method + ", first half", "recall", AT);
    ranks.part(half, examples.size()).print(report, method + ", second half", "recall", AT);
    ranks.print(report, method, "recall", AT);
  }

  private void weights(double[] onFirst, double[] onSecond, double[] shipped) {
    report.line("  %-28s %12s %12s %12s", "weight", "first half", "second half", "shipped");
    for (Feature feature : Feature.values()) {
      int i = feature.ordinal();
      report.line("  %-28s %12.2f %12.2f %12.2f", feature, onFirst[i], onSecond[i], shipped[i]);
    }
  }

  /** What the shipped scale says to people: of the same, and of the most alike of others. */
  private void scale(Weights.Of which, List<Example> seen) {
    Weights shipped = Weights.shipped(which);
    var same = new Samples();
    var best = new Samples();
    var tenth = new Samples();
    int told = 0;
    for (Example example : seen) {
      var others = new ArrayList<Double>();
      boolean found = false;
      for (int i = 0; i < example.right().length; i++) {
        double score = Learning.product(shipped.inOrder(), example.features()[i]);
        double likeness = shipped.scale().likeness(score);
        if (!example.right()[i]) others.add(likeness);
        else same.add(likeness);
        found |= example.right()[i] && likeness >= shipped.scale().same();
      }
      others.sort((a, b) -> Double.compare(b, a));
      if (found) told++;
      if (others.size() < 10) continue;
      best.add(others.get(0));
      tenth.add(others.get(9));
    }
    report.line(
        "  likeness by %s; the same from %.2f on, which finds %.3f",
        which, shipped.scale().same(), (double) told / seen.size());
    for (var part : List.of(10, 50, 90)) {
      report.line(
          "    p%d: %.2f of the same, %.2f of the best other, %.2f of the tenth",
          part, same.percentile(part), best.percentile(part), tenth.percentile(part));
    }
  }

  private static double[] learned(List<Example> examples) {
    return Learning.weights(examples, Feature.values().length);
  }

  private Example example(Query query) {
    List<Seen> seen = likeness.look(profiles.get(query.ticket()), query.ticket());
    Set<Integer> relevant = new HashSet<>(query.relevant());
    boolean[] right = new boolean[seen.size()];
    double[][] features = new double[seen.size()][];
    for (int i = 0; i < right.length; i++) {
      right[i] = relevant.contains(seen.get(i).number());
      features[i] = seen.get(i).features();
    }
    return new Example(features, right);
  }

  private static int rank(Example example, double[] weights) {
    double[] scores = new double[example.right().length];
    double best = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Learning.product(weights, example.features()[i]);
      if (example.right()[i]) best = Math.max(best, scores[i]);
    }
    if (best == Double.NEGATIVE_INFINITY) return 0;
    int rank = 1;
    for (double score : scores) {
      if (score > best) rank++;
    }
    return rank;
  }

  private interface Scoring {
    double[] of(int ticket);
  }

  private Ranks scored(Scoring scoring) {
    int[] ranks = new int[corpus.queries().size()];
    for (int q = 0; q < ranks.length; q++) {
      Query query = corpus.queries().get(q);
      double[] scores = scoring.of(query.ticket());
      double best = Double.NEGATIVE_INFINITY;
      for (int relevant : query.relevant()) best = Math.max(best, scores[relevant]);
      int rank = 1;
      for (double score : scores) {
        if (score > best) rank++;
      }
      ranks[q] = best > 0 ? rank : 0;
    }
    return new Ranks(ranks);
  }

  /** Twice BM25 of the summaries and once that of all, more for the same component and type. */
  private double[] words(int ticket) {
    double[] scores = plainWords(ticket);
    for (int i = 0; i < ticket; i++) {
      scores[i] *= 1 + (sameComponent(ticket, i) ? 0.15 : 0) + (sameType(ticket, i) ? 0.05 : 0);
    }
    return scores;
  }

  private double[] plainWords(int ticket) {
    Profile asked = profiles.get(ticket);
    Scores words = postings.score(asked.summary(), asked.whole(), ticket);
    double[] scores = new double[ticket];
    for (int i = 0; i < ticket; i++) {
      scores[i] = 2 * words.summaryInSummary[i] + words.wholeInWhole[i];
    }
    return scores;
  }

  private double[] meaning(int ticket) {
    double[] scores = new double[ticket];
    Profile asked = profiles.get(ticket);
    for (int i = 0; i < ticket; i++) {
      Profile there = profiles.get(i);
      scores[i] =
          (product(asked.summaryVector(), there.summaryVector())
                  + product(asked.wholeVector(), there.wholeVector()))
              / 2;
    }
    return scores;
  }

  private double[] blend(int ticket) {
    double[] words = plainWords(ticket);
    double[] meaning = meaning(ticket);
    double highest = 1e-9;
    for (double score : words) highest = Math.max(highest, score);
    for (int i = 0; i < ticket; i++) {
      words[i] = (words[i] / highest + 3 * meaning[i]) * boost(ticket, i);
    }
    return words;
  }

  private double boost(int asked, int there) {
    return (sameComponent(asked, there) ? 1.15 : 1) * (sameType(asked, there) ? 1.05 : 1);
  }

  private boolean sameComponent(int asked, int there) {
    String component = corpus.tickets().get(asked).component();
    return !component.isEmpty() && component.equals(corpus.tickets().get(there).component());
  }

  private boolean sameType(int asked, int there) {
    return corpus.tickets().get(asked).type().equals(corpus.tickets().get(there).type());
  }

  private static double product(float @Nullable [] a, float @Nullable [] b) {
    double sum = 0;
    if (a == null || b == null) return 0;
    for (int i = 0; i < a.length; i++) sum += (double) a[i] * b[i];
    return sum;
  }
}
