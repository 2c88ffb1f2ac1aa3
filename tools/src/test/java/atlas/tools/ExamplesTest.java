package atlas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.model.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.core.type.TypeReference;

/** One story in which every tool is called once, in the catalogue's order, as others may see it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ExamplesTest {
  private static final Path FILES = Path.of("src/test/examples");

  /** A call and what came back. */
  record Example(Map<String, @Nullable Object> arguments, Map<String, Object> answer) {}

  private final World world = new World();

  @BeforeAll
  void earlierThatMorning() {
    world.ok("get_assigned_issues", "{}");
    world.ok("start_session", "{\"ticket_key\":\"HBR-9\"}");
    world.clock().advance(Duration.ofMinutes(20));
    world.ok(
        "log_scenario",
        """
        {"scenario":"Pay part of an invoice, then the rest","result":"failed","bug_key":"HBR-31",
         "minutes":20}""");
    world.ok("end_session", "{\"outcome\":\"failed\"}");
    world.clock().advance(Duration.ofHours(1));
  }

  @AfterAll
  void close() {
    world.close();
  }

  @TestFactory
  Iterable<DynamicTest> everyToolAnswersAsRecorded() {
    return world.tools().stream()
        .map(tool -> DynamicTest.dynamicTest(tool.name(), () -> play(tool)))
        .toList();
  }

  @Test
  void thereIsAnExampleOfEachToolAndNoOther() {
    assertThat(FILES.toFile().list())
        .containsExactlyInAnyOrderElementsOf(
            world.tools().stream().map(t -> t.name() + ".json").toList());
  }

  private void play(Tool<?, ?> tool) {
    world.clock().advance(Duration.ofMinutes(5));
    Example example = example(tool);
    if (tool.name().equals("review_insight")) world.show("I-1");
    long before = world.events(world.ann());
    var result = world.call(tool.name(), example.arguments());
    long after = world.events(world.ann());
    assertThat(result.isError()).as(World.text(result)).isFalse();
    Map<String, Object> answer = World.structured(result);
    if (tool.effect() == Effect.READS) assertThat(after).isEqualTo(before);
    else assertThat(after).isGreaterThan(before);
    var now = new LinkedHashMap<String, Object>();
    now.put("arguments", example.arguments());
    now.put("answer", answer);
    Golden.hold(file(tool), Golden.pretty(now));
  }

  private static Path file(Tool<?, ?> tool) {
    return FILES.resolve(tool.name() + ".json");
  }

  /** The recorded call of a tool. */
  static Example example(Tool<?, ?> tool) {
    try {
      Map<String, Map<String, Object>> example =
          Json.MAPPER.readValue(
              Files.readString(file(tool)),
              new TypeReference<LinkedHashMap<String, Map<String, Object>>>() {});
      return new Example(
          new LinkedHashMap<>(example.get("arguments")), example.getOrDefault("answer", Map.of()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
