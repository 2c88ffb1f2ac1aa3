package atlas.core.testing;

import static atlas.core.TestHouse.once;
import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import atlas.core.TestHouse;
import atlas.core.prediction.Predictions;
import atlas.core.testing.Sessions.Action;
import atlas.core.testing.Sessions.End;
import atlas.core.testing.Sessions.Ended;
import atlas.core.testing.Sessions.Log;
import atlas.core.testing.Sessions.Logged;
import atlas.core.testing.Sessions.Start;
import atlas.core.testing.Sessions.Started;
import atlas.core.tickets.TicketKeys;
import atlas.model.Activity;
import atlas.model.Caller;
import atlas.model.Outcome;
import atlas.model.Refusal;
import atlas.model.Result;
import atlas.model.Scenario;
import atlas.model.Session;
import atlas.model.SessionStatus;
import atlas.storage.Threads;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionsTest {
  private static final String WAITING =
      "pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";

  private final TestHouse house = new TestHouse();
  private final Sessions sessions = house.sessions();
  private final Caller ann = house.ann();

  @BeforeEach
  void someTickets() {
    house.jira().put("HBR-1").summary("Invoice is empty").components("Billing");
    house.jira().put("HBR-2");
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void startingAgainGivesTheSameSessionBack() {
    Started first = start("HBR-1");
    assertThat(first.resumedExisting()).isFalse();
    assertThat(first.session().shortId()).isEqualTo("S-1");
    assertThat(first.session().tester()).isEqualTo("ann");
    long events = house.events(ann);
    Started again = start("hbr-1");
    assertThat(again.resumedExisting()).isTrue();
    assertThat(again.session()).isEqualTo(first.session());
    assertThat(house.events(ann)).isEqualTo(events);
    assertThat(start("HBR-2").session().shortId()).isEqualTo("S-2");
  }

  @Test
  void eightThatStartAtOnceGetOneSession() {
    house.tickets().require(ann, "HBR-1");
    List<Started> started;
    try (Handle blocker = house.db().admin().open()) {
      blocker.begin();
      blocker.execute("lock table counters in access exclusive mode");
      var releasing =
          CompletableFuture.runAsync(
              () -> {
                await().until(() -> count(WAITING) == 8);
                blocker.rollback();
              });
      started = Threads.race(8, n -> start("HBR-1"));
      releasing.join();
    }
    assertThat(started)
        .extracting(s -> s.session().id())
        .containsOnly(started.get(0).session().id());
    assertThat(started).filteredOn(s -> !s.resumedExisting()).hasSize(1);
    assertThat(house.rows("sessions")).isEqualTo(1);
    end(null);
    // Whoever lost the race must not have used a number up.
    assertThat(start("HBR-1").session().number()).isEqualTo(2);
  }

  @Test
  void aTicketOfAnotherIsNoneToTest() {
    house.bensJira().put("BEN-1");
    sessions.start(house.ben(), new Start("BEN-1", null, null, false));
    assertThat(refusal(() -> start("BEN-1")).kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
    Refusal no = refusal(() -> log("S-1", "Try"));
    assertThat(no.sentence()).isEqualTo("There is no session S-1 of yours.");
    assertThat(refusal(() -> end("S-1")).kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  @Test
  void breaksDoNotCountAsTesting() {
    start("HBR-1");
    pass(10);
    sessions.update(ann, null, Action.pause, null);
    pass(25);
    sessions.update(ann, null, Action.resume, null);
    pass(5);
    sessions.update(ann, null, Action.pause, null);
    pass(7);
    // Ending closes the break that is open.
    Sheet sheet = end(null).sheet();
    assertThat(sheet.activeMinutes()).isEqualTo(15);
    assertThat(sheet.breakMinutes()).isEqualTo(32);
    assertThat(session("S-1").activeSeconds()).isEqualTo(15 * 60);
    assertThat(count("pauses where ended_at is null")).isZero();
  }

  @Test
  void aBreakOfASecondAndOneOfNoTimeAreCountedRight() {
    start("HBR-1");
    for (int n = 0; n < 3; n++) {
      house.clock().advance(Duration.ofMillis(1_400));
      sessions.update(ann, null, Action.pause, null);
      house.clock().advance(Duration.ofSeconds(1));
      sessions.update(ann, null, Action.resume, null);
    }
    end(null);
    assertThat(session("S-1").activeSeconds()).isBetween(4, 5);
  }

  @Test
  void pausingTwiceAndResumingWhatRunsAreRefused() {
    start("HBR-1");
    assertThat(refusal(() -> sessions.update(ann, null, Action.resume, null)).sentence())
        .isEqualTo("S-1 is not paused; go on testing.");
    sessions.update(ann, null, Action.pause, null);
    assertThat(refusal(() -> sessions.update(ann, null, Action.pause, null)).sentence())
        .isEqualTo("S-1 is paused already; resume goes on with it.");
    assertThat(session("S-1").status()).isEqualTo(SessionStatus.paused);
    Refusal no = refusal(() -> log(null, "Try"));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.CONFLICT);
    assertThat(no.sentence()).isEqualTo("S-1 is paused; resume it first with update_session.");
    assertThat(count("scenarios")).isZero();
  }

  @Test
  void theOpenSessionIsMeantUnlessThereAreSeveral() {
    assertThat(refusal(() -> log(null, "Try")).sentence())
        .isEqualTo("No session is open; start_session opens one on a ticket.");
    start("HBR-1");
    assertThat(log(null, "Try").scenario()).isEqualTo("S-1.1");
    start("HBR-2");
    assertThat(refusal(() -> log(null, "Try")).sentence())
        .isEqualTo("Several sessions are open; say which: S-2 on HBR-2, S-1 on HBR-1");
    assertThat(log("s-2", "Try").scenario()).isEqualTo("S-2.1");
    assertThat(log(session("S-1").id().toString(), "Try").scenario()).isEqualTo("S-1.2");
    assertThat(refusal(() -> log("P-1", "Try")).kind()).isEqualTo(Refusal.Kind.INVALID);
  }

  @Test
  void scenariosThatAreLoggedAtOnceAreNumberedWithoutGaps() {
    start("HBR-1");
    Threads.race(
        8, n -> IntStream.range(0, 5).mapToObj(i -> log(null, "Try " + n + " " + i)).toList());
    List<Scenario> logged =
        house.db().database().read(ann, tx -> tx.scenarios().ofSession(session("S-1", tx).id()));
    assertThat(logged)
        .extracting(Scenario::number)
        .isEqualTo(IntStream.rangeClosed(1, 40).boxed().toList());
    assertThat(logged).extracting(Scenario::name).doesNotHaveDuplicates();
    assertThat(count("events where type = 'scenario.logged'")).isEqualTo(40);
  }

  @Test
  void aBugKeyThatIsNoneAndAPredictionThatIsNotThereAreRefused() {
    start("HBR-1");
    assertThat(refusal(() -> log("Try", null, "not a key")).kind()).isEqualTo(Refusal.Kind.INVALID);
    assertThat(refusal(() -> log("Try", "P-9", null)).sentence())
        .isEqualTo("There is no prediction P-9 of yours.");
    assertThat(count("scenarios")).isZero();
  }

  @Test
  void aPassDespiteFailedScenariosIsSaid() {
    sessions.start(ann, new Start("HBR-1", "Explore", 60, false));
    log("Pay twice", null, "HBR-9");
    assertThat(end(null).effects()).contains("It passed though 1 scenario failed");
  }

  @Test
  void endingSettlesWhatWasPredicted() {
    var asked =
        house.predictions().predict(ann, new Predictions.Ask("HBR-1", null, null, null, null, 3));
    Started started = sessions.start(ann, new Start("HBR-1", "Explore", 60, true));
    assertThat(started.planned()).hasSize(3);
    assertThat(started.effects()).containsExactly("3 predictions will be settled when S-1 ends");
    log("Named otherwise", "P-1", null);
    // The same scenario in other letters is the predicted one too, and finds a bug.
    log(
        asked.predictions().get(1).scenario().toUpperCase(java.util.Locale.ROOT) + "!",
        null,
        "HBR-9");
    Ended ended = end(null);
    assertThat(ended.effects())
        .containsExactly(
            "Session S-1 completed: passed after 0 active minutes",
            "It passed though 1 scenario failed",
            "2 scenarios are final",
            "session.ended is in the timeline",
            "3 predictions settled: 2 tried, 1 found a bug");
    assertThat(ended.sheet().bugs()).extracting(Sheet.Found::key).containsExactly("HBR-9");
    assertThat(count("predictions where number = 1 and tried and not found_bug")).isEqualTo(1);
    assertThat(count("predictions where number = 2 and tried and found_bug")).isEqualTo(1);
    assertThat(count("predictions where number = 3 and not tried and not found_bug")).isEqualTo(1);
    assertThat(count("predictions where settled_at = '2026-01-15T09:00:00Z'")).isEqualTo(3);
    assertThat(count("events where type = 'predictions.settled'")).isEqualTo(1);
  }

  @Test
  void anEndingThatThrowsLeavesEverythingAsItWas() {
    start("HBR-1");
    log(null, "Try");
    pass(10);
    sessions.update(ann, null, Action.pause, null);
    long events = house.events(ann);
    Sessions failing =
        house.sessions(
            Predictions.settling(),
            (caller, end) ->
                (tx, session) -> {
                  throw new IllegalStateException("The ledger is full.");
                });
    assertThatIllegalStateException().isThrownBy(() -> failing.end(ann, ending(null)));
    assertThat(session("S-1").status()).isEqualTo(SessionStatus.paused);
    assertThat(session("S-1").outcome()).isNull();
    assertThat(house.events(ann)).isEqualTo(events);
    assertThat(count("pauses where ended_at is null")).isEqualTo(1);
    assertThat(end(null).sheet().outcome()).isEqualTo(Outcome.passed);
  }

  @Test
  void everyEndingAddsItsEffects() {
    start("HBR-1");
    Sessions more =
        house.sessions(
            (caller, end) -> (tx, session) -> List.of("One for " + session.shortId()),
            (caller, end) -> (tx, session) -> List.of());
    assertThat(more.end(ann, ending(null)).effects()).endsWith("One for S-1").hasSize(4);
  }

  @Test
  void endingTwiceWithOneKeyIsOnceAndWithoutIsRefused() {
    start("HBR-1");
    log(null, "Try");
    Ended first = sessions.end(once(ann, "key"), ending(null));
    long events = house.events(ann);
    pass(10);
    Ended second = sessions.end(once(ann, "key"), ending(null));
    assertThat(second).isEqualTo(first);
    assertThat(house.events(ann)).isEqualTo(events);
    Refusal no = refusal(() -> end("S-1"));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.CONFLICT);
    assertThat(no.sentence())
        .isEqualTo("S-1 is completed. start_session opens a new one on HBR-1.");
    assertThat(refusal(() -> log("S-1", "Too late")).kind()).isEqualTo(Refusal.Kind.CONFLICT);
    assertThat(refusal(() -> sessions.end(ann, ending(null))).kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  @Test
  void eightThatEndAtOnceEndItOnce() {
    start("HBR-1");
    List<String> ended =
        Threads.race(
            8,
            n -> {
              try {
                return end("S-1").sheet().session();
              } catch (Refusal no) {
                return no.kind().word();
              }
            });
    assertThat(ended).containsOnly("S-1", "conflict").containsOnlyOnce("S-1");
    assertThat(count("events where type = 'session.ended'")).isEqualTo(1);
  }

  @Test
  void anAbandonedSessionHasNoOutcomeAndSettlesNothing() {
    sessions.start(ann, new Start("HBR-1", null, null, false));
    pass(6);
    var changed = sessions.update(ann, null, Action.abandon, "Wrong build");
    assertThat(changed.session().status()).isEqualTo(SessionStatus.abandoned);
    assertThat(changed.session().outcome()).isNull();
    assertThat(changed.session().activeSeconds()).isEqualTo(360);
    assertThat(changed.effects())
        .containsExactly(
            "S-1 is closed without an outcome; its scenarios stay on the sheet, and what was"
                + " predicted for it is settled by the next session on HBR-1");
    assertThat(start("HBR-1").resumedExisting()).isFalse();
  }

  @Test
  void manyThatEndWithOneKeyAtOnceGetOneAnswer() {
    start("HBR-1");
    log(null, "Try");
    try (var other = house.db().anotherOpening()) {
      Sessions elsewhere =
          new Sessions(
              house.db().through(other),
              house.tickets(house.db().through(other)),
              TicketKeys.DEFAULT,
              List.of(Predictions.settling()));
      List<Ended> ended =
          Threads.race(
              8, n -> (n % 2 == 0 ? sessions : elsewhere).end(once(ann, "one-key"), ending("S-1")));
      assertThat(ended).containsOnly(ended.get(0));
      assertThat(ended.get(0).sheet().scenarios()).hasSize(1);
    }
    assertThat(count("events where type = 'session.ended'")).isEqualTo(1);
    assertThat(count("idempotency_keys")).isEqualTo(1);
  }

  @Test
  void whatSeveralAgentsLogThroughTwoProcessesIsAllThere() {
    start("HBR-1");
    try (var other = house.db().anotherOpening()) {
      Sessions elsewhere =
          new Sessions(house.db().through(other), house.tickets(), TicketKeys.DEFAULT, List.of());
      Threads.race(
          8,
          n -> {
            Caller agent = TestHouse.agent(ann, "agent " + n);
            for (int i = 0; i < 10; i++) {
              (n % 2 == 0 ? sessions : elsewhere)
                  .log(
                      agent,
                      new Log(
                          null,
                          "Try " + n + "." + i,
                          Result.passed,
                          Activity.test,
                          null,
                          1,
                          null,
                          null));
            }
            return n;
          });
    }
    Sheet sheet = end(null).sheet();
    assertThat(sheet.scenarios())
        .extracting(Sheet.Line::id)
        .isEqualTo(IntStream.rangeClosed(1, 80).mapToObj(i -> "S-1." + i).toList());
    assertThat(sheet.scenarios()).extracting(Sheet.Line::scenario).doesNotHaveDuplicates();
    assertThat(count("events where type = 'scenario.logged'")).isEqualTo(80);
    assertThat(count("(select distinct actor from scenarios) as who")).isEqualTo(8);
  }

  @Test
  void aNoteNeedsTextAndIsOnTheSheet() {
    start("HBR-1");
    for (String text : new String[] {null, " "}) {
      assertThat(refusal(() -> sessions.update(ann, null, Action.note, text)).sentence())
          .isEqualTo("A note needs text.");
    }
    sessions.update(ann, null, Action.note, "The page is slow");
    assertThat(end(null).sheet().notes()).containsExactly("The page is slow");
  }

  @Test
  void everyStepIsAnEventOfItsSessionInItsTransaction() {
    start("HBR-1");
    log(null, "Try");
    sessions.update(ann, null, Action.pause, null);
    sessions.update(ann, null, Action.resume, null);
    sessions.update(ann, null, Action.note, "Hm");
    end(null);
    assertThat(count("events where session_id is not null and ticket_key = 'HBR-1'")).isEqualTo(6);
  }

  private Started start(String key) {
    return sessions.start(ann, new Start(key, null, null, false));
  }

  private Logged log(@Nullable String session, String scenario) {
    return sessions.log(
        ann, new Log(session, scenario, Result.passed, Activity.test, null, null, null, null));
  }

  private Logged log(String scenario, @Nullable String prediction, @Nullable String bug) {
    Result result = bug == null ? Result.passed : Result.failed;
    return sessions.log(
        ann, new Log(null, scenario, result, Activity.test, null, 5, prediction, bug));
  }

  private Ended end(@Nullable String session) {
    return sessions.end(ann, ending(session));
  }

  private static End ending(@Nullable String session) {
    return new End(session, Outcome.passed, null, null, null, null);
  }

  private void pass(int minutes) {
    house.clock().advance(Duration.ofMinutes(minutes));
  }

  private Session session(String shortId) {
    return house.db().database().read(ann, tx -> session(shortId, tx));
  }

  private static Session session(String shortId, atlas.storage.Tx tx) {
    UUID none = null;
    return tx.sessions().find(none, Integer.valueOf(shortId.substring(2))).orElseThrow();
  }

  private long count(String from) {
    return house.rows(from);
  }
}
