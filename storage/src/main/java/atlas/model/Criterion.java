package atlas.model;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What has to be true for a task to be done, and what showed that it is.
 *
 * @param number within the task: T-4.2 is the second of task 4, for good
 * @param position where it stands among the others
 * @param artifactId the artifact that shows it; or the session; or the evidence, in words
 * @param waiver why nothing has to show it
 */
public record Criterion(
    UUID id,
    UUID taskId,
    int number,
    int position,
    String text,
    State state,
    @Nullable UUID artifactId,
    @Nullable UUID sessionId,
    @Nullable String evidence,
    @Nullable String waiver,
    @Nullable Instant settledAt,
    @Nullable String settledBy) {
  /** Whether it is true yet, or need not be shown. */
  public enum State {
    open,
    met,
    waived
  }

  /** One that nobody has shown yet. */
  public static Criterion open(UUID id, UUID taskId, int number, int position, String text) {
    return new Criterion(
        id, taskId, number, position, text, State.open, null, null, null, null, null, null);
  }

  /** The same at another place. */
  public Criterion at(int place) {
    return new Criterion(
        id,
        taskId,
        number,
        place,
        text,
        state,
        artifactId,
        sessionId,
        evidence,
        waiver,
        settledAt,
        settledBy);
  }
}
