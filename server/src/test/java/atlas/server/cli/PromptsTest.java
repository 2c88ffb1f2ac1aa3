package atlas.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.model.Json;
import atlas.storage.TestDatabase;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Prompts of a process, as they stand on the wire. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(120)
class PromptsTest {
  private final TestDatabase database = TestDatabase.create();
  private @TempDir Path home;

  @AfterAll
  void close() {
    database.close();
  }

  @Test
  void whatOneProcessSavedAnotherTakesUpByAPromptAlone() {
    try (var first = Running.atlas(environment());
        var second = Running.atlas(environment())) {
      first.initialized().call(1, "create_checkpoint", checkpoint());
      assertThat(first.line(1)).contains("C-1");
      second.initialized().request(2, "prompts/list");
      first.request(2, "prompts/list");
      assertThat(second.line(2))
          .isEqualTo(first.line(2))
          .contains("debrief_session", "resume_project", "test_ticket", "weekly_review");

      JsonNode resumed = ask(second, 3, "prompts/get", Map.of("name", "resume_project"));
      JsonNode message = resumed.path("result").path("messages").get(0);
      assertThat(message.path("role").asString()).isEqualTo("user");
      assertThat(message.path("content").path("text").asString())
          .startsWith("Take up the work on the project harbor.")
          .contains("Begin with the retry.", "create_checkpoint");

      var typed =
          Map.of(
              "ref", Map.of("type", "ref/prompt", "name", "resume_project"),
              "argument", Map.of("name", "project", "value", "ha"));
      JsonNode completed = ask(second, 4, "completion/complete", typed);
      assertThat(completed.at("/result/completion/values/0").asString()).isEqualTo("harbor");

      JsonNode unknown =
          ask(second, 5, "prompts/get", Map.of("name", "resume_projct")).path("error");
      assertThat(unknown.path("code").asInt()).isEqualTo(-32602);
      assertThat(unknown.path("message").asString())
          .isEqualTo("There is no prompt \"resume_projct\"; prompts/list shows what there is.");
      JsonNode wrong =
          ask(
                  second,
                  6,
                  "prompts/get",
                  Map.of("name", "weekly_review", "arguments", Map.of("week", "1")))
              .path("error");
      assertThat(wrong.path("message").asString()).isEqualTo("A week is named like 2026-W14.");
    }
  }

  private static Map<String, ?> checkpoint() {
    return Map.of(
        "label", "Half", "summary", "way", "resume_instructions", "Begin with the retry.");
  }

  private static JsonNode ask(Running server, int id, String method, Map<String, ?> params) {
    server.send(
        Json.MAPPER.writeValueAsString(
            Map.of("jsonrpc", "2.0", "id", id, "method", method, "params", params)));
    return Json.MAPPER.valueToTree(server.answer(id));
  }

  private Map<String, String> environment() {
    var environment = new HashMap<>(CommandLine.environment(database));
    environment.put("ATLAS_HOME", home.toString());
    return environment;
  }
}
