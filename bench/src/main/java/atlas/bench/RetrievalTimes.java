package atlas.bench;

import atlas.core.prediction.likeness.Likeness;
import atlas.core.prediction.likeness.Profile;
import atlas.core.prediction.likeness.Weights;
import java.util.List;

/**
 * How long one question takes among so many tickets, every one looked at. Where the corpus has
 * fewer, they are taken again and again: the words of all of them are as common as in the corpus.
 */
final class RetrievalTimes {
  private static final int[] SIZES = {10_000, 100_000};
  private static final int WARM_UP = 20;
  private static final int RUNS = 100;

  private RetrievalTimes() {}

  static void print(List<Profile> profiles, Report report) {
    for (int size : SIZES) {
      long before = used();
      var likeness = new Likeness();
      long begun = System.nanoTime();
      for (int i = 0; i < size; i++) likeness.add(profiles.get(i % profiles.size()));
      double seconds = (System.nanoTime() - begun) / 1e9;
      long bytes = used() - before;
      var samples = new Samples();
      Weights weights = Weights.shipped();
      for (int i = -WARM_UP; i < RUNS; i++) {
        Profile asked = profiles.get(Math.floorMod(i * 37, profiles.size()));
        long start = System.nanoTime();
        likeness.rank(asked, size, weights, 20);
        if (i >= 0) samples.addNanos(System.nanoTime() - start);
      }
      report.samples("one query, %,d tickets".formatted(size), samples, "ms");
      report.line("    %d MB of memory, filled in %.1f s", bytes / (1024 * 1024), seconds);
    }
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
