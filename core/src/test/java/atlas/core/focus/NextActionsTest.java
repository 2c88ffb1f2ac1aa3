package atlas.core.focus;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.access.Profiles;
import atlas.core.focus.NextActions.Answer;
import atlas.core.focus.NextActions.Query;
import atlas.core.focus.NextActions.Ranked;
import atlas.core.memory.Claims;
import atlas.core.memory.Decisions;
import atlas.core.memory.Tasks;
import atlas.core.testing.Sessions;
import atlas.core.tickets.Tickets;
import atlas.model.ActionStatus;
import atlas.model.Caller;
import atlas.model.FocusLog;
import atlas.model.Outcome;
import atlas.model.Refusal;
import atlas.model.TaskPriority;
import atlas.model.TaskStatus;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NextActionsTest {
  private final TestHouse house = new TestHouse();
  private final Focus focus = house.focus();
  private final Caller ann = house.ann();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void theTermsOfAScoreAddUpToIt() {
    focus.actions().save(ann, all("ibm", 3, LocalDate.of(2026, 1, 22)));
    focus.actions().save(ann, ActionsTest.status("A-1", ActionStatus.blocked));
    house.clock().advance(Duration.ofDays(7));
    Ranked best = rank(ann).ranked().get(0);
    assertThat(best.terms())
        .containsExactly(
            "gap 3 of 5: 30 × 0.600 = 18.0",
            "untouched for 7 of 14 days: 25 × 0.500 = 12.5",
            "begun: 15 × 1.000 = 15.0",
            "due today: 20 × 0.733 = 14.7",
            "50 of 100 energy in ibm: 10 × 0.500 = 5.0",
            "blocked: -25 × 1.000 = -25.0");
    assertThat(best.score()).isEqualByComparingTo("40.2");
    for (int day = 0; day < 40; day++) {
      house.clock().advance(Duration.ofHours(31));
      Ranked each = rank(ann).ranked().get(0);
      assertThat(each.score()).isEqualByComparingTo(sum(each.terms()));
    }
  }

  @Test
  void theEndOfASessionSaysWhatComesFirstThen() {
    house.jira().put("HBR-1");
    house.jira().put("HBR-2").due("2026-01-15").priority("Highest");
    house.tickets().assigned(ann, new Tickets.Query(null, null, Tickets.Source.live, 50, null));
    var sessions = house.sessions(focus.next().ending());
    sessions.start(ann, new Sessions.Start("HBR-1", "Explore", null, false));
    var end = new Sessions.End(null, Outcome.passed, null, null, null, null);
    List<String> effects = sessions.end(TestHouse.once(ann, "end"), end).effects();
    Ranked first = rank(ann).ranked().get(0);
    assertThat(first.candidate().id()).isEqualTo("HBR-2");
    assertThat(effects).last().isEqualTo("Next: HBR-2, " + first.score());
    house.clock().advance(Duration.ofDays(3));
    assertThat(sessions.end(TestHouse.once(ann, "end"), end).effects()).isEqualTo(effects);
  }

  @Test
  void aScoreIsCutAtNothingAndAtAHundred() {
    focus.actions().save(ann, ActionsTest.action("ibm", "Stuck"));
    focus.theaters().save(ann, new Theaters.Save("ibm", null, null, null, 0, false));
    focus.actions().save(ann, ActionsTest.status("A-1", ActionStatus.blocked));
    Ranked stuck = rank(ann).ranked().get(0);
    assertThat(stuck.score()).isEqualByComparingTo("0");
    assertThat(stuck.terms()).containsExactly("blocked: -25 × 1.000 = -25.0", "cut to 0");
    var heavy = house.focus(FocusWeights.parse("gap=100, energy=100"));
    focus.actions().save(ann, all("cs", 5, null));
    Ranked first = heavy.next().get(ann, new Query(null, 3)).ranked().get(0);
    assertThat(first.score()).isEqualByComparingTo("100");
    assertThat(first.terms())
        .containsExactly(
            "gap 5 of 5: 100 × 1.000 = 100.0",
            "begun: 15 × 1.000 = 15.0",
            "100 of 100 energy in cs: 100 × 1.000 = 100.0",
            "cut to 100");
  }

  @Test
  void allThatCouldBeDoneIsInOneRanking() {
    house.jira().put("HBR-1").summary("Old and important").priority("Highest");
    house.jira().put("HBR-2").summary("Under test").priority("Low");
    house.jira().put("HBR-3").summary("Has a task").priority("Highest");
    house.tickets().assigned(ann, new Tickets.Query(null, null, Tickets.Source.live, 50, null));
    house.sessions().start(ann, new Sessions.Start("HBR-2", "Explore", null, false));
    task(house, ann, "Mend it", "HBR-3");
    decide(LocalDate.of(2026, 1, 15));
    decide(LocalDate.of(2026, 1, 16));
    focus.actions().save(ann, ActionsTest.action("ibm", "Write"));
    Answer answer = rank(ann);
    assertThat(ids(answer)).containsExactlyInAnyOrder("A-1", "S-1", "T-1", "D-1", "HBR-1");
    assertThat(answer.considered()).isEqualTo(5);
    assertThat(ids(answer).get(0)).as("highest, and old").isEqualTo("HBR-1");
    assertThat(of(answer, "S-1").terms()).contains("begun: 15 × 1.000 = 15.0");
    assertThat(of(answer, "D-1").terms()).containsExactly("due today: 20 × 0.733 = 14.7");
    assertThat(of(answer, "T-1").terms()).containsExactly("gap 2.5 of 5: 30 × 0.500 = 15.0");
    house
        .sessions()
        .end(ann, new Sessions.End(null, Outcome.passed, null, null, null, null, false, false));
    house.clock().advance(Duration.ofDays(1));
    assertThat(ids(rank(ann))).contains("HBR-2", "D-2").doesNotContain("S-1");
    assertThat(rank(house.ben()).ranked()).isEmpty();
  }

  @Test
  void whatAnActionStandsForIsNotNamedTwice() {
    house.jira().put("HBR-1").summary("Lamp").due("2026-01-16");
    house.tickets().assigned(ann, new Tickets.Query(null, null, Tickets.Source.live, 50, null));
    task(house, ann, "Mend", null);
    decide(LocalDate.of(2026, 1, 15));
    focus.actions().save(ann, ActionsTest.links("ibm", "HBR-1", "T-1", "D-1"));
    assertThat(ids(rank(ann))).containsExactly("A-1");
    assertThat(of(rank(ann), "A-1").terms())
        .as("of its issue")
        .anyMatch(t -> t.startsWith("due in 1 day:"));
    focus.actions().save(ann, ActionsTest.status("A-1", ActionStatus.done));
    assertThat(ids(rank(ann))).containsExactlyInAnyOrder("HBR-1", "T-1", "D-1");
  }

  @Test
  void anActionIsDueAsTheReviewIsThatItStandsFor() {
    decide(LocalDate.of(2026, 1, 5));
    assertThat(of(rank(ann), "D-1").terms()).anyMatch(t -> t.startsWith("due 10 days ago:"));
    focus.actions().save(ann, ActionsTest.links("ibm", null, null, "D-1"));
    assertThat(ids(rank(ann))).containsExactly("A-1");
    assertThat(of(rank(ann), "A-1").terms()).anyMatch(t -> t.startsWith("due 10 days ago:"));
    focus.actions().save(ann, ActionsTest.gap("A-1", 0, LocalDate.of(2026, 1, 15)));
    assertThat(of(rank(ann), "A-1").terms())
        .as("its own")
        .anyMatch(t -> t.startsWith("due today:"));
  }

  @Test
  void anActionIsAsFreshAsWhatItStandsFor() {
    house.jira().put("HBR-1").summary("Lamp");
    house.tickets().assigned(ann, new Tickets.Query(null, null, Tickets.Source.live, 50, null));
    task(house, ann, "Mend", null);
    focus.actions().save(ann, ActionsTest.links("ibm", "HBR-1", null, null));
    focus.actions().save(ann, ActionsTest.links("ibm", null, "T-1", null));
    house.clock().advance(Duration.ofDays(14));
    String stale = "untouched for 14 of 14 days: 25 × 1.000 = 25.0";
    assertThat(of(rank(ann), "A-1").terms()).contains(stale);
    assertThat(of(rank(ann), "A-2").terms()).contains(stale);
    house.sessions().start(ann, new Sessions.Start("HBR-1", "Explore", null, false));
    house.clock().advance(Duration.ofHours(1));
    house
        .sessions()
        .end(ann, new Sessions.End(null, Outcome.passed, null, null, null, null, false, false));
    assertThat(of(rank(ann), "A-1").terms()).noneMatch(t -> t.startsWith("untouched"));
    assertThat(of(rank(ann), "A-2").terms()).anyMatch(t -> t.startsWith("untouched for 14.04"));
    house.claims().act(ann, Claims.Action.claim, "T-1", null);
    assertThat(of(rank(ann), "A-2").terms()).noneMatch(t -> t.startsWith("untouched"));
  }

  @Test
  void whatOthersHoldIsSkippedAndNamed() {
    task(house, ann, "Mend", null);
    task(house, ann, "Paint", null);
    focus.actions().save(ann, ActionsTest.links("ibm", null, "T-2", null));
    Caller lantern = TestHouse.agent(ann, "lantern");
    house.claims().act(lantern, Claims.Action.claim, "T-1", null);
    house.claims().act(lantern, Claims.Action.claim, "T-2", null);
    Answer answer = rank(ann);
    assertThat(answer.ranked()).isEmpty();
    assertThat(answer.skipped())
        .extracting(c -> c.id() + " " + c.holder())
        .containsExactlyInAnyOrder("T-1 lantern", "A-1 lantern");
    assertThat(ids(rank(lantern))).as("its own").containsExactlyInAnyOrder("T-1", "A-1");
    house.clock().advance(Duration.ofMinutes(61));
    assertThat(ids(rank(ann))).as("a lease ends by itself").contains("T-1", "A-1");
  }

  @Test
  void whatWaitsIsNotReadyAndAnActionForItIsBlocked() {
    task(house, ann, "First", null);
    house
        .tasks()
        .save(
            ann,
            new Tasks.Save(
                null,
                "Then",
                null,
                null,
                null,
                null,
                List.of("T-1"),
                TaskPriority.highest,
                TaskStatus.todo,
                null,
                null));
    assertThat(ids(rank(ann))).containsExactly("T-1");
    focus.actions().save(ann, ActionsTest.links("ibm", null, "T-2", null));
    assertThat(of(rank(ann), "A-1").candidate().blocked()).isTrue();
  }

  @Test
  void whatIsSelectedGoesBeforeEveryScore() {
    focus.actions().save(ann, all("ibm", 5, LocalDate.of(2026, 1, 1)));
    focus.actions().save(ann, ActionsTest.action("cs", "Small"));
    assertThat(ids(rank(ann))).containsExactly("A-1", "A-2");
    focus.actions().save(ann, ActionsTest.select("A-2", true, null));
    assertThat(ids(rank(ann))).containsExactly("A-2", "A-1");
    assertThat(ids(focus.next().get(ann, new Query("IBM ", 3)))).containsExactly("A-1");
    assertThat(refusal(() -> focus.next().get(ann, new Query("home", 3))).kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(focus.next().get(ann, new Query(null, 0)).ranked()).hasSize(1);
  }

  @Test
  void whatIsLoggedForAnActionMakesItFresh() {
    focus.actions().save(ann, ActionsTest.action("ibm", "Write"));
    house.clock().advance(Duration.ofDays(14));
    assertThat(of(rank(ann), "A-1").terms())
        .contains("untouched for 14 of 14 days: 25 × 1.000 = 25.0");
    focus
        .logs()
        .log(
            ann,
            new FocusLogs.Entry(
                null, FocusLog.Kind.execution, null, "A-1", "Wrote", null, 30, null, null));
    assertThat(of(rank(ann), "A-1").terms()).noneMatch(term -> term.startsWith("untouched"));
  }

  @Test
  void dueIsByTheUsersOwnDay() {
    decide(LocalDate.of(2026, 1, 16));
    // 21:00 in UTC of the day before.
    house.clock().advance(Duration.ofHours(12));
    assertThat(ids(rank(ann))).isEmpty();
    zone("Asia/Tokyo", null);
    assertThat(of(rank(ann), "D-1").terms()).contains("due today: 20 × 0.733 = 14.7");
    zone("Asia/Tokyo", "07:00");
    assertThat(ids(rank(ann))).as("the day begins at seven there").isEmpty();
    house.clock().advance(Duration.ofHours(1));
    assertThat(ids(rank(ann))).containsExactly("D-1");
  }

  @Test
  void itChangesNothing() {
    focus.actions().save(ann, ActionsTest.action("ibm", "Write"));
    long events = house.events(ann);
    rank(ann);
    assertThat(house.events(ann)).isEqualTo(events);
  }

  private void zone(String zone, @Nullable String dayStart) {
    new Profiles(house.db().database())
        .update(
            ann,
            new Profiles.Change(
                null, null, null, null, zone, dayStart, null, null, null, null, null));
  }

  private Answer rank(Caller caller) {
    return focus.next().get(caller, new Query(null, 20));
  }

  private static List<String> ids(Answer answer) {
    return answer.ranked().stream().map(ranked -> ranked.candidate().id()).toList();
  }

  private static Ranked of(Answer answer, String id) {
    return answer.ranked().stream()
        .filter(ranked -> ranked.candidate().id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static BigDecimal sum(List<String> terms) {
    BigDecimal sum = BigDecimal.ZERO;
    for (String term : terms) {
      if (term.contains(" = ")) sum = sum.add(new BigDecimal(term.replaceFirst(".* = ", "")));
    }
    return sum.max(BigDecimal.ZERO).min(BigDecimal.valueOf(100));
  }

  private static Actions.Save all(String theater, int gap, @Nullable LocalDate due) {
    return new Actions.Save(
        null, theater, "Do it", null, null, gap, true, due, null, null, null, null, null, null,
        null);
  }

  private void decide(LocalDate reviewAt) {
    house
        .decisions()
        .record(
            ann,
            new Decisions.Choice(
                null, "Colour", List.of("red"), "red", "It is", null, null, null, reviewAt, null));
  }

  static void task(TestHouse house, Caller caller, String title, @Nullable String ticket) {
    house
        .tasks()
        .save(
            caller,
            new Tasks.Save(null, title, null, null, null, null, null, null, null, ticket, null));
  }
}
