package atlas.core.testing;

import atlas.core.Outside;
import atlas.model.Activity;
import atlas.model.Bug;
import atlas.model.Note;
import atlas.model.Outcome;
import atlas.model.Result;
import atlas.model.Scenario;
import atlas.model.Session;
import atlas.model.SessionStatus;
import atlas.model.SessionTotals;
import atlas.storage.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A session in session-based test management's terms (Jonathan and James Bach), with the debrief by
 * PROOF: past, results, obstacles, outlook, feelings.
 *
 * @param activeMinutes without the breaks
 * @param split how the logged minutes went into testing, bugs and setup, in per cent; null when no
 *     minutes were logged
 */
public record Sheet(
    String session,
    String ticketKey,
    String charter,
    String tester,
    SessionStatus status,
    @Nullable Outcome outcome,
    Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Integer timeboxMinutes,
    long activeMinutes,
    long breakMinutes,
    @Nullable Split split,
    List<Line> scenarios,
    List<String> bugs,
    List<String> notes,
    Debrief debrief) {

  /** Shares in per cent that sum to 100. */
  public record Split(int test, int bug, int setup) {}

  /** A scenario on the sheet. */
  public record Line(
      String id,
      String scenario,
      Result result,
      @Nullable Integer minutes,
      @Nullable String bugKey,
      @Nullable String notes) {}

  /** PROOF. */
  public record Debrief(
      String past,
      String results,
      @Nullable String obstacles,
      @Nullable String outlook,
      @Nullable String feelings) {}

  /** The sheet of a session as it stands. */
  public static Sheet of(Tx tx, Session session) {
    List<Scenario> scenarios = tx.scenarios().ofSession(session.id());
    SessionTotals totals = tx.sessions().totals(session.id());
    Instant until = session.endedAt() == null ? tx.at() : session.endedAt();
    long active = activeSeconds(session, totals, until);
    long all = Math.max(0, Duration.between(session.startedAt(), until).toSeconds());
    var lines = new ArrayList<Line>();
    var bugs = new TreeSet<String>();
    for (Scenario scenario : scenarios) {
      lines.add(
          new Line(
              session.shortId() + "." + scenario.number(),
              scenario.name(),
              scenario.result(),
              scenario.minutes(),
              scenario.bugKey(),
              scenario.notes()));
      if (scenario.bugKey() != null) bugs.add(scenario.bugKey());
    }
    for (Bug bug : tx.bugs().ofSession(session.id())) {
      if (bug.bugKey() != null) bugs.add(bug.bugKey());
    }
    return new Sheet(
        session.shortId(),
        session.ticketKey(),
        session.charter(),
        session.tester(),
        session.status(),
        session.outcome(),
        session.startedAt(),
        session.endedAt(),
        session.timeboxMinutes(),
        Math.round(active / 60.0),
        Math.round((all - active) / 60.0),
        split(scenarios),
        lines,
        List.copyOf(bugs),
        tx.sessions().notes(session.id()).stream().map(Note::text).toList(),
        new Debrief(
            session.summary() == null ? session.charter() : session.summary(),
            results(scenarios),
            session.obstacles(),
            session.outlook(),
            session.feelings()));
  }

  /** How many bugs were reported in it that Jira has not got yet. */
  static int bugsWithoutKey(Tx tx, Session session) {
    return (int)
        tx.bugs().ofSession(session.id()).stream().filter(bug -> bug.bugKey() == null).count();
  }

  /** Seconds of a session up to an instant, without its pauses. */
  static int activeSeconds(Session session, SessionTotals totals, Instant until) {
    long seconds =
        Duration.between(session.startedAt(), until).toSeconds() - totals.pausedSeconds();
    if (totals.pausedSince() != null) {
      seconds -= Math.max(0, Duration.between(totals.pausedSince(), until).toSeconds());
    }
    return (int) Math.max(0, seconds);
  }

  private static @Nullable Split split(List<Scenario> scenarios) {
    var minutes = new EnumMap<Activity, Integer>(Activity.class);
    for (Scenario scenario : scenarios) {
      if (scenario.minutes() != null) {
        minutes.merge(scenario.activity(), scenario.minutes(), Integer::sum);
      }
    }
    int sum = minutes.values().stream().mapToInt(Integer::intValue).sum();
    if (sum == 0) return null;
    int bug = Math.round(100f * minutes.getOrDefault(Activity.bug, 0) / sum);
    int setup = Math.round(100f * minutes.getOrDefault(Activity.setup, 0) / sum);
    return new Split(100 - bug - setup, bug, setup);
  }

  private static String results(List<Scenario> scenarios) {
    if (scenarios.isEmpty()) return "No scenario was logged.";
    Map<Result, Integer> counts = new EnumMap<>(Result.class);
    for (Scenario scenario : scenarios) counts.merge(scenario.result(), 1, Integer::sum);
    var words = new ArrayList<String>();
    counts.forEach((result, count) -> words.add(count + " " + result.name().replace('_', ' ')));
    return scenarios.size()
        + (scenarios.size() == 1 ? " scenario: " : " scenarios: ")
        + String.join(", ", words)
        + ".";
  }

  /** The sheet as a page. */
  public String markdown() {
    var page = new StringBuilder();
    page.append("# Session ").append(session).append(" on ").append(ticketKey).append("\n\n");
    page.append("**Charter:** ").append(Outside.line(charter, 1_000)).append("\n\n");
    page.append("| | |\n|---|---|\n");
    row(page, "Tester", Outside.line(tester));
    row(page, "Status", outcome == null ? status.name() : status + ", " + outcome);
    row(page, "Started", startedAt.toString());
    if (endedAt != null) row(page, "Ended", endedAt.toString());
    row(page, "Active", activeMinutes + " min, breaks " + breakMinutes + " min");
    if (split != null) {
      row(
          page,
          "Test / bug / setup",
          split.test() + " / " + split.bug() + " / " + split.setup() + " %");
    }
    page.append("\n## Scenarios\n\n");
    if (scenarios.isEmpty()) page.append("#N/A\n");
    for (Line line : scenarios) {
      page.append("- ").append(line.id()).append(" **").append(line.result()).append("** ");
      page.append(Outside.line(line.scenario(), 500));
      if (line.bugKey() != null) page.append(" (").append(line.bugKey()).append(")");
      if (line.notes() != null) page.append(": ").append(Outside.line(line.notes(), 500));
      page.append('\n');
    }
    page.append("\n## Bugs\n\n").append(bugs.isEmpty() ? "#N/A" : String.join(", ", bugs));
    page.append("\n\n## Notes\n\n");
    if (notes.isEmpty()) page.append("#N/A\n");
    for (String note : notes) page.append("- ").append(Outside.line(note, 1_000)).append('\n');
    page.append("\n## Debrief\n\n");
    proof(page, "Past", debrief.past());
    proof(page, "Results", debrief.results());
    proof(page, "Obstacles", debrief.obstacles());
    proof(page, "Outlook", debrief.outlook());
    proof(page, "Feelings", debrief.feelings());
    return page.toString();
  }

  private static void row(StringBuilder page, String name, String value) {
    page.append("| ").append(name).append(" | ").append(value.replace("|", "\\|")).append(" |\n");
  }

  private static void proof(StringBuilder page, String name, @Nullable String text) {
    page.append("- **").append(name).append(":** ");
    page.append(Outside.line(Objects.requireNonNullElse(text, "#N/A"), 2_000)).append('\n');
  }
}
