package atlas.core.progress;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.access.Profiles;
import atlas.core.testing.Sessions;
import atlas.core.tickets.NamedBugs;
import atlas.core.tickets.Tickets;
import atlas.model.Activity;
import atlas.model.Caller;
import atlas.model.HabitState;
import atlas.model.Outcome;
import atlas.model.Refusal;
import atlas.model.Result;
import atlas.storage.jobs.Duty;
import atlas.storage.jobs.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionProgressTest {
  private final TestHouse house = new TestHouse();
  private final Sessions sessions = house.sessions(new SessionProgress(house.earning()));
  private final Progress progress = new Progress(house.db().database());
  private final Caller ann = house.ann();
  private final Caller agent = TestHouse.agent(ann, "lantern");

  @BeforeEach
  void tickets() {
    house.jira().put("HBR-1");
    house.jira().put("HBR-2");
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void aSessionIsWorthItsMinutesAndWhatWasTried() {
    start(ann, "HBR-1");
    for (int i = 0; i < 12; i++) log(ann, "Step " + i, null);
    house.clock().advance(Duration.ofMinutes(45));
    assertThat(end(ann)).contains("H-1 Testing: 1 day in a row", "25 XP for S-1");
    var seen = progress.get(ann, 5);
    assertThat(seen.totals().total()).isEqualTo(25);
    assertThat(seen.totals().work()).isEqualTo(25);
    assertThat(seen.level().level()).isEqualTo(1);
    assertThat(seen.today().total()).isEqualTo(25);
    assertThat(seen.streak()).isEqualTo(1);
    assertThat(seen.latest()).hasSize(1);
    assertThat(
            house.rows(
                "habit_logs where triggered_by = 'testing_session'"
                    + " and related_id = (select id from sessions)"))
        .isEqualTo(1);
    assertThat(house.rows("events where type in ('xp.earned', 'habit.logged')")).isEqualTo(2);
  }

  @Test
  void aSecondSessionOfTheDayEndsAsWellAndIsWorthSomethingToo() {
    start(ann, "HBR-1");
    log(ann, "Pay by card", null);
    end(ann);
    start(ann, "HBR-2");
    log(ann, "Pay by card", null);
    assertThat(end(ann)).contains("6 XP for S-2").noneMatch(line -> line.startsWith("H-1"));
    assertThat(house.rows("sessions where status = 'completed'")).isEqualTo(2);
    assertThat(house.rows("habit_logs")).isEqualTo(1);
    assertThat(progress.get(ann, 0).totals().total()).isEqualTo(12);
  }

  @Test
  void whoeverRepeatsSessionsEarnsNothingByThat() {
    for (int i = 0; i < 5; i++) {
      start(agent, "HBR-1");
      house.clock().advance(Duration.ofMinutes(10));
      assertThat(end(agent)).as("nothing was tried").noneMatch(line -> line.contains("XP"));
    }
    assertThat(progress.get(ann, 0).streak()).isZero();
    start(agent, "HBR-1");
    log(agent, "Pay by card", null);
    log(agent, "pay BY card!", null);
    assertThat(end(agent)).as("the person's, whoever did it").contains("6 XP for S-6");
    for (int i = 0; i < 5; i++) {
      start(agent, "HBR-1");
      log(agent, "Pay by card", null);
      assertThat(end(agent)).as("the same again").noneMatch(line -> line.contains("XP"));
    }
    house.removal().remove(agent, "S-6");
    start(agent, "HBR-1");
    log(agent, "Pay by card", null);
    assertThat(end(agent)).as("removed, but done").noneMatch(line -> line.contains("XP"));
    start(agent, "HBR-1");
    log(agent, "Pay by card", null);
    log(agent, "Pay by bank", null);
    house.clock().advance(Duration.ofDays(1));
    assertThat(end(agent)).as("on another day").contains("22 XP for S-13");
  }

  @Test
  void whatWasSkippedWasNotTried() {
    start(ann, "HBR-1");
    sessions.log(
        ann,
        new Sessions.Log(null, "Later", Result.skipped, Activity.test, null, null, null, null));
    assertThat(end(ann)).noneMatch(line -> line.contains("XP"));
  }

  @Test
  void aRepeatedCallEarnsOnce() {
    start(ann, "HBR-1");
    log(ann, "Pay by card", null);
    List<String> first = end(TestHouse.once(ann, "end"));
    assertThat(end(TestHouse.once(ann, "end"))).isEqualTo(first);
    assertThat(house.rows("xp_ledger")).isEqualTo(1);
  }

  @Test
  void whatIsAbandonedEarnsNothingAndTakesNothing() {
    start(ann, "HBR-1");
    log(ann, "Pay by card", null);
    sessions.update(ann, null, Sessions.Action.abandon, "The ship is gone");
    assertThat(house.rows("xp_ledger")).isZero();
    assertThat(house.rows("habit_logs")).isZero();
    start(ann, "HBR-1");
    log(ann, "Pay by card", null);
    end(ann);
    house.removal().remove(ann, "S-2");
    assertThat(progress.get(ann, 0).totals().total()).as("it was done").isEqualTo(6);
  }

  @Test
  void bugsCountOnceJiraHasThemAndFiveOfASession() {
    start(ann, "HBR-1");
    house.clock().advance(Duration.ofMinutes(1));
    for (int n = 10; n < 17; n++) {
      bug("HBR-" + n, house.clock().instant());
      log(ann, "Crash " + n, "HBR-" + n);
    }
    assertThat(end(ann))
        .contains("10 XP for HBR-10 of S-1", "10 XP for HBR-14 of S-1")
        .noneMatch(line -> line.contains("HBR-15"));
    assertThat(house.rows("xp_ledger where source_type = 'bug'")).isEqualTo(5);
    start(ann, "HBR-2");
    log(ann, "Crash again", "HBR-10");
    assertThat(end(ann)).noneMatch(line -> line.contains("HBR-1"));
    assertThat(house.rows("xp_ledger where source_type = 'bug'")).isEqualTo(5);
  }

  @Test
  void aBugThatJiraDoesNotHaveOrHadBeforeIsNoneThatWasFound() {
    bug("HBR-20", house.clock().instant().minus(Duration.ofDays(1)));
    house.jira().put("HBR-21").created(house.clock().instant().plusSeconds(60).toString());
    house.tickets().require(ann, "HBR-21");
    start(agent, "HBR-1");
    house.clock().advance(Duration.ofMinutes(6));
    log(agent, "Old", "HBR-20");
    log(agent, "A story", "HBR-21");
    log(agent, "Made up", "HBR-999");
    assertThat(end(agent)).contains("9 XP for S-1").noneMatch(line -> line.contains("HBR-"));
    bug("HBR-999", house.clock().instant());
    start(agent, "HBR-2");
    log(agent, "Other", null);
    assertThat(end(agent)).as("Jira has it by now").contains("10 XP for HBR-999 of S-1");
  }

  @Test
  void aBugThatWasFiledInJiraForAnotherIsReadAndEarned() {
    start(ann, "HBR-1");
    house.clock().advance(Duration.ofMinutes(6));
    house.jira().put("HBR-77").type("Bug").created(house.clock().instant().toString());
    house.jira().unassign("HBR-77");
    log(ann, "Crash", "HBR-77");
    log(ann, "A slip of the pen", "HBR-7777");
    assertThat(end(ann)).noneMatch(line -> line.contains("HBR-77"));
    assertThat(run("jira.named")).isEqualTo(1);
    assertThat(house.rows("tickets where ticket_key = 'HBR-77' and not active")).isEqualTo(1);
    assertThat(run("progress.bugs")).isEqualTo(1);
    assertThat(earned("HBR-77 of S-1")).isEqualTo(1);
    assertThat(run("progress.bugs") + run("jira.named")).as("once").isZero();
    start(ann, "HBR-2");
    end(ann);
    assertThat(run("jira.named")).as("it may be there by now").isEqualTo(1);
    house.clock().advance(Duration.ofDays(31));
    start(ann, "HBR-2");
    end(ann);
    assertThat(run("jira.named")).isZero();
  }

  @Test
  void aBugThatComesLaterIsEarnedByTheCopyThatBringsIt() {
    start(ann, "HBR-1");
    log(ann, "Crash", "HBR-77");
    end(ann);
    house.jira().answersWith(503);
    assertThat(TestHouse.refusal(() -> run("jira.named")).kind())
        .isEqualTo(Refusal.Kind.UNAVAILABLE);
    house.jira().answersWith(200);
    house.jira().put("HBR-77").type("Bug").created(house.clock().instant().toString());
    house.clock().advance(Duration.ofHours(2));
    house.tickets().assigned(ann, new Tickets.Query(null, null, Tickets.Source.live, 50, null));
    assertThat(run("progress.bugs")).isEqualTo(1);
    assertThat(earned("HBR-77 of S-1")).isEqualTo(1);
    house.tickets().reread(ann, "HBR-77");
    assertThat(run("progress.bugs")).isZero();
  }

  /** Does what waits of that job, as the scheduler would; how much that was. */
  private int run(String job) {
    var jobs =
        new NamedBugs(
            house.db().database(), house.tickets(), house.accounts(), house.earning()::bugs);
    Duty duty =
        jobs.duties().stream().filter(d -> d.job().name().equals(job)).findFirst().orElseThrow();
    String waiting = "from scheduled_tasks where task_name = '" + job + "'";
    int runs = (int) house.rows(waiting.substring(5));
    for (int i = 0; i < runs; i++) {
      duty.handler().run(new Run(Caller.of(ann.userId(), "atlas"), "any", List.of(), 1, false));
    }
    // What they scheduled themselves is another's.
    house.db().admin().useHandle(h -> h.execute("delete " + waiting));
    return runs;
  }

  private long earned(String what) {
    return house.rows("xp_ledger where amount = 10 and what = '" + what + "'");
  }

  @Test
  void theStreakIsInThePersonsDays() {
    new Profiles(house.db().database())
        .update(
            ann,
            new Profiles.Change(
                null, null, null, null, "Pacific/Auckland", "05:00", null, null, null, null, null));
    // 23:00 and, the next morning there, 04:30 and 05:30: two days.
    for (String at :
        new String[] {"2026-02-01T10:00:00Z", "2026-02-01T15:30:00Z", "2026-02-01T16:30:00Z"}) {
      house.clock().advance(Duration.between(house.clock().instant(), Instant.parse(at)));
      start(ann, "HBR-1");
      log(ann, "Try at " + at, null);
      end(ann);
    }
    assertThat(progress.get(ann, 0).streak()).isEqualTo(2);
    assertThat(house.rows("habit_logs")).isEqualTo(2);
    assertThat(house.rows("habit_logs where day = '2026-02-01'")).isEqualTo(1);
    assertThat(house.rows("xp_ledger where day = '2026-02-01'")).isEqualTo(2);
  }

  @Test
  void whoRemovedTheTestingHabitIsNotGivenAnother() {
    start(ann, "HBR-1");
    log(ann, "One", null);
    end(ann);
    house.removal().remove(ann, "H-1");
    start(ann, "HBR-1");
    log(ann, "Two", null);
    assertThat(end(ann)).contains("6 XP for S-2").noneMatch(line -> line.startsWith("H-"));
    assertThat(house.rows("habits")).isEqualTo(1);
    assertThat(house.rows("counters where kind = 'habit' and last = 1")).isEqualTo(1);
    assertThat(progress.get(ann, 0).habits()).isEmpty();
  }

  @Test
  void aTestingHabitThatRestsIsNotLogged() {
    start(ann, "HBR-1");
    log(ann, "One", null);
    end(ann);
    house
        .db()
        .database()
        .write(
            ann,
            tx ->
                Habits.save(tx, new HabitDraft("H-1", null, null, null, null, null, false, null)));
    house.clock().advance(Duration.ofDays(1));
    start(ann, "HBR-1");
    log(ann, "Two", null);
    end(ann);
    assertThat(progress.get(ann, 0).habits())
        .extracting(HabitState::totalCompletions)
        .containsExactly(1);
  }

  private void bug(String key, Instant created) {
    house.jira().put(key).type("Bug").created(created.toString());
    house.tickets().require(ann, key);
  }

  private void start(Caller who, String key) {
    sessions.start(who, new Sessions.Start(key, "Explore", null, false));
  }

  private void log(Caller who, String what, @Nullable String bug) {
    sessions.log(
        who,
        new Sessions.Log(
            null,
            what,
            bug == null ? Result.passed : Result.failed,
            Activity.test,
            null,
            null,
            null,
            bug));
  }

  private List<String> end(Caller who) {
    return sessions
        .end(who, new Sessions.End(null, Outcome.passed, null, null, null, null))
        .effects();
  }
}
