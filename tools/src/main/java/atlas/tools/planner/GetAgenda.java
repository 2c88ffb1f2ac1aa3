package atlas.tools.planner;

import atlas.core.Outside;
import atlas.core.planner.Agenda;
import atlas.model.CalendarEntry;
import atlas.model.CalendarEventType;
import atlas.model.Countdown;
import atlas.model.CountdownDay;
import atlas.model.HabitState;
import atlas.model.PersonalPriority;
import atlas.model.Reminder;
import atlas.model.Space;
import atlas.model.SpaceName;
import atlas.model.Todo;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Format;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool get_agenda. */
public final class GetAgenda {
  private static final int USUAL = 30;
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");

  private GetAgenda() {}

  public record Input(
      @Doc("The first day; default today.") @Nullable LocalDate from,
      @Doc("The last, at most 31 days; default from.") @Nullable LocalDate to,
      @Doc("Of each kind; default 30.") @Limits(min = 1, max = 100) @Nullable Integer most,
      @Doc("concise (default), or detailed with notes and looks.") @Nullable Format format) {}

  /** Something that the person has to do. */
  public record Task(
      String id,
      String title,
      SpaceName space,
      PersonalPriority priority,
      @Nullable LocalDate due,
      @Nullable String time,
      @Nullable Boolean overdue,
      @Nullable List<String> tags,
      @Nullable String ticketKey,
      @Doc("The reported bug that it follows.") @Nullable String bugKey,
      @Doc("Made by ATLAS.") @Nullable Boolean autoCreated) {}

  /** Something in the calendar. */
  public record Event(
      @Doc("V-4, S-12, or the issue key.") String id,
      CalendarEventType type,
      String title,
      LocalDate day,
      @Doc("By the person's clock; absent: all day.") @Nullable String time,
      @Nullable Long minutes,
      @Nullable LocalDate lastDay,
      @Nullable String ticketKey,
      @Nullable Boolean done,
      @Nullable String description) {}

  /** A day that is waited for. */
  public record Wait(
      @Doc("N-2, or what is due then.") String id,
      String title,
      LocalDate day,
      @Doc("How many days there still are.") long days,
      Countdown.Category category,
      @Nullable String colour,
      @Nullable String icon,
      @Nullable String ticketKey,
      @Nullable Boolean autoCreated) {}

  /** A habit, and how it stands today. */
  public record Habit(
      String id, String name, boolean doneToday, String streak, @Nullable LocalDate lastDay) {}

  /** What the person is to be reminded of. */
  public record Remind(
      String id, String title, Instant at, @Doc("Its time has come.") @Nullable Boolean due) {}

  /** How a space looks. */
  public record Look(SpaceName space, String colour, String icon) {}

  public record Output(
      LocalDate from,
      LocalDate to,
      LocalDate today,
      @Doc("To be done by then; today with what is late and what has no day.") List<Task> tasks,
      List<Event> events,
      @Doc("The nearest first.") List<Wait> countdowns,
      List<Habit> habits,
      List<Remind> reminders,
      @Nullable List<Look> spaces,
      @Doc("What most left out.") List<String> omitted) {}

  public static Tool<Input, Output> tool(Agenda agenda) {
    return Tool.of(
            Toolset.planner,
            "get_agenda",
            "Get the agenda",
            """
            Says what a day or some days of the person hold: tasks of their own, calendar with \
            testing sessions and Jira deadlines, countdowns, habits, reminders.""",
            Effect.READS,
            Input.class,
            Output.class,
            (caller, input) -> {
              int most = input.most() == null ? USUAL : input.most();
              return output(
                  agenda.get(caller, input.from(), input.to(), most),
                  Format.isDetailed(input.format()));
            })
        .onRequest();
  }

  private static Output output(Agenda.Held held, boolean detailed) {
    return new Output(
        held.from(),
        held.to(),
        held.today(),
        held.todos().stream().map(todo -> task(todo, held.today())).toList(),
        held.entries().stream().map(entry -> event(entry, held.zone(), detailed)).toList(),
        held.countdowns().stream().map(day -> wait(day, held.today(), detailed)).toList(),
        held.habits().stream().filter(HabitState::active).map(GetAgenda::habit).toList(),
        held.reminders().stream().map(reminder -> remind(reminder, held.at())).toList(),
        detailed ? held.spaces().stream().map(GetAgenda::look).toList() : null,
        held.omitted());
  }

  private static Task task(Todo todo, LocalDate today) {
    LocalDate due = todo.due();
    return new Task(
        todo.item(),
        Outside.line(todo.title()),
        todo.space(),
        todo.priority(),
        due,
        todo.dueTime(),
        onlyTrue(due != null && due.isBefore(today)),
        todo.tags().isEmpty() ? null : todo.tags().stream().map(Outside::line).toList(),
        todo.ticketKey(),
        todo.bugKey(),
        onlyTrue(todo.autoCreated()));
  }

  private static Event event(CalendarEntry entry, ZoneId zone, boolean detailed) {
    Instant start = entry.startsAt();
    Instant end = entry.endsAt();
    LocalDate first = entry.firstDay();
    LocalDate day = start == null ? first : start.atZone(zone).toLocalDate();
    return new Event(
        entry.item(),
        entry.type(),
        Outside.line(entry.title()),
        day == null ? LocalDate.EPOCH : day,
        start == null ? null : CLOCK.format(start.atZone(zone)),
        start == null || end == null ? null : ChronoUnit.MINUTES.between(start, end),
        entry.lastDay() == null || entry.lastDay().equals(first) ? null : entry.lastDay(),
        entry.ticketKey(),
        onlyTrue(entry.done()),
        detailed ? Outside.lineOrNull(entry.description()) : null);
  }

  private static Wait wait(CountdownDay day, LocalDate today, boolean detailed) {
    return new Wait(
        day.item(),
        Outside.line(day.title()),
        day.day(),
        ChronoUnit.DAYS.between(today, day.day()),
        day.category(),
        detailed ? day.colour() : null,
        detailed ? Outside.lineOrNull(day.icon()) : null,
        day.ticketKey(),
        onlyTrue(day.autoCreated()));
  }

  private static Habit habit(HabitState state) {
    return new Habit(
        state.shortId(),
        Outside.line(state.name()),
        state.doneToday(),
        state.streak(state.currentStreak()),
        state.lastDay());
  }

  private static Remind remind(Reminder reminder, Instant now) {
    return new Remind(
        reminder.item(),
        Outside.line(reminder.title()),
        reminder.remindAt(),
        onlyTrue(!reminder.remindAt().isAfter(now)));
  }

  private static Look look(Space space) {
    return new Look(space.name(), space.colour(), Outside.line(space.icon()));
  }

  private static @Nullable Boolean onlyTrue(boolean value) {
    return value ? Boolean.TRUE : null;
  }
}
