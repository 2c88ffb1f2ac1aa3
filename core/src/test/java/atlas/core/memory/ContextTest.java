package atlas.core.memory;

import static atlas.core.TestHouse.agent;
import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.memory.Claims.Action;
import atlas.core.memory.Context.Pack;
import atlas.core.memory.Decisions.Choice;
import atlas.core.memory.Tasks.Save;
import atlas.core.testing.Sessions;
import atlas.model.Caller;
import atlas.model.Json;
import atlas.model.TaskPriority;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContextTest {
  private final TestHouse house = new TestHouse();
  private final Context context = house.context();
  private final Caller ann = house.ann();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void aReadMakesNoProject() {
    assertThat(refusal(() -> context.get(ann, null, 2_000)).sentence())
        .isEqualTo(
            "There is no project house of yours. There are none yet; the first thing that you save makes it.");
    assertThat(house.rows("projects")).isZero();
  }

  @Test
  void onesOwnTasksComeFirstThenThoseOfOthersThenWhatIsReady() {
    for (String title : List.of("ready", "waits", "others", "own")) task(title, null);
    house
        .tasks()
        .save(
            ann,
            new Save("T-2", null, null, null, null, null, List.of("T-1"), null, null, null, null));
    Caller robot = agent(ann, "robot");
    house.claims().act(agent(ann, "other"), Action.claim, "T-3", null);
    house.claims().act(robot, Action.claim, "T-4", null);
    assertThat(context.get(robot, null, 2_000).tasks())
        .extracting(Context.OpenTask::task)
        .containsExactly("T-4", "T-3", "T-1", "T-2");
  }

  @Test
  void whatOneIsAtIsThereHoweverManyAreMoreImportant() {
    task("own", TaskPriority.lowest);
    task("others", TaskPriority.lowest);
    for (int i = 0; i < 51; i++) task("t" + i, TaskPriority.highest);
    Caller robot = agent(ann, "robot");
    house.claims().act(robot, Action.claim, "T-1", null);
    house.claims().act(agent(ann, "other"), Action.claim, "T-2", null);
    assertThat(context.get(robot, null, 2_000).tasks())
        .extracting(Context.OpenTask::task)
        .startsWith("T-1", "T-2", "T-3");
    house.checkpoints().create(robot, new Checkpoints.Save("Half", "a", "b", null, null, null));
    assertThat(house.rows("checkpoints where jsonb_array_length(captured -> 'leases') = 2"))
        .isEqualTo(1);
  }

  @Test
  void howMuchMoreThereIsIsCountedAndSaysWhoTellsIt() {
    for (int i = 0; i < 14; i++) decision("Later " + i, null, null);
    for (int i = 0; i < 12; i++) decision("Due " + i, null, LocalDate.of(2026, 1, 1));
    for (int i = 1; i <= 22; i++) {
      house.jira().put("HBR-" + i);
      house.sessions().start(ann, new Sessions.Start("HBR-" + i, "Try", null, false));
    }
    Pack pack = context.get(ann, null, 8_000);
    assertThat(pack.reviewsDue()).hasSize(10);
    assertThat(pack.sessions()).hasSize(20);
    assertThat(pack.leftOut())
        .contains(
            "2 more reviews due: search_memory",
            (16 - pack.decisions().size()) + " more decisions: search_memory",
            "2 more open sessions: search_memory");
    for (int i = 0; i < 40; i++) {
      house.projects().save(ann, new Projects.Save("p" + i, "long ".repeat(30), null));
    }
    Pack all = context.get(ann, "*", 500);
    assertThat(all.leftOut())
        .containsExactly((41 - all.projects().size()) + " more projects: search_memory");
  }

  @Test
  void aReviewThatIsDueShowsUpAndSupersededOnesDoNot() {
    decision("old", null, LocalDate.of(2026, 1, 1));
    decision("due", "D-1", LocalDate.of(2026, 1, 15));
    decision("later", null, LocalDate.of(2026, 1, 16));
    Pack pack = context.get(ann, null, 2_000);
    assertThat(pack.reviewsDue()).extracting(Context.Decided::decision).containsExactly("D-2");
    assertThat(pack.decisions()).extracting(Context.Decided::decision).containsExactly("D-3");
    house.clock().advance(Duration.ofDays(1));
    assertThat(context.get(ann, null, 2_000).reviewsDue()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 1_000, 2_000, 4_000, 8_000})
  void thePackFitsAndSaysWhatItLeftOut(int tokens) {
    house
        .projects()
        .save(ann, new Projects.Save(null, "Goal ".repeat(700), Map.of("tone", "x".repeat(3_000))));
    for (int i = 0; i < 60; i++) task("Task \"" + i + "\" " + "long ".repeat(20), TaskPriority.low);
    for (int i = 0; i < 12; i++) decision("Decision " + i, null, null);
    house
        .checkpoints()
        .create(
            ann,
            new Checkpoints.Save(
                "Half",
                "A line\n".repeat(1_000),
                "Do \"this\"\n".repeat(700),
                null,
                null,
                Map.of()));
    Pack pack = context.get(ann, null, tokens);
    int characters = Json.MAPPER.writeValueAsString(pack).length();
    assertThat(characters).isLessThanOrEqualTo(tokens * 4);
    assertThat(pack.tokens()).isLessThanOrEqualTo(tokens);
    // The best is there in the shortest, and room is not wasted while something is left out.
    assertThat(pack.checkpoint()).isNotNull();
    assertThat(pack.tasks()).isNotEmpty();
    assertThat(characters).isGreaterThan(tokens * 4 / 2);
    assertThat(String.join("; ", pack.leftOut()))
        .contains("more open tasks: list_tasks", "more events: get_timeline");
    if (tokens <= 4_000) {
      assertThat(String.join("; ", pack.leftOut()))
          .contains("more characters of the resume instructions: atlas://checkpoint/C-1");
    }
    int shown = pack.tasks().size();
    assertThat(pack.leftOut()).contains((60 - shown) + " more open tasks: list_tasks");
  }

  @Test
  void aStarListsTheProjectsTheBusiestFirst() {
    house.projects().save(ann, new Projects.Save("idle", "Rest", null));
    house
        .tasks()
        .save(ann, new Save(null, "a", "busy", null, null, null, null, null, null, null, null));
    Pack pack = context.get(ann, "*", 2_000);
    assertThat(pack.projects())
        .containsExactly(
            new Context.Line("busy", null, 1, 0), new Context.Line("idle", "Rest", 0, 0));
    assertThat(context.get(house.ben(), "*", 2_000).projects()).isEmpty();
  }

  private void task(String title, @Nullable TaskPriority priority) {
    house
        .tasks()
        .save(ann, new Save(null, title, null, null, null, null, null, priority, null, null, null));
  }

  private void decision(String title, @Nullable String supersedes, @Nullable LocalDate review) {
    house
        .decisions()
        .record(
            ann,
            new Choice(
                null, title, List.of("a"), "a", "why", null, supersedes, null, review, null));
  }
}
