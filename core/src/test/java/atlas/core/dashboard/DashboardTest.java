package atlas.core.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.access.Profiles;
import atlas.core.planner.Planner;
import atlas.core.progress.Progress;
import atlas.core.progress.SessionProgress;
import atlas.core.testing.Sessions;
import atlas.core.tickets.Tickets;
import atlas.model.Activity;
import atlas.model.Caller;
import atlas.model.DashboardSummary;
import atlas.model.DayActivity;
import atlas.model.Effectiveness;
import atlas.model.Outcome;
import atlas.model.RecentTicket;
import atlas.model.Result;
import atlas.model.Ticket;
import atlas.storage.Statements;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DashboardTest {
  private static final LocalDate TODAY = LocalDate.parse("2026-01-15");

  private final TestHouse house = new TestHouse();
  private final Dashboard dashboard = house.dashboard();
  private final Caller ann = house.ann();
  private final Sessions sessions = house.sessions(new SessionProgress(house.earning()));

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void whoIsNewSeesNothingAndLevelOne() {
    Dashboard.Seen seen = dashboard.get(ann);
    assertThat(seen.summary())
        .isEqualTo(new DashboardSummary(TODAY, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    assertThat(seen.level().level()).isEqualTo(1);
    assertThat(seen.level().toNext()).isEqualTo(100);
    assertThat(seen.activity()).hasSize(30).allMatch(DayActivity::empty);
    assertThat(seen.activity()).extracting(DayActivity::day).startsWith(TODAY);
    assertThat(seen.activity()).extracting(DayActivity::day).endsWith(TODAY.minusDays(29));
    assertThat(seen.recent()).isEmpty();
    assertThat(seen.effectiveness()).isNull();
  }

  @Test
  void ticketsAreCountedByTheirStatusAndTheirDueDay() {
    house.jira().put("HBR-1").status("in test", "indeterminate").due("2026-01-15");
    house.jira().put("HBR-2").status("To Do", "new").due("2026-01-10");
    house.jira().put("HBR-3").status("In Test", "indeterminate").due("2026-01-16");
    assigned();
    task("Due", TODAY);
    task("Late", TODAY.minusDays(1));
    task("Whenever", null);
    DashboardSummary summary = dashboard.get(ann).summary();
    assertThat(summary.activeTickets()).isEqualTo(3);
    assertThat(summary.inTesting()).isEqualTo(2);
    assertThat(summary.dueToday()).isEqualTo(2);
    assertThat(summary.overdue()).isEqualTo(2);
    house
        .planner()
        .save(
            ann,
            Planner.Save.task("U-1", null, null, null, null, null, null, null, null, null, true));
    summary = dashboard.get(ann).summary();
    assertThat(summary.dueToday()).isEqualTo(1);
    assertThat(summary.completedToday()).isEqualTo(1);
    assertThat(summary.tasks()).isEqualTo(1);
    assertThat(dashboard.get(ann).activity().get(0).tasks()).isEqualTo(1);
  }

  @Test
  void whatIsDueInAProjectThatIsLeftOutCountsNowhere() {
    house.jira().put("HBR-1").due("2026-01-15");
    house.jira().put("LGT-1").due("2026-01-15");
    house.jira().put("LGT-2").due("2026-01-10");
    assigned();
    task("Due", TODAY);
    var within = house.jira().jira().within(List.of("HBR"));
    var limited = new Dashboard(house.db().database(), user -> Optional.of(within), List.of());
    DashboardSummary summary = limited.get(ann).summary();
    assertThat(summary.activeTickets()).isEqualTo(1);
    assertThat(summary.dueToday()).isEqualTo(2);
    assertThat(summary.overdue()).isZero();
    assertThat(dashboard.get(ann).summary().dueToday()).isEqualTo(3);
  }

  @Test
  void whatWasTestedAndEarnedIsInTheDayAndInAllDays() {
    house.jira().put("HBR-1");
    house.jira().put("HBR-2");
    assigned();
    test("HBR-1", "HBR-90", 12);
    house.clock().advance(Duration.ofDays(1));
    test("HBR-1", "HBR-90", 6);
    test("HBR-2", "HBR-91", 6);
    sessions.start(ann, new Sessions.Start("HBR-2", "Left", null, false));
    sessions.update(ann, null, Sessions.Action.abandon, null);
    Dashboard.Seen seen = dashboard.get(ann);
    DashboardSummary summary = seen.summary();
    assertThat(summary.today()).isEqualTo(TODAY.plusDays(1));
    assertThat(summary.sessionsToday()).isEqualTo(2);
    assertThat(summary.ticketsToday()).isEqualTo(2);
    assertThat(summary.sessions()).isEqualTo(3);
    assertThat(summary.bugs()).as("each once").isEqualTo(2);
    assertThat(summary.streak()).isEqualTo(2);
    assertThat(summary.xp()).isEqualTo(8 + 2 * 7);
    assertThat(seen.level().toNext()).isEqualTo(100 - summary.xp());
    assertThat(seen.activity().subList(0, 3))
        .containsExactly(
            new DayActivity(TODAY.plusDays(1), 2, 12, 2, 1, 0, 14),
            new DayActivity(TODAY, 1, 12, 1, 1, 0, 8),
            new DayActivity(TODAY.minusDays(1), 0, 0, 0, 0, 0, 0));
    assertThat(seen.recent()).extracting(RecentTicket::ticketKey).startsWith("HBR-2", "HBR-1");
    assertThat(seen.recent()).extracting(RecentTicket::sessions).startsWith(1, 2);
    Effectiveness effectiveness = Objects.requireNonNull(seen.effectiveness());
    assertThat(effectiveness.sessions()).isEqualTo(3);
    assertThat(effectiveness.bugs()).as("each once here, too").isEqualTo(2);
    assertThat(effectiveness.meanSeconds()).isEqualTo(480);
    assertThat(effectiveness.xp()).isEqualTo(summary.xp());
    assertThat(dashboard.get(house.ben()).summary().sessions()).isZero();
  }

  @Test
  void theBugsOfASessionEarnedWhatItsTicketDid() {
    house.jira().put("HBR-1");
    house.jira().put("HBR-2");
    assigned();
    bug("HBR-90");
    test("HBR-1", "HBR-90", 6);
    bug("HBR-91");
    test("HBR-2", "HBR-91", 6);
    test("HBR-1", "HBR-91", 6);
    assertThat(xpOf("HBR-1")).as("who was first found it").isEqualTo(7 + 10 + 0);
    assertThat(xpOf("HBR-2")).isEqualTo(7 + 10);
    Dashboard.Seen seen = dashboard.get(ann);
    assertThat(Objects.requireNonNull(seen.effectiveness()).xp()).isEqualTo(seen.summary().xp());
  }

  private void bug(String key) {
    house.jira().put(key).type("Bug").created(house.clock().instant().toString());
    house.tickets().require(ann, key);
  }

  private int xpOf(String key) {
    Ticket ticket = house.tickets().require(ann, key);
    return house
        .db()
        .database()
        .read(ann, tx -> tx.sessions().effectiveness(ticket.id()))
        .orElseThrow()
        .xp();
  }

  @Test
  void whatWasRemovedCountsNowhereAndWhatIsOldOnlyInAll() {
    house.jira().put("HBR-1");
    assigned();
    test("HBR-1", "HBR-90", 6);
    test("HBR-1", "HBR-91", 6);
    house.removal().remove(ann, "S-2");
    Dashboard.Seen seen = dashboard.get(ann);
    assertThat(seen.summary().sessions()).isEqualTo(1);
    assertThat(seen.summary().bugs()).isEqualTo(1);
    assertThat(seen.activity().get(0).sessions()).isEqualTo(1);
    house.clock().advance(Duration.ofDays(30));
    seen = dashboard.get(ann);
    assertThat(seen.activity()).allMatch(DayActivity::empty);
    assertThat(seen.summary().sessions()).isEqualTo(1);
    assertThat(seen.summary().streak()).isZero();
    assertThat(seen.summary().sessionsToday()).isZero();
  }

  @Test
  void daysAreThePersonsWithTheirStartAndTheirChangeOfClocks() {
    house.jira().put("HBR-1");
    profile("Europe/Oslo", "04:00");
    assigned();
    // Half past three in Oslo is of the evening before; clocks go forward that night.
    to("2026-03-29T01:30:00Z");
    test("HBR-1", null, 6);
    assertThat(day().toString()).isEqualTo("2026-03-28");
    assertThat(dashboard.get(ann).summary().sessionsToday()).isEqualTo(1);
    to("2026-03-29T02:30:00Z");
    assertThat(day().toString()).isEqualTo("2026-03-29");
    Dashboard.Seen seen = dashboard.get(ann);
    assertThat(seen.summary().sessionsToday()).isZero();
    assertThat(seen.activity().get(1).sessions()).isEqualTo(1);
    profile("UTC", "00:00");
    assertThat(dashboard.get(ann).summary().sessionsToday()).isEqualTo(1);
  }

  @Test
  void onlyTenTicketsAreRecentAndALookChangesNothing() {
    for (int i = 1; i <= 12; i++) house.jira().put("HBR-" + i);
    assigned();
    test("HBR-12", null, 6);
    long events = house.events(ann);
    assertThat(dashboard.get(ann).recent())
        .hasSize(10)
        .extracting(RecentTicket::ticketKey)
        .startsWith("HBR-12");
    assertThat(house.events(ann)).isEqualTo(events);
  }

  /** Each part is one query, however much there is; of progress there are more parts. */
  @Test
  void aLookTakesNoMoreStatementsForALotThanForNothing() {
    var progress = new Progress(house.db().database());
    // The driver asks for what it does not know yet of types.
    assertThat(dashboard.get(ann).recent()).isEmpty();
    assertThat(progress.get(ann, 10).latest()).isEmpty();
    int empty = Statements.in(() -> house.db().database().read(ann, tx -> tx.at()));
    int first = Statements.in(() -> dashboard.get(ann)) - empty;
    assertThat(first).as("summary, activity, recent, effectiveness").isEqualTo(4);
    assertThat(Statements.in(() -> progress.get(ann, 10)) - empty).isLessThan(15);
    for (int i = 1; i <= 12; i++) house.jira().put("HBR-" + i);
    assigned();
    for (int i = 1; i <= 5; i++) {
      test("HBR-" + i, "HBR-9" + i, 12);
      task("Due " + i, TODAY);
      house.clock().advance(Duration.ofDays(1));
    }
    assertThat(Statements.in(() -> dashboard.get(ann)) - empty).isEqualTo(first);
    assertThat(progress.get(ann, 10).latest()).hasSizeGreaterThan(4);
    assertThat(Statements.in(() -> progress.get(ann, 10)) - empty).isLessThan(15);
  }

  private LocalDate day() {
    return dashboard.get(ann).summary().today();
  }

  private void to(String instant) {
    house.clock().advance(Duration.between(house.clock().instant(), Instant.parse(instant)));
  }

  private void assigned() {
    house.tickets().assigned(ann, new Tickets.Query(null, null, Tickets.Source.live, 50, null));
  }

  private void task(String title, @Nullable LocalDate due) {
    house
        .planner()
        .save(
            ann,
            Planner.Save.task(null, null, title, null, null, due, null, null, null, null, null));
  }

  private void test(String key, @Nullable String bug, int minutes) {
    sessions.start(ann, new Sessions.Start(key, "Explore", null, false));
    sessions.log(
        ann,
        new Sessions.Log(null, "Try " + key, Result.failed, Activity.test, null, null, null, bug));
    house.clock().advance(Duration.ofMinutes(minutes));
    sessions.end(ann, new Sessions.End(null, Outcome.passed, null, null, null, null, false, false));
  }

  private void profile(String zone, String dayStart) {
    new Profiles(house.db().database())
        .update(
            ann,
            new Profiles.Change(
                null, null, null, null, zone, dayStart, null, null, null, null, null));
  }
}
