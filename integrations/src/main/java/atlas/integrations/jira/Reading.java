package atlas.integrations.jira;

import atlas.integrations.Answer;
import atlas.integrations.Cancellation;
import atlas.integrations.Http;
import atlas.integrations.Nodes;
import atlas.integrations.RemoteFailure;
import atlas.integrations.RemoteFailure.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads people, issues and comments. */
final class Reading {
  static final int BULK = 100;
  private static final int MOST_BOARDS = 5;

  // With one more slow request to come, this stays within a tool's deadline of 20 s.
  private static final Duration LONGEST_LISTING = Duration.ofSeconds(10);

  // Somebody may wait for one issue, and not for its points; nobody waits for pages of them.
  private static final Duration LONGEST_ASKING = Duration.ofSeconds(2);
  private static final Http.Limits QUICK =
      new Http.Limits(
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          4L * 1024 * 1024);

  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,254}");
  private static final Pattern PROJECT = Pattern.compile("[A-Za-z0-9_]{1,255}");
  private static final Pattern FIELD = Pattern.compile("customfield_\\d{1,12}");

  private final Site site;
  private final Search search;
  private final Set<String> projects;

  /**
   * @param projects the only ones that are shown; all when there is none
   */
  Reading(Site site, Set<String> projects) {
    this.site = site;
    this.search = new Search(site, projects);
    this.projects = projects;
  }

  Myself myself(Cancellation cancellation) {
    Keeping keeping = site.account().keeping();
    String missing =
        "Jira does not know this account (404). Check "
            + (keeping.user() == null ? "JIRA_EMAIL and JIRA_HOST." : keeping.address() + ".");
    JsonNode body = site.get("myself", Map.of(), missing, cancellation);
    String id = site.dialect(cancellation).userId(body);
    if (id == null) throw site.refusals().otherShape();
    String name = Nodes.word(body.path("displayName"), id);
    return new Myself(id, name, Nodes.zone(body.path("timeZone")));
  }

  JiraPage search(
      Jql jql, @Nullable String cursor, int pageSize, boolean idsOnly, Cancellation cancellation) {
    JiraPage page = search.page(jql, cursor, pageSize, idsOnly, cancellation);
    return askBoards(page.issues(), null, cancellation)
        ? search.page(jql, cursor, pageSize, idsOnly, cancellation)
        : page;
  }

  AssignedIssues assigned(int max, Cancellation cancellation) {
    Jql mine = Jql.assignedToMe().and(Jql.notDone()).oldestFirst();
    var listing = new Listing(Math.min(Jira.MOST_ISSUES, Math.max(1, max)), LONGEST_LISTING);
    do {
      try {
        JiraPage page = search.page(mine, listing.cursor(), Search.FULL_PAGE, false, cancellation);
        if (askBoards(page.issues(), LONGEST_ASKING, cancellation)) {
          page = search.page(mine, listing.cursor(), Search.FULL_PAGE, false, cancellation);
        }
        listing.add(page);
      } catch (RemoteFailure failure) {
        if (failure.kind() != Kind.EXPIRED) throw failure;
        listing.startAgain();
      }
    } while (listing.goesOn());
    AssignedIssues assigned = listing.result();
    // To somebody it does not know, Jira shows an empty world; only this tells the difference.
    if (assigned.issues().isEmpty()) myself(cancellation);
    return assigned;
  }

  JiraIssue issue(String key, boolean withComments, Cancellation cancellation) {
    checkKey(key);
    JiraIssue issue = read(key, withComments, cancellation);
    return askBoards(List.of(issue), LONGEST_ASKING, cancellation)
        ? read(key, withComments, cancellation)
        : issue;
  }

  private JiraIssue read(String key, boolean withComments, Cancellation cancellation) {
    IssueReader reader = site.reader(cancellation);
    Answer answer = one(key, withComments, reader, cancellation);
    if (answer.status() == 404) checkToken(cancellation);
    JiraIssue issue = issue(answer, key, reader);
    if (!isInScope(issue)) throw leftOut(issue.key());
    return issue;
  }

  JiraLook look(Collection<String> ids, Cancellation cancellation) {
    IssueReader reader = site.reader(cancellation);
    var issues = new ArrayList<JiraIssue>();
    var gone = new LinkedHashSet<String>();
    for (String id : ids) {
      checkKey(id);
      Answer answer = one(id, false, reader, cancellation);
      if (site.refusals().isMissing(answer)) {
        gone.add(id);
      } else if (answer.status() != 403 || Refusals.isUnknownToken(answer)) {
        JiraIssue issue = issue(answer, id, reader);
        if (isInScope(issue)) issues.add(issue);
      }
    }
    // To somebody it does not know, Jira shows an empty world.
    if (!gone.isEmpty()) myself(cancellation);
    return new JiraLook(issues, gone);
  }

  private Answer one(
      String key, boolean withComments, IssueReader reader, Cancellation cancellation) {
    String fields = String.join(",", reader.fields()) + (withComments ? ",comment" : "");
    return site.ask(
        door -> door.get("issue/" + key, Map.of("fields", fields), cancellation), cancellation);
  }

  private JiraIssue issue(Answer answer, String key, IssueReader reader) {
    JsonNode body = site.refusals().object(answer, noIssue(key));
    return reader.read(body).orElseThrow(site.refusals()::otherShape);
  }

  private boolean isInScope(JiraIssue issue) {
    return projects.isEmpty() || projects.contains(issue.projectKey());
  }

  void checkScope(String key) {
    // No project's key has a hyphen.
    if (!projects.isEmpty() && !projects.contains(key.replaceFirst("-.*", ""))) throw leftOut(key);
  }

  private RemoteFailure leftOut(String key) {
    return RemoteFailure.of(
        Kind.LEFT_OUT,
        key
            + " is in a project that ATLAS is set not to look at: "
            + site.account().keeping().word("JIRA_PROJECTS")
            + " leaves it out. Choose another issue, or add its project there.");
  }

  List<JiraIssue> issues(Collection<String> ids, Cancellation cancellation) {
    var all = new ArrayList<>(ids);
    var issues = new ArrayList<JiraIssue>();
    for (int from = 0; from < all.size(); from += BULK) {
      List<String> some = all.subList(from, Math.min(all.size(), from + BULK));
      for (String id : some) checkKey(id);
      List<JiraIssue> read = bulk(some, cancellation);
      issues.addAll(askBoards(read, null, cancellation) ? bulk(some, cancellation) : read);
    }
    issues.removeIf(issue -> !isInScope(issue));
    return issues;
  }

  private List<JiraIssue> bulk(List<String> ids, Cancellation cancellation) {
    if (site.dialect(cancellation) == Dialect.DATA_CENTER) return search.byIds(ids, cancellation);
    IssueReader reader = site.reader(cancellation);
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ids.forEach(body.putArray("issueIdsOrKeys")::add);
    reader.fields().forEach(body.putArray("fields")::add);
    Answer answer =
        site.ask(door -> door.query("issue/bulkfetch", body, cancellation), cancellation);
    return search.issues(site.refusals().object(answer, Search.NO_SEARCH), reader);
  }

  JiraComments comments(String issueId, int startAt, int max, Cancellation cancellation) {
    checkKey(issueId);
    int most = Math.min(BULK, Math.max(1, max));
    var parameters =
        Map.of(
            "startAt", Integer.toString(startAt),
            "maxResults", Integer.toString(most),
            "orderBy", "created");
    JsonNode body =
        site.get("issue/" + issueId + "/comment", parameters, noIssue(issueId), cancellation);
    if (!body.path("comments").isArray()) throw site.refusals().otherShape();
    IssueReader reader = IssueReader.plain(site.dialect(cancellation));
    var comments = new ArrayList<JiraComment>();
    for (JsonNode comment : body.path("comments").values()) comments.add(reader.comment(comment));
    // An old Data Center gives all of them, wherever we wanted to begin.
    int from = Math.max(0, body.path("startAt").asInt(0));
    int skip = Math.min(Math.max(0, startAt - from), comments.size());
    List<JiraComment> page = comments.subList(skip, Math.min(comments.size(), skip + most));
    return new JiraComments(page, body.path("total").asInt(comments.size()));
  }

  Optional<String> pointsFieldOfBoards(String projectKey, Cancellation cancellation) {
    return pointsField(site, projectKey, cancellation);
  }

  private static Optional<String> pointsField(
      Site site, String projectKey, Cancellation cancellation) {
    checkProject(projectKey);
    var parameters = Map.of("projectKeyOrId", projectKey, "maxResults", "50");
    JsonNode boards = agile(site, "board", parameters, cancellation);
    int asked = 0;
    for (JsonNode board : boards.path("values").values()) {
      String id = Nodes.word(board.path("id"));
      if (id == null || !id.matches("\\d{1,18}")) continue;
      if (asked++ == MOST_BOARDS) break;
      JsonNode configuration =
          agile(site, "board/" + id + "/configuration", Map.of(), cancellation);
      String field = Nodes.word(configuration.path("estimation").path("field").path("fieldId"), "");
      if (FIELD.matcher(field).matches()) return Optional.of(field);
    }
    return Optional.empty();
  }

  /**
   * Asks the boards of projects that are new, where the list of fields does not tell which one has
   * the points; whether the issues have to be read again, now that it is known.
   *
   * @param atMost after which the rest is left for another time; null for never
   */
  private boolean askBoards(
      List<JiraIssue> issues, @Nullable Duration atMost, Cancellation cancellation) {
    if (issues.isEmpty() || site.reader(cancellation).custom().sure()) return false;
    var keys = new LinkedHashSet<String>();
    for (JiraIssue issue : issues) {
      if (PROJECT.matcher(issue.projectKey()).matches()) keys.add(issue.projectKey());
    }
    BoardPoints boards = site.boardPoints();
    Site asked = atMost == null ? site : site.within(QUICK);
    long begun = System.nanoTime();
    boolean changed = false;
    for (String key : boards.due(keys)) {
      if (atMost != null && System.nanoTime() - begun > atMost.toNanos()) break;
      try {
        changed |= boards.answered(key, pointsField(asked, key, cancellation));
      } catch (RemoteFailure without) {
        // The issues were read, and they are worth more than their points.
        boards.failed(key);
      }
    }
    return changed;
  }

  // A Jira without boards, or one that does not show them, has no answer to this, and need not.
  private static JsonNode agile(
      Site site, String path, Map<String, String> parameters, Cancellation cancellation) {
    Answer answer =
        site.ask(
            door -> door.http().get("rest/agile/1.0/" + path, parameters, cancellation),
            cancellation);
    if (Refusals.isUnknownToken(answer) && !Refusals.lacksScope(answer)) {
      throw site.refusals().of(answer, "");
    }
    return answer.ok() ? answer.json() : JsonNodeFactory.instance.objectNode();
  }

  // A stranger gets "does not exist" too. Any other trouble leaves the first answer standing.
  private void checkToken(Cancellation cancellation) {
    try {
      myself(cancellation);
    } catch (RemoteFailure failure) {
      if (failure.kind() == Kind.UNAUTHORIZED) throw failure;
    }
  }

  static String noIssue(String key) {
    return "Jira has no issue " + key + ", or does not show it to you (404). Check the key.";
  }

  static void checkKey(String key) {
    if (!KEY.matcher(key).matches()) {
      throw RemoteFailure.of(Kind.NOT_FOUND, "That is no issue key; they look like HBR-101.");
    }
  }

  static void checkProject(String key) {
    if (!PROJECT.matcher(key).matches()) {
      throw RemoteFailure.of(Kind.NOT_FOUND, "That is no project key; they look like HBR.");
    }
  }
}
