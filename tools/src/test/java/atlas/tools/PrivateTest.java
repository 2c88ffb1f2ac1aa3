package atlas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.access.DataExport;
import atlas.core.access.Profiles;
import atlas.model.Json;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person said of how they are goes to no agent unless the person said that it may. */
final class PrivateTest {
  /** In each of their texts, and nowhere else. */
  private static final String MARK = "quagmire";

  private static final List<String> TELLING =
      List.of(MARK, "mood.logged", "journal.written", "J-1", "O-1", "frustrated");

  private final World world = new World();
  private @TempDir Path exports;

  @BeforeEach
  void aMoodAndADayAndTheRestOfLife() {
    world.ok("get_assigned_issues", "{}");
    world.ok("start_session", "{\"ticket_key\":\"HBR-9\"}");
    world.ok("end_session", "{\"outcome\":\"failed\"}");
    world.ok("save_task", "{\"title\":\"Read the log\"}");
    world.clock().advance(Duration.ofMinutes(1));
    world.ok(
        "log_wellbeing",
        """
        {"kind":"mood","mood":"frustrated","after":"S-1","text":"A %s of a morning",
         "idempotency_key":"mood"}"""
            .formatted(MARK));
    world.ok(
        "log_wellbeing",
        """
        {"kind":"journal","mood":"frustrated","title":"A %s","text":"All %s","tags":["%s"],
         "idempotency_key":"journal"}"""
            .formatted(MARK, MARK, MARK));
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void whoWroteItDownGetsItsShortIdBackAndNothingElse() {
    Map<String, Object> again =
        world.ok(
            "log_wellbeing",
            "{\"kind\":\"journal\",\"text\":\"And %s\",\"title\":\"%s\"}".formatted(MARK, MARK));
    assertThat(again)
        .containsEntry("item", "J-1")
        .containsEntry("effects", List.of("Added to what the day's journal said before"));
    assertThat(again.toString()).doesNotContain(MARK);
  }

  @Test
  void noReadingToolResourceOrPromptTellsOfIt() {
    int calls = 0;
    for (Map.Entry<Tool<?, ?>, Map<String, @Nullable Object>> call : reads()) {
      CallToolResult result = world.call(world.ann(), call.getKey(), call.getValue());
      String told = Json.MAPPER.writeValueAsString(result) + World.text(result);
      assertThat(withoutEchoes(told, call.getValue()))
          .as(call.getKey().name() + " " + call.getValue())
          .doesNotContain(TELLING);
      calls++;
    }
    assertThat(calls).isGreaterThan(40);
    assertThat(exported()).isNotEmpty().doesNotContain(MARK);
    assertThat(shared()).isNotEmpty().doesNotContain(MARK);
  }

  @Test
  void thatItWasRemovedIsToldToNobodyEither() {
    assertThat(world.ok("remove_item", "{\"item\":\"J-1\"}").toString()).doesNotContain(MARK);
    world.ok("remove_item", "{\"item\":\"O-1\"}");
    world.ok("remove_item", "{\"item\":\"O-1\",\"restore\":true}");
    assertThat(told("get_timeline", "{\"limit\":100,\"format\":\"detailed\"}"))
        .doesNotContain(TELLING);
    assertThat(told("search_memory", "{\"query\":\"O-1 J-1\"}").replace("O-1 J-1", ""))
        .doesNotContain(TELLING);
  }

  @Test
  void whoIsAllowedToReadsItByWordsByNameAndInTheLog() {
    allow(true);
    assertThat(told("search_memory", "{\"query\":\"" + MARK + "\"}"))
        .contains("J-1", "O-1", "All " + MARK, "wellbeing");
    assertThat(told("search_memory", "{\"kind\":\"wellbeing\"}"))
        .contains("\"hits\"", "J-1", "O-1");
    assertThat(told("get_timeline", "{\"limit\":100}")).contains("mood.logged", "A " + MARK);
    assertThat(exported()).contains("All " + MARK);
    allow(false);
    assertThat(told("search_memory", "{\"query\":\"" + MARK + "\"}").replace(MARK, "?"))
        .doesNotContain("J-1", "O-1");
    assertThat(told("get_timeline", "{\"limit\":100}")).doesNotContain(TELLING);
  }

  @Test
  void anAgentAloneAllowsNothingButMayHide() {
    assertThat(told("update_preferences", "{\"wellbeing_visible\":true,\"theme\":\"dark\"}"))
        .contains("forbidden: Only the person", "atlas wellbeing allow");
    assertThat(told("update_preferences", "{}")).contains("\"wellbeing_visible\":false", "light");
    allow(true);
    assertThat(told("update_preferences", "{\"wellbeing_visible\":true,\"theme\":\"dark\"}"))
        .contains("\"wellbeing_visible\":true", "dark");
    assertThat(told("update_preferences", "{\"wellbeing_visible\":false}"))
        .contains("\"wellbeing_visible\":false");
    assertThat(told("get_timeline", "{\"limit\":100}")).doesNotContain(TELLING);
  }

  private void allow(boolean visible) {
    new Profiles(world.database().database())
        .update(world.ann(), Profiles.Change.NONE, new Profiles.Sight(visible, true));
  }

  private String told(String tool, String arguments) {
    CallToolResult result = world.call(tool, World.map(arguments));
    return Boolean.TRUE.equals(result.isError())
        ? World.text(result)
        : Json.MAPPER.writeValueAsString(result.structuredContent());
  }

  /**
   * Each reading tool as its example calls it, and with whatever names or holds what is private.
   */
  private List<Map.Entry<Tool<?, ?>, Map<String, @Nullable Object>>> reads() {
    var calls = new ArrayList<Map.Entry<Tool<?, ?>, Map<String, @Nullable Object>>>();
    for (Tool<?, ?> tool : world.tools()) {
      if (tool.effect() != Effect.READS && !tool.name().equals("create_checkpoint")) continue;
      var example = ExamplesTest.example(tool).arguments();
      var detailed = new LinkedHashMap<>(example);
      var parameters = new TreeSet<String>();
      Definitions.of(tool).inputSchema().forEach((key, value) -> names(key, value, parameters));
      if (parameters.contains("format")) detailed.put("format", "detailed");
      calls.add(Map.entry(tool, detailed));
      // What writes says what it was given back to whoever reads.
      if (tool.effect() != Effect.READS) continue;
      for (String name : List.of("query", "item", "session", "type", "kind", "source", "project")) {
        if (!parameters.contains(name)) continue;
        for (String value : List.of(MARK, "J-1", "O-1", "mood.logged", "wellbeing", "*", "S-1")) {
          var arguments = new LinkedHashMap<>(detailed);
          arguments.put(name, value);
          if (name.equals("kind")) arguments.remove("query");
          calls.add(Map.entry(tool, arguments));
        }
      }
    }
    return calls;
  }

  private static void names(String key, Object value, TreeSet<String> into) {
    if (key.equals("properties") && value instanceof Map<?, ?> properties) {
      properties.keySet().forEach(name -> into.add(name.toString()));
    }
  }

  private static String withoutEchoes(String text, Map<String, @Nullable Object> arguments) {
    String left = text;
    for (Object value : arguments.values()) {
      if (value instanceof String word && !word.isBlank()) left = left.replace(word, "");
    }
    return left;
  }

  /** All that an export writes for an agent. */
  private String exported() {
    var export = new DataExport(world.database().database(), world.clock(), exports, exports);
    world.clock().advance(Duration.ofMinutes(1));
    DataExport.Kept kept = export.keep(world.ann());
    Path folder = exports.resolveSibling(kept.folder());
    try (Stream<Path> files = Files.walk(folder)) {
      var all = new StringBuilder(kept.effects().toString());
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file));
      }
      return all.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that resources and prompts say. */
  private String shared() {
    var services =
        World.services(world.database().database(), world.accounts(), world.clock(), Runnable::run);
    var all = new StringBuilder();
    for (ResourceKind kind : Catalog.resources(services, world.tools())) {
      var names = new ArrayList<>(kind.names().beginning(world.ann(), "", 100));
      if (kind.name().equals("agenda")) names.add("today");
      for (String name : names) all.append(kind.reader().read(world.ann(), name).text());
    }
    for (PromptKind prompt : Catalog.prompts(services, world.tools())) {
      Map<String, String> given =
          prompt.name().equals("test_ticket") ? Map.of("ticket_key", "HBR-9") : Map.of();
      all.append(prompt.writer().write(world.ann(), given));
    }
    return all.toString();
  }
}
