package atlas.tools;

import static java.nio.charset.StandardCharsets.UTF_8;

import atlas.integrations.jira.Jira;
import atlas.integrations.jira.JiraAccount;
import atlas.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A Jira Cloud site with the issues of jira.json, all of them assigned to whoever asks. */
final class PlayedJira implements AutoCloseable {
  private static final String TRANSITIONS =
      """
      {"transitions":[
        {"id":"21","name":"Start","to":{"name":"In Progress","statusCategory":{"key":"indeterminate"}}},
        {"id":"31","name":"Finish","to":{"name":"Done","statusCategory":{"key":"done"}}}]}""";
  private static final String LINK_TYPES =
      """
      {"issueLinkTypes":[{"name":"Relates","inward":"relates to","outward":"relates to"}]}""";

  private final MockWebServer server = new MockWebServer();
  private final ObjectNode issues = Json.MAPPER.createObjectNode();

  PlayedJira() {
    for (JsonNode issue : read()) issues.set(issue.get("key").stringValue(), issue);
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return answer(request.getMethod() + " " + request.getTarget());
          }
        });
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Somebody's account on the site. */
  Jira account() {
    String host = "http://127.0.0.1:" + server.getPort();
    return new Jira(JiraAccount.of(host, "ann@example.com", "jira-secret"));
  }

  private MockResponse answer(String request) {
    String what = request.replaceFirst("\\?.*", "").replaceFirst("/rest/api/[23]/", "");
    String path = what.replaceFirst("^\\S+ ", "");
    MockResponse written = written(what.replaceFirst("issue/[A-Za-z0-9_-]+/", "issue/*/"));
    if (written != null) return written;
    if (path.equals("myself")) {
      return json(200, "{\"accountId\":\"5b10\",\"displayName\":\"Ann Tester\"}");
    }
    if (path.equals("search/jql")) {
      ObjectNode page = Json.MAPPER.createObjectNode();
      ArrayNode list = page.putArray("issues");
      issues.forEach(list::add);
      return json(200, page.put("isLast", true).toString());
    }
    if (path.equals("attachment/content/20001")) return file("Card refused".getBytes(UTF_8));
    if (path.equals("attachment/content/20002")) {
      return file(new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, (byte) 0xff});
    }
    JsonNode issue = issue(path.replace("issue/", ""));
    return issue == null
        ? json(404, "{\"errorMessages\":[\"Issue does not exist\"]}")
        : json(200, issue.toString());
  }

  /** What is asked and answered where something is written; nothing is kept of it. */
  private static @Nullable MockResponse written(String what) {
    return switch (what) {
      case "POST issue/*/comment", "POST issue/*/worklog" -> json(201, "{\"id\":\"10500\"}");
      case "PUT issue/*/comment/10500" -> json(200, "{\"id\":\"10500\"}");
      case "POST issue" -> json(201, "{\"id\":\"10600\",\"key\":\"HBR-60\"}");
      case "POST issueLink" -> json(201, "");
      case "POST issue/*/transitions" -> json(204, "");
      case "GET issue/*/comment" -> json(200, "{\"total\":0,\"comments\":[]}");
      case "GET issue/*/worklog" -> json(200, "{\"total\":0,\"worklogs\":[]}");
      case "GET issue/*/transitions" -> json(200, TRANSITIONS);
      case "GET issueLinkType" -> json(200, LINK_TYPES);
      case "GET issue/*/HBR/issuetypes" ->
          json(200, "{\"total\":1,\"issueTypes\":[{\"id\":\"4\",\"name\":\"Bug\"}]}");
      case "GET issue/*/HBR/issuetypes/4" -> json(200, "{\"total\":0,\"fields\":[]}");
      default -> null;
    };
  }

  private @Nullable JsonNode issue(String keyOrId) {
    JsonNode byKey = issues.get(keyOrId);
    if (byKey != null) return byKey;
    for (JsonNode issue : issues) {
      if (issue.path("id").asString("").equals(keyOrId)) return issue;
    }
    return null;
  }

  private static MockResponse file(byte[] bytes) {
    return new MockResponse.Builder().body(new Buffer().write(bytes)).build();
  }

  private static MockResponse json(int status, String body) {
    return new MockResponse.Builder()
        .code(status)
        .addHeader("Content-Type", "application/json")
        .body(body)
        .build();
  }

  private static JsonNode read() {
    try (InputStream in =
        Objects.requireNonNull(PlayedJira.class.getResourceAsStream("jira.json"), "jira.json")) {
      return Json.MAPPER.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
