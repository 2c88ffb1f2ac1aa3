package atlas.core.testing;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.prediction.Predictions;
import atlas.core.testing.Sessions.Action;
import atlas.core.testing.Sessions.End;
import atlas.core.testing.Sessions.Log;
import atlas.core.testing.Sessions.Start;
import atlas.model.Activity;
import atlas.model.Caller;
import atlas.model.Effectiveness;
import atlas.model.Feedback;
import atlas.model.Outcome;
import atlas.model.Result;
import atlas.model.SessionStatus;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SheetTest {
  private final TestHouse house = new TestHouse();
  private final Sessions sessions = house.sessions();
  private final Caller ann = house.ann();

  @BeforeEach
  void start() {
    house.jira().put("HBR-1").components("Billing");
    sessions.start(ann, new Start("HBR-1", "Explore | everything", 60, false));
  }

  @AfterAll
  void close() {
    house.close();
  }

  @Test
  void theSplitSumsToAHundredWhateverTheMinutes() {
    for (int[] minutes : new int[][] {{1, 1, 1}, {1, 0, 0}, {0, 1, 1}, {5, 5, 6}, {1, 199, 1}}) {
      sessions.start(ann, new Start("HBR-1", "Explore", 60, false));
      log("t", Activity.test, minutes[0], null);
      log("b", Activity.bug, minutes[1], null);
      log("s", Activity.setup, minutes[2], null);
      Sheet.Split split = Objects.requireNonNull(end().split());
      assertThat(split.test() + split.bug() + split.setup()).isEqualTo(100);
      assertThat(split.test()).isBetween(0, 100);
    }
  }

  @Test
  void withoutMinutesThereIsNoSplit() {
    log("t", Activity.test, null, null);
    assertThat(end().split()).isNull();
  }

  @Test
  void theSheetIsAPageThatOutsideTextCannotBreak() {
    log("Pay \u202etwice\n# and more", Activity.test, 20, "HBR-7");
    log("Set up", Activity.setup, 5, null);
    sessions.update(ann, null, Action.note, "Slow\nafter login");
    house.clock().advance(Duration.ofMinutes(40));
    String page =
        sessions
            .end(
                ann,
                new End(null, Outcome.failed, "Looked at paying", null, "Again on Monday", null))
            .sheet()
            .markdown();
    assertThat(page)
        .contains("**Charter:** Explore | everything\n")
        .contains("| Status | completed, failed |\n")
        .contains("| Duration | 40 min (short), breaks 0 min |\n")
        .contains("| Time box | 60 min |\n")
        .contains("| Test / bug / setup | 80 / 0 / 20 % |\n")
        .contains("| Charter / opportunity | 100 / 0 % |\n")
        .contains(".1 **failed** Pay twice # and more (HBR-7, 20 min)\n")
        .contains(".2 **passed** Set up (setup, 5 min)\n")
        .containsPattern("## Bugs\n\n- HBR-7 \\(S-\\d+\\.1\\)\n")
        .doesNotContain("## Suggested", "| Environment |")
        .contains("- Slow after login\n")
        .contains("- **Past:** Looked at paying\n")
        .contains("- **Results:** 2 scenarios: 1 passed, 1 failed.\n")
        .contains("- **Obstacles:** #N/A\n")
        .contains("- **Outlook:** Again on Monday\n");
  }

  @Test
  void itsTimesAreThoseOfThePersonsClock() {
    house.clock().advance(Duration.ofMillis(1_234));
    assertThat(house.sheets().latest(ann).markdown())
        .containsPattern("\\| Started \\| \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC \\|\n");
    house.db().admin().useHandle(h -> h.execute("update users set time_zone = 'Europe/Oslo'"));
    String oslo =
        DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm")
            .format(house.clock().instant().atZone(ZoneId.of("Europe/Oslo")));
    assertThat(end().markdown())
        .contains("| Started | " + oslo + " Europe/Oslo |\n")
        .contains("| Ended | " + oslo + " Europe/Oslo |\n");
    house.db().admin().useHandle(h -> h.execute("update users set time_zone = 'UTC'"));
  }

  @Test
  void anEmptySessionHasAnEmptyPage() {
    assertThat(end().markdown())
        .contains("## Scenarios\n\n#N/A\n")
        .contains("## Bugs\n\n#N/A\n")
        .contains("- **Results:** No scenario was logged.\n");
  }

  @Test
  void withoutMinutesTheClockSaysWhatTheTimeWentInto() {
    pass(10);
    log("Fetch the build", Activity.setup, null, null);
    pass(5);
    sessions.update(ann, null, Action.pause, null);
    pass(60);
    sessions.update(ann, null, Action.resume, null);
    pass(15);
    log("Pay", Activity.test, null, null);
    pass(100);
    log("Ask why", Activity.bug, 10, "HBR-7");
    assertThat(end().split()).isEqualTo(new Sheet.Split(50, 25, 25));
  }

  @Test
  void whatCameUpBesideTheCharterIsNoPartOfItsSplit() {
    log("Pay", Activity.test, 30, null);
    sessions.log(
        ann,
        new Log(null, "Help others", Result.passed, Activity.setup, true, null, 10, null, null));
    Sheet sheet = end();
    assertThat(sheet.split()).isEqualTo(new Sheet.Split(100, 0, 0));
    assertThat(sheet.share()).isEqualTo(new Sheet.Share(75, 25));
    assertThat(sheet.scenarios()).extracting(Sheet.Line::opportunity).containsExactly(null, true);
    assertThat(sheet.markdown())
        .contains("| Charter / opportunity | 75 / 25 % |")
        .contains("Help others (setup, opportunity, 10 min)");
  }

  @Test
  void aTimeBoxThatIsOverIsSaidFromThenOn() {
    pass(60);
    assertThat(logged("On time").timebox()).isNull();
    pass(5);
    sessions.update(ann, null, Action.pause, null);
    pass(30);
    String said = "The time box of 60 min is over by 5 min";
    assertThat(sessions.update(ann, null, Action.resume, null).timebox()).isEqualTo(said);
    assertThat(logged("Late").timebox()).isEqualTo(said);
    assertThat(sessions.start(ann, new Start("HBR-1", null, null, false)).timebox())
        .isEqualTo(said);
    var ended = sessions.end(ann, new End(null, Outcome.passed, null, null, null, null));
    assertThat(ended.effects()).contains("The time box of 60 min was over by 5 min");
    assertThat(ended.sheet().overMinutes()).isEqualTo(5);
    assertThat(ended.sheet().duration()).isEqualTo("short");
    assertThat(ended.sheet().markdown()).contains("| Time box | 60 min, over by 5 min |");
  }

  @Test
  void whatWasPredictedStaysOnTheSheetWithHowGoodItWas() {
    var asked =
        house.predictions().predict(ann, new Predictions.Ask("HBR-1", null, null, null, null, 4));
    // Asked again, the same scenarios are the same suggestions.
    house.predictions().predict(ann, new Predictions.Ask("HBR-1", null, null, null, null, 4));
    String found = String.valueOf(asked.predictions().get(0).id());
    String liked = String.valueOf(asked.predictions().get(1).id());
    String third = asked.predictions().get(2).scenario();
    sessions.log(
        ann, new Log(null, "It broke", Result.failed, Activity.test, null, 5, found, "HBR-7"));
    sessions.log(ann, new Log(null, "Fine", Result.passed, Activity.test, null, 5, liked, null));
    log(third, Activity.test, 5, null);
    Sheet.Suggested before = Objects.requireNonNull(house.sheets().latest(ann).suggested());
    assertThat(before.accuracy()).isNull();
    assertThat(before.tried()).isEqualTo(3);
    house
        .predictions()
        .rate(ann, new Predictions.Rating(liked, Feedback.accepted, null, null, null));
    Sheet.Suggested suggested = Objects.requireNonNull(end().suggested());
    assertThat(suggested.made()).isEqualTo(4);
    assertThat(suggested.tried()).isEqualTo(3);
    assertThat(suggested.foundBug()).isEqualTo(1);
    assertThat(suggested.accuracy()).isEqualTo(50);
    assertThat(suggested.predictions()).extracting(Sheet.Suggestion::id).contains(found, liked);
    assertThat(house.sheets().latest(ann).markdown())
        .contains("## Suggested\n\n4 predicted, 3 tried, 1 found a bug; 50 % were useful\n")
        .contains("- " + found + " **found a bug** ", ", accepted)\n", "** " + third)
        .contains("It broke (HBR-7, 5 min, " + found + ")");
    Effectiveness testing = house.sheets().ofTicket(ann, "hbr-1", 5).testing();
    assertThat(Objects.requireNonNull(testing).meanAccuracy()).isEqualTo(0.5);
  }

  @Test
  void theSheetsOfATicketComeWithWhatTestingItCameTo() {
    end();
    house.jira().put("HBR-2");
    for (int minutes : new int[] {10, 20, 30}) {
      sessions.start(ann, new Start("HBR-2", "Explore", 60, false));
      log("Pay", Activity.test, 5, "HBR-77");
      pass(minutes);
      end();
    }
    sessions.start(ann, new Start("HBR-2", "Explore", 60, false));
    var of = house.sheets().ofTicket(ann, "HBR-2", 3);
    assertThat(of.sheets())
        .extracting(Sheet::status)
        .containsExactly(SessionStatus.active, SessionStatus.completed, SessionStatus.completed);
    assertThat(of.omitted()).isEqualTo(1);
    // The bug that was met three times was found once.
    assertThat(of.testing()).isEqualTo(new Effectiveness(3, 1, 1.0 / 3, 1200, null, 0));
    end();
    assertThat(refusal(() -> house.sheets().ofTicket(house.ben(), "HBR-2", 3)).sentence())
        .isEqualTo("There is no session of yours on HBR-2.");
  }

  private Sessions.Logged logged(String name) {
    return sessions.log(
        ann, new Log(null, name, Result.passed, Activity.test, null, null, null, null));
  }

  private void pass(int minutes) {
    house.clock().advance(Duration.ofMinutes(minutes));
  }

  private void log(
      String name, Activity activity, @Nullable Integer minutes, @Nullable String bug) {
    Result result = bug == null ? Result.passed : Result.failed;
    sessions.log(ann, new Log(null, name, result, activity, null, minutes, null, bug));
  }

  private Sheet end() {
    return sessions.end(ann, new End(null, Outcome.passed, null, null, null, null)).sheet();
  }
}
