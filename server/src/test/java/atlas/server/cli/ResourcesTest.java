package atlas.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import atlas.model.Json;
import atlas.server.demo.SampleJira;
import atlas.storage.TestDatabase;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CompleteRequest;
import io.modelcontextprotocol.spec.McpSchema.CompleteRequest.CompleteArgument;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceRequest;
import io.modelcontextprotocol.spec.McpSchema.ResourceReference;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Resources of a process, by the SDK's own client over stdio. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
class ResourcesTest {
  private final TestDatabase database = TestDatabase.create();
  private final SampleJira jira = SampleJira.start("ann@example.com", "hush");
  private @TempDir Path home;

  @AfterAll
  void close() {
    jira.close();
    database.close();
  }

  @Test
  void templatesPagesAndCompletions() {
    String templates;
    try (McpSyncClient client = client("ann")) {
      var capabilities = client.getServerCapabilities();
      assertThat(capabilities.completions()).isNotNull();
      assertThat(client.listResources().resources())
          .extracting(McpSchema.Resource::uri)
          .containsExactly("atlas://my-work");
      templates = Json.MAPPER.writeValueAsString(client.listResourceTemplates());
      assertThat(templates)
          .contains("atlas://ticket/{key}", "atlas://session/{id}", "atlas://attachment/{id}");

      call(client, "get_assigned_issues", Map.of());
      List<String> keys = complete(client, "atlas://ticket/{key}", "key", "");
      assertThat(keys).isNotEmpty();
      String key = keys.get(0);
      assertThat(complete(client, "atlas://ticket/{key}", "key", key)).contains(key);
      call(client, "start_session", Map.of("ticket_key", key, "charter", "secret-plan"));
      assertThat(read(client, "atlas://ticket/" + key)).startsWith("# " + key + ": ");
      assertThat(read(client, "atlas://session/S-1")).contains("secret-plan");
      assertThat(complete(client, "atlas://session/{id}", "id", "s")).containsExactly("S-1");
      call(
          client,
          "create_checkpoint",
          Map.of("label", "Half", "summary", "way", "resume_instructions", "go"));
      assertThat(read(client, "atlas://checkpoint/C-1")).startsWith("# C-1: Half");

      McpError missing = refused(client, "atlas://decision/D-7");
      assertThat(missing.getJsonRpcError().code()).isEqualTo(-32002);
      assertThat(missing.getJsonRpcError().message())
          .isEqualTo("There is no decision D-7 of yours.");
      assertThat(refused(client, "atlas://nothing/1").getJsonRpcError().code()).isEqualTo(-32002);
    }
    try (McpSyncClient client = client("ben")) {
      assertThat(Json.MAPPER.writeValueAsString(client.listResourceTemplates()))
          .isEqualTo(templates);
      for (String uri : List.of("atlas://session/S-1", "atlas://checkpoint/C-1")) {
        McpError missing = refused(client, uri);
        assertThat(missing.getJsonRpcError().code()).isEqualTo(-32002);
        assertThat(missing.getJsonRpcError().message()).doesNotContain("secret-plan");
      }
      assertThat(complete(client, "atlas://ticket/{key}", "key", "")).isEmpty();
    }
  }

  @Test
  void aReadThatIsCancelledEndsInPostgresAndHoldsUpNobody() {
    try (var server = Running.atlas(environment("carl"))) {
      server.initialized().call(1, "get_timeline", Map.of());
      assertThat(server.line(1)).contains("\"isError\":false");
      try (Handle owner = database.owner().open()) {
        owner.begin();
        owner.execute("lock table checkpoints in access exclusive mode");
        server.send(
            "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"resources/read\","
                + "\"params\":{\"uri\":\"atlas://checkpoint/C-1\"}}");
        await().until(() -> waiting() == 1);
        server.request(3, "ping");
        assertThat(server.line(3)).contains("\"result\"");
        server.send(
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
                + "\"params\":{\"requestId\":2}}");
        await().atMost(Duration.ofSeconds(2)).until(() -> waiting() == 0);
        owner.rollback();
      }
      assertThat(server.end().exit()).isZero();
      assertThat(server.answered(2)).isFalse();
    }
  }

  private int waiting() {
    return database
        .admin()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select count(*) from pg_stat_activity where datname = current_database()"
                            + " and state = 'active' and wait_event_type = 'Lock'")
                    .mapTo(Integer.class)
                    .one());
  }

  private McpSyncClient client(String user) {
    var parameters =
        ServerParameters.builder(Path.of(System.getProperty("java.home"), "bin", "java").toString())
            .args(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "atlas.server.Main")
            .env(environment(user))
            .build();
    var transport = new StdioClientTransport(parameters, McpJsonDefaults.getMapper());
    transport.setStdErrorHandler(line -> {});
    McpSyncClient client =
        McpClient.sync(transport)
            .requestTimeout(Duration.ofSeconds(60))
            .initializationTimeout(Duration.ofSeconds(60))
            .build();
    client.initialize();
    return client;
  }

  private Map<String, String> environment(String user) {
    var environment = new HashMap<>(CommandLine.environment(database));
    environment.put("ATLAS_HOME", home.resolve(user).toString());
    environment.put("ATLAS_USER", user);
    if (user.equals("ann")) {
      environment.put("JIRA_HOST", jira.uri().toString());
      environment.put("JIRA_EMAIL", "ann@example.com");
      environment.put("JIRA_API_TOKEN", "hush");
    }
    return environment;
  }

  private static void call(McpSyncClient client, String tool, Map<String, Object> arguments) {
    var result = client.callTool(CallToolRequest.builder(tool).arguments(arguments).build());
    assertThat(result.isError()).as(String.valueOf(result.content())).isFalse();
  }

  private static String read(McpSyncClient client, String uri) {
    var result = client.readResource(ReadResourceRequest.builder(uri).build());
    return ((TextResourceContents) result.contents().get(0)).text();
  }

  private static McpError refused(McpSyncClient client, String uri) {
    return catchThrowableOfType(McpError.class, () -> read(client, uri));
  }

  private static List<String> complete(
      McpSyncClient client, String template, String argument, String value) {
    McpSchema.CompleteResult result =
        client.completeCompletion(
            CompleteRequest.builder(
                    new ResourceReference(template), new CompleteArgument(argument, value))
                .build());
    return result.completion().values();
  }
}
