package atlas.storage.jobs;

/**
 * What does a job. It may be done twice: when a process dies, or sleeps, between the work and the
 * record of it. So each step must be harmless to repeat.
 */
@FunctionalInterface
public interface Handler {
  /** Does it; whatever it throws is a failure, after which it is tried again. */
  Outcome run(Run run);

  /**
   * It failed for the last time.
   *
   * @param reason a sentence, or types and places for our log
   */
  default void givenUp(Run run, String reason) {}
}
