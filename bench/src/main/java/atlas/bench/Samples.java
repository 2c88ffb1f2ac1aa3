package atlas.bench;

import java.util.Arrays;

/** Measured values, in milliseconds. */
final class Samples {
  private double[] values = new double[64];
  private int count;

  void add(double value) {
    if (count == values.length) values = Arrays.copyOf(values, count * 2);
    values[count++] = value;
  }

  void addNanos(long nanos) {
    add(nanos / 1e6);
  }

  void addAll(Samples others) {
    for (int i = 0; i < others.count; i++) add(others.values[i]);
  }

  int count() {
    return count;
  }

  double median() {
    return percentile(50);
  }

  /** The value that so many percent of the others are not above; between two neighbours, both. */
  double percentile(double percent) {
    if (count == 0) return Double.NaN;
    double[] sorted = Arrays.copyOf(values, count);
    Arrays.sort(sorted);
    double at = percent / 100 * (count - 1);
    int below = (int) Math.floor(at);
    int above = (int) Math.ceil(at);
    return sorted[below] + (sorted[above] - sorted[below]) * (at - below);
  }
}
