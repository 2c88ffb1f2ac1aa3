package atlas.core.memory;

import static atlas.core.TestHouse.once;
import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.memory.Checkpoints.Save;
import atlas.core.memory.Checkpoints.Saved;
import atlas.core.testing.Sessions.Start;
import atlas.model.Caller;
import atlas.model.Json;
import atlas.model.Refusal;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class CheckpointsTest {
  private final TestHouse house = new TestHouse();
  private final Checkpoints checkpoints = house.checkpoints();
  private final Caller ann = house.ann();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void aCheckpointKeepsWhatWasGivenAndWhatIsGoingOn() {
    house.jira().put("HBR-1");
    house.sessions().start(ann, new Start("HBR-1", "Explore", null, false));
    Saved saved = checkpoints.create(ann, save(null, Map.of("branch", "main", "open", 3)));
    assertThat(saved.checkpoint()).isEqualTo("C-1");
    assertThat(saved.project()).isEqualTo("house");
    assertThat(saved.createdAt()).isEqualTo(house.clock().instant());
    assertThat(saved.effects()).containsExactly("Open sessions noted: S-1");
    assertThat(kept("snapshot").path("branch").asString("")).isEqualTo("main");
    JsonNode captured = kept("captured");
    assertThat(captured.path("open_sessions").get(0).path("session").asString("")).isEqualTo("S-1");
    assertThat(captured.path("open_sessions").get(0).path("ticket_key").asString(""))
        .isEqualTo("HBR-1");
    assertThat(captured.path("active_tickets").asInt(-1)).isZero();
    assertThat(kept("event_position").asLong(0)).isPositive();
  }

  @Test
  void aProjectIsMadeOnFirstUseAndFoundAgain() {
    assertThat(checkpoints.create(ann, save("  Lighthouse ", null)).project())
        .isEqualTo("Lighthouse");
    assertThat(checkpoints.create(ann, save("Lighthouse", null)).checkpoint()).isEqualTo("C-2");
    assertThat(checkpoints.create(ann, save(" ", null)).project()).isEqualTo("house");
    assertThat(house.rows("projects")).isEqualTo(2);
    assertThat(house.rows("events where type = 'project.created'")).isEqualTo(2);
    Refusal no = refusal(() -> checkpoints.create(ann, save("x".repeat(101), null)));
    assertThat(no.sentence()).isEqualTo("A project's name has at most 100 characters.");
  }

  @Test
  void aRepeatWithItsKeySavesOnce() {
    Saved first = checkpoints.create(once(ann, "key"), save(null, null));
    assertThat(checkpoints.create(once(ann, "key"), save(null, null))).isEqualTo(first);
    assertThat(house.rows("checkpoints")).isEqualTo(1);
  }

  @Test
  void eachHasNumbersOfOnesOwn() {
    checkpoints.create(ann, save(null, null));
    assertThat(checkpoints.create(house.ben(), save(null, null)).checkpoint()).isEqualTo("C-1");
    assertThat(house.rows("projects where name = 'house'")).isEqualTo(2);
  }

  private JsonNode kept(String column) {
    String json =
        house
            .db()
            .admin()
            .withHandle(
                h ->
                    h.createQuery("select " + column + " from checkpoints")
                        .mapTo(String.class)
                        .one());
    return Json.MAPPER.readTree(json);
  }

  private static Save save(@Nullable String project, @Nullable Map<String, Object> snapshot) {
    return new Save("Monday", "Half done", "Go on with the rest", "main@1f3", project, snapshot);
  }
}
