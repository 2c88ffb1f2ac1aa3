package atlas.core.prediction.likeness;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Which document has which term how often, in its summary and in the whole of its text, and BM25
 * over that. A document is its number in the order in which it was added.
 */
public final class Postings {
  private static final double K1 = 1.2;
  private static final double B = 0.75;

  private final Map<String, Posting> terms = new HashMap<>();
  private int[] summaryLengths = new int[64];
  private int[] wholeLengths = new int[64];
  private long summaryWords;
  private long wholeWords;
  private int count;

  /** Adds a document. */
  public void add(Terms summary, Terms whole) {
    if (count == summaryLengths.length) {
      summaryLengths = Arrays.copyOf(summaryLengths, count * 2);
      wholeLengths = Arrays.copyOf(wholeLengths, count * 2);
    }
    summaryLengths[count] = summary.length();
    wholeLengths[count] = whole.length();
    summaryWords += summaryLengths[count];
    wholeWords += wholeLengths[count];
    whole
        .counts()
        .forEach(
            (term, times) ->
                terms
                    .computeIfAbsent(term, t -> new Posting())
                    .add(count, summary.counts().getOrDefault(term, 0), times));
    count++;
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /**
   * BM25 of a query against each of the first documents, each term of the query counted once.
   *
   * @param first how many documents there are for this query; what is common is told by all
   */
  public Scores score(Terms summary, Terms whole, int first) {
    var scores = new Scores(first);
    double summaryMean = Math.max(1, (double) summaryWords / Math.max(1, count));
    double wholeMean = Math.max(1, (double) wholeWords / Math.max(1, count));
    double[] summaryDamping = damping(summaryLengths, summaryMean, first);
    double[] wholeDamping = damping(wholeLengths, wholeMean, first);
    double ownSummaryDamping = damping(summary.length(), summaryMean);
    double ownWholeDamping = damping(whole.length(), wholeMean);
    for (var entry : whole.counts().entrySet()) {
      Posting posting = terms.get(entry.getKey());
      int inSummary = summary.counts().getOrDefault(entry.getKey(), 0);
      boolean asked = inSummary > 0;
      double summaryWeight = weight(posting == null ? 0 : posting.inSummaries);
      double wholeWeight = weight(posting == null ? 0 : posting.size());
      scores.addOwn(
          asked,
          asked ? summaryWeight * saturated(inSummary, ownSummaryDamping) : 0,
          wholeWeight * saturated(entry.getValue(), ownWholeDamping));
      if (posting == null) continue;
      for (int i = 0; i < posting.size(); i++) {
        int document = posting.document(i);
        if (document >= first) break;
        int there = posting.inSummary(i);
        double s = there == 0 ? 0 : summaryWeight * saturated(there, summaryDamping[document]);
        double w = wholeWeight * saturated(posting.inWhole(i), wholeDamping[document]);
        scores.add(document, asked, (float) s, (float) w);
      }
    }
    return scores;
  }

  private double weight(int documents) {
    return Math.log(1 + (count - documents + 0.5) / (documents + 0.5));
  }

  /** Many of a word are not worth much more than a few, and the less the longer the text is. */
  private static double saturated(int times, double damping) {
    return times * (K1 + 1) / (times + damping);
  }

  private static double damping(int length, double mean) {
    return K1 * (1 - B + B * length / mean);
  }

  private static double[] damping(int[] lengths, double mean, int first) {
    double[] damping = new double[first];
    for (int i = 0; i < first; i++) damping[i] = damping(lengths[i], mean);
    return damping;
  }

  /**
   * The query against each document, four ways: its summary or the whole of it, against theirs; and
   * what it would have against itself, which is the most that a document of its length can have.
   */
  public static final class Scores {
    public final float[] summaryInSummary;
    public final float[] summaryInWhole;
    public final float[] wholeInSummary;
    public final float[] wholeInWhole;
    public final double[] own = new double[4];

    private Scores(int documents) {
      this.summaryInSummary = new float[documents];
      this.summaryInWhole = new float[documents];
      this.wholeInSummary = new float[documents];
      this.wholeInWhole = new float[documents];
    }

    private void add(int document, boolean asked, float inSummary, float inWhole) {
      if (asked) {
        summaryInSummary[document] += inSummary;
        summaryInWhole[document] += inWhole;
      }
      wholeInSummary[document] += inSummary;
      wholeInWhole[document] += inWhole;
    }

    private void addOwn(boolean asked, double inSummary, double inWhole) {
      if (asked) {
        own[0] += inSummary;
        own[1] += inWhole;
      }
      own[2] += inSummary;
      own[3] += inWhole;
    }
  }

  /** One term: document, how often in its summary and in its whole text, one after the other. */
  private static final class Posting {
    private static final int WIDTH = 2;
    private static final int MOST = 0xFFFF;

    private int[] values = new int[WIDTH];
    private int size;
    private int inSummaries;

    void add(int document, int inSummary, int inWhole) {
      if (size * WIDTH == values.length) values = Arrays.copyOf(values, size * WIDTH * 2);
      values[size * WIDTH] = document;
      values[size * WIDTH + 1] = Math.min(MOST, inSummary) << 16 | Math.min(MOST, inWhole);
      size++;
      if (inSummary > 0) inSummaries++;
    }

    int size() {
      return size;
    }

    int document(int i) {
      return values[i * WIDTH];
    }

    int inSummary(int i) {
      return values[i * WIDTH + 1] >>> 16;
    }

    int inWhole(int i) {
      return values[i * WIDTH + 1] & MOST;
    }
  }
}
