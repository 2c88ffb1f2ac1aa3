package atlas.integrations;

/** How a call to another system learns that nobody waits for its answer any more. */
@FunctionalInterface
public interface Cancellation {
  /**
   * Runs the action once when the caller gives up, at once when it already has; closing the answer
   * takes the action back.
   */
  AutoCloseable onCancel(Runnable action);

  /** For callers that never give up: the command line, a job. */
  static Cancellation never() {
    return action -> () -> {};
  }
}
