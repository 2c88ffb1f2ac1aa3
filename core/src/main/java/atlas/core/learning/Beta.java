package atlas.core.learning;

/** How likely something is, of which it was seen so and so often whether it happened. */
public final class Beta {
  /** One in ten such things are less likely than the bound. */
  public static final double LOWER = 0.1;

  private static final int STEPS = 40;

  private Beta() {}

  /**
   * The lower bound of the probability: the quantile of the Beta(1 + hits, 1 + misses) posterior.
   * It is exact for whole numbers, where I<sub>x</sub>(a, b) is the probability of at least a
   * successes in a + b - 1 trials of probability x (Abramowitz and Stegun, 26.5.24; DLMF 8.17.5).
   */
  public static double lowerBound(int hits, int misses) {
    int trials = hits + misses + 1;
    double low = 0;
    double high = 1;
    for (int step = 0; step < STEPS; step++) {
      double middle = (low + high) / 2;
      if (atLeast(hits + 1, trials, middle) < LOWER) low = middle;
      else high = middle;
    }
    return low;
  }

  /** The probability of at least so many successes, summed in logarithms since terms get small. */
  private static double atLeast(int successes, int trials, double probability) {
    double yes = Math.log(probability);
    double no = Math.log1p(-probability);
    double sum = 0;
    double choose = 0;
    for (int k = 0; k <= trials; k++) {
      if (k > 0) choose += Math.log(trials - k + 1) - Math.log(k);
      if (k >= successes) sum += Math.exp(choose + k * yes + (trials - k) * no);
    }
    return sum;
  }
}
