package atlas.core.testing;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import atlas.core.TestHouse;
import atlas.core.memory.Recall;
import atlas.core.prediction.Predictions;
import atlas.core.testing.Sessions.Action;
import atlas.core.testing.Sessions.Log;
import atlas.core.testing.Sessions.Start;
import atlas.core.tickets.TicketKeys;
import atlas.model.Activity;
import atlas.model.Caller;
import atlas.model.Result;
import atlas.model.SessionStatus;
import atlas.storage.Database;
import atlas.storage.jobs.Duty;
import atlas.storage.jobs.Jobs;
import atlas.storage.jobs.Outcome;
import atlas.storage.jobs.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions that nobody comes back to. */
class IdleTest {
  private final TestHouse house = new TestHouse();
  private final Sessions sessions = house.sessions();
  private final Caller ann = house.ann();
  private Instant began = house.clock().instant();

  @BeforeEach
  void start() {
    house.jira().put("HBR-1").summary("Lanterns flicker");
    house.predictions().predict(ann, new Predictions.Ask("HBR-1", null, null, null, null, 3));
    sessions.start(ann, new Start("HBR-1", "Explore", null, true));
    began = house.clock().instant();
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void aSessionIsAbandonedADayAfterTheLastSignOfLife() {
    pass(Duration.ofHours(3));
    log("Turn the lantern on");
    assertThat(look()).isEqualTo(Outcome.later(began.plus(Duration.ofHours(27))));
    pass(Duration.ofHours(23));
    assertThat(look().kind()).isEqualTo(Outcome.Kind.LATER);
    pass(Duration.ofHours(1));
    assertThat(look()).isEqualTo(Outcome.DONE);
    Sheet sheet = house.sheets().get(ann, "S-1");
    assertThat(sheet.status()).isEqualTo(SessionStatus.abandoned);
    assertThat(sheet.endedAt()).isEqualTo(began.plus(Duration.ofHours(3)));
    assertThat(sheet.activeMinutes()).as("nobody tested for a day").isEqualTo(180);
    assertThat(sheet.debrief().past()).isEqualTo("No activity for 24 h");
    assertThat(count("events where type = 'session.abandoned' and actor = 'atlas'")).isEqualTo(1);
    assertThat(look()).isEqualTo(Outcome.DONE);
    assertThat(count("events where type = 'session.abandoned'")).isEqualTo(1);
  }

  @Test
  void itsScenariosStayOnTheSheetInTheHistoryAndInTheSearch() {
    log("Turn the lantern on");
    pass(Duration.ofHours(24));
    look();
    assertThat(house.sheets().get(ann, "S-1").scenarios())
        .extracting(Sheet.Line::scenario)
        .containsExactly("Turn the lantern on");
    assertThat(count("events where type = 'scenario.logged'")).isEqualTo(1);
    var found =
        house.recall().search(ann, new Recall.Query("lantern", null, null, null, null, 10, null));
    assertThat(found.hits()).extracting(Recall.Recalled::name).contains("S-1.1");
    assertThat(count("predictions where settled_at is not null")).isZero();
  }

  @Test
  void whoComesBackIsToldOfIt() {
    log("Turn it on");
    log("Turn it off");
    pass(Duration.ofHours(30));
    look();
    String told =
        "S-1 on HBR-1 was abandoned (No activity for 30 h); its 2 scenarios are kept on its sheet.";
    assertThat(refusal(() -> log("Turn it on again")).sentence())
        .isEqualTo(told + " No session is open; start_session opens one on a ticket.");
    assertThat(refusal(() -> sessions.update(ann, "S-1", Action.resume, null)).sentence())
        .isEqualTo(told + " start_session opens a new one on HBR-1.");
    var again = sessions.start(ann, new Start("HBR-1", "Explore", null, true));
    assertThat(again.resumedExisting()).isFalse();
    assertThat(again.effects())
        .containsExactly(told, "3 predictions will be settled when S-2 ends");
  }

  @Test
  void whoeverPausedIsWaitedForSevenTimesAsLong() {
    pass(Duration.ofHours(1));
    sessions.update(ann, null, Action.pause, null);
    pass(Duration.ofDays(3));
    assertThat(look()).isEqualTo(Outcome.later(began.plus(Duration.ofHours(1 + 7 * 24))));
    pass(Duration.ofDays(4));
    assertThat(look()).isEqualTo(Outcome.DONE);
    Sheet sheet = house.sheets().get(ann, "S-1");
    assertThat(sheet.status()).isEqualTo(SessionStatus.abandoned);
    assertThat(sheet.activeMinutes()).isEqualTo(60);
    assertThat(count("pauses where ended_at is null")).isZero();
  }

  @Test
  void aNoteAndStartingAgainAreSignsOfLife() {
    pass(Duration.ofHours(20));
    sessions.update(ann, null, Action.note, "Still here");
    pass(Duration.ofHours(20));
    assertThat(look()).isEqualTo(Outcome.later(began.plus(Duration.ofHours(44))));
    sessions.start(ann, new Start("HBR-1", null, null, false));
    assertThat(look()).isEqualTo(Outcome.later(began.plus(Duration.ofHours(64))));
  }

  @Test
  void oneThatHasEndedIsLeftAlone() {
    sessions.end(ann, new Sessions.End(null, atlas.model.Outcome.passed, null, null, null, null));
    pass(Duration.ofDays(2));
    assertThat(look()).isEqualTo(Outcome.DONE);
    assertThat(house.sheets().get(ann, "S-1").status()).isEqualTo(SessionStatus.completed);
  }

  @Test
  void withoutALimitNobodyLooks() {
    house.jira().put("HBR-2");
    Sessions patient = house.sessions(Duration.ZERO);
    patient.start(ann, new Start("HBR-2", "Explore", null, false));
    assertThat(count("scheduled_tasks where task_name = 'session.idle'")).isEqualTo(1);
    pass(Duration.ofDays(30));
    assertThat(look(patient)).isEqualTo(Outcome.DONE);
    assertThat(house.sheets().get(ann, "S-1").status()).isEqualTo(SessionStatus.active);
  }

  @Test
  void severalProcessesAbandonItOnce() {
    log("Turn the lantern on");
    pass(Duration.ofHours(25));
    var db = house.db();
    try (var other = db.anotherOpening();
        var here = jobs(db.database(), sessions.duties());
        var there = jobs(db.through(other), elsewhere(db.through(other)).duties())) {
      here.start();
      there.start();
      db.through(other).read(ann, tx -> tx.at());
      await().until(() -> count("scheduled_tasks") == 0);
    }
    assertThat(count("events where type = 'session.abandoned'")).isEqualTo(1);
    assertThat(house.sheets().get(ann, "S-1").status()).isEqualTo(SessionStatus.abandoned);
  }

  private Jobs jobs(Database database, List<Duty> duties) {
    return new Jobs(house.db().opening(), database, house.clock(), house.db()::nextId, duties);
  }

  private Sessions elsewhere(Database database) {
    return new Sessions(database, house.tickets(database), TicketKeys.DEFAULT, List.of());
  }

  private Outcome look() {
    return look(sessions);
  }

  /** The job of S-1, done now as the scheduler would. */
  private Outcome look(Sessions by) {
    UUID id =
        house
            .db()
            .database()
            .read(ann, tx -> tx.sessions().find(null, Integer.valueOf(1)).orElseThrow().id());
    var caller = Caller.of(ann.userId(), "atlas");
    return by.duties().get(0).handler().run(new Run(caller, id.toString(), List.of(id), 1, false));
  }

  private void log(String scenario) {
    sessions.log(
        ann, new Log(null, scenario, Result.passed, Activity.test, null, null, null, null));
  }

  private void pass(Duration time) {
    house.clock().advance(time);
  }

  private long count(String from) {
    return house.rows(from);
  }
}
