package atlas.integrations.gitlab;

import atlas.integrations.Http;
import atlas.integrations.jira.FakeFaults;
import atlas.integrations.jira.FakeFaults.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A GitLab of a test's own over real HTTP that keeps what it is told: merge requests, reviews,
 * commits, issues, comments, and the events that come of them. Things go wrong on the way as {@link
 * #faults} says.
 */
public final class FakeGitLab implements AutoCloseable {
  /** Who the token belongs to. */
  public static final long ME = 42;

  /** Somebody else. */
  public static final long BO = 7;

  /** The token that is right. */
  public static final String TOKEN = "glpat-s3cret";

  private static final Http.Limits LIMITS =
      new Http.Limits(
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          8 * 1024 * 1024,
          new Http.Patience(5, Duration.ofMillis(5), Duration.ofMillis(50), 0.2));

  private final MockWebServer server = new MockWebServer();
  private final MockWebServer other = new MockWebServer();
  private final FakeFaults faults = new FakeFaults();
  private final List<ObjectNode> merges = new ArrayList<>();
  private final List<ObjectNode> issues = new ArrayList<>();
  private final List<ObjectNode> commits = new ArrayList<>();
  private final List<ObjectNode> events = new ArrayList<>();
  private final List<ObjectNode> notes = new ArrayList<>();
  private final Map<Long, List<String>> brought = new HashMap<>();
  private final Set<Long> hidden = new java.util.HashSet<>();
  private final List<String> log = new ArrayList<>();
  private final List<String> shownElsewhere = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-20T12:00:00Z");
  private long number = 1_000;
  private int mostOnAPage = 100;
  private boolean refusing;
  private boolean elsewhere;
  private boolean bareHeaders;
  private String scopes = "read_api";

  public FakeGitLab() {
    server.setDispatcher(dispatcher(this::answer));
    other.setDispatcher(
        dispatcher(
            request -> {
              shownElsewhere.add(String.valueOf(request.getHeaders().get("Authorization")));
              return json(200, "[]").build();
            }));
    try {
      server.start();
      other.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Answering {
    MockResponse to(RecordedRequest request);
  }

  private static Dispatcher dispatcher(Answering answering) {
    return new Dispatcher() {
      @Override
      public MockResponse dispatch(RecordedRequest request) {
        return answering.to(request);
      }
    };
  }

  /** What GITLAB_URL has to be. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getPort() + "/gitlab");
  }

  /** The account of the person that everything is asked for. */
  public GitLabAccount account() {
    return GitLabAccount.of(uri().toString(), TOKEN, null);
  }

  /** A client for that account, quick to try again. */
  public GitLab gitLab() {
    return gitLab(LIMITS);
  }

  /** A client within other limits. */
  public GitLab gitLab(Http.Limits limits) {
    return new GitLab(account(), limits);
  }

  public FakeFaults faults() {
    return faults;
  }

  /** The site's clock; every look at it moves it on by a second. */
  public synchronized Instant now() {
    now = now.plusSeconds(1);
    return now;
  }

  public synchronized void setClock(Instant instant) {
    now = instant;
  }

  public synchronized void mostOnAPage(int most) {
    mostOnAPage = most;
  }

  /** From now on every token is refused; or no longer. */
  public synchronized void refuseTokens(boolean refuse) {
    refusing = refuse;
  }

  /** From now on the token has these scopes alone. */
  public synchronized void scopes(String of) {
    scopes = of;
  }

  /** From now on lists say that they go on at another host; or no longer. */
  public synchronized void leadElsewhere(boolean lead) {
    elsewhere = lead;
  }

  /** From now on a proxy takes away the headers that say where a list goes on. */
  public synchronized void loseHeaders() {
    bareHeaders = true;
  }

  /** From now on the project is not shown. */
  public synchronized void hide(long project) {
    hidden.add(project);
  }

  /** A merge request of somebody's; its number. */
  public synchronized long merge(long project, long author, String branch, String title) {
    long iid = ++number;
    ObjectNode merge = thing(project, iid, author, title).put("source_branch", branch);
    merge.put("description", "What it is for.").put("state", "opened");
    merge.putArray("reviewers");
    merge.putObject("references").put("full", "harbour/p" + project + "!" + iid);
    merges.add(merge.put("web_url", uri() + "/p" + project + "/-/merge_requests/" + iid));
    if (author == ME) event(project, "opened", "MergeRequest", iid, title);
    return iid;
  }

  /** It is merged. */
  public synchronized void mergeNow(long iid) {
    ObjectNode merge = find(merges, iid);
    String at = now().toString();
    merge.put("state", "merged").put("merged_at", at).put("updated_at", at);
  }

  /** The user is asked to review it. */
  public synchronized void askForReview(long iid) {
    ObjectNode merge = find(merges, iid);
    ((ArrayNode) merge.get("reviewers")).addObject().put("id", ME).put("username", "ann");
    merge.put("updated_at", now().toString());
  }

  /** Somebody approves it. */
  public synchronized void approve(long iid, long who) {
    ObjectNode merge = find(merges, iid);
    note(merge, "MergeRequest", who, "approved this merge request", true);
    if (who == ME) {
      event(merge.path("project_id").asLong(), "approved", "MergeRequest", iid, "A merge");
    }
  }

  /** Somebody writes below it. */
  public synchronized void comment(long iid, long who, String body) {
    ObjectNode merge = find(merges, iid);
    ObjectNode note = note(merge, "MergeRequest", who, body, false);
    if (who == ME) commented(merge, note);
  }

  /** An issue of somebody's; its number. */
  public synchronized long issue(long project, long author, String title) {
    long iid = ++number;
    ObjectNode issue = thing(project, iid, author, title).put("state", "opened");
    issue.put("description", "It does not work.").putArray("assignees");
    issue.putObject("references").put("full", "harbour/p" + project + "#" + iid);
    issues.add(issue.put("web_url", uri() + "/p" + project + "/-/issues/" + iid));
    return iid;
  }

  /** The user is to see to it. */
  public synchronized void assign(long iid) {
    ObjectNode issue = find(issues, iid);
    ((ArrayNode) issue.get("assignees")).addObject().put("id", ME);
    issue.put("updated_at", now().toString());
  }

  /** It is done. */
  public synchronized void close(long iid) {
    String at = now().toString();
    find(issues, iid).put("state", "closed").put("closed_at", at).put("updated_at", at);
  }

  /** The user writes below an issue. */
  public synchronized void commentOnIssue(long iid, String body) {
    ObjectNode issue = find(issues, iid);
    commented(issue, note(issue, "Issue", ME, body, false));
  }

  /** Somebody pushes a commit that was made then; its sha. */
  public synchronized String commit(long project, String email, String title, Instant authored) {
    String sha = String.format("%040x", ++number);
    ObjectNode commit = JsonNodeFactory.instance.objectNode().put("id", sha);
    commit.put("project_id", project).put("title", title).put("message", title + "\n\nWhy.");
    commit.put("author_name", email.replaceAll("@.*", "")).put("author_email", email);
    commit.put("authored_date", authored.toString()).put("committed_date", now().toString());
    commit.putArray("parent_ids").add("0".repeat(40));
    commits.add(commit.put("web_url", uri() + "/p" + project + "/-/commit/" + sha));
    if (email.startsWith("ann")) push(project, sha, title);
    return sha;
  }

  /** A merge request brings that commit. */
  public synchronized void brings(long iid, String sha) {
    brought.computeIfAbsent(iid, merge -> new ArrayList<>()).add(sha);
  }

  private List<ObjectNode> brought(long iid) {
    List<String> shas = brought.getOrDefault(iid, List.of());
    return commits.stream()
        .filter(commit -> shas.contains(commit.path("id").asString("")))
        // As GitLab tells them there.
        .map(commit -> commit.deepCopy().set("parent_ids", JsonNodeFactory.instance.arrayNode()))
        .map(ObjectNode.class::cast)
        .toList();
  }

  /** The user's commit joins branches. */
  public synchronized void mergeCommit(long project, String title) {
    String sha = commit(project, "ann@example.com", title, now());
    for (ObjectNode commit : commits) {
      if (commit.path("id").asString("").equals(sha)) {
        ((ArrayNode) commit.get("parent_ids")).add("1".repeat(40));
      }
    }
  }

  /** The commit is made anew on another base, as a rebase does; its new sha. */
  public synchronized String rebase(String sha) {
    for (ObjectNode commit : commits) {
      if (!commit.path("id").asString("").equals(sha)) continue;
      String other = String.format("%040x", ++number);
      commit.put("id", other).put("committed_date", now().toString());
      commit.put("web_url", uri() + "/p/-/commit/" + other);
      push(commit.path("project_id").asLong(), other, commit.path("title").asString(""));
      return other;
    }
    throw new AssertionError("no commit " + sha);
  }

  /** What was asked, each as "METHOD /path". */
  public synchronized List<String> requests() {
    return List.copyOf(log);
  }

  /** How many requests fit. */
  public synchronized long requests(String pattern) {
    return log.stream().filter(request -> request.matches(pattern)).count();
  }

  /** What another host was shown in its Authorization headers. */
  public synchronized List<String> shownElsewhere() {
    return List.copyOf(shownElsewhere);
  }

  @Override
  public void close() {
    server.close();
    other.close();
  }

  private ObjectNode thing(long project, long iid, long author, String title) {
    String at = now().toString();
    ObjectNode thing = JsonNodeFactory.instance.objectNode();
    thing.put("id", 90_000 + iid).put("iid", iid).put("project_id", project).put("title", title);
    thing.put("created_at", at).put("updated_at", at);
    thing.set("author", person(author));
    return thing;
  }

  private static ObjectNode person(long id) {
    ObjectNode person = JsonNodeFactory.instance.objectNode().put("id", id);
    return person.put("username", id == ME ? "ann" : "bo").put("name", id == ME ? "Ann" : "Bo");
  }

  private ObjectNode note(ObjectNode on, String kind, long who, String body, boolean system) {
    ObjectNode note = JsonNodeFactory.instance.objectNode().put("id", ++number).put("body", body);
    note.put("system", system).put("created_at", now().toString());
    note.put("noteable_type", kind).set("noteable_iid", on.get("iid"));
    note.set("project_id", on.get("project_id"));
    note.set("author", person(who));
    on.put("updated_at", now().toString());
    notes.add(note);
    return note;
  }

  private void commented(ObjectNode on, ObjectNode note) {
    String title = on.path("title").asString("");
    ObjectNode event =
        event(
            on.path("project_id").asLong(),
            "commented on",
            "Note",
            note.path("id").asLong(),
            title);
    event.set("note", note);
  }

  private void push(long project, String sha, String title) {
    ObjectNode event = event(project, "pushed to", null, null, "");
    event.putObject("push_data").put("commit_count", 1).put("commit_to", sha);
    ((ObjectNode) event.get("push_data")).put("commit_title", title).put("ref", "main");
  }

  private ObjectNode event(
      long project, String action, @Nullable String target, @Nullable Long iid, String title) {
    ObjectNode event = JsonNodeFactory.instance.objectNode().put("id", ++number);
    event.put("project_id", project).put("action_name", action).put("target_type", target);
    event.put("target_iid", iid).put("target_title", title).put("created_at", now().toString());
    events.add(event);
    return event;
  }

  private static ObjectNode find(List<ObjectNode> things, long iid) {
    return things.stream().filter(t -> t.path("iid").asLong() == iid).findFirst().orElseThrow();
  }

  private synchronized MockResponse answer(RecordedRequest request) {
    HttpUrl url = Objects.requireNonNull(HttpUrl.parse("http://x" + request.getTarget()));
    String what = request.getMethod() + " " + url.encodedPath();
    log.add(what);
    Fault fault = faults.of(what);
    if (fault == Fault.TOO_MANY) {
      // Its limits of the application say no more than this.
      return new MockResponse.Builder()
          .code(429)
          .setHeader("Content-Type", "text/plain")
          .body("Retry later\n")
          .build();
    }
    MockResponse answer = FakeFaults.isDone(fault) ? done(request, url) : json(200, "[]").build();
    return fault == null ? answer : faults.spoil(fault, answer);
  }

  private MockResponse done(RecordedRequest request, HttpUrl url) {
    String given = String.valueOf(request.getHeaders().get("Authorization"));
    if (!given.equals("Bearer " + TOKEN) || refusing) {
      return json(401, "{\"message\":\"401 Unauthorized\"}").build();
    }
    if (!request.getMethod().equals("GET")) return json(405, "{}").build();
    if (!url.encodedPath().startsWith("/gitlab/api/v4/")) {
      return json(404, "<html>").setHeader("Content-Type", "text/html").build();
    }
    if (scopes.equals("read_user") && !url.encodedPath().matches(".*/(user|user/emails|events)")) {
      return json(403, "{\"error\":\"insufficient_scope\",\"scope\":\"api read_api\"}").build();
    }
    return api(url.encodedPath().substring("/gitlab/api/v4/".length()), url);
  }

  private MockResponse api(String path, HttpUrl url) {
    var rest = new FakeLists(url);
    switch (path) {
      case "user":
        ObjectNode me = person(ME).put("email", "ann@example.com");
        return json(200, me.put("created_at", "2020-01-02T03:04:05Z").toString()).build();
      case "user/emails":
        return json(
                200,
                """
                [{"id":1,"email":"Ann@Home.example","confirmed_at":"2020-02-02T00:00:00Z"},
                 {"id":2,"email":"boss@example.com","confirmed_at":null}]""")
            .build();
      case "merge_requests":
        return page(rest.merges(merges), url);
      case "issues":
        return page(rest.issues(issues), url);
      case "events":
        return page(rest.events(events), url);
      default:
        return ofProject(path, rest, url);
    }
  }

  private MockResponse ofProject(String path, FakeLists rest, HttpUrl url) {
    String[] parts = path.split("/", -1);
    long project = parts.length > 2 && parts[0].equals("projects") ? Long.parseLong(parts[1]) : -1;
    if (project < 0 || hidden.contains(project)) {
      return json(404, "{\"message\":\"404 Project Not Found\"}").build();
    }
    if (path.endsWith("/repository/commits")) return page(rest.commits(commits, project), url);
    if (parts.length < 4 || !parts[2].equals("merge_requests")) return json(404, "{}").build();
    long iid = Long.parseLong(parts[3]);
    if (path.endsWith("/commits")) return page(brought(iid), url);
    if (parts.length == 5) return page(rest.notes(notes, iid), url);
    return merges.stream()
        .filter(merge -> merge.path("iid").asLong() == iid)
        .findFirst()
        .map(merge -> json(200, merge.toString()).build())
        .orElseGet(() -> json(404, "{\"message\":\"404 Not found\"}").build());
  }

  private MockResponse page(List<ObjectNode> all, HttpUrl url) {
    int page = Integer.parseInt(Objects.requireNonNullElse(url.queryParameter("page"), "1"));
    String asked = Objects.requireNonNullElse(url.queryParameter("per_page"), "20");
    int size =
        bareHeaders ? Integer.parseInt(asked) : Math.min(mostOnAPage, Integer.parseInt(asked));
    int from = Math.min(all.size(), (page - 1) * size);
    int to = Math.min(all.size(), from + size);
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    list.addAll(all.subList(from, to));
    MockResponse.Builder answer = json(200, list.toString());
    if (bareHeaders) return answer.build();
    answer.setHeader("X-Next-Page", to < all.size() ? Integer.toString(page + 1) : "");
    if (to < all.size()) {
      int port = elsewhere ? other.getPort() : server.getPort();
      HttpUrl next =
          url.newBuilder()
              .host("127.0.0.1")
              .port(port)
              .setQueryParameter("page", Integer.toString(page + 1))
              .build();
      HttpUrl first = next.newBuilder().setQueryParameter("page", "1").build();
      answer.setHeader("Link", "<" + first + ">; rel=\"first\", <" + next + ">; rel=\"next\"");
    }
    return answer.build();
  }

  private static MockResponse.Builder json(int status, String body) {
    return new MockResponse.Builder()
        .code(status)
        .setHeader("Content-Type", "application/json")
        .body(body);
  }
}
