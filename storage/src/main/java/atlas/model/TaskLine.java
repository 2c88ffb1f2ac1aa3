package atlas.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task in a list.
 *
 * @param criteria how many it has, and settled of them are met or waived
 * @param waitsFor the tasks that have to be done first
 * @param matching how many fit from here on
 */
public record TaskLine(
    int number,
    String projectName,
    String title,
    TaskStatus status,
    TaskPriority priority,
    int priorityRank,
    @Nullable String ticketKey,
    @Nullable Integer sessionNumber,
    @Nullable String holder,
    @Nullable Instant leasedUntil,
    int criteria,
    int settled,
    List<Integer> waitsFor,
    int matching) {
  /** Whether somebody could begin with it at that time. */
  public boolean ready(Instant at) {
    return (status == TaskStatus.todo || status == TaskStatus.in_progress)
        && (leasedUntil == null || !leasedUntil.isAfter(at))
        && waitsFor.isEmpty();
  }

  /** How far its criteria are, such as 1/3; null where it has none. */
  public @Nullable String progress() {
    return criteria == 0 ? null : settled + "/" + criteria;
  }

  /** The short ids of what has to be done first; null where nothing has. */
  public @Nullable List<String> waitsForIds() {
    return waitsFor.isEmpty() ? null : waitsFor.stream().map(Ref.Kind.TASK::shortId).toList();
  }
}
