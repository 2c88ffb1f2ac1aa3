package atlas.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Does the same in several threads, all from the same moment on. */
public final class Threads {
  private Threads() {}

  /** The results in the order of the threads; throws what one of them threw. */
  public static <R> List<R> race(int threads, IntFunction<R> work) {
    var start = new CyclicBarrier(threads);
    var pool = Executors.newFixedThreadPool(threads);
    try {
      var tasks = new ArrayList<Callable<R>>();
      for (int n = 0; n < threads; n++) {
        int number = n;
        tasks.add(
            () -> {
              start.await(10, TimeUnit.SECONDS);
              return work.apply(number);
            });
      }
      var results = new ArrayList<R>();
      for (var done : pool.invokeAll(tasks, 60, TimeUnit.SECONDS)) results.add(done.get());
      return results;
    } catch (Exception e) {
      throw new AssertionError(e);
    } finally {
      pool.shutdownNow();
    }
  }
}
