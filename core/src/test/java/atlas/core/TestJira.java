package atlas.core;

import atlas.integrations.Http;
import atlas.integrations.jira.Jira;
import atlas.integrations.jira.JiraAccount;
import atlas.model.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A Jira of a test's own, over real HTTP; what is put is assigned to whoever asks. */
public final class TestJira implements AutoCloseable {
  /** An issue that can be changed as people change issues. */
  public static final class Issue {
    private final ObjectNode json = Json.MAPPER.createObjectNode();
    private final ObjectNode fields = json.putObject("fields");

    private Issue(String key, int number) {
      json.put("id", Integer.toString(10_000 + number)).put("key", key);
      String project = key.substring(0, key.lastIndexOf('-'));
      fields.putObject("project").put("key", project).put("name", "Harbor");
      summary("Issue " + key).type("Story").status("Open", "new").updated("2026-01-14T10:00:00Z");
    }

    public Issue summary(String text) {
      fields.put("summary", text);
      return this;
    }

    public Issue description(String text) {
      fields.put("description", text);
      return this;
    }

    public Issue type(String name) {
      fields.putObject("issuetype").put("name", name);
      return this;
    }

    public Issue status(String name, String category) {
      fields.putObject("status").put("name", name).putObject("statusCategory").put("key", category);
      return this;
    }

    public Issue priority(@Nullable String name) {
      fields.putObject("priority").put("name", name);
      return this;
    }

    public Issue due(String day) {
      fields.put("duedate", day);
      return this;
    }

    public Issue updated(@Nullable String instant) {
      fields.put("updated", instant);
      return this;
    }

    public Issue created(String instant) {
      fields.put("created", instant);
      return this;
    }

    /** That it is done, since then. */
    public Issue done(String day) {
      fields.put("resolutiondate", day + "T10:00:00.000+0000");
      return status("Done", "done");
    }

    /** Links it to another, as Jira tells of it from this side. */
    public Issue linked(String direction, String key) {
      return linked(direction, key, "Bug");
    }

    /** The same to another of that type. */
    public Issue linked(String direction, String key, String type) {
      ObjectNode other = fields.putArray("issuelinks").addObject().putObject(direction);
      other.put("key", key).putObject("fields").putObject("issuetype").put("name", type);
      return this;
    }

    public Issue components(String... names) {
      ArrayNode components = fields.putArray("components");
      for (String name : names) components.addObject().put("name", name);
      return this;
    }

    public Issue comment(String author, String text) {
      ObjectNode comment = fields.putObject("comment").put("total", 1);
      ObjectNode one = comment.putArray("comments").addObject();
      one.put("body", text).putObject("author").put("displayName", author);
      return this;
    }
  }

  private static final Http.Limits LIMITS =
      new Http.Limits(
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofSeconds(3),
          1024 * 1024);

  private final MockWebServer server = new MockWebServer();
  private final Map<String, Issue> issues = new LinkedHashMap<>();
  private final Jira jira;
  private List<String> unassigned = List.of();
  private int status = 200;
  private boolean endless;

  /** Starts it. */
  public TestJira() {
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
    String host = server.url("/").toString();
    this.jira = new Jira(JiraAccount.of(host, "ada@example.com", "s3cret-token"), LIMITS);
  }

  public Jira jira() {
    return jira;
  }

  /** Puts an issue there, assigned and open. */
  public synchronized Issue put(String key) {
    return issues.computeIfAbsent(key, k -> new Issue(k, issues.size()));
  }

  public synchronized void delete(String key) {
    issues.remove(key);
  }

  /** Whatever is asked is answered with that status from now on. */
  public synchronized void answersWith(int code) {
    status = code;
  }

  /** Listings end before everything was given. */
  public synchronized void givesOnlyAPart() {
    endless = true;
  }

  /** Listings leave those out, while each can still be read. */
  public synchronized void unassign(String... keys) {
    unassigned = List.of(keys);
  }

  public int requests() {
    return server.getRequestCount();
  }

  private synchronized MockResponse answer(String target) {
    if (status == 401) return json(401, "{}");
    if (status >= 400) return json(status, "{\"errorMessages\":[\"Broken.\"]}");
    if (target.startsWith("/rest/api/3/myself")) {
      return json(200, "{\"accountId\":\"5b10\",\"displayName\":\"Ada Tester\"}");
    }
    if (target.startsWith("/rest/api/3/search/jql")) {
      ObjectNode page = Json.MAPPER.createObjectNode();
      ArrayNode found = page.putArray("issues");
      issues.forEach((key, issue) -> add(found, key, issue));
      if (endless) page.put("nextPageToken", "again");
      return json(200, page.toString());
    }
    String key = target.replaceAll("^/rest/api/3/issue/([^?]+).*", "$1");
    Issue issue = issues.get(key);
    return issue == null
        ? json(404, "{\"errorMessages\":[\"Issue does not exist.\"]}")
        : json(200, issue.json.toString());
  }

  private void add(ArrayNode found, String key, Issue issue) {
    String category = issue.fields.path("status").path("statusCategory").path("key").asString("");
    if (!unassigned.contains(key) && !category.equals("done")) found.add(issue.json);
  }

  private static MockResponse json(int code, String body) {
    return new MockResponse.Builder()
        .code(code)
        .setHeader("Content-Type", "application/json;charset=UTF-8")
        .body(body)
        .build();
  }

  @Override
  public void close() {
    server.close();
  }
}
