package atlas.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.model.Caller;
import atlas.model.Json;
import atlas.storage.TestDatabase;
import atlas.storage.Threads;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Agents in processes of their own that test in one session. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
class SharedSessionTest {
  private static final int AGENTS = 3;
  private static final int EACH = 12;

  private final TestDatabase database = TestDatabase.create();
  private @TempDir Path home;

  @AfterAll
  void close() {
    database.close();
  }

  @Test
  void nothingThatSeveralAgentsLogIsLostAndTheEndIsOne() {
    ticket();
    var clients = new ArrayList<McpSyncClient>();
    try {
      for (int n = 0; n < AGENTS; n++) clients.add(client("agent-" + n));
      List<JsonNode> started =
          Threads.race(
              AGENTS, n -> call(clients.get(n), "start_session", Map.of("ticket_key", "HBR-1")));
      assertThat(started).extracting(s -> s.path("session").asString()).containsOnly("S-1");
      assertThat(started).filteredOn(s -> !s.path("resumed_existing").asBoolean()).hasSize(1);
      // Two threads of each, since one agent may have several calls under way.
      Threads.race(
          2 * AGENTS,
          n -> {
            for (int i = 0; i < EACH / 2; i++) {
              call(
                  clients.get(n / 2),
                  "log_scenario",
                  Map.of("scenario", "Try " + n + "." + i, "result", "passed"));
            }
            return n;
          });
      List<JsonNode> ended =
          Threads.race(
              AGENTS,
              n ->
                  call(
                      clients.get(n),
                      "end_session",
                      Map.of("outcome", "passed", "session", "S-1", "idempotency_key", "end-1")));
      assertThat(ended).containsOnly(ended.get(0));
      JsonNode scenarios = ended.get(0).path("sheet").path("scenarios");
      assertThat(scenarios.findValuesAsString("id"))
          .isEqualTo(IntStream.rangeClosed(1, AGENTS * EACH).mapToObj(i -> "S-1." + i).toList());
      assertThat(scenarios.findValuesAsString("scenario")).doesNotHaveDuplicates();
      JsonNode sheet = call(clients.get(0), "get_session", Map.of("session", "S-1"));
      assertThat(sheet.path("sheets").get(0)).isEqualTo(ended.get(0).path("sheet"));
      JsonNode ends = call(clients.get(1), "get_timeline", Map.of("type", "session.ended"));
      assertThat(ends.path("events").size()).isEqualTo(1);
    } finally {
      for (McpSyncClient client : clients) client.close();
    }
  }

  /** One that was copied before, so that nobody asks a Jira. */
  private void ticket() {
    Caller ann = database.user("ann");
    Map<String, Object> ticket =
        Map.ofEntries(
            Map.entry("id", database.nextId()),
            Map.entry("ticket_key", "HBR-1"),
            Map.entry("jira_id", "10001"),
            Map.entry("project_key", "HBR"),
            Map.entry("summary", "Pay by card"),
            Map.entry("description", ""),
            Map.entry("issue_type", "Story"),
            Map.entry("status", "Open"),
            Map.entry("status_category", "new"),
            Map.entry("priority_rank", 3),
            Map.entry("components", List.of()),
            Map.entry("labels", List.of()),
            Map.entry("active", true),
            Map.entry("deleted", false),
            Map.entry("synced_at", "2026-01-15T09:00:00Z"),
            Map.entry("raw", Map.of()));
    database
        .database()
        .write(ann, tx -> tx.tickets().store(Json.MAPPER.writeValueAsString(List.of(ticket))));
  }

  private McpSyncClient client(String name) {
    var environment = new HashMap<>(CommandLine.environment(database));
    environment.put("ATLAS_HOME", home.toString());
    environment.put("ATLAS_USER", "ann");
    environment.put("ATLAS_ACTOR", name);
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
