package atlas.core.memory;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.memory.Completion.Add;
import atlas.core.memory.Completion.Complete;
import atlas.core.memory.Completion.Completed;
import atlas.core.memory.Tasks.Save;
import atlas.core.testing.Sessions.Start;
import atlas.model.Artifact;
import atlas.model.Caller;
import atlas.model.Criterion;
import atlas.model.DecisionStatus;
import atlas.model.Refusal;
import atlas.model.TaskStatus;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CompletionTest {
  private final TestHouse house = new TestHouse();
  private final Completion completion = house.completion();
  private final Caller ann = house.ann();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void eachCriterionIsShownByAnArtifactASessionOrWordsOrIsWaived() {
    rule(true);
    task("one", "two", "three", "four");
    house.jira().put("HBR-1");
    house.sessions().start(ann, new Start("HBR-1", "Explore", null, false));
    assertThat(
            completion
                .add(ann, new Add("t-1", Artifact.Type.pr, "https://git.example.com/1", null))
                .artifact())
        .isEqualTo("R-1");
    Completed done =
        completion.complete(
            ann,
            new Complete(
                "T-1",
                List.of("1: r-1", "T-1.2: S-1", "3: It was seen"),
                List.of("4: Nobody uses it any more"),
                "Finished"));
    assertThat(done.status()).isEqualTo(TaskStatus.done);
    assertThat(done.criteria())
        .extracting(TaskSheet.Line::state)
        .containsExactly(
            Criterion.State.met, Criterion.State.met, Criterion.State.met, Criterion.State.waived);
    assertThat(done.criteria())
        .extracting(TaskSheet.Line::shownBy)
        .containsExactly("R-1", "S-1", "It was seen", "Nobody uses it any more");
    assertThat(done.effects()).containsExactly("E-1 is evidence of it", "15 XP for T-1");
    TaskSheet.Whole whole = house.taskSheet().get(ann, "T-1");
    assertThat(whole.task().result()).isEqualTo("Finished");
    assertThat(whole.task().finishedAt()).isEqualTo(house.clock().instant());
    assertThat(whole.artifacts()).extracting(Artifact::shortId).containsExactly("R-1");
    assertThat(refusal(() -> complete(List.of(), List.of())).sentence())
        .isEqualTo("T-1 is done already.");
  }

  @Test
  void whereTheRuleSaysSoNothingIsDoneWithoutEvidence() {
    rule(true);
    task("one", "two");
    Refusal no = refusal(() -> complete(List.of("1: seen"), List.of()));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.INVALID);
    assertThat(no.sentence())
        .startsWith("Each criterion needs evidence (house has require_evidence_for_done): missing")
        .contains("missing for T-1.2.");
    // What was refused changed nothing.
    assertThat(house.taskSheet().get(ann, "T-1").criteria())
        .extracting(TaskSheet.Line::state)
        .containsOnly(Criterion.State.open);
    Completed done = complete(List.of("2: heard", "seen"), List.of());
    assertThat(done.criteria())
        .extracting(TaskSheet.Line::shownBy)
        .containsExactly("seen", "heard");
  }

  @Test
  void aTaskWithoutCriteriaNeedsAnArtifactOrWords() {
    rule(true);
    task();
    assertThat(refusal(() -> complete(List.of(), List.of())).sentence())
        .startsWith("T-1 needs evidence (house has require_evidence_for_done)");
    complete(List.of("The build is green"), List.of());
    assertThat(house.taskSheet().get(ann, "T-1").task().result())
        .isEqualTo("Shown by: The build is green");
    task();
    completion.add(ann, new Add("T-2", Artifact.Type.diff, "1f3", null));
    assertThat(completion.complete(ann, new Complete("T-2", List.of(), List.of(), null)).status())
        .isEqualTo(TaskStatus.done);
  }

  @Test
  void withoutTheRuleItIsSaidWhatWasTakenOnTrust() {
    task("one", "two");
    assertThat(complete(List.of("1: seen"), List.of()).effects())
        .containsExactly(
            "Taken as met without evidence: T-1.2", "E-1 is evidence of it", "15 XP for T-1");
  }

  @Test
  void whatCannotBeMeantIsRefused() {
    task("one", "two");
    assertThat(refusal(() -> complete(List.of("7: seen"), List.of())).sentence())
        .startsWith("There is no criterion T-1.7; there are 1, 2.");
    assertThat(refusal(() -> complete(List.of("1: R-9"), List.of())).sentence())
        .isEqualTo("There is no artifact R-9 of yours.");
    assertThat(refusal(() -> complete(List.of("1: a", "1: b"), List.of())).sentence())
        .isEqualTo("Criterion T-1.1 is named twice.");
    assertThat(refusal(() -> complete(List.of("1: a"), List.of("1: b"))).sentence())
        .isEqualTo("Criterion T-1.1 has evidence or a waiver, not both.");
    assertThat(refusal(() -> complete(List.of("a"), List.of("b"))).kind())
        .isEqualTo(Refusal.Kind.INVALID);
    assertThat(refusal(() -> complete(List.of("a", "b"), List.of())).kind())
        .isEqualTo(Refusal.Kind.INVALID);
    task();
    house
        .tasks()
        .save(
            ann,
            new Save("T-1", null, null, null, null, null, List.of("T-2"), null, null, null, null));
    assertThat(refusal(() -> complete(List.of(), List.of())).sentence())
        .isEqualTo("T-1 waits for T-2, to be done first.");
  }

  @Test
  void anAgentsBareWordEarnsNothingAndWhatIsShownEarnsOnce() {
    Caller agent = TestHouse.agent(ann, "lantern");
    for (int i = 1; i <= 3; i++) {
      task("one");
      var said = new Complete("T-" + i, List.of("1: seen"), List.of(), "Finished");
      assertThat(completion.complete(agent, said).effects()).noneMatch(e -> e.contains("XP"));
    }
    completion.add(agent, new Add("T-1", Artifact.Type.other, "Done, really", null));
    task("one");
    completion.add(agent, new Add("T-4", Artifact.Type.other, "Done", null));
    var nothing = new Complete("T-4", List.of("1: R-1"), List.of(), null);
    assertThat(completion.complete(agent, nothing).effects()).noneMatch(e -> e.contains("XP"));
    assertThat(house.rows("xp_ledger")).isZero();
    house
        .tasks()
        .save(
            agent,
            new Save("T-4", null, null, null, null, null, null, null, TaskStatus.todo, null, null));
    completion.add(agent, new Add("T-4", Artifact.Type.pr, "https://git.example.com/4", null));
    var shown = new Complete("T-4", List.of("1: R-3"), List.of(), null);
    assertThat(completion.complete(agent, shown).effects()).contains("15 XP for T-4");
    house
        .tasks()
        .save(
            agent,
            new Save("T-4", null, null, null, null, null, null, null, TaskStatus.todo, null, null));
    assertThat(completion.complete(agent, shown).effects()).noneMatch(e -> e.contains("XP"));
    assertThat(house.rows("xp_ledger")).isEqualTo(1);
    task();
    house.removal().remove(ann, "T-4");
    assertThat(house.rows("xp_ledger")).as("what was earned stays").isEqualTo(1);
  }

  @Test
  void evidenceThatTheTaskDidNotMakeShowsIt() {
    Caller agent = TestHouse.agent(ann, "lantern");
    task("one");
    var words = new Complete("T-1", List.of("1: seen"), List.of(), null);
    assertThat(completion.complete(agent, words).effects())
        .contains("E-1 is evidence of it")
        .noneMatch(e -> e.contains("XP"));
    reopen(agent);
    var itself = new Complete("T-1", List.of("1: E-1"), List.of(), null);
    assertThat(completion.complete(agent, itself).effects()).noneMatch(e -> e.contains("XP"));
    reopen(agent);
    house
        .decisions()
        .record(
            ann,
            new Decisions.Choice(
                null,
                "Which lamp?",
                List.of("oil", "gas"),
                "oil",
                "There is some",
                null,
                null,
                DecisionStatus.accepted,
                null,
                null));
    var shown = new Complete("T-1", List.of("1: e-2"), List.of(), null);
    Completed done = completion.complete(agent, shown);
    assertThat(done.criteria()).extracting(TaskSheet.Line::shownBy).containsExactly("E-2");
    assertThat(done.effects()).contains("15 XP for T-1");
    task("one");
    var missing = new Complete("T-2", List.of("1: E-9"), List.of(), null);
    assertThat(refusal(() -> completion.complete(agent, missing)).sentence())
        .isEqualTo("There is no evidence E-9 of yours.");
  }

  private void reopen(Caller who) {
    house
        .tasks()
        .save(
            who,
            new Save("T-1", null, null, null, null, null, null, null, TaskStatus.todo, null, null));
  }

  @Test
  void rulesAreSetTakenBackAndChecked() {
    Projects projects = house.projects();
    var saved =
        projects.save(
            ann,
            new Projects.Save(
                "x", "Goal", Map.of("max_active_tasks", 3, "lease_minutes", 5, "tone", "kind")));
    assertThat(saved.rules())
        .containsEntry("require_evidence_for_done", false)
        .containsEntry("max_active_tasks", 3)
        .containsEntry("lease_minutes", 5)
        .containsEntry("tone", "kind");
    for (Map<String, Object> wrong :
        List.<Map<String, Object>>of(
            Map.of("max_active_tasks", 0),
            Map.of("max_active_tasks", "many"),
            Map.of("lease_minutes", 1441),
            Map.of("require_evidence_for_done", "yes"))) {
      assertThat(refusal(() -> projects.save(ann, new Projects.Save("x", null, wrong))).kind())
          .isEqualTo(Refusal.Kind.INVALID);
    }
    var back = new java.util.HashMap<String, Object>();
    back.put("max_active_tasks", null);
    back.put("tone", null);
    assertThat(projects.save(ann, new Projects.Save("x", null, back)).rules())
        .doesNotContainKeys("max_active_tasks", "tone")
        .containsEntry("lease_minutes", 5);
    assertThat(refusal(() -> projects.save(ann, new Projects.Save("*", null, null))).sentence())
        .isEqualTo("* stands for all projects; name one.");
  }

  private void rule(boolean evidence) {
    house
        .projects()
        .save(ann, new Projects.Save(null, null, Map.of("require_evidence_for_done", evidence)));
  }

  private void task(String... criteria) {
    house
        .tasks()
        .save(
            ann,
            new Save(
                null, "Task", null, null, List.of(criteria), null, null, null, null, null, null));
  }

  private Completed complete(List<String> evidence, List<String> waivers) {
    return complete(evidence, waivers, null);
  }

  private Completed complete(
      List<String> evidence, List<String> waivers, @Nullable String summary) {
    return completion.complete(ann, new Complete("T-1", evidence, waivers, summary));
  }
}
