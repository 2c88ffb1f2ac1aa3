package atlas.bench;

import atlas.integrations.Http;
import atlas.integrations.jira.Jira;
import atlas.integrations.jira.JiraAccount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import tools.jackson.databind.JsonNode;

/** A Jira on this machine that gives the answers it was told to, and a client of it. */
final class AnsweringJira implements AutoCloseable {
  static final String EMAIL = "ann@example.com";
  static final String SECRET = "s3cret-token";

  // Quick to give up: what is asked again gets the same answer.
  private static final Http.Limits LIMITS =
      new Http.Limits(
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofSeconds(3),
          Duration.ofSeconds(5),
          64L * 1024 * 1024,
          new Http.Patience(1, Duration.ofMillis(5), Duration.ofMillis(50), 0.2));

  private record Told(int status, Map<String, String> headers, String body) {}

  private final MockWebServer server = new MockWebServer();
  private final boolean cloud;
  private final Map<String, Told> answers = new LinkedHashMap<>();
  private final Map<String, String> bodies = new ConcurrentHashMap<>();

  AnsweringJira(boolean cloud) throws IOException {
    this.cloud = cloud;
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return answer(request);
          }
        });
    server.start();
    String deployment = cloud ? "Cloud" : "Server";
    ok("GET /rest/api/2/serverInfo", "{\"deploymentType\":\"" + deployment + "\"}");
    fields("[]");
  }

  String host() {
    return "127.0.0.1:" + server.getPort();
  }

  /** A client that knows nothing yet. */
  Jira jira() {
    JiraAccount account =
        cloud
            ? JiraAccount.of("http://" + host(), EMAIL, SECRET)
            : JiraAccount.of("http://" + host(), SECRET);
    return new Jira(account, LIMITS);
  }

  /** The list of all fields. */
  void fields(String body) {
    ok("GET " + api("field"), body);
  }

  String api(String path) {
    return (cloud ? "/rest/api/3/" : "/rest/api/2/") + path;
  }

  /** From now on what begins so is answered so; what was told last comes first. */
  synchronized void ok(String request, String body) {
    answer(request, 200, Map.of(), body);
  }

  synchronized void ok(String request, JsonNode body) {
    ok(request, body.toString());
  }

  synchronized void answer(String request, int status, Map<String, String> headers, String body) {
    answers.put(request, new Told(status, headers, body));
  }

  /** What was sent with the last request that began so. */
  String sent(String request) {
    return bodies.getOrDefault(request, "");
  }

  private synchronized MockResponse answer(RecordedRequest request) {
    String what = request.getMethod() + " " + request.getTarget().replaceFirst("\\?.*", "");
    String best = null;
    for (String told : answers.keySet()) {
      if (what.startsWith(told) && (best == null || told.length() > best.length())) best = told;
    }
    var bytes = request.getBody();
    if (best != null && bytes != null) bodies.put(best, bytes.string(StandardCharsets.UTF_8));
    Told told =
        best == null ? new Told(404, Map.of(), "{}") : Objects.requireNonNull(answers.get(best));
    var response = new MockResponse.Builder().code(told.status()).body(told.body());
    response.setHeader("Content-Type", "application/json;charset=UTF-8");
    told.headers().forEach(response::setHeader);
    return response.build();
  }

  @Override
  public void close() {
    server.close();
  }
}
