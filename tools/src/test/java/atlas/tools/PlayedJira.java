package atlas.tools;

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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A Jira Cloud site with the issues of jira.json, all of them assigned to whoever asks. */
final class PlayedJira implements AutoCloseable {
  private final MockWebServer server = new MockWebServer();
  private final ObjectNode issues = Json.MAPPER.createObjectNode();

  PlayedJira() {
    for (JsonNode issue : read()) issues.set(issue.get("key").stringValue(), issue);
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return answer(request.getTarget());
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

  private MockResponse answer(String target) {
    String path = target.replaceFirst("\\?.*", "").replace("/rest/api/3/", "");
    if (path.equals("myself")) {
      return json(200, "{\"accountId\":\"5b10\",\"displayName\":\"Ann Tester\"}");
    }
    if (path.equals("search/jql")) {
      ObjectNode page = Json.MAPPER.createObjectNode();
      ArrayNode list = page.putArray("issues");
      issues.forEach(list::add);
      return json(200, page.put("isLast", true).toString());
    }
    JsonNode issue = issues.get(path.replace("issue/", ""));
    return issue == null
        ? json(404, "{\"errorMessages\":[\"Issue does not exist\"]}")
        : json(200, issue.toString());
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
