package atlas.model;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request in flight: how it is cancelled and, for a writing tool, the key that makes a repeat
 * harmless. Safe for use by several threads.
 */
public final class Call {
  /**
   * The key that a client gave so that a repeated call has no second effect.
   *
   * @param key chosen by the client, unique per user
   * @param fingerprint of the tool and its arguments: the same key for something else is refused
   */
  public record Once(String key, String fingerprint) {}

  /** Takes an action back when the step it could stop is over. */
  @FunctionalInterface
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /** Who is told how far a long call has come. Called from any thread; must not wait. */
  @FunctionalInterface
  public interface Progress {
    /**
     * Further than before.
     *
     * @param total null while nobody knows it
     */
    void at(double done, @Nullable Double total, String sentence);
  }

  private static final Progress NOBODY_ASKED = (done, total, sentence) -> {};

  private final @Nullable Once once;
  private final Progress progress;
  private final Set<Runnable> actions = new LinkedHashSet<>();
  private boolean cancelled;

  public Call(@Nullable Once once) {
    this(once, NOBODY_ASKED);
  }

  /**
   * @param progress of the client that asked to be told
   */
  public Call(@Nullable Once once, Progress progress) {
    this.once = once;
    this.progress = progress;
  }

  /** A call that has no idempotency key. */
  public static Call plain() {
    return new Call(null);
  }

  public @Nullable Once once() {
    return once;
  }

  /** Whom to tell how far the call is; nobody, as a rule. */
  public Progress progress() {
    return progress;
  }

  public synchronized boolean cancelled() {
    return cancelled;
  }

  /** Stops what runs: a client cancelled, or the deadline passed. Only the first call acts. */
  public void cancel() {
    Runnable[] toRun;
    synchronized (this) {
      if (cancelled) return;
      cancelled = true;
      toRun = actions.toArray(Runnable[]::new);
    }
    for (Runnable action : toRun) action.run();
  }

  /**
   * Runs the action when the call is cancelled while the registration is open; at once when it
   * already is.
   */
  public Registration onCancel(Runnable action) {
    // A wrapper of its own, so that the same action may be registered twice.
    Runnable entry = action::run;
    boolean late;
    synchronized (this) {
      late = cancelled;
      if (!late) actions.add(entry);
    }
    if (late) action.run();
    return () -> {
      synchronized (this) {
        actions.remove(entry);
      }
    };
  }
}
