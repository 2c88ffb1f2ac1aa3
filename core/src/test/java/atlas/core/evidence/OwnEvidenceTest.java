package atlas.core.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.memory.Completion;
import atlas.core.memory.Decisions;
import atlas.core.memory.Tasks;
import atlas.core.testing.Sessions;
import atlas.core.tickets.TicketKeys;
import atlas.model.Activity;
import atlas.model.Caller;
import atlas.model.DecisionStatus;
import atlas.model.Evidence;
import atlas.model.EvidenceSource;
import atlas.model.Outcome;
import atlas.model.Result;
import atlas.model.TaskStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OwnEvidenceTest {
  private final TestHouse house = new TestHouse();
  private final Caller ann = house.ann();
  private final Path none = Path.of("target", "none");
  private final Evidences evidences =
      new Evidences(house.db().database(), TicketKeys.DEFAULT, new Uploads(none, List.of()));

  @AfterEach
  void close() {
    house.close();
  }

  private Evidence evidence(String id) {
    return evidences.get(ann, id).evidence();
  }

  @Test
  void aSessionThatEndsIsEvidenceOfWhatWasTested() {
    house.jira().put("HBR-1");
    Sessions sessions = house.sessions(OwnEvidence.ending());
    sessions.start(ann, new Sessions.Start("HBR-1", "Try the lamp", null, false));
    sessions.log(
        ann,
        new Sessions.Log(null, "In fog", Result.failed, Activity.test, null, 5, null, "HBR-9"));
    var end = new Sessions.End(null, Outcome.failed, "It went out", "Fog", null, null);
    assertThat(sessions.end(ann, end).effects()).contains("E-1 is evidence of it");
    Evidence evidence = evidence("E-1");
    assertThat(evidence.source()).isEqualTo(EvidenceSource.session);
    assertThat(evidence.title()).isEqualTo("Tested HBR-1: Try the lamp");
    assertThat(evidence.ticketKey()).isEqualTo("HBR-1");
    assertThat(evidence.category()).isEqualTo("testing");
    assertThat(evidence.categorySuggested()).isTrue();
    assertThat(evidence.happenedAt()).isEqualTo(house.clock().instant());
    assertThat(evidence.content())
        .contains("Charter: Try the lamp", "1 scenarios, 1 failed, 1 bugs", "Obstacles: Fog");
    sessions.start(ann, new Sessions.Start("HBR-1", "Once more", null, false));
    sessions.update(ann, null, Sessions.Action.abandon, null);
    assertThat(house.rows("evidence")).isEqualTo(1);
  }

  @Test
  void aSessionWhoseScenarioIsRemovedOrRestoredIsToldAnew() {
    house.jira().put("HBR-1");
    Sessions sessions = house.sessions(OwnEvidence.ending());
    sessions.start(ann, new Sessions.Start("HBR-1", "Try the lamp", null, false));
    for (String name : List.of("In fog", "By day")) {
      sessions.log(
          ann, new Sessions.Log(null, name, Result.failed, Activity.test, null, 5, null, null));
    }
    sessions.end(ann, new Sessions.End(null, Outcome.failed, null, null, null, null));
    var ended = evidence("E-1").happenedAt();
    house.clock().advance(Duration.ofHours(1));
    assertThat(house.removal().remove(ann, "S-1.2").effects()).containsExactly("E-1 tells it anew");
    assertThat(evidence("E-1").content()).contains("1 scenarios, 1 failed");
    assertThat(evidence("E-1").happenedAt()).isEqualTo(ended);
    assertThat(house.removal().restore(ann, "S-1.2").effects())
        .containsExactly("E-1 tells it anew");
    assertThat(evidence("E-1").content()).contains("2 scenarios, 2 failed");
    house.removal().remove(ann, "E-1");
    assertThat(house.removal().remove(ann, "S-1.1").effects()).isEmpty();
    assertThat(house.rows("evidence")).isEqualTo(1);
  }

  @Test
  void aSessionOfNothingIsNoEvidence() {
    house.jira().put("HBR-1");
    Sessions sessions = house.sessions(OwnEvidence.ending());
    sessions.start(ann, new Sessions.Start("HBR-1", "By mistake", null, false));
    var end = new Sessions.End(null, Outcome.passed, null, null, null, null);
    assertThat(sessions.end(ann, end).effects().toString()).doesNotContain("evidence");
    assertThat(house.rows("evidence")).isZero();
  }

  @Test
  void aTaskThatIsDoneIsEvidenceAndDoneAgainTellsItAnew() {
    house.tasks().save(ann, task(null, "Mend the lamp", List.of("It shines")));
    var complete =
        new Completion.Complete("T-1", List.of("1: it shone all night"), List.of(), "New wire");
    assertThat(house.completion().complete(ann, complete).effects())
        .containsExactly("E-1 is evidence of it", "15 XP for T-1");
    Evidence evidence = evidence("E-1");
    assertThat(evidence.source()).isEqualTo(EvidenceSource.task);
    assertThat(evidence.title()).isEqualTo("Mend the lamp");
    assertThat(evidence.content())
        .contains("Came of it: New wire", "met: It shines: it shone all night");
    assertThat(evidence.suggestedTags()).containsExactly("house");
    house.tasks().save(ann, reopened("T-1"));
    var again = new Completion.Complete("T-1", List.of(), List.of(), "Another wire");
    assertThat(house.completion().complete(ann, again).effects()).contains("E-1 tells it anew");
    assertThat(evidence("E-1").content()).contains("Another wire");
    assertThat(house.rows("evidence")).isEqualTo(1);
  }

  private static Tasks.Save reopened(String id) {
    return new Tasks.Save(
        id, null, null, null, null, null, null, null, TaskStatus.todo, null, null);
  }

  private static Tasks.Save task(@Nullable String id, String title, List<String> criteria) {
    return new Tasks.Save(id, title, null, null, criteria, null, null, null, null, null, null);
  }

  @Test
  void aDecisionIsEvidenceFromWhenItHolds() {
    Decisions decisions = house.decisions();
    assertThat(decisions.record(ann, decide(DecisionStatus.proposed)).effects()).isEmpty();
    assertThat(house.rows("evidence")).isZero();
    assertThat(decisions.record(ann, change("D-1", DecisionStatus.accepted, null)).effects())
        .containsExactly("E-1 is evidence of it");
    assertThat(decisions.record(ann, change("D-1", null, "It holds")).effects())
        .containsExactly("E-1 tells it anew");
    Evidence evidence = evidence("E-1");
    assertThat(evidence.source()).isEqualTo(EvidenceSource.decision);
    assertThat(evidence.content())
        .contains("Chosen: Gas", "From: Gas, Oil", "Why: Brighter", "Came of it: It holds");
    assertThat(decisions.record(ann, decide(null)).effects())
        .containsExactly("E-2 is evidence of it");
  }

  private static Decisions.Choice decide(@Nullable DecisionStatus status) {
    return new Decisions.Choice(
        null,
        "Which lamp",
        List.of("Gas", "Oil"),
        "Gas",
        "Brighter",
        null,
        null,
        status,
        null,
        null);
  }

  private static Decisions.Choice change(
      String id, @Nullable DecisionStatus status, @Nullable String outcome) {
    return new Decisions.Choice(id, null, null, null, null, null, null, status, null, outcome);
  }
}
