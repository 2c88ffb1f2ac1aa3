package atlas.core.prediction.likeness;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which document has which term how often, in one text, and BM25 over that for questions in which
 * each term counts once. A document is its number in the order in which it was added.
 */
final class TextIndex {
  private static final double K1 = 1.2;
  private static final double B = 0.75;
  // What a term is worth in a text of a quarter of the usual length: about the most there is.
  private static final double MOST = (K1 + 1) / (1 + K1 * (1 - B + B / 4));
  private static final int TIMES_BITS = 8;
  private static final int MOST_TIMES = (1 << TIMES_BITS) - 1;

  /** The documents that have a term, each with how often, in one number. */
  private static final class Posting {
    private int[] values = new int[2];
    private int size;

    void add(int document, int times) {
      if (size == values.length) values = Arrays.copyOf(values, size * 2);
      values[size++] = document << TIMES_BITS | Math.min(MOST_TIMES, times);
    }
  }

  /**
   * A question against each document.
   *
   * @param share of BM25 that the question could have, about 0 to 1
   * @param covered the share of the question's terms that the document has, each by its rarity
   */
  record Scores(float[] share, float[] covered) {}

  private final Map<String, Posting> postings = new HashMap<>();
  private int[] lengths = new int[64];
  private long total;
  private int count;

  void add(Terms terms) {
    if (count == lengths.length) lengths = Arrays.copyOf(lengths, count * 2);
    lengths[count] = terms.length();
    total += lengths[count];
    terms
        .counts()
        .forEach(
            (term, times) -> postings.computeIfAbsent(term, t -> new Posting()).add(count, times));
    count++;
  }

  Scores scores(Set<String> asked) {
    float[] share = new float[count];
    float[] covered = new float[count];
    double mean = Math.max(1, (double) total / Math.max(1, count));
    double all = 0;
    for (String term : asked) {
      double weight = weight(term);
      all += weight;
      Posting posting = postings.get(term);
      if (posting == null) continue;
      for (int i = 0; i < posting.size; i++) {
        int document = posting.values[i] >>> TIMES_BITS;
        int times = posting.values[i] & MOST_TIMES;
        double damping = K1 * (1 - B + B * lengths[document] / mean);
        share[document] += (float) (weight * times * (K1 + 1) / (times + damping));
        covered[document] += (float) weight;
      }
    }
    if (all == 0) return new Scores(share, covered);
    for (int i = 0; i < count; i++) {
      share[i] /= (float) (all * MOST);
      covered[i] /= (float) all;
    }
    return new Scores(share, covered);
  }

  /** The share of the asked terms that the other text has, each by its rarity here. */
  double covered(Set<String> asked, Set<String> there) {
    double all = 0;
    double common = 0;
    for (String term : asked) {
      double weight = weight(term);
      all += weight;
      if (there.contains(term)) common += weight;
    }
    return all == 0 ? 0 : common / all;
  }

  private double weight(String term) {
    Posting posting = postings.get(term);
    int documents = posting == null ? 0 : posting.size;
    return Math.log(1 + (count - documents + 0.5) / (documents + 0.5));
  }
}
