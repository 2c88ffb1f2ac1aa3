package atlas.bench;

import java.util.List;

/**
 * Learns how much each feature is worth: a conditional logit. Among all that were looked at for a
 * question, the weights make those that are right as likely as they can be, less a penalty for
 * weights that are far from 0.
 */
final class Learning {
  private static final int STEPS = 100;
  private static final double PENALTY = 1;
  private static final double ENOUGH = 1e-5;

  /** What was looked at for one question: features each, and whether it was right. */
  record Example(double[][] features, boolean[] right) {}

  private Learning() {}

  static double[] weights(List<Example> examples, int features) {
    double[] weights = new double[features];
    for (int step = 0; step < STEPS; step++) {
      double[] gradient = new double[features];
      double[][] curvature = new double[features][features];
      for (int i = 0; i < features; i++) {
        gradient[i] = -PENALTY * weights[i];
        curvature[i][i] = PENALTY;
      }
      for (Example example : examples) add(example, weights, gradient, curvature);
      double[] change = solve(curvature, gradient);
      double[] better = step(examples, weights, change);
      double largest = 0;
      for (int i = 0; i < features; i++) {
        largest = Math.max(largest, Math.abs(better[i] - weights[i]));
      }
      weights = better;
      if (largest < ENOUGH) break;
    }
    return weights;
  }

  /** As far in that direction as it gets better. */
  private static double[] step(List<Example> examples, double[] weights, double[] change) {
    double before = likelihood(examples, weights);
    for (double part = 1; part > ENOUGH; part /= 2) {
      double[] there = weights.clone();
      for (int i = 0; i < there.length; i++) there[i] += part * change[i];
      if (likelihood(examples, there) > before) return there;
    }
    return weights;
  }

  /** The logarithm of how likely the right ones are, less the penalty. */
  private static double likelihood(List<Example> examples, double[] weights) {
    double sum = -PENALTY / 2 * product(weights, weights);
    for (Example example : examples) {
      double[] scores = new double[example.features.length];
      double highest = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < scores.length; c++) {
        scores[c] = product(weights, example.features[c]);
        highest = Math.max(highest, scores[c]);
      }
      double all = 0;
      double right = 0;
      for (int c = 0; c < scores.length; c++) {
        double chance = Math.exp(scores[c] - highest);
        all += chance;
        if (example.right[c]) right += chance;
      }
      boolean any = false;
      for (boolean one : example.right) any |= one;
      if (any) sum += Math.log(Math.max(right / all, Double.MIN_NORMAL));
    }
    return sum;
  }

  /** Adds to the slope and an upper bound of the curvature of the likelihood at these weights. */
  private static void add(
      Example example, double[] weights, double[] gradient, double[][] curvature) {
    int count = example.features.length;
    int features = weights.length;
    double[] chance = new double[count];
    double highest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < count; c++) {
      chance[c] = product(weights, example.features[c]);
      highest = Math.max(highest, chance[c]);
    }
    double sum = 0;
    double rightSum = 0;
    for (int c = 0; c < count; c++) {
      chance[c] = Math.exp(chance[c] - highest);
      sum += chance[c];
      if (example.right[c]) rightSum += chance[c];
    }
    if (rightSum == 0) return;
    double[] mean = new double[features];
    for (int c = 0; c < count; c++) {
      double p = chance[c] / sum;
      double wanted = example.right[c] ? chance[c] / rightSum : 0;
      double[] x = example.features[c];
      for (int i = 0; i < features; i++) {
        gradient[i] += (wanted - p) * x[i];
        mean[i] += p * x[i];
        for (int j = 0; j < features; j++) curvature[i][j] += p * x[i] * x[j];
      }
    }
    for (int i = 0; i < features; i++) {
      for (int j = 0; j < features; j++) curvature[i][j] -= mean[i] * mean[j];
    }
  }

  static double product(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) sum += a[i] * b[i];
    return sum;
  }

  /** By elimination; the matrix is symmetric and positive. */
  private static double[] solve(double[][] matrix, double[] right) {
    int n = right.length;
    double[] x = right.clone();
    for (int p = 0; p < n; p++) {
      for (int row = p + 1; row < n; row++) {
        double factor = matrix[row][p] / matrix[p][p];
        for (int k = p; k < n; k++) matrix[row][k] -= factor * matrix[p][k];
        x[row] -= factor * x[p];
      }
    }
    for (int p = n - 1; p >= 0; p--) {
      for (int k = p + 1; k < n; k++) x[p] -= matrix[p][k] * x[k];
      x[p] /= matrix[p][p];
    }
    return x;
  }
}
