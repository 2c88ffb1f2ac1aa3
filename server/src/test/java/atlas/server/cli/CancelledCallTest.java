package atlas.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import atlas.model.Json;
import atlas.storage.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** What the client cancels ends in PostgreSQL too, seen from there. */
@TestInstance(Lifecycle.PER_CLASS)
class CancelledCallTest {
  private static final Duration AT_ONCE = Duration.ofSeconds(1);
  private static final Map<String, Object> DECISION =
      Map.of(
          "title", "Which?", "options", List.of("a", "b"), "choice", "a", "rationale", "because");

  private final TestDatabase database = TestDatabase.create();
  @TempDir java.nio.file.Path home;

  @AfterAll
  void close() {
    database.close();
  }

  @Test
  void onStdioTheStatementEndsAndNothingIsAnswered() {
    try (var server = Running.atlas(environment())) {
      server.initialized().call(1, "get_timeline", Map.of());
      assertThat(server.line(1)).contains("\"isError\":false");
      try (Handle owner = database.owner().open()) {
        owner.begin();
        owner.execute("lock table decisions in access exclusive mode");
        server.call(2, "record_decision", DECISION);
        await().until(() -> waiting() == 1);
        server.send(
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
                + "\"params\":{\"requestId\":2}}");
        await().atMost(AT_ONCE).pollInterval(Duration.ofMillis(20)).until(() -> waiting() == 0);
        owner.rollback();
      }
      // The connection is as good as before, and nothing was written.
      server.call(3, "record_decision", DECISION);
      assertThat(server.text(3)).contains("\"decision\":\"D-1\"");
      assertThat(server.answered(2)).isFalse();
      assertThat(server.end().exit()).isZero();
      assertThat(server.answered(2)).isFalse();
    }
  }

  @Test
  void overHttpTheStatementEndsAndNothingIsAnswered() throws Exception {
    try (var server = Running.atlas(environment(), "serve", "--port", "0")) {
      String said = server.said("ATLAS serves MCP at ");
      var client = new Http(URI.create(said.substring(said.indexOf("http://")).strip()));
      client.open();
      assertThat(client.post(call(1, "get_timeline", Map.of())).body())
          .contains("\"isError\":false");
      CompletableFuture<HttpResponse<String>> cancelled;
      try (Handle owner = database.owner().open()) {
        owner.begin();
        owner.execute("lock table decisions in access exclusive mode");
        cancelled = client.begin(call(2, "record_decision", DECISION));
        await().until(() -> waiting() == 1);
        client.post(
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
                + "\"params\":{\"requestId\":2}}");
        await().atMost(AT_ONCE).pollInterval(Duration.ofMillis(20)).until(() -> waiting() == 0);
        owner.rollback();
      }
      // The stream may end, but says nothing.
      assertThat(cancelled.handle((answer, gone) -> gone == null ? answer.body() : "").join())
          .doesNotContain("\"result\"", "\"error\"");
      assertThat(client.post(call(3, "record_decision", DECISION)).body())
          .contains("\"isError\":false");
    }
  }

  /**
   * Statements of such calls that wait for a lock: what is read in the background may wait, too.
   */
  private int waiting() {
    return database
        .admin()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select count(*) from pg_stat_activity where datname = current_database()"
                            + " and state = 'active' and wait_event_type = 'Lock'"
                            + " and query like 'insert into decisions%'")
                    .mapTo(Integer.class)
                    .one());
  }

  private Map<String, String> environment() {
    var environment = new HashMap<>(CommandLine.environment(database));
    environment.put("ATLAS_HOME", home.toString());
    return environment;
  }

  private static String call(int id, String tool, Map<String, ?> arguments) {
    return Running.call(id, tool, arguments, Json.MAPPER::writeValueAsString);
  }

  /** A client of Streamable HTTP. */
  private static final class Http {
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI endpoint;
    private String session = "";

    Http(URI endpoint) {
      this.endpoint = endpoint;
    }

    void open() throws IOException, InterruptedException {
      session =
          post("""
              {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":\
              "2025-11-25","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""")
              .headers()
              .firstValue("Mcp-Session-Id")
              .orElseThrow();
      post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    }

    HttpResponse<String> post(String body) throws IOException, InterruptedException {
      return client.send(request(body), BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> begin(String body) {
      return client.sendAsync(request(body), BodyHandlers.ofString());
    }

    private HttpRequest request(String body) {
      var request =
          HttpRequest.newBuilder(endpoint)
              .header("Content-Type", "application/json")
              .header("Accept", "application/json, text/event-stream")
              .POST(BodyPublishers.ofString(body));
      if (!session.isEmpty()) request.header("Mcp-Session-Id", session);
      return request.build();
    }
  }
}
