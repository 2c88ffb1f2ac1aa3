package atlas.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import atlas.storage.TestDatabase;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.ClientCapabilities;
import io.modelcontextprotocol.spec.McpSchema.ElicitFormRequest;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who lets agents read moods and the journal, through the SDK's own client and on a terminal. */
@Timeout(180)
class WellbeingCommandTest {
  private static final String MARK = "quagmire";

  private final TestDatabase database = TestDatabase.create();
  private final CommandLine atlas = CommandLine.on(database);
  private @TempDir Path home;

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aClientThatAsksThePersonLetsAgentsReadIfTheySayYes() {
    var asked = new CopyOnWriteArrayList<ElicitFormRequest>();
    var answers =
        new LinkedBlockingQueue<>(
            List.of(
                new ElicitResult(ElicitResult.Action.DECLINE, null),
                new ElicitResult(ElicitResult.Action.ACCEPT, Map.of("allow", false)),
                new ElicitResult(ElicitResult.Action.ACCEPT, Map.of("allow", true))));
    try (McpSyncClient client =
        client(
            request -> {
              asked.add(request);
              return answers.remove();
            })) {
      journal(client);
      for (int i = 0; i < 2; i++) {
        assertThat(allow(client)).contains("would rather not", "\"wellbeing_visible\":false");
        assertThat(search(client)).doesNotContain("J-1");
      }
      assertThat(allow(client)).contains("\"wellbeing_visible\":true", "\"theme\":\"dark\"");
      assertThat(search(client)).contains("J-1", "All " + MARK);
      // Nobody is asked what they said.
      assertThat(allow(client)).contains("\"wellbeing_visible\":true");
      assertThat(asked).hasSize(3);
      assertThat(asked.get(0).message()).contains("May your agents read");
      call(client, "update_preferences", Map.of("wellbeing_visible", false));
      assertThat(search(client)).doesNotContain("J-1");
    }
  }

  @Test
  void whatTheClientCannotAskThePersonSaysInATerminal() {
    try (McpSyncClient client = client(null)) {
      journal(client);
      assertThat(allow(client)).startsWith("forbidden: Only the person lets agents read");
      // As an agent's shell would run it.
      for (String command : List.of("allow", "list")) {
        var piped = atlas.run("wellbeing", command);
        assertThat(piped.code()).isEqualTo(1);
        assertThat(piped.err()).startsWith("atlas: forbidden: This is for the person alone");
        assertThat(piped.out()).doesNotContain(MARK);
      }
      assertThat(search(client)).doesNotContain("J-1");
      assertThat(onATerminal("All " + MARK, "wellbeing", "list")).contains("J-1", "tired", "#rain");
      onATerminal("from now on", "wellbeing", "allow");
      assertThat(search(client)).contains("J-1");
      assertThat(atlas.run("wellbeing", "hide").out()).startsWith("No agent reads");
      assertThat(search(client)).doesNotContain("J-1");
    }
  }

  private static void journal(McpSyncClient client) {
    assertThat(
            call(
                client,
                "log_wellbeing",
                Map.of(
                    "kind",
                    "journal",
                    "text",
                    "All " + MARK,
                    "mood",
                    "tired",
                    "tags",
                    List.of("rain"))))
        .contains("J-1");
  }

  private static String allow(McpSyncClient client) {
    return call(client, "update_preferences", Map.of("wellbeing_visible", true, "theme", "dark"));
  }

  private static String search(McpSyncClient client) {
    return call(client, "search_memory", Map.of("query", MARK));
  }

  private static String call(McpSyncClient client, String tool, Map<String, Object> arguments) {
    var result = client.callTool(CallToolRequest.builder(tool).arguments(arguments).build());
    return ((TextContent) result.content().get(0)).text();
  }

  /** What a command says to a person who sits at a terminal, up to that. */
  private String onATerminal(String end, String... arguments) {
    String command =
        "java -XX:TieredStopAtLevel=1 atlas.server.Main " + String.join(" ", arguments);
    try (Running terminal =
        Running.command(
            home.toFile(), environment(), List.of("script", "-qec", command, "/dev/null"))) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> String.join("\n", terminal.out()).contains(end));
      return String.join("\n", terminal.out());
    }
  }

  private Map<String, String> environment() {
    var environment = new HashMap<>(CommandLine.environment(database));
    environment.put("ATLAS_HOME", home.toString());
    environment.put("ATLAS_TOOLSETS", "all");
    environment.put(
        "PATH",
        Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv().get("PATH"));
    return environment;
  }

  private McpSyncClient client(@Nullable Function<ElicitFormRequest, ElicitResult> person) {
    var parameters =
        ServerParameters.builder(Path.of(System.getProperty("java.home"), "bin", "java").toString())
            .args(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "atlas.server.Main")
            .env(environment())
            .build();
    var transport = new StdioClientTransport(parameters, McpJsonDefaults.getMapper());
    transport.setStdErrorHandler(line -> {});
    var spec =
        McpClient.sync(transport)
            .clientInfo(McpSchema.Implementation.builder("claude", "1").build())
            .requestTimeout(Duration.ofSeconds(60))
            .initializationTimeout(Duration.ofSeconds(60));
    if (person != null) {
      spec.capabilities(ClientCapabilities.builder().elicitation().build()).elicitation(person);
    }
    McpSyncClient client = spec.build();
    client.initialize();
    return client;
  }
}
