package atlas.core.memory;

import atlas.core.tickets.Accounts;
import atlas.model.Caller;
import atlas.model.Days;
import atlas.model.Insight;
import atlas.model.Refusal;
import atlas.model.TaskStatus;
import atlas.model.TimelineEntry;
import atlas.storage.Database;
import atlas.storage.EventTable;
import atlas.storage.TaskTable;
import atlas.storage.Tx;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What came of some days, for who looks back on them; days are the person's. */
public final class Review {
  private static final int MOST = 40;
  private static final int DAYS = 7;
  private static final int DAYS_OFFERED = 28;
  private static final int WEEKS_OFFERED = 12;
  private static final Map<String, String> TOLD = told();

  /** What there is of a kind. */
  public record Part(String what, List<String> lines, int more) {}

  /**
   * What happened from one day to the other, both included.
   *
   * @param parts what was done, and after that what is open or due now
   */
  public record Period(LocalDate from, LocalDate until, List<Part> parts) {}

  private final Database database;
  private final Accounts accounts;
  private final InstantSource clock;

  public Review(Database database, Accounts accounts, InstantSource clock) {
    this.database = database;
    this.accounts = accounts;
    this.clock = clock;
  }

  /** Types of events, and what they are to who looks back. */
  private static Map<String, String> told() {
    var told = new LinkedHashMap<String, String>();
    told.put("task.completed", "Tasks done");
    told.put("session.ended", "Tested");
    told.put("bug.reported", "Bugs reported");
    told.put("decision.recorded", "Decided");
    told.put("checkpoint.created", "Checkpoints");
    return told;
  }

  /**
   * What came of the last seven days, or of others.
   *
   * @param since the first day, until now
   * @param week a week as ISO counts them, 2026-W14
   */
  public Period of(Caller caller, @Nullable String since, @Nullable String week) {
    if (since != null && week != null) {
      throw Refusal.invalid("Say since or week, not both.");
    }
    @Nullable LocalDate first = week != null ? monday(week) : since != null ? day(since) : null;
    String[] projects = accounts.projects(caller.userId());
    return database.read(
        caller,
        tx -> {
          Days days = tx.users().days();
          LocalDate today = days.of(clock.instant());
          LocalDate from = first == null ? today.minusDays(DAYS - 1L) : first;
          LocalDate end = week == null ? today : from.plusDays(DAYS - 1);
          LocalDate until = end.isAfter(today) ? today : end;
          if (from.isAfter(until)) {
            throw Refusal.invalid("That is in the future; name days that were.");
          }
          var parts = new ArrayList<Part>();
          TOLD.forEach((type, what) -> parts.add(happened(tx, days, type, what, from, until)));
          parts.add(underWay(tx));
          parts.add(part("Sessions that are open", sessions(tx)));
          parts.add(part("Decisions to be reviewed", reviews(tx, today)));
          parts.add(insights(tx));
          parts.add(part("Issues that are due", tickets(tx, projects, today.plusDays(DAYS))));
          return new Period(from, until, parts);
        });
  }

  /** Days that begin so, the latest first, as UTC has them. */
  public List<String> days(String prefix, int limit) {
    return IntStream.range(0, DAYS_OFFERED)
        .mapToObj(ago -> today().minusDays(ago).toString())
        .filter(day -> day.startsWith(prefix))
        .limit(limit)
        .toList();
  }

  /** Weeks that begin so, the latest first. */
  public List<String> weeks(String prefix, int limit) {
    return IntStream.range(0, WEEKS_OFFERED)
        .mapToObj(ago -> week(today().minusWeeks(ago)))
        .filter(week -> week.regionMatches(true, 0, prefix, 0, prefix.length()))
        .limit(limit)
        .toList();
  }

  private static Part happened(
      Tx tx, Days days, String type, String what, LocalDate from, LocalDate until) {
    List<TimelineEntry> events =
        tx.events()
            .timeline(
                new EventTable.Filter(
                    null,
                    null,
                    null,
                    null,
                    type,
                    null,
                    days.begin(from),
                    days.begin(until.plusDays(1)),
                    0L,
                    MOST));
    int more = events.isEmpty() ? 0 : events.get(0).matching() - events.size();
    return new Part(what, events.stream().map(event -> line(days, event)).toList(), more);
  }

  private static String line(Days days, TimelineEntry event) {
    LocalDate day = days.of(event.at());
    String project = event.projectName();
    return day + (project == null ? "" : " " + project) + ": " + event.summary();
  }

  private static Part underWay(Tx tx) {
    var at = new String[] {TaskStatus.in_progress.name(), TaskStatus.blocked.name()};
    var tasks =
        tx.tasks()
            .list(new TaskTable.Filter(null, at, false, null, tx.at(), null, null, null, MOST));
    int more = tasks.isEmpty() ? 0 : tasks.get(0).matching() - tasks.size();
    return new Part(
        "Tasks under way",
        tasks.stream()
            .map(t -> "T-%d, %s: %s".formatted(t.number(), t.status(), t.title()))
            .toList(),
        more);
  }

  private static Stream<String> sessions(Tx tx) {
    return tx.sessions().open().stream()
        .map(s -> "%s on %s: %s".formatted(s.shortId(), s.ticketKey(), s.charter()));
  }

  private static Stream<String> reviews(Tx tx, LocalDate today) {
    return tx.decisions().dueAnywhere(today, MOST).stream()
        .map(d -> "%s by %s, %s: %s".formatted(d.shortId(), d.reviewAt(), d.title(), d.choice()));
  }

  private static Part insights(Tx tx) {
    List<Insight> waiting = tx.insights().waiting(MOST);
    return new Part(
        "Insights that wait for the person's word",
        waiting.stream()
            .map(i -> "%s, %s: %s".formatted(i.shortId(), i.type(), i.title()))
            .toList(),
        waiting.size() < MOST ? 0 : tx.insights().countWaiting() - MOST);
  }

  private static Stream<String> tickets(Tx tx, String[] projects, LocalDate until) {
    return tx.ticketStates().due(projects, until, MOST).stream()
        .map(t -> "%s by %s: %s".formatted(t.ticketKey(), t.due(), t.summary()));
  }

  private static Part part(String what, Stream<String> lines) {
    return new Part(what, lines.toList(), 0);
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  private static String week(LocalDate day) {
    return "%d-W%02d"
        .formatted(day.get(IsoFields.WEEK_BASED_YEAR), day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
  }

  private static LocalDate monday(String week) {
    try {
      return checked(LocalDate.parse(week + "-1", DateTimeFormatter.ISO_WEEK_DATE));
    } catch (DateTimeException notOne) {
      throw Refusal.invalid("A week is named like 2026-W14.");
    }
  }

  private static LocalDate day(String since) {
    try {
      return checked(LocalDate.parse(since));
    } catch (DateTimeException notOne) {
      throw Refusal.invalid("A day is named like 2026-03-30.");
    }
  }

  private static LocalDate checked(LocalDate day) {
    if (day.getYear() < 1900 || day.getYear() > 2200) throw new DateTimeException("out of range");
    return day;
  }
}
