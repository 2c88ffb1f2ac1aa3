package atlas.bench;

import atlas.bench.ScenarioCorpus.Ticket;
import atlas.core.prediction.likeness.Postings;
import atlas.core.prediction.likeness.ScenarioText;
import atlas.core.prediction.likeness.Terms;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What ATLAS is compared with: BM25 over three times the name, the text and the folder; the same
 * with a cosine; and with what the earlier tickets were tested with that have the most words.
 */
final class ScenarioBaselines {
  private static final int[] AT = {1, 3, 5, 10};
  private static final double COSINE = 1.5;
  private static final double HISTORY = 0.3;
  private static final int NEIGHBOURS = 20;

  private final ScenarioCorpus corpus;
  private final Embedded vectors;
  private final Postings library = new Postings();
  private final Postings tickets = new Postings();
  private final List<float[][]> texts = new ArrayList<>();

  private ScenarioBaselines(ScenarioCorpus corpus, Embedded vectors) {
    this.corpus = corpus;
    this.vectors = vectors;
    for (ScenarioText text : corpus.library()) {
      library.add(Terms.of(text.name()), text.terms());
      List<String> of = text.texts();
      texts.add(new float[][] {vectors.get(of.get(0)), vectors.get(of.get(1))});
    }
    for (Ticket ticket : corpus.tickets()) {
      Terms terms = Terms.of(ticket.summary());
      tickets.add(terms, terms);
    }
  }

  static void print(ScenarioCorpus corpus, Embedded vectors, Report report) {
    var baselines = new ScenarioBaselines(corpus, vectors);
    print("BM25", baselines.ranks(0, 0), report);
    print("BM25 + 1.5 x cosine", baselines.ranks(COSINE, 0), report);
    print("the same + 0.3 x history", baselines.ranks(COSINE, HISTORY), report);
  }

  private static void print(String method, Ranks ranks, Report report) {
    ranks.print(report, method, "hit", AT);
  }

  private Ranks ranks(double cosine, double history) {
    int[] ranks = new int[corpus.tickets().size()];
    for (int q = 0; q < ranks.length; q++) {
      double[] scores = scores(q, cosine, history);
      double best = 0;
      for (int right : corpus.tickets().get(q).scenarios()) best = Math.max(best, scores[right]);
      int rank = 1;
      for (double score : scores) {
        if (score > best) rank++;
      }
      ranks[q] = best > 0 ? rank : 0;
    }
    return new Ranks(ranks);
  }

  private double[] scores(int q, double cosine, double history) {
    Terms asked = once(Terms.of(corpus.tickets().get(q).summary()));
    float[] words = library.score(asked, asked, library.count()).wholeInWhole;
    double[] scores = new double[words.length];
    double highest = 1e-9;
    for (float word : words) highest = Math.max(highest, word);
    float[] meaning = vectors.get(Terms.withoutKeys(corpus.tickets().get(q).summary()));
    for (int i = 0; i < scores.length; i++) {
      scores[i] = words[i] / highest;
      if (cosine == 0) continue;
      float[][] there = texts.get(i);
      scores[i] += cosine * (product(meaning, there[0]) + product(meaning, there[1])) / 2;
    }
    if (history == 0) return scores;
    Map<Integer, Double> used = history(q, asked);
    double most = used.values().stream().mapToDouble(u -> u).max().orElse(1);
    used.forEach((scenario, sum) -> scores[scenario] += history * sum / most);
    return scores;
  }

  private Map<Integer, Double> history(int q, Terms asked) {
    float[] alike = tickets.score(asked, asked, q).wholeInWhole;
    Map<Integer, Double> used = new HashMap<>();
    IntStream.range(0, q)
        .boxed()
        .filter(t -> alike[t] > 0)
        .sorted(Comparator.comparingDouble((Integer t) -> alike[t]).reversed())
        .limit(NEIGHBOURS)
        .forEach(
            t ->
                corpus
                    .tickets()
                    .get(t)
                    .scenarios()
                    .forEach(s -> used.merge(s, (double) alike[t], Double::sum)));
    return used;
  }

  private static Terms once(Terms terms) {
    Map<String, Integer> once = new LinkedHashMap<>();
    for (String term : terms.counts().keySet()) once.put(term, 1);
    return new Terms(once);
  }

  private static double product(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) sum += (double) a[i] * b[i];
    return sum;
  }
}
