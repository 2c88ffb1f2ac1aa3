package atlas.core.testing;

import atlas.model.Activity;
import atlas.model.Bug;
import atlas.model.Counted;
import atlas.model.Feedback;
import atlas.model.Note;
import atlas.model.Outcome;
import atlas.model.Prediction;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session in session-based test management's terms (Jonathan and James Bach), with the debrief by
 * PROOF: past, results, obstacles, outlook, feelings.
 *
 * @param charterOffered whether the charter is ours, and not the tester's own words
 * @param overMinutes how long the time box was over; null when it was not, or there is none
 * @param duration short, normal or long: about 60, 90 and 120 minutes
 * @param activeMinutes without the breaks
 * @param split how the time that went into the charter went into testing, bugs and setup
 * @param share how much time went into the charter, and how much into what came up beside it
 * @param environment where was tested, in pairs of name=value
 * @param escaped keys of bugs that came to light after the session had passed
 * @param suggested what was predicted for the session, and how good that was; null when nothing was
 */
public record Sheet(
    String session,
    String ticketKey,
    String charter,
    boolean charterOffered,
    String tester,
    SessionStatus status,
    @Nullable Outcome outcome,
    Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Integer timeboxMinutes,
    @Nullable Integer overMinutes,
    String duration,
    long activeMinutes,
    long breakMinutes,
    @Nullable Split split,
    @Nullable Share share,
    List<String> environment,
    List<Line> scenarios,
    List<Found> bugs,
    List<String> escaped,
    List<String> notes,
    @Nullable Suggested suggested,
    Debrief debrief,
    @Nullable String timeZone) {

  private static final int SHORT = 75;
  private static final int NORMAL = 105;

  /** Shares in per cent that sum to 100. */
  public record Split(int test, int bug, int setup) {}

  /** Shares in per cent that sum to 100. */
  public record Share(int charter, int opportunity) {}

  /**
   * A scenario on the sheet.
   *
   * @param opportunity true when it was tried beside the charter
   * @param prediction the one that it tried, as far as that is the session's
   */
  public record Line(
      String id,
      String scenario,
      Result result,
      Activity activity,
      @Nullable Boolean opportunity,
      @Nullable Integer minutes,
      @Nullable String prediction,
      @Nullable String bugKey,
      @Nullable String notes) {}

  /**
   * A bug that was found.
   *
   * @param key its key, once Jira has it
   * @param scenarios that met it
   */
  public record Found(@Nullable String key, @Nullable String summary, List<String> scenarios) {}

  /**
   * What was predicted, each scenario once.
   *
   * @param accuracy per cent of them that were useful: tried, and found a bug or rated as accepted
   *     or modified; null until they are settled
   */
  public record Suggested(
      int made,
      int tried,
      int foundBug,
      @Nullable Integer accuracy,
      List<Suggestion> predictions) {}

  /**
   * A scenario as it was predicted.
   *
   * @param confidence 0 to 100
   */
  public record Suggestion(
      String id,
      String scenario,
      long confidence,
      boolean tried,
      boolean foundBug,
      @Nullable Feedback feedback) {}

  /** PROOF. */
  public record Debrief(
      @Nullable String past,
      String results,
      @Nullable String obstacles,
      @Nullable String outlook,
      @Nullable String feelings) {}

  /** The sheet of a session as it stands. */
  public static Sheet of(Tx tx, Session session) {
    List<Scenario> scenarios = tx.scenarios().ofSession(session.id());
    List<Prediction> predictions = tx.predictions().ofSession(session.id());
    SessionTotals totals = tx.sessions().totals(session.id());
    Instant until = session.endedAt() == null ? tx.at() : session.endedAt();
    long active = activeSeconds(session, totals, until);
    long all = Math.max(0, Duration.between(session.startedAt(), until).toSeconds());
    long minutes = Math.round(active / 60.0);
    var spent = Breakdown.of(session.startedAt(), scenarios, tx.sessions().pauses(session.id()));
    return new Sheet(
        session.shortId(),
        session.ticketKey(),
        session.charter(),
        session.charterOffered(),
        session.tester(),
        session.status(),
        session.outcome(),
        session.startedAt(),
        session.endedAt(),
        session.timeboxMinutes(),
        session.timeboxMinutes() == null ? null : over(session.timeboxMinutes(), minutes),
        minutes <= SHORT ? "short" : minutes <= NORMAL ? "normal" : "long",
        minutes,
        Math.round((all - active) / 60.0),
        spent.split(),
        spent.share(),
        session.environment(),
        lines(session, scenarios, predictions),
        found(tx, session, scenarios),
        tx.escapes().of(session.id()),
        tx.sessions().notes(session.id()).stream().map(Note::text).toList(),
        suggested(predictions, scenarios),
        new Debrief(
            session.summary(),
            results(scenarios),
            session.obstacles(),
            session.outlook(),
            session.feelings()),
        tx.users().days().zone().getId());
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

  /** By how many minutes a time box is over; null when it is not. */
  static @Nullable Integer over(int timebox, long activeMinutes) {
    return activeMinutes > timebox ? (int) (activeMinutes - timebox) : null;
  }

  private static List<Line> lines(
      Session session, List<Scenario> scenarios, List<Prediction> predictions) {
    Map<UUID, String> predicted = new HashMap<>();
    for (Prediction prediction : predictions) predicted.put(prediction.id(), prediction.shortId());
    return scenarios.stream()
        .map(
            scenario ->
                new Line(
                    id(session, scenario),
                    scenario.name(),
                    scenario.result(),
                    scenario.activity(),
                    scenario.opportunity() ? true : null,
                    scenario.minutes(),
                    scenario.predictionId() == null ? null : predicted.get(scenario.predictionId()),
                    scenario.bugKey(),
                    scenario.notes()))
        .toList();
  }

  private static String id(Session session, Scenario scenario) {
    return session.shortId() + "." + scenario.number();
  }

  /** Those that Jira has by their keys, then those that it has not got yet. */
  private static List<Found> found(Tx tx, Session session, List<Scenario> scenarios) {
    Map<String, List<String>> met = new TreeMap<>();
    for (Scenario scenario : scenarios) {
      if (scenario.bugKey() == null) continue;
      met.computeIfAbsent(scenario.bugKey(), key -> new ArrayList<>()).add(id(session, scenario));
    }
    Map<String, String> summaries = new HashMap<>();
    var waiting = new ArrayList<Found>();
    for (Bug bug : tx.bugs().ofSession(session.id())) {
      if (bug.bugKey() == null) {
        waiting.add(new Found(null, bug.summary(), List.of()));
      } else {
        met.computeIfAbsent(bug.bugKey(), key -> new ArrayList<>());
        summaries.put(bug.bugKey(), bug.summary());
      }
    }
    var found = new ArrayList<Found>();
    met.forEach((key, ids) -> found.add(new Found(key, summaries.get(key), List.copyOf(ids))));
    found.addAll(waiting);
    return found;
  }

  private static @Nullable Suggested suggested(
      List<Prediction> predictions, List<Scenario> scenarios) {
    if (predictions.isEmpty()) return null;
    Map<String, Suggestion> byKey = new LinkedHashMap<>();
    Map<String, Boolean> useful = new HashMap<>();
    boolean settled = true;
    for (Prediction prediction : predictions) {
      boolean tried =
          prediction.tried() == null ? named(prediction, scenarios) : prediction.tried();
      boolean found = Boolean.TRUE.equals(prediction.foundBug());
      boolean liked =
          prediction.feedback() == Feedback.accepted || prediction.feedback() == Feedback.modified;
      settled &= prediction.tried() != null;
      useful.merge(prediction.scenarioKey(), tried && (found || liked), Boolean::logicalOr);
      var suggestion =
          new Suggestion(
              prediction.shortId(),
              prediction.scenario(),
              Math.round(100 * prediction.confidence()),
              tried,
              found,
              prediction.feedback());
      // Predicted twice, it is one suggestion: the one that was tried, else the later.
      byKey.merge(prediction.scenarioKey(), suggestion, (a, b) -> a.tried() ? a : b);
    }
    List<Suggestion> all = List.copyOf(byKey.values());
    long worth = useful.values().stream().filter(one -> one).count();
    return new Suggested(
        all.size(),
        (int) all.stream().filter(Suggestion::tried).count(),
        (int) all.stream().filter(Suggestion::foundBug).count(),
        settled ? (int) Math.round(100.0 * worth / all.size()) : null,
        all);
  }

  private static boolean named(Prediction prediction, List<Scenario> scenarios) {
    return scenarios.stream()
        .filter(scenario -> scenario.result() != Result.skipped)
        .anyMatch(
            scenario ->
                Objects.equals(scenario.predictionId(), prediction.id())
                    || (scenario.predictionId() == null
                        && scenario.scenarioKey().equals(prediction.scenarioKey())));
  }

  private static String results(List<Scenario> scenarios) {
    if (scenarios.isEmpty()) return "No scenario was logged.";
    Map<Result, Integer> counts = new EnumMap<>(Result.class);
    for (Scenario scenario : scenarios) counts.merge(scenario.result(), 1, Integer::sum);
    var words = new ArrayList<String>();
    counts.forEach((result, count) -> words.add(count + " " + result.name().replace('_', ' ')));
    return Counted.of(scenarios.size(), "scenario") + ": " + String.join(", ", words) + ".";
  }

  /** The sheet as a page. */
  public String markdown() {
    return SheetPage.of(this);
  }
}
