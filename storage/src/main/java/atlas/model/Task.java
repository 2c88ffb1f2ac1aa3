package atlas.model;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something to be done, and who works on it.
 *
 * @param holder who has claimed it, until the lease runs out
 * @param lostBy whose lease ran out before that, without a word
 * @param result what came of it
 * @param finishedAt when it was done or cancelled
 */
public record Task(
    UUID id,
    int number,
    UUID projectId,
    String projectName,
    String title,
    @Nullable String description,
    TaskStatus status,
    TaskPriority priority,
    @Nullable String ticketKey,
    @Nullable UUID sessionId,
    @Nullable String holder,
    @Nullable Instant leasedAt,
    @Nullable Instant leasedUntil,
    @Nullable String lostBy,
    @Nullable Instant lostSince,
    @Nullable Instant lostUntil,
    @Nullable String result,
    @Nullable Instant finishedAt,
    Instant createdAt) {

  /** The short id: T-4. */
  public String shortId() {
    return Ref.Kind.TASK.shortId(number);
  }

  /** The same under another key of its issue. */
  public Task of(String key) {
    return new Task(
        id,
        number,
        projectId,
        projectName,
        title,
        description,
        status,
        priority,
        key,
        sessionId,
        holder,
        leasedAt,
        leasedUntil,
        lostBy,
        lostSince,
        lostUntil,
        result,
        finishedAt,
        createdAt);
  }

  /** Whether somebody's claim is in force at that time. */
  public boolean leased(Instant at) {
    return leasedUntil != null && leasedUntil.isAfter(at);
  }
}
