package atlas.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/**
 * Many who do the same at once, one call after the other.
 *
 * @param agents how many threads
 * @param warmUp seconds that aren't counted
 * @param seconds those that are
 */
record Race(int agents, int warmUp, int seconds) {
  /**
   * How it went.
   *
   * @param taken what each call got
   */
  record Result(Samples samples, List<String> taken, double perSecond) {}

  Result run(IntFunction<String> call) throws Exception {
    long begin = System.nanoTime() + warmUp * 1_000_000_000L;
    long end = begin + seconds * 1_000_000_000L;
    var threads = Executors.newFixedThreadPool(agents);
    try {
      var work = new ArrayList<Callable<Result>>();
      for (int i = 0; i < agents; i++) {
        int agent = i;
        work.add(() -> one(() -> call.apply(agent), begin, end));
      }
      var samples = new Samples();
      var taken = new ArrayList<String>();
      for (Future<Result> done : threads.invokeAll(work)) {
        samples.addAll(done.get().samples());
        taken.addAll(done.get().taken());
      }
      return new Result(samples, taken, samples.count() / (double) seconds);
    } finally {
      threads.shutdownNow();
    }
  }

  private static Result one(Callable<String> call, long begin, long end) throws Exception {
    var samples = new Samples();
    var taken = new ArrayList<String>();
    while (System.nanoTime() < end) {
      long begun = System.nanoTime();
      taken.add(call.call());
      if (begun >= begin) samples.addNanos(System.nanoTime() - begun);
    }
    return new Result(samples, taken, 0);
  }
}
