package atlas.integrations;

/** How a call to another system learns that nobody waits for its answer any more. */
@FunctionalInterface
public interface Cancellation {
  /** Takes an action back when the request it could end is over. */
  @FunctionalInterface
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Runs the action once when the caller gives up, at once when it already has; closing the answer
   * takes the action back.
   */
  Registration onCancel(Runnable action);

  /** For callers that never give up: the command line, a job. */
  static Cancellation never() {
    return action -> () -> {};
  }
}
