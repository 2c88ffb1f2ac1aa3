package atlas.server.http;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Counts the requests that run, so that a shutdown can wait for them. */
final class InFlight {
  private int running;

  synchronized void began() {
    running++;
  }

  synchronized void ended() {
    running--;
    notifyAll();
  }

  synchronized boolean none() {
    return running == 0;
  }

  /** Waits until the condition holds, but no longer than that. */
  synchronized void await(BooleanSupplier condition, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) wait(20);
  }
}
