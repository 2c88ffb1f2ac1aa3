package atlas.core.planner;

import atlas.core.progress.Habits;
import atlas.core.testing.Ending;
import atlas.core.tickets.Accounts;
import atlas.model.CalendarEntry;
import atlas.model.Caller;
import atlas.model.CountdownDay;
import atlas.model.Counted;
import atlas.model.Days;
import atlas.model.HabitState;
import atlas.model.Refusal;
import atlas.model.Reminder;
import atlas.model.Session;
import atlas.model.Space;
import atlas.model.Todo;
import atlas.storage.AgendaTable.Asked;
import atlas.storage.Database;
import atlas.storage.Tx;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a person's days hold: what is to be done, what happens, what they wait for. */
public final class Agenda {
  private static final int MOST_DAYS = 31;
  private static final int FIRST_YEAR = 1900;
  private static final int LAST_YEAR = 2199;
  private static final int MOST_OF_A_CALENDAR = 20_000;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");
  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

  /**
   * What some days hold, of each kind at most as many as were asked for.
   *
   * @param today by the person's clock
   * @param zone where that is
   * @param todos what is to be done by the last day; today with what is late and what has no day
   */
  public record Held(
      LocalDate from,
      LocalDate to,
      LocalDate today,
      Instant at,
      ZoneId zone,
      List<Space> spaces,
      List<Todo> todos,
      List<CalendarEntry> entries,
      List<CountdownDay> countdowns,
      List<Reminder> reminders,
      List<HabitState> habits) {

    /** What there is more of than was asked for. */
    public List<String> omitted() {
      var omitted = new ArrayList<String>();
      more(omitted, todos.size(), todos.isEmpty() ? 0 : todos.get(0).matching(), "task");
      more(omitted, entries.size(), entries.isEmpty() ? 0 : entries.get(0).matching(), "event");
      int days = countdowns.isEmpty() ? 0 : countdowns.get(0).matching();
      more(omitted, countdowns.size(), days, "countdown");
      int told = reminders.isEmpty() ? 0 : reminders.get(0).matching();
      more(omitted, reminders.size(), told, "reminder");
      return omitted;
    }

    private static void more(List<String> omitted, int shown, int all, String what) {
      if (all > shown) omitted.add(Counted.of(all - shown, what));
    }
  }

  private final Database database;
  private final Accounts accounts;

  public Agenda(Database database, Accounts accounts) {
    this.database = database;
    this.accounts = accounts;
  }

  /**
   * What those days hold.
   *
   * @param from the first; today where nobody says so
   * @param to the last; the first where nobody says so
   * @param most of each kind
   */
  public Held get(Caller caller, @Nullable LocalDate from, @Nullable LocalDate to, int most) {
    String[] projects = accounts.projects(caller.userId());
    return database.read(caller, tx -> get(tx, from, to, projects, most));
  }

  private static Held get(
      Tx tx, @Nullable LocalDate from, @Nullable LocalDate to, String[] projects, int most) {
    Days days = tx.users().days();
    LocalDate today = days.of(tx.at());
    LocalDate first = from == null ? today : from;
    LocalDate last = to == null ? first : to;
    if (last.isBefore(first)) throw Refusal.invalid("from must not be after to.");
    checkYear(first);
    if (ChronoUnit.DAYS.between(first, last) >= MOST_DAYS) {
      throw Refusal.invalid("An agenda is of 31 days at most.");
    }
    Asked asked = asked(days, first, last, today, projects, most);
    return new Held(
        first,
        last,
        today,
        tx.at(),
        days.zone(),
        tx.spaces().all(),
        tx.agenda().todos(asked),
        tx.agenda().entries(asked),
        tx.agenda().countdowns(asked),
        tx.agenda().reminders(asked),
        Habits.states(tx));
  }

  private static void checkYear(LocalDate day) {
    if (day.getYear() < FIRST_YEAR || day.getYear() > LAST_YEAR) {
      throw Refusal.invalid("An agenda is of a day from 1900 to 2199.");
    }
  }

  /** Says where in the calendar a session is that ends: it is there by itself. */
  public static Ending ending() {
    return (caller, end) -> Agenda::inCalendar;
  }

  private static List<String> inCalendar(Tx tx, Session session) {
    if (session.endedAt() == null) return List.of();
    ZoneId zone = tx.users().days().zone();
    ZonedDateTime from = session.startedAt().atZone(zone);
    ZonedDateTime to = session.endedAt().atZone(zone);
    boolean ofOneDay = from.toLocalDate().equals(to.toLocalDate());
    DateTimeFormatter time = ofOneDay ? TIME : DAY_AND_TIME;
    return List.of("In your calendar: %s–%s".formatted(time.format(from), time.format(to)));
  }

  /** The calendar from that day on, as iCalendar; all of it without one. */
  public ICalendar calendar(Caller caller, @Nullable LocalDate from) {
    if (from != null) checkYear(from);
    String[] projects = accounts.projects(caller.userId());
    return database.read(
        caller,
        tx -> {
          Days days = tx.users().days();
          LocalDate today = days.of(tx.at());
          LocalDate first = from == null ? LocalDate.of(FIRST_YEAR, 1, 1) : from;
          Asked asked = asked(days, first, today, today, projects, MOST_OF_A_CALENDAR);
          return new ICalendar(tx.agenda().calendar(asked));
        });
  }

  private static Asked asked(
      Days days, LocalDate from, LocalDate to, LocalDate today, String[] projects, int most) {
    return new Asked(
        from,
        to,
        today,
        days.begin(from),
        days.begin(to.plusDays(1)),
        days.zone().getId(),
        projects,
        most);
  }
}
