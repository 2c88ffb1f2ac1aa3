package atlas.core.planner;

import atlas.core.Differences;
import atlas.core.tickets.TicketKeys;
import atlas.model.CalendarEvent;
import atlas.model.CalendarEventType;
import atlas.model.PlannerEvent;
import atlas.model.Profile;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.storage.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a person puts into their calendar: made, changed. */
final class CalendarEvents {
  /** When it is: days, or instants. */
  private record When(
      @Nullable LocalDate firstDay,
      @Nullable LocalDate lastDay,
      @Nullable Instant startsAt,
      @Nullable Instant endsAt) {}

  private CalendarEvents() {}

  static Planner.Saved save(Tx tx, TicketKeys keys, Planner.Save save) {
    if (save.eventType() == CalendarEventType.jira_deadline) {
      throw Refusal.invalid("Deadlines of Jira are in the calendar by themselves.");
    }
    if (save.done() != null) {
      throw Refusal.invalid("An event passes by itself; remove_item takes it away.");
    }
    return save.item() == null ? make(tx, keys, save) : change(tx, keys, save);
  }

  private static Planner.Saved change(Tx tx, TicketKeys keys, Planner.Save save) {
    Ref ref = Ref.parse(Ref.Kind.CALENDAR_EVENT, Objects.requireNonNull(save.item()));
    CalendarEvent before =
        tx.calendarEvents().lock(ref.id(), ref.number()).orElseThrow(ref::missing);
    CalendarEvent after = changed(tx, keys, before, save, before.version() + 1);
    List<String> changed = differences(before, after);
    // What is not in the log must not be in the row.
    if (changed.isEmpty()) return saved(before);
    tx.calendarEvents().update(after);
    tx.append(new PlannerEvent.CalendarEventChanged(after, changed));
    if (changed.contains("reminder")) Reminders.watch(tx, after.id(), after.remindAt());
    return saved(after);
  }

  private static Planner.Saved make(Tx tx, TicketKeys keys, Planner.Save save) {
    if (save.title() == null || save.day() == null) {
      throw Refusal.invalid("A new event needs title and day, and a time unless it is all day.");
    }
    var blank =
        new CalendarEvent(
            tx.newId(),
            tx.nextNumber(Ref.Kind.CALENDAR_EVENT),
            CalendarEventType.custom,
            save.title(),
            null,
            true,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            1,
            tx.at());
    CalendarEvent event = changed(tx, keys, blank, save, 1);
    tx.calendarEvents().insert(event);
    tx.append(new PlannerEvent.CalendarEventCreated(event));
    Reminders.watch(tx, event.id(), event.remindAt());
    return saved(event);
  }

  private static Planner.Saved saved(CalendarEvent event) {
    return new Planner.Saved(Planner.Type.event, event.shortId(), event.version(), List.of());
  }

  private static CalendarEvent changed(
      Tx tx, TicketKeys keys, CalendarEvent before, Planner.Save save, int version) {
    ZoneId zone = tx.users().profile().map(Profile::zone).orElse(ZoneOffset.UTC);
    When when = when(zone, before, save);
    Instant remindAt = Reminders.at(tx, save, before.remindAt());
    boolean again = Objects.equals(remindAt, before.remindAt());
    return new CalendarEvent(
        before.id(),
        before.number(),
        save.eventType() == null ? before.type() : save.eventType(),
        save.title() == null ? before.title() : Planner.line("An event", save.title()),
        Planner.description(save, before.description()),
        when.firstDay() != null,
        when.firstDay(),
        when.lastDay(),
        when.startsAt(),
        when.endsAt(),
        remindAt,
        again ? before.remindedAt() : null,
        Planner.ticketKey(tx, keys, save, before.ticketKey()),
        version,
        before.createdAt());
  }

  /** What was said of day, time, length and last day, and the rest as it was. */
  private static When when(ZoneId zone, CalendarEvent before, Planner.Save save) {
    if (save.clears(Planner.Part.day)) throw Refusal.invalid("An event needs its day.");
    Instant starts = before.startsAt();
    LocalTime had = starts == null ? null : starts.atZone(zone).toLocalTime();
    LocalDate of = starts == null ? before.firstDay() : starts.atZone(zone).toLocalDate();
    String said = save.time();
    LocalTime time = said == null ? had : LocalTime.parse(Planner.time(said));
    if (save.clears(Planner.Part.time)) time = null;
    LocalDate day = Objects.requireNonNull(save.day() == null ? of : save.day());
    if (time != null) {
      if (save.lastDay() != null) {
        throw Refusal.invalid("An event with a time has minutes; last_day is of whole days.");
      }
      Instant start = day.atTime(time).atZone(zone).toInstant();
      Instant end = before.endsAt();
      Duration length = starts == null || end == null ? null : Duration.between(starts, end);
      if (save.minutes() != null) length = Duration.ofMinutes(save.minutes());
      if (save.clears(Planner.Part.minutes)) length = null;
      return new When(null, null, start, length == null ? null : start.plus(length));
    }
    if (save.minutes() != null) throw Refusal.invalid("minutes need a time; without, it is a day.");
    long more = 0;
    if (before.firstDay() != null && before.lastDay() != null) {
      more = before.lastDay().toEpochDay() - before.firstDay().toEpochDay();
    }
    LocalDate last = save.lastDay() == null ? day.plusDays(more) : save.lastDay();
    if (last.isBefore(day)) throw Refusal.invalid("last_day must not be before day.");
    return new When(day, last, null, null);
  }

  private static List<String> differences(CalendarEvent before, CalendarEvent after) {
    var changed = new Differences();
    changed.of("type", before.type(), after.type());
    changed.of("title", before.title(), after.title());
    changed.of("description", before.description(), after.description());
    changed.of("day", before.firstDay(), after.firstDay());
    changed.of("last_day", before.lastDay(), after.lastDay());
    changed.of("start", before.startsAt(), after.startsAt());
    changed.of("end", before.endsAt(), after.endsAt());
    changed.of("reminder", before.remindAt(), after.remindAt());
    changed.of("ticket_key", before.ticketKey(), after.ticketKey());
    return changed.names();
  }
}
