package atlas.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import atlas.model.Caller;
import atlas.model.Scope;
import atlas.server.config.Config;
import atlas.server.config.Setting;
import atlas.storage.TestDatabase;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientSseClientTransport;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The SDK's own clients of two people, and a second server on the same database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class SubscriptionsOverHttpTest {
  private static final Duration A_SECOND = Duration.ofSeconds(1);

  private static final Duration SOON = Duration.ofSeconds(10);

  enum Kind {
    STREAMABLE,
    SSE
  }

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final TestDatabase database = TestDatabase.create();
  private @Nullable Serving first;
  private @Nullable Serving second;

  @BeforeAll
  void start(@TempDir Path home) {
    first = serving(home);
    second = serving(home);
  }

  private Serving serving(Path home) {
    var environment = new HashMap<String, String>();
    environment.put("ATLAS_HOME", home.toString());
    environment.put("ATLAS_DATABASE_URL", database.logins().server().withPassword());
    environment.put("ATLAS_USER", "ann");
    environment.put("ATLAS_PROJECT", "harbor");
    environment.put("ATLAS_TOOLSETS", "memory");
    var server =
        new Serving(Config.of(Map.of(Setting.PORT, "0"), environment, System::getProperty));
    server.start();
    return server;
  }

  @AfterAll
  void close() {
    if (first != null) first.close();
    if (second != null) second.close();
    database.close();
  }

  @ParameterizedTest
  @EnumSource
  void whoSubscribedHearsOfItsOwnAndOfNobodyElses(Kind kind) {
    String anns = token("ann-" + kind);
    String bens = token("ben-" + kind);
    List<String> annHeard = new CopyOnWriteArrayList<>();
    List<String> benHeard = new CopyOnWriteArrayList<>();
    try (McpSyncClient ann = client(kind, first, anns, annHeard);
        McpSyncClient ben = client(kind, first, bens, benHeard);
        McpSyncClient other = client(kind, second, anns, new CopyOnWriteArrayList<>())) {
      assertThat(ann.getServerCapabilities().resources().subscribe()).isTrue();
      assertThat(ann.getServerCapabilities().resources().listChanged()).isNotEqualTo(true);
      for (McpSyncClient client : List.of(ann, ben)) {
        save(client, Map.of("title", "Light the lamp"));
        subscribe(client, "atlas://task/T-1");
      }
      save(other, Map.of("task", "T-1", "priority", "high"));
      await().atMost(A_SECOND).until(() -> annHeard.equals(List.of("atlas://task/T-1")));
      save(ben, Map.of("task", "T-1", "priority", "low"));
      await().atMost(A_SECOND).until(() -> benHeard.equals(List.of("atlas://task/T-1")));
      assertThat(annHeard).hasSize(1);

      save(ben, Map.of("title", "Trim the wick"));
      McpError missing =
          catchThrowableOfType(McpError.class, () -> subscribe(ann, "atlas://task/T-2"));
      assertThat(missing.getJsonRpcError().code()).isEqualTo(-32002);
      assertThat(missing.getJsonRpcError().message()).isEqualTo("There is no task T-2 of yours.");
    }
    // Nobody listens for who has gone. SSE has no word for going: there a stream must fail first.
    if (kind == Kind.SSE) return;
    await().atMost(SOON).until(() -> listeners("ann-" + kind) + listeners("ben-" + kind) == 0);
  }

  @Test
  void whoDoesNotListenAtTheTimeIsToldWhenItDoes() throws Exception {
    String token = token("late");
    String session =
        post(
                token,
                null,
                "initialize",
                "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                    + "\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}")
            .headers()
            .firstValue("Mcp-Session-Id")
            .orElseThrow();
    try (McpSyncClient other =
        client(Kind.STREAMABLE, second, token, new CopyOnWriteArrayList<>())) {
      save(other, Map.of("title", "Light the lamp"));
      assertThat(
              post(token, session, "resources/subscribe", "{\"uri\":\"atlas://task/T-1\"}").body())
          .contains("\"result\"");
      save(other, Map.of("task", "T-1", "priority", "high"));
    }
    var listening = http(token, session).header("Accept", "text/event-stream").GET().build();
    try (var lines = CLIENT.send(listening, BodyHandlers.ofLines()).body()) {
      assertThat(lines.filter(line -> line.startsWith("data:")).findFirst())
          .hasValueSatisfying(line -> assertThat(line).contains("atlas://task/T-1"));
    }
  }

  private HttpResponse<String> post(
      String token, @Nullable String session, String method, String params) throws Exception {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}".formatted(method, params);
    return CLIENT.send(
        http(token, session)
            .header("Accept", "application/json, text/event-stream")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpRequest.Builder http(String token, @Nullable String session) {
    var request =
        HttpRequest.newBuilder(Objects.requireNonNull(first).uri())
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + token);
    return session == null ? request : request.header("Mcp-Session-Id", session);
  }

  @Test
  void aSessionHasSoManySubscriptionsAndTheNextIsRefused() {
    try (McpSyncClient client =
        client(Kind.STREAMABLE, first, token("most"), new CopyOnWriteArrayList<>())) {
      for (int i = 0; i <= 100; i++) save(client, Map.of("title", "Lamp " + i));
      for (int i = 1; i <= 100; i++) subscribe(client, "atlas://task/T-" + i);
      subscribe(client, "atlas://task/T-1");
      McpError full =
          catchThrowableOfType(McpError.class, () -> subscribe(client, "atlas://task/T-101"));
      assertThat(full.getJsonRpcError().code()).isEqualTo(-32000);
      assertThat(full.getJsonRpcError().message())
          .isEqualTo(
              "This session has 100 subscriptions, which is the most; unsubscribe from some"
                  + " first.");
      client.unsubscribeResource(new McpSchema.UnsubscribeRequest("atlas://task/T-1"));
      subscribe(client, "atlas://task/T-101");
    }
  }

  private static void subscribe(McpSyncClient client, String uri) {
    client.subscribeResource(new McpSchema.SubscribeRequest(uri));
  }

  private static void save(McpSyncClient client, Map<String, Object> task) {
    var result = client.callTool(CallToolRequest.builder("save_task").arguments(task).build());
    assertThat(result.isError()).as(String.valueOf(result.content())).isFalse();
  }

  private McpSyncClient client(
      Kind kind, @Nullable Serving server, String token, List<String> heard) {
    McpSyncClient client =
        McpClient.sync(transport(kind, Objects.requireNonNull(server), token))
            .requestTimeout(Duration.ofSeconds(30))
            // The client reads what it is told of.
            .resourcesUpdateConsumer(
                contents -> contents.forEach(content -> heard.add(content.uri())))
            .build();
    client.initialize();
    return client;
  }

  private static McpClientTransport transport(Kind kind, Serving server, String token) {
    String base = "http://" + server.uri().getAuthority();
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
    try (var wiring = wiring()) {
      return wiring
          .tokens()
          .issue(caller, "test", Set.of(Scope.READ, Scope.WRITE), Duration.ofMinutes(10));
    }
  }

  private Wiring wiring() {
    var environment = new HashMap<String, String>();
    environment.put("ATLAS_DATABASE_URL", database.logins().server().withPassword());
    environment.put("ATLAS_USER", "ann");
    return new Wiring(Config.of(Map.of(), environment, System::getProperty));
  }

  private int listeners(String user) {
    return database
        .admin()
        .withHandle(
            h ->
                h.createQuery(
                        "select count(*) from listeners l join users u on u.id = l.user_id"
                            + " where u.name = :user")
                    .bind("user", user)
                    .mapTo(Integer.class)
                    .one());
  }
}
