package atlas.model;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Something that has a place in the calendar; done of what is, or was. */
public record CalendarEntry(
    String uid,
    CalendarEventType type,
    String item,
    String title,
    @Nullable String description,
    boolean allDay,
    @Nullable LocalDate firstDay,
    @Nullable LocalDate lastDay,
    @Nullable Instant startsAt,
    @Nullable Instant endsAt,
    @Nullable Instant remindAt,
    @Nullable String ticketKey,
    boolean done,
    Instant updatedAt,
    int matching) {}
