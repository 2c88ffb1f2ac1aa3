package atlas.core.memory;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.memory.Removal.Moved;
import atlas.core.testing.Sessions;
import atlas.core.tickets.Tickets;
import atlas.model.Artifact;
import atlas.model.Caller;
import atlas.model.Hit.Kind;
import atlas.model.Memory;
import atlas.model.Outcome;
import atlas.model.Refusal;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemovalTest {
  private final TestHouse house = new TestHouse();
  private final Removal removal = house.removal();
  private final Caller ann = house.ann();

  @BeforeAll
  void oneOfEach() {
    house.jira().put("HBR-1").summary("The lamp blinks");
    house.tickets().assigned(ann, new Tickets.Query(null, null, Tickets.Source.live, 50, null));
    var sessions = house.sessions();
    sessions.start(ann, new Sessions.Start("HBR-1", "Try the lamp", null, false));
    sessions.end(ann, new Sessions.End(null, Outcome.passed, null, null, null, null, false, false));
    task("Mend the lamp");
    house.completion().add(ann, new Completion.Add("T-1", Artifact.Type.pr, "https://git/1", null));
    house
        .checkpoints()
        .create(ann, new Checkpoints.Save("Half done", "Wired", "Solder", null, null, null));
    house
        .decisions()
        .record(
            ann,
            new Decisions.Choice(
                null, "Which", List.of("Oil"), "Oil", "Cheap", null, null, null, null, null));
    house
        .memories()
        .remember(ann, new Memories.Fact(Memory.Type.context, "lamp", "E27", null, null));
  }

  @AfterAll
  void close() {
    house.close();
  }

  @ParameterizedTest
  @CsvSource({
    "session, S-1",
    "task, T-1",
    "artifact, R-1",
    "checkpoint, C-1",
    "decision, D-1",
    "memory, M-1"
  })
  void whatIsRemovedIsHiddenUntilItIsRestored(Kind kind, String id) {
    assertThat(found(kind)).contains(id);
    long before = house.events(ann);
    assertThat(removal.remove(ann, id.toLowerCase(Locale.ROOT)))
        .isEqualTo(new Moved(id, true, List.of()));
    assertThat(found(kind)).doesNotContain(id);
    assertThat(removal.remove(ann, id).effects()).containsExactly(id + " was removed before");
    assertThat(house.events(ann)).isEqualTo(before + 1);
    assertThat(removal.restore(ann, id)).isEqualTo(new Moved(id, false, List.of()));
    assertThat(found(kind)).contains(id);
    assertThat(removal.restore(ann, id).effects()).containsExactly(id + " was not removed");
    assertThat(house.events(ann)).isEqualTo(before + 2);
    Refusal no = refusal(() -> removal.remove(house.ben(), id));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  @Test
  void whatGoesOnIsNotRemoved() {
    var open =
        house.sessions().start(ann, new Sessions.Start("HBR-1", null, null, false)).session();
    assertThat(refusal(() -> removal.remove(ann, open.shortId())).sentence())
        .isEqualTo(open.shortId() + " goes on; end_session or update_session abandon it first.");
    String task = task("Paint the lamp");
    house.claims().act(TestHouse.agent(ann, "lantern"), Claims.Action.claim, task, null);
    assertThat(refusal(() -> removal.remove(ann, task)).sentence())
        .isEqualTo(task + " is claimed by lantern; it must be released first.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"E-5", "T-", "HBR-1", "lamp", "P-1"})
  void whatIsNoShortIdIsRefused(String named) {
    Refusal no = refusal(() -> removal.remove(ann, named));
    assertThat(no.sentence()).startsWith("Name it by its short id: T-12 (task), ");
  }

  private String task(String title) {
    return house
        .tasks()
        .save(
            ann, new Tasks.Save(null, title, null, null, null, null, null, null, null, null, null))
        .task();
  }

  private List<String> found(Kind kind) {
    var query = new Recall.Query(null, kind, null, null, null, 50, null);
    return house.recall().search(ann, query).hits().stream().map(Recall.Recalled::name).toList();
  }
}
