package atlas.core.memory;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.evidence.OwnEvidence;
import atlas.core.memory.Removal.Moved;
import atlas.core.prediction.Predictions;
import atlas.core.testing.Sessions;
import atlas.core.tickets.Tickets;
import atlas.model.Activity;
import atlas.model.Artifact;
import atlas.model.Caller;
import atlas.model.Feedback;
import atlas.model.Hit.Kind;
import atlas.model.Memory;
import atlas.model.Outcome;
import atlas.model.Refusal;
import atlas.model.Result;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
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
  @CsvSource({"session, S-1", "task, T-1", "artifact, R-1", "checkpoint, C-1", "memory, M-1"})
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
  void evidenceGoesAndComesBackWithWhatItIsOf() {
    house.jira().put("HBR-5").summary("The bell rings");
    var sessions = house.sessions(OwnEvidence.ending());
    sessions.start(ann, new Sessions.Start("HBR-5", "Ring", null, false));
    house.clock().advance(Duration.ofMinutes(5));
    var end = new Sessions.End(null, Outcome.passed, null, null, null, null);
    String session = sessions.end(ann, end).sheet().session();
    String task = task("Hang the bell");
    house.completion().complete(ann, new Completion.Complete(task, List.of(), List.of(), null));
    for (String of : List.of(session, task, "D-1")) {
      long away = house.rows("evidence where archived_at is not null");
      long events = house.events(ann);
      List<String> gone = removal.remove(ann, of).effects();
      assertThat(gone).singleElement().asString().endsWith(", its evidence, is removed with it");
      String proof = gone.get(0).substring(0, gone.get(0).indexOf(','));
      assertThat(found(Kind.evidence)).doesNotContain(proof);
      assertThat(house.rows("evidence where archived_at is not null")).isEqualTo(away + 1);
      assertThat(house.events(ann)).isEqualTo(events + 2);
      assertThat(removal.restore(ann, of).effects())
          .containsExactly(proof + ", its evidence, is back with it");
      assertThat(found(Kind.evidence)).contains(proof);
      // What the person removed by itself stays away.
      removal.remove(ann, proof);
      house.clock().advance(Duration.ofMinutes(1));
      assertThat(removal.remove(ann, of).effects()).isEmpty();
      assertThat(removal.restore(ann, of).effects()).isEmpty();
      removal.restore(ann, proof);
    }
  }

  @Test
  void theEvidenceOfAProjectGoesAndComesBackWithIt() {
    String task = in("attic", "Sweep it");
    house.completion().complete(ann, new Completion.Complete(task, List.of(), List.of(), null));
    long away = house.rows("evidence where archived_at is not null");
    assertThat(removal.remove(ann, "project:attic").effects())
        .containsExactly("Removed with it: 1 task, 1 piece of evidence");
    assertThat(house.rows("evidence where archived_at is not null")).isEqualTo(away + 1);
    assertThat(removal.restore(ann, "project:attic").effects())
        .containsExactly("Back with it: 1 task, 1 piece of evidence");
    assertThat(house.rows("evidence where archived_at is not null")).isEqualTo(away);
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

  @Test
  void whatWaitsForARemovedTaskWaitsNoLonger() {
    String first = task("Buy oil");
    String second = task("Oil the lamp");
    house.tasks().save(ann, depends(second, first));
    assertThat(removal.remove(ann, first).effects()).containsExactly(second + " waits no longer");
    assertThat(removal.restore(ann, first).effects())
        .containsExactly(second + " waits for " + first);
    house.completion().complete(ann, new Completion.Complete(first, List.of(), List.of(), null));
    assertThat(removal.remove(ann, first).effects().toString())
        .contains("its evidence")
        .doesNotContain("waits");
  }

  @Test
  void whatWaitsForATaskOfARemovedProjectWaitsNoLonger() {
    String first = in("cellar", "Dig");
    String second = in("cellar", "Brick up");
    String both = task("Store wine");
    String other = task("Store coal");
    String gone = in("cellar", "Removed before");
    house.tasks().save(ann, depends(second, first));
    house.tasks().save(ann, depends(both, first, second));
    house.tasks().save(ann, depends(other, gone, first, task("Buy coal")));
    removal.remove(ann, gone);
    house.clock().advance(Duration.ofMinutes(1));
    assertThat(removal.remove(ann, "project:cellar").effects())
        .containsExactly("Removed with it: 2 tasks", both + " waits no longer");
    assertThat(removal.restore(ann, "project:cellar").effects())
        .containsExactly(
            "Back with it: 2 tasks",
            both + " waits for " + first + ", " + second,
            other + " waits for " + first);
    house.completion().complete(ann, new Completion.Complete(first, List.of(), List.of(), null));
    house.completion().complete(ann, new Completion.Complete(second, List.of(), List.of(), null));
    assertThat(removal.remove(ann, "project:cellar").effects())
        .containsExactly("Removed with it: 2 tasks, 2 pieces of evidence");
  }

  @Test
  void aMemoryWhoseKeyIsTakenStaysAwayUntilItIsFree() {
    var fact = new Memories.Fact(Memory.Type.context, "colour", "red", null, null);
    String first = house.memories().remember(ann, fact).memory();
    removal.remove(ann, first);
    String second = house.memories().remember(ann, fact).memory();
    assertThat(refusal(() -> removal.restore(ann, first)).sentence())
        .isEqualTo(second + " has that key now; remove it first.");
    removal.remove(ann, second);
    assertThat(removal.restore(ann, first).removed()).isFalse();
  }

  @Test
  void whatComesBackIsAsItWasWithItsTime() {
    String task = task("Dust the lamp");
    var before = when(task);
    house.clock().advance(Duration.ofHours(1));
    removal.remove(ann, task);
    house.clock().advance(Duration.ofHours(1));
    removal.restore(ann, task);
    assertThat(when(task)).isEqualTo(before);
    assertThat(new Rebuild(house.db().database()).check(ann).differences()).isEmpty();
  }

  @Test
  void theLogStillTellsOfWhatWasRemoved() {
    String task = task("Polish the brass");
    removal.remove(ann, task);
    var query = new Recall.Query("polish brass", null, null, null, null, 50, null);
    assertThat(house.recall().search(ann, query).hits())
        .isNotEmpty()
        .extracting(Recall.Recalled::kind)
        .containsOnly(Kind.event);
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-5", "T-", "HBR-1", "lamp", "S-1.2.3"})
  void whatIsNoShortIdIsRefused(String named) {
    Refusal no = refusal(() -> removal.remove(ann, named));
    assertThat(no.sentence())
        .startsWith("Name it by its short id: T-12 (task), ")
        .endsWith(
            "H-12 (habit), G-12 (coach line), U-12 (personal task), V-12 (calendar event),"
                + " N-12 (countdown), S-12.3 (scenario), project:name, theater:name.");
  }

  @Test
  void aProjectGoesWithAllThatBelongsToItAndComesBackWithIt() {
    String kept = task("Kept elsewhere");
    String before = shed("Removed before");
    String first = shed("Hang the door");
    house.completion().add(ann, new Completion.Add(first, Artifact.Type.pr, "https://git/7", null));
    house.checkpoints().create(ann, new Checkpoints.Save("Half", "a", "b", null, "shed", null));
    String memory =
        house
            .memories()
            .remember(ann, new Memories.Fact(Memory.Type.context, "door", "oak", "shed", null))
            .memory();
    removal.remove(ann, before);
    house.clock().advance(Duration.ofMinutes(1));
    Moved gone = removal.remove(ann, "project:shed");
    assertThat(gone)
        .isEqualTo(
            new Moved(
                "project:shed",
                true,
                List.of("Removed with it: 1 task, 1 artifact, 1 checkpoint, 1 memory")));
    assertThat(found(Kind.task)).contains(kept).doesNotContain(first, before);
    assertThat(found(Kind.memory)).doesNotContain(memory).isNotEmpty();
    assertThat(house.projects().names(ann, "", 50)).contains("house").doesNotContain("shed");
    assertThat(refusal(() -> house.context().get(ann, "shed", 2_000)).kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(refusal(() -> house.taskSheet().get(ann, first)).kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(removal.remove(ann, "project:shed").effects())
        .containsExactly("project:shed was removed before");
    assertThat(refusal(() -> removal.restore(ann, first)).sentence())
        .isEqualTo(
            first + " belongs to project shed, which was removed; restore project:shed first.");
    assertThat(removal.restore(ann, "Project: shed"))
        .isEqualTo(
            new Moved(
                "project:shed",
                false,
                List.of("Back with it: 1 task, 1 artifact, 1 checkpoint, 1 memory")));
    assertThat(found(Kind.task)).contains(kept, first).doesNotContain(before);
    assertThat(removal.restore(ann, "project:shed").effects())
        .containsExactly("project:shed was not removed");
    assertThat(removal.restore(ann, before).removed()).isFalse();
    removal.remove(ann, "project:shed");
  }

  @Test
  void aProjectThatWasRemovedMakesRoomForAnotherOfItsName() {
    String old = in("porch", "Old");
    house
        .memories()
        .remember(ann, new Memories.Fact(Memory.Type.pattern, "step", "creaks", "porch", null));
    house.clock().advance(Duration.ofMinutes(1));
    removal.remove(ann, "project:porch");
    String young = in("porch", "Young");
    house
        .memories()
        .remember(ann, new Memories.Fact(Memory.Type.pattern, "step", "new", null, null));
    assertThat(found(Kind.task)).contains(young).doesNotContain(old);
    assertThat(refusal(() -> removal.restore(ann, "project:porch")).sentence())
        .isEqualTo("There is another project porch by now; remove that one first.");
    house.clock().advance(Duration.ofMinutes(1));
    removal.remove(ann, "project:porch");
    house.clock().advance(Duration.ofMinutes(1));
    // The latest that was removed is the one that comes back; its memory's key is taken.
    assertThat(removal.restore(ann, "project:porch").effects())
        .containsExactly("Back with it: 1 task");
    assertThat(found(Kind.task)).contains(young).doesNotContain(old);
    removal.remove(ann, "project:porch");
  }

  @Test
  void aProjectInWhichSomebodyWorksIsNotRemoved() {
    String task = in("attic", "Sweep");
    house.claims().act(TestHouse.agent(ann, "broom"), Claims.Action.claim, task, null);
    assertThat(refusal(() -> removal.remove(ann, "project:attic")).sentence())
        .isEqualTo(task + " is claimed by broom; it must be released first.");
    house.claims().act(TestHouse.agent(ann, "broom"), Claims.Action.release, task, null);
    assertThat(removal.remove(ann, "project:attic").removed()).isTrue();
    Refusal no = refusal(() -> removal.remove(house.ben(), "project:house"));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  @Test
  void aScenarioLeavesTheSheetAndCountsNoMore() {
    house.jira().put("HBR-3").summary("The bell rings");
    var sessions = house.sessions();
    var predictions = house.predictions();
    predictions.predict(ann, new Predictions.Ask("HBR-3", null, null, null, null, 3));
    String session =
        sessions.start(ann, new Sessions.Start("HBR-3", "Ring", null, true)).session().shortId();
    for (Result result : List.of(Result.failed, Result.passed)) {
      sessions.log(
          ann,
          new Sessions.Log(session, "Ring " + result, result, Activity.test, null, 1, null, null));
    }
    assertThat(removal.remove(ann, session + ".1"))
        .isEqualTo(new Moved(session + ".1", true, List.of()));
    assertThat(found(Kind.scenario)).contains(session + ".2").doesNotContain(session + ".1");
    assertThat(removal.remove(ann, session + ".1").effects())
        .containsExactly(session + ".1 was removed before");
    assertThat(refusal(() -> removal.remove(ann, session + ".9")).sentence())
        .isEqualTo("There is no scenario " + session + ".9 of yours.");
    var sheet =
        sessions
            .end(
                ann,
                new Sessions.End(session, Outcome.passed, null, null, null, null, false, false))
            .sheet();
    assertThat(sheet.scenarios()).hasSize(1);
    removal.restore(ann, session + ".1");
    assertThat(found(Kind.scenario)).contains(session + ".1");
  }

  @Test
  void aPredictionIsHiddenAndComesBack() {
    house.jira().put("HBR-4").summary("The gate squeaks");
    var asked = new Predictions.Ask("HBR-4", null, null, null, null, 1);
    String id =
        Objects.requireNonNull(house.predictions().predict(ann, asked).predictions().get(0).id());
    var rating = new Predictions.Rating(id, Feedback.accepted, null, null, null);
    removal.remove(ann, id);
    assertThat(refusal(() -> house.predictions().rate(ann, rating)).sentence())
        .isEqualTo("There is no prediction " + id + " of yours.");
    removal.restore(ann, id);
    assertThat(house.predictions().rate(ann, rating).prediction()).isEqualTo(id);
  }

  private String shed(String title) {
    return in("shed", title);
  }

  private String in(String project, String title) {
    return house
        .tasks()
        .save(
            ann,
            new Tasks.Save(null, title, project, null, null, null, null, null, null, null, null))
        .task();
  }

  private static Tasks.Save depends(String task, String... on) {
    return new Tasks.Save(task, null, null, null, null, null, List.of(on), null, null, null, null);
  }

  private String task(String title) {
    return house
        .tasks()
        .save(
            ann, new Tasks.Save(null, title, null, null, null, null, null, null, null, null, null))
        .task();
  }

  private java.time.Instant when(String name) {
    var query = new Recall.Query(name, Kind.task, null, null, null, 1, null);
    return house.recall().search(ann, query).hits().get(0).at();
  }

  private List<String> found(Kind kind) {
    var query = new Recall.Query(null, kind, null, null, null, 50, null);
    return house.recall().search(ann, query).hits().stream().map(Recall.Recalled::name).toList();
  }
}
