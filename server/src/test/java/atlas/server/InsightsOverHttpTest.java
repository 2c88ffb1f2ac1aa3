package atlas.server;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.model.Caller;
import atlas.model.Json;
import atlas.model.Scope;
import atlas.server.config.Config;
import atlas.server.config.Setting;
import atlas.storage.TestDatabase;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientSseClientTransport;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.ClientCapabilities;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The person asked over HTTP, each the one whose token it is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
final class InsightsOverHttpTest {
  enum Kind {
    STREAMABLE,
    SSE
  }

  private final TestDatabase database = TestDatabase.create();
  private @Nullable Serving serving;

  @BeforeAll
  void start(@TempDir Path home) {
    var environment = environment();
    environment.put("ATLAS_HOME", home.toString());
    environment.put("ATLAS_TOOLSETS", "evidence");
    serving = new Serving(Config.of(Map.of(Setting.PORT, "0"), environment, System::getProperty));
    serving.start();
  }

  @AfterAll
  void close() {
    if (serving != null) serving.close();
    database.close();
  }

  private Map<String, String> environment() {
    var environment = new HashMap<String, String>();
    environment.put("ATLAS_DATABASE_URL", database.logins().server().withPassword());
    environment.put("ATLAS_USER", "ann");
    return environment;
  }

  @ParameterizedTest
  @EnumSource
  void thePersonIsAskedWhoseTokenItIs(Kind kind) {
    try (McpSyncClient client = client(kind, token("user-" + kind))) {
      call(client, "add_evidence", Map.of("title", "Paired", "content", "Three afternoons."));
      call(
          client,
          "save_insight",
          Map.of(
              "type",
              "strength",
              "title",
              "Patient",
              "content",
              "It shows.",
              "confidence",
              0.8,
              "evidence",
              List.of("E-1")));
      JsonNode said = call(client, "review_insight", Map.of("insight", "I-1"));
      assertThat(said.path("verdict").asString()).isEqualTo("rejected");
    }
  }

  private static JsonNode call(McpSyncClient client, String tool, Map<String, Object> arguments) {
    var result = client.callTool(CallToolRequest.builder(tool).arguments(arguments).build());
    assertThat(result.isError()).as(tool + ": " + result.content()).isFalse();
    return Json.MAPPER.valueToTree(result.structuredContent());
  }

  private McpSyncClient client(Kind kind, String token) {
    McpSyncClient client =
        McpClient.sync(transport(kind, token))
            .requestTimeout(Duration.ofSeconds(30))
            .capabilities(ClientCapabilities.builder().elicitation().build())
            .elicitation(
                asked ->
                    new ElicitResult(ElicitResult.Action.ACCEPT, Map.of("verdict", "rejected")))
            .build();
    client.initialize();
    return client;
  }

  private McpClientTransport transport(Kind kind, String token) {
    String base = "http://" + Objects.requireNonNull(serving).uri().getAuthority();
    return kind == Kind.STREAMABLE
        ? HttpClientStreamableHttpTransport.builder(base)
            .httpRequestCustomizer(
                (request, method, at, body, context) ->
                    request.header("Authorization", "Bearer " + token))
            .build()
        : HttpClientSseClientTransport.builder(base)
            .httpRequestCustomizer(
                (request, method, at, body, context) ->
                    request.header("Authorization", "Bearer " + token))
            .build();
  }

  private String token(String user) {
    Caller caller = database.user(user);
    var config = Config.of(Map.of(), environment(), System::getProperty);
    try (var wiring = new Wiring(config)) {
      return wiring
          .tokens()
          .issue(caller, "test", Set.of(Scope.READ, Scope.WRITE), Duration.ofMinutes(10));
    }
  }
}
