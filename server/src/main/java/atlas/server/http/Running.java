package atlas.server.http;

import reactor.core.Disposable;
import reactor.core.Disposables;

/** One request that the SDK works on. */
final class Running {
  private final Disposable.Swap work = Disposables.swap();
  private Runnable hangUp = () -> {};
  private boolean cancelled;

  void is(Disposable subscription) {
    work.update(subscription);
  }

  synchronized boolean cancelled() {
    return cancelled;
  }

  /** The action ends the response without an answer. */
  void onHangUp(Runnable action) {
    synchronized (this) {
      hangUp = action;
      if (!cancelled) return;
    }
    action.run();
  }

  /** From now on nothing is answered. */
  void hangUp() {
    Runnable action;
    synchronized (this) {
      cancelled = true;
      action = hangUp;
    }
    action.run();
  }

  /** Stops the work the hard way. */
  void stop() {
    work.dispose();
  }
}
