package atlas.model;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a person is to do on one of their days.
 *
 * @param type of the data
 * @param tally what counts
 * @param target how much of it
 */
public record Challenge(
    UUID id,
    LocalDate day,
    String type,
    String name,
    String description,
    Category category,
    Difficulty difficulty,
    Tally tally,
    int target,
    int xpReward,
    Instant assignedAt,
    @Nullable Instant completedAt) {
  /** Of what it is; unified is of all. */
  public enum Category {
    work,
    personal,
    unified
  }

  /** How it compares with the person's own pace. */
  public enum Difficulty {
    easy,
    medium,
    hard
  }

  /**
   * The same, done: not before it was assigned, which a transaction that began earlier may not have
   * seen yet.
   */
  public Challenge completed(Instant at) {
    return new Challenge(
        id,
        day,
        type,
        name,
        description,
        category,
        difficulty,
        tally,
        target,
        xpReward,
        assignedAt,
        at.isBefore(assignedAt) ? assignedAt : at);
  }
}
