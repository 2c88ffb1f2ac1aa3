package atlas.tools.resources;

import atlas.core.live.Subjects;
import atlas.core.planner.Agenda;
import atlas.model.CalendarEntry;
import atlas.model.CountdownDay;
import atlas.model.HabitState;
import atlas.model.Refusal;
import atlas.model.Todo;
import atlas.tools.ResourceKind;
import atlas.tools.ResourceKind.Content;
import atlas.tools.Toolset;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The resource atlas://agenda/{day}. */
public final class AgendaResource {
  private static final String TODAY = "today";
  private static final int MOST = 50;
  private static final int LONGEST = 8_000;
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");

  private AgendaResource() {}

  public static ResourceKind kind(Agenda agenda, Subjects subjects) {
    return new ResourceKind(
        Toolset.planner,
        "agenda",
        "day",
        "A day's agenda",
        "What a day of the person holds, today or e.g. 2026-01-15; also says when a reminder is"
            + " due.",
        ResourceKind.MARKDOWN,
        (caller, day) -> Content.page(page(agenda.get(caller, day(day), null, MOST))),
        (caller, prefix, limit) ->
            Stream.of(TODAY).filter(name -> name.startsWith(prefix)).limit(limit).toList(),
        (caller, day) -> {
          LocalDate unused = day(day);
          return subjects.agenda();
        });
  }

  private static @Nullable LocalDate day(String named) {
    if (named.equals(TODAY)) return null;
    try {
      return LocalDate.parse(named);
    } catch (DateTimeException notOne) {
      throw Refusal.notFound("An agenda is of today, or of a day like 2026-01-15.");
    }
  }

  private static String page(Agenda.Held held) {
    Instant now = held.at();
    List<String> due =
        held.reminders().stream()
            .filter(reminder -> !reminder.remindAt().isAfter(now))
            .map(reminder -> reminder.item() + ": " + reminder.title())
            .toList();
    return new Page("Agenda of " + held.from())
        .block("Reminders", "reminders", due, LONGEST)
        .block("To do", "tasks", held.todos().stream().map(AgendaResource::todo).toList(), LONGEST)
        .block(
            "Calendar",
            "calendar",
            held.entries().stream().map(entry -> entry(entry, held.zone())).toList(),
            LONGEST)
        .block(
            "Countdowns",
            "countdowns",
            held.countdowns().stream().map(AgendaResource::countdown).toList(),
            LONGEST)
        .block(
            "Habits",
            "habits",
            held.habits().stream().filter(HabitState::active).map(AgendaResource::habit).toList(),
            LONGEST)
        .list("Left out", held.omitted())
        .toString();
  }

  private static String todo(Todo todo) {
    String due = todo.due() == null ? "" : ", due " + todo.due();
    String time = todo.dueTime() == null ? "" : " " + todo.dueTime();
    return todo.item() + " (" + todo.priority() + due + time + "): " + todo.title();
  }

  private static String entry(CalendarEntry entry, ZoneId zone) {
    Instant start = entry.startsAt();
    String when = start == null ? "all day" : CLOCK.format(start.atZone(zone));
    return when + " " + entry.item() + " (" + entry.type() + "): " + entry.title();
  }

  private static String countdown(CountdownDay day) {
    return day.day() + " " + day.item() + ": " + day.title();
  }

  private static String habit(HabitState state) {
    String done = state.doneToday() ? "done" : "open";
    return "%s %s: %s, %s in a row"
        .formatted(state.shortId(), state.name(), done, state.streak(state.currentStreak()));
  }
}
