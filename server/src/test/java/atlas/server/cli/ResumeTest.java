package atlas.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.model.Json;
import atlas.storage.TestDatabase;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Work that one agent saves and another takes up, in another process, by one call. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
class ResumeTest {
  private final TestDatabase database = TestDatabase.create();
  private @TempDir Path home;

  @AfterAll
  void close() {
    database.close();
  }

  @Test
  void whatOneProcessSavesAnotherTakesUp() {
    try (McpSyncClient first = client("monday")) {
      call(first, "save_project", Map.of("description", "Pay by card"));
      call(first, "save_task", Map.of("title", "Refuse the second charge", "priority", "high"));
      call(first, "save_task", Map.of("title", "Tell of it", "depends_on", List.of("T-1")));
      call(first, "save_task", Map.of("title", "Other work"));
      call(first, "claim_task", Map.of("action", "claim", "task", "T-1"));
      call(
          first,
          "record_decision",
          Map.of(
              "title",
              "How",
              "options",
              List.of("key", "lock"),
              "choice",
              "key",
              "rationale",
              "It survives a restart"));
      JsonNode saved =
          call(
              first,
              "create_checkpoint",
              Map.of(
                  "label", "Half way",
                  "summary", "The key is there, the retry is not.",
                  "resume_instructions", "Begin with the retry.",
                  "repo_ref", "main@1f3"));
      assertThat(saved.path("effects").toString()).contains("Open tasks noted: T-1, T-2, T-3");
    }
    try (McpSyncClient second = client("tuesday")) {
      JsonNode pack = call(second, "get_project_context", Map.of());
      assertThat(pack.path("goal").asString()).isEqualTo("Pay by card");
      JsonNode checkpoint = pack.path("checkpoint");
      assertThat(checkpoint.path("checkpoint").asString()).isEqualTo("C-1");
      assertThat(checkpoint.path("resume_instructions").asString())
          .isEqualTo("Begin with the retry.");
      assertThat(checkpoint.path("repo_ref").asString()).isEqualTo("main@1f3");
      assertThat(pack.path("tasks").findValuesAsString("task"))
          .containsExactly("T-1", "T-3", "T-2");
      assertThat(pack.path("tasks").get(0).path("holder").asString()).isEqualTo("monday");
      assertThat(pack.path("tasks").get(2).path("waits_for").toString()).isEqualTo("[\"T-1\"]");
      assertThat(pack.path("decisions").findValuesAsString("choice")).containsExactly("key");
      assertThat(pack.path("events").findValuesAsString("actor")).containsOnly("monday");
      assertThat(pack.path("tokens").asInt()).isLessThanOrEqualTo(2_000);

      // What the other holds is left to it, and what is ready is taken.
      JsonNode next = call(second, "claim_task", Map.of("action", "next"));
      assertThat(next.path("task").asString()).isEqualTo("T-3");
      var taken =
          second.callTool(
              CallToolRequest.builder("claim_task")
                  .arguments(Map.of("action", "release", "task", "T-1"))
                  .build());
      assertThat(taken.isError()).isTrue();
      assertThat(taken.content().toString()).contains("conflict: T-1 is claimed by monday until");
    }
  }

  @Test
  void agentsOfOneClientAreToldApartByTheirNamesAndKnowThemselvesAgain() {
    String task;
    try (McpSyncClient left = client("one-client", "left");
        McpSyncClient right = client("one-client", "right")) {
      task = call(left, "save_task", Map.of("title", "Paint the door")).path("task").asString();
      JsonNode claimed = call(left, "claim_task", Map.of("action", "claim", "task", task));
      assertThat(claimed.path("lease").path("who").asString()).isEqualTo("left");
      for (String tool : List.of("claim_task", "complete_task")) {
        var arguments =
            tool.equals("claim_task")
                ? Map.<String, Object>of("action", "release", "task", task)
                : Map.<String, Object>of("task", task);
        var refused = right.callTool(CallToolRequest.builder(tool).arguments(arguments).build());
        assertThat(refused.isError()).isTrue();
        assertThat(refused.content().toString()).contains(task + " is claimed by left until");
      }
    }
    try (McpSyncClient again = client("one-client", "left")) {
      call(again, "claim_task", Map.of("action", "renew", "task", task));
      assertThat(call(again, "complete_task", Map.of("task", task)).path("status").asString())
          .isEqualTo("done");
    }
  }

  private McpSyncClient client(String name) {
    return client(name, "");
  }

  private McpSyncClient client(String name, String actor) {
    var environment = new HashMap<>(CommandLine.environment(database));
    environment.put("ATLAS_HOME", home.toString());
    environment.put("ATLAS_USER", actor.isEmpty() ? "ann" : "bo");
    environment.put("ATLAS_TOOLSETS", "memory");
    environment.put("ATLAS_ACTOR", actor);
    var parameters =
        ServerParameters.builder(Path.of(System.getProperty("java.home"), "bin", "java").toString())
            .args(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "atlas.server.Main")
            .env(environment)
            .build();
    var transport = new StdioClientTransport(parameters, McpJsonDefaults.getMapper());
    transport.setStdErrorHandler(line -> {});
    McpSyncClient client =
        McpClient.sync(transport)
            .clientInfo(McpSchema.Implementation.builder(name, "1").build())
            .requestTimeout(Duration.ofSeconds(60))
            .initializationTimeout(Duration.ofSeconds(60))
            .build();
    client.initialize();
    return client;
  }

  private static JsonNode call(McpSyncClient client, String tool, Map<String, Object> arguments) {
    var result = client.callTool(CallToolRequest.builder(tool).arguments(arguments).build());
    assertThat(result.isError()).as(tool + ": " + result.content()).isFalse();
    return Json.MAPPER.valueToTree(result.structuredContent());
  }
}
