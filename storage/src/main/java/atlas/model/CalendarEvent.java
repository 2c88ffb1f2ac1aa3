package atlas.model;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something in a person's calendar that they put there.
 *
 * @param allDay whether it has days, and else instants
 * @param remindedAt when remindAt was told, if it was
 * @param version raised by each change
 */
public record CalendarEvent(
    UUID id,
    int number,
    CalendarEventType type,
    String title,
    @Nullable String description,
    boolean allDay,
    @Nullable LocalDate firstDay,
    @Nullable LocalDate lastDay,
    @Nullable Instant startsAt,
    @Nullable Instant endsAt,
    @Nullable Instant remindAt,
    @Nullable Instant remindedAt,
    @Nullable String ticketKey,
    int version,
    Instant createdAt) {

  /** The short id: V-4. */
  public String shortId() {
    return Ref.Kind.CALENDAR_EVENT.shortId(number);
  }

  /** The same, whose reminder was told. */
  public CalendarEvent reminded(Instant at) {
    return new CalendarEvent(
        id,
        number,
        type,
        title,
        description,
        allDay,
        firstDay,
        lastDay,
        startsAt,
        endsAt,
        remindAt,
        at,
        ticketKey,
        version,
        createdAt);
  }

  /** The same under another key of its issue. */
  public CalendarEvent of(String key) {
    return new CalendarEvent(
        id,
        number,
        type,
        title,
        description,
        allDay,
        firstDay,
        lastDay,
        startsAt,
        endsAt,
        remindAt,
        remindedAt,
        key,
        version + 1,
        createdAt);
  }
}
