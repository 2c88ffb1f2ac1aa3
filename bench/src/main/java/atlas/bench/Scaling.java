package atlas.bench;

import atlas.bench.Learning.Example;
import atlas.core.prediction.likeness.Weights.Scale;
import java.util.ArrayList;
import java.util.List;

/**
 * What scores say to people, from 0 to 1: how likely one is the same, where as many are as are not,
 * of those that are most like it. So a half is as alike as the most alike that is another's.
 */
final class Scaling {
  private static final int STEPS = 200;
  private static final int MOST_ALIKE = 10;
  // Of those that have none, so many may be told that they have one.
  private static final double FALSE_ALARMS = 0.25;

  private Scaling() {}

  static Scale of(List<Example> examples, double[] weights) {
    var same = new ArrayList<Double>();
    var others = new ArrayList<Double>();
    var highest = new ArrayList<Double>();
    for (Example example : examples) {
      var wrong = new ArrayList<Double>();
      for (int i = 0; i < example.right().length; i++) {
        double score = Learning.product(weights, example.features()[i]);
        if (example.right()[i]) same.add(score);
        else wrong.add(score);
      }
      wrong.sort((a, b) -> Double.compare(b, a));
      others.addAll(wrong.subList(0, Math.min(MOST_ALIKE, wrong.size())));
      if (!wrong.isEmpty()) highest.add(wrong.get(0));
    }
    double[] line = logistic(same, others);
    double middle = -line[0] / line[1];
    highest.sort(Double::compare);
    double alarm = highest.get((int) ((1 - FALSE_ALARMS) * (highest.size() - 1)));
    return new Scale(middle, line[1], new Scale(middle, line[1], 0).likeness(alarm));
  }

  /** Offset and slope by Newton's method, both sides weighing the same. */
  private static double[] logistic(List<Double> same, List<Double> others) {
    double offset = 0;
    double slope = 0;
    for (int step = 0; step < STEPS; step++) {
      double[] sums = new double[5];
      add(same, 1, 0.5 / same.size(), offset, slope, sums);
      add(others, 0, 0.5 / others.size(), offset, slope, sums);
      // A little ridge, should they be told apart without fault.
      sums[2] += 1e-6;
      sums[4] += 1e-6;
      double determinant = sums[2] * sums[4] - sums[3] * sums[3];
      double first = (sums[4] * sums[0] - sums[3] * sums[1]) / determinant;
      double second = (sums[2] * sums[1] - sums[3] * sums[0]) / determinant;
      offset += first;
      slope += second;
      if (Math.abs(first) + Math.abs(second) < 1e-9) break;
    }
    return new double[] {offset, slope};
  }

  private static void add(
      List<Double> scores, int right, double weight, double offset, double slope, double[] sums) {
    for (double score : scores) {
      double likely = 1 / (1 + Math.exp(-(offset + slope * score)));
      double wrong = weight * (right - likely);
      double curve = weight * likely * (1 - likely);
      sums[0] += wrong;
      sums[1] += wrong * score;
      sums[2] += curve;
      sums[3] += curve * score;
      sums[4] += curve * score * score;
    }
  }
}
