package atlas.core.focus;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.evidence.Evidences;
import atlas.core.evidence.NewEvidence;
import atlas.core.focus.FocusLogs.Entry;
import atlas.core.focus.FocusLogs.Logged;
import atlas.core.testing.Sessions;
import atlas.core.tickets.Tickets;
import atlas.model.Caller;
import atlas.model.EvidenceSource;
import atlas.model.FocusLog;
import atlas.model.FocusLogLine;
import atlas.model.FocusMetrics;
import atlas.model.Outcome;
import atlas.model.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FocusLogsTest {
  private final TestHouse house = new TestHouse();
  private final Focus focus = house.focus();
  private final Caller ann = house.ann();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void whatWasDoneAndSeenIsLoggedWithWhatShowsIt() {
    String evidence = evidence();
    focus.actions().save(ann, ActionsTest.action("ibm", "Write"));
    house.clock().advance(Duration.ofHours(1));
    Logged logged =
        focus.logs().log(ann, entry(FocusLog.Kind.execution, null, "A-1", "Wrote", 20, evidence));
    assertThat(logged).isEqualTo(new Logged("F-1", "ibm", "A-1", 1, List.of("A-1 is fresh again")));
    logged =
        focus.logs().log(ann, entry(FocusLog.Kind.reflection, "cs", null, "3 of 4 done", null));
    assertThat(logged).isEqualTo(new Logged("F-2", "cs", null, 1, List.of()));
    List<FocusLogLine> lines = lines();
    assertThat(lines).extracting(FocusLogLine::number).containsExactly(2, 1);
    assertThat(lines.get(1).evidence()).containsExactly(evidence);
    assertThat(lines.get(1).action()).isEqualTo(1);
    assertThat(house.rows("events where type = 'activity.logged'")).isEqualTo(2);
  }

  @Test
  void anActionIsFreshAgainByWhatIsNewerThanAllThatIsKnown() {
    focus.actions().save(ann, ActionsTest.action("ibm", "Write"));
    house.clock().advance(Duration.ofDays(30));
    Instant now = house.clock().instant();
    assertThat(forAction(null, now.minus(Duration.ofDays(40)))).as("before it was made").isEmpty();
    assertThat(forAction(null, now.minus(Duration.ofDays(2))))
        .containsExactly("A-1 is fresh again");
    assertThat(forAction(null, now.minus(Duration.ofDays(20)))).as("older").isEmpty();
    assertThat(forAction("F-2", null)).as("nothing changed").isEmpty();
    assertThat(forAction("F-2", now)).containsExactly("A-1 is fresh again");
    assertThat(forAction("F-2", now.minus(Duration.ofDays(1)))).as("less than before").isEmpty();
  }

  private List<String> forAction(@Nullable String log, @Nullable Instant at) {
    var entry = new Entry(log, FocusLog.Kind.execution, null, "A-1", "Wrote", null, null, null, at);
    return focus.logs().log(ann, entry).effects();
  }

  @Test
  void whatWasLoggedIsCorrectedAndTheLogTellsOfBoth() {
    String evidence = evidence();
    focus.logs().log(ann, entry(FocusLog.Kind.execution, "ibm", null, "Wrote", 20, evidence));
    Instant yesterday = house.clock().instant().minus(Duration.ofDays(1));
    var correction =
        new Entry("f-1", null, "cs", null, "Wrote it", "twice", 0, List.of(), yesterday);
    assertThat(focus.logs().log(ann, correction).version()).isEqualTo(2);
    FocusLogLine line = lines().get(0);
    assertThat(line.theater()).isEqualTo("cs");
    assertThat(line.minutes()).isZero();
    assertThat(line.loggedAt()).isEqualTo(yesterday);
    assertThat(line.evidence()).isEmpty();
    long events = house.events(ann);
    assertThat(focus.logs().log(ann, correction).version()).isEqualTo(2);
    assertThat(house.events(ann)).isEqualTo(events);
    assertThat(house.rows("events where type like 'activity.%' and short_id = 'F-1'")).isEqualTo(2);
  }

  @Test
  void whatCannotBeIsRefused() {
    focus.actions().save(ann, ActionsTest.action("ibm", "Write"));
    for (Entry entry :
        List.of(
            entry(null, "ibm", null, "Wrote", null),
            entry(FocusLog.Kind.execution, "ibm", null, " ", null),
            entry(FocusLog.Kind.execution, null, null, "Wrote", null),
            entry(FocusLog.Kind.execution, "cs", "A-1", "Wrote", null),
            entry(FocusLog.Kind.reflection, "cs", null, "Seen", 5),
            new Entry(
                null,
                FocusLog.Kind.execution,
                "cs",
                null,
                "Later",
                null,
                null,
                null,
                house.clock().instant().plusSeconds(1)))) {
      assertThat(refusal(() -> focus.logs().log(ann, entry)).kind())
          .isEqualTo(Refusal.Kind.INVALID);
    }
    assertThat(
            refusal(
                    () ->
                        focus
                            .logs()
                            .log(ann, entry(FocusLog.Kind.execution, "ibm", null, "x", 1, "E-7")))
                .sentence())
        .isEqualTo("There is no evidence E-7 of yours.");
    assertThat(house.rows("focus_logs")).isZero();
    focus.logs().log(ann, entry(FocusLog.Kind.execution, "ibm", null, "Wrote", 20));
    var bens = new Entry("F-1", null, null, null, "Mine", null, null, null, null);
    assertThat(refusal(() -> focus.logs().log(house.ben(), bens)).kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  @Test
  void theRiskIsWhatOfTheWeekIsLoggedTestedAndPlanned() {
    assertThat(metrics().overloadRisk()).isEqualByComparingTo("0");
    assertThat(metrics().weeklyCapacityMinutes()).isEqualTo(2400);
    focus.logs().log(ann, at(entry(FocusLog.Kind.execution, "ibm", null, "Old", 600), 8));
    focus.logs().log(ann, at(entry(FocusLog.Kind.execution, "ibm", null, "Wrote", 600), 6));
    session(Duration.ofMinutes(60));
    // Due by today, selected, and neither.
    plan(LocalDate.of(2026, 1, 14), false);
    plan(null, true);
    plan(LocalDate.of(2026, 2, 1), false);
    FocusMetrics metrics = metrics();
    assertThat(metrics.loggedMinutes()).isEqualTo(600);
    assertThat(metrics.testedMinutes()).isEqualTo(60);
    assertThat(metrics.plannedMinutes()).isEqualTo(180);
    assertThat(metrics.overloadRisk()).isEqualByComparingTo("35");
    for (int i = 0; i < 3; i++) {
      focus.logs().log(ann, entry(FocusLog.Kind.execution, "cs", null, "More", 1_440));
    }
    assertThat(metrics().overloadRisk()).as("a hundred is the most").isEqualByComparingTo("100");
    house.removal().remove(ann, "F-3");
    assertThat(metrics().loggedMinutes()).isEqualTo(600 + 2 * 1_440);
    house.clock().advance(Duration.ofDays(9));
    assertThat(metrics().loggedMinutes()).isZero();
    assertThat(focus.overview().get(house.ben(), null, 0).metrics().overloadRisk())
        .isEqualByComparingTo("0");
  }

  @Test
  void whatWasDoneInATheaterThatIsRemovedWasDone() {
    focus.logs().log(ann, entry(FocusLog.Kind.execution, "cs", null, "Read", 30));
    house.clock().advance(Duration.ofMinutes(1));
    for (int i = 0; i < 20; i++) {
      focus.logs().log(ann, entry(FocusLog.Kind.execution, "ibm", null, "Wrote", 60));
    }
    assertThat(metrics().overloadRisk()).isEqualByComparingTo("51.25");
    house.removal().remove(ann, "theater:ibm");
    assertThat(metrics().loggedMinutes()).isEqualTo(1_230);
    assertThat(metrics().overloadRisk()).isEqualByComparingTo("51.25");
    assertThat(lines()).as("of those that there are").extracting("theater").containsExactly("cs");
  }

  @Test
  void combinedProgressIsTheMeanOfWhatIsDone() {
    for (int i = 0; i < 3; i++) focus.actions().save(ann, ActionsTest.action("ibm", "Do " + i));
    focus.actions().save(ann, ActionsTest.status("A-1", atlas.model.ActionStatus.done));
    focus.actions().save(ann, ActionsTest.status("A-2", atlas.model.ActionStatus.dropped));
    assertThat(metrics().combinedProgress()).as("50 and nothing").isEqualByComparingTo("25");
    focus.theaters().save(ann, new Theaters.Save("cs", null, null, 33, null, false));
    assertThat(metrics().combinedProgress()).isEqualByComparingTo("41.5");
    assertThat(metrics().energy()).isEqualTo(100);
  }

  private void plan(@Nullable LocalDate due, boolean select) {
    String action = focus.actions().save(ann, ActionsTest.action("ibm", "Plan")).action();
    focus.actions().save(ann, ActionsTest.gap(action, 0, due));
    if (select) focus.actions().save(ann, ActionsTest.select(action, true, null));
  }

  private void session(Duration took) {
    house.jira().put("HBR-1");
    house.tickets().assigned(ann, new Tickets.Query(null, null, Tickets.Source.live, 50, null));
    house.sessions().start(ann, new Sessions.Start("HBR-1", "Try", null, false));
    house.clock().advance(took);
    house
        .sessions()
        .end(ann, new Sessions.End(null, Outcome.passed, null, null, null, null, false, false));
  }

  private Entry at(Entry entry, int daysAgo) {
    return new Entry(
        null,
        entry.kind(),
        entry.theater(),
        null,
        entry.text(),
        null,
        entry.minutes(),
        null,
        house.clock().instant().minus(Duration.ofDays(daysAgo)));
  }

  private FocusMetrics metrics() {
    return focus.overview().get(ann, null, 0).metrics();
  }

  private List<FocusLogLine> lines() {
    return focus.overview().get(ann, null, 20).logs();
  }

  private String evidence() {
    var item =
        new NewEvidence(
            EvidenceSource.manual,
            "m-1",
            "Proof",
            null,
            "Seen",
            null,
            house.clock().instant(),
            null,
            null,
            List.of());
    return house.db().database().write(ann, tx -> Evidences.keep(tx, item).orElseThrow().shortId());
  }

  static Entry entry(
      FocusLog.@Nullable Kind kind,
      @Nullable String theater,
      @Nullable String action,
      String text,
      @Nullable Integer minutes,
      String... evidence) {
    return new Entry(null, kind, theater, action, text, null, minutes, List.of(evidence), null);
  }
}
