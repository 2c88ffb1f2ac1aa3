package atlas.model;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that the person themself has to do.
 *
 * @param dueTime by their clock, 17:30
 * @param remindedAt when remindAt was told, if it was
 * @param bugId the reported bug that it is about
 * @param autoCreated whether it came to be with something else, as with a bug
 * @param version raised by each change
 */
public record PersonalTask(
    UUID id,
    int number,
    UUID spaceId,
    String title,
    @Nullable String description,
    PersonalPriority priority,
    @Nullable LocalDate due,
    @Nullable String dueTime,
    @Nullable Instant remindAt,
    @Nullable Instant remindedAt,
    List<String> tags,
    @Nullable String ticketKey,
    @Nullable UUID bugId,
    boolean autoCreated,
    @Nullable Instant completedAt,
    int version,
    Instant createdAt) {

  /** The short id: U-3. */
  public String shortId() {
    return Ref.Kind.PERSONAL_TASK.shortId(number);
  }

  /** Whether it is still to be done. */
  public boolean open() {
    return completedAt == null;
  }

  /** The same, whose reminder was told. */
  public PersonalTask reminded(Instant at) {
    return new PersonalTask(
        id,
        number,
        spaceId,
        title,
        description,
        priority,
        due,
        dueTime,
        remindAt,
        at,
        tags,
        ticketKey,
        bugId,
        autoCreated,
        completedAt,
        version,
        createdAt);
  }

  /** The same under another key of its issue. */
  public PersonalTask of(String key) {
    return new PersonalTask(
        id,
        number,
        spaceId,
        title,
        description,
        priority,
        due,
        dueTime,
        remindAt,
        remindedAt,
        tags,
        key,
        bugId,
        autoCreated,
        completedAt,
        version + 1,
        createdAt);
  }
}
