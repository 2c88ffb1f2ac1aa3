package atlas.core.testing;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.testing.Sessions.Action;
import atlas.core.testing.Sessions.End;
import atlas.core.testing.Sessions.Log;
import atlas.core.testing.Sessions.Start;
import atlas.model.Activity;
import atlas.model.Caller;
import atlas.model.Outcome;
import atlas.model.Result;
import java.time.Duration;
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
    house.jira().put("HBR-1");
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
        .contains("| Active | 40 min, breaks 0 min |\n")
        .contains("| Test / bug / setup | 80 / 0 / 20 % |\n")
        .contains(".1 **failed** Pay twice # and more (HBR-7)\n")
        .contains("## Bugs\n\nHBR-7\n")
        .contains("- Slow after login\n")
        .contains("- **Past:** Looked at paying\n")
        .contains("- **Results:** 2 scenarios: 1 passed, 1 failed.\n")
        .contains("- **Obstacles:** #N/A\n")
        .contains("- **Outlook:** Again on Monday\n");
  }

  @Test
  void anEmptySessionHasAnEmptyPage() {
    assertThat(end().markdown())
        .contains("## Scenarios\n\n#N/A\n")
        .contains("## Bugs\n\n#N/A\n")
        .contains("- **Results:** No scenario was logged.\n");
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
