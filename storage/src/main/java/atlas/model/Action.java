package atlas.model;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that could be done next in a theater.
 *
 * @param gap how far behind its plan it is, 5 the worst
 * @param earlyProgress whether it has begun well, and should not be left lying
 * @param minutes what it will take, as somebody thought
 * @param selected whether it is what the person is at in its theater
 * @param pinned whether no other may take that place
 * @param movedAt when something about it was done last
 * @param version raised by each change
 */
public record Action(
    UUID id,
    int number,
    UUID theaterId,
    String title,
    @Nullable String description,
    ActionStatus status,
    int gap,
    boolean earlyProgress,
    @Nullable LocalDate due,
    @Nullable Integer minutes,
    boolean selected,
    boolean pinned,
    @Nullable String ticketKey,
    @Nullable UUID taskId,
    @Nullable UUID decisionId,
    Instant movedAt,
    @Nullable Instant finishedAt,
    int version,
    Instant createdAt) {

  /** The short id: A-2. */
  public String shortId() {
    return Ref.Kind.ACTION.shortId(number);
  }

  /** The same, not selected; that alone moves nothing. */
  public Action left() {
    return with(false, false, ticketKey);
  }

  /** The same under another key of its issue; that alone moves nothing either. */
  public Action of(String key) {
    return with(selected, pinned, key);
  }

  private Action with(boolean isSelected, boolean isPinned, @Nullable String key) {
    return new Action(
        id,
        number,
        theaterId,
        title,
        description,
        status,
        gap,
        earlyProgress,
        due,
        minutes,
        isSelected,
        isPinned,
        key,
        taskId,
        decisionId,
        movedAt,
        finishedAt,
        version + 1,
        createdAt);
  }
}
