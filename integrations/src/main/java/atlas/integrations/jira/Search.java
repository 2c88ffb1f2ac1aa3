package atlas.integrations.jira;

import atlas.integrations.Answer;
import atlas.integrations.Cancellation;
import atlas.integrations.Nodes;
import atlas.integrations.RemoteFailure;
import atlas.integrations.RemoteFailure.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Searches page by page: by token on Cloud, by position on Data Center. */
final class Search {
  private static final Logger log = LoggerFactory.getLogger(Search.class);

  static final int FULL_PAGE = 100;
  static final int ID_PAGE = 1000;
  static final String NO_SEARCH = "This Jira has no search where ATLAS looks for it (404).";

  // Where the next page begins, and how many there were in all when it was written.
  private static final Pattern POSITION = Pattern.compile("(\\d{1,9})/(\\d{1,9})");

  private final Site site;
  private final Set<String> projects;

  Search(Site site, Set<String> projects) {
    this.site = site;
    this.projects = projects;
  }

  /** A page as Jira gives it, and where to go on. */
  record Found(JsonNode page, @Nullable String next) {}

  JiraPage page(
      Jql jql, @Nullable String cursor, int pageSize, boolean idsOnly, Cancellation cancellation) {
    int size = Math.min(idsOnly ? ID_PAGE : FULL_PAGE, Math.max(1, pageSize));
    IssueReader reader = idsOnly ? null : site.reader(cancellation);
    List<String> fields = reader == null ? List.of("key") : reader.fields();
    Found found = find(jql, cursor, size, fields, cancellation);
    return page(found.page(), reader, found.next());
  }

  /** What the query finds, with these fields. */
  Found find(
      Jql jql, @Nullable String cursor, int size, List<String> fields, Cancellation cancellation) {
    Jql query = projects.isEmpty() ? jql : jql.and(Jql.projects(projects));
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("jql", query.text()).put("maxResults", size);
    fields.forEach(body.putArray("fields")::add);
    Found found =
        site.dialect(cancellation) == Dialect.CLOUD
            ? byToken(body, cursor, cancellation)
            : byPosition(body, cursor, cancellation);
    if (!found.page().path("issues").isArray()) throw site.refusals().otherShape();
    return found;
  }

  private Found byToken(ObjectNode body, @Nullable String cursor, Cancellation cancellation) {
    if (cursor != null) body.put("nextPageToken", cursor);
    Answer answer = site.ask(door -> door.query("search/jql", body, cancellation), cancellation);
    // The page before was fine, so what is refused is the token: they expire.
    if (cursor != null && answer.status() == 400) throw expired();
    JsonNode page = site.refusals().object(answer, NO_SEARCH);
    String next = Nodes.word(page.path("nextPageToken"));
    boolean last = next == null || page.path("isLast").asBoolean(false);
    return new Found(page, last ? null : next);
  }

  private Found byPosition(ObjectNode body, @Nullable String cursor, Cancellation cancellation) {
    Matcher position = POSITION.matcher(cursor == null ? "0/0" : cursor);
    if (!position.matches()) throw expired();
    int start = Integer.parseInt(position.group(1));
    JsonNode page = at(body, start, cancellation);
    // Issues that left the list let those behind them move up, past the place we begin at.
    int gone = Integer.parseInt(position.group(2)) - total(page);
    if (gone > 0 && start > 0) {
      start = Math.max(0, start - gone);
      page = at(body, start, cancellation);
    }
    int end = start + page.path("issues").size();
    boolean last = page.path("issues").isEmpty() || end >= total(page);
    return new Found(page, last ? null : end + "/" + total(page));
  }

  private JsonNode at(ObjectNode body, int start, Cancellation cancellation) {
    body.put("startAt", start);
    Answer answer = site.ask(door -> door.query("search", body, cancellation), cancellation);
    JsonNode page = site.refusals().object(answer, NO_SEARCH);
    if (!page.path("issues").isArray()) throw site.refusals().otherShape();
    return page;
  }

  private static int total(JsonNode page) {
    return page.path("total").asInt(0);
  }

  /** Data Center's issues of these ids; those it no longer has are left out. */
  List<JiraIssue> byIds(List<String> ids, Cancellation cancellation) {
    IssueReader reader = site.reader(cancellation);
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("jql", Jql.ids(ids).text()).put("maxResults", ids.size());
    // An id that is gone would else make all of it wrong.
    body.put("validateQuery", false);
    reader.fields().forEach(body.putArray("fields")::add);
    var found = new LinkedHashMap<String, JiraIssue>();
    var seen = new HashSet<String>();
    int start = 0;
    while (true) {
      JsonNode page = at(body, start, cancellation);
      for (JiraIssue issue : issues(page, reader)) found.putIfAbsent(issue.id(), issue);
      boolean brought = false;
      for (JsonNode issue : page.path("issues").values()) {
        brought |= seen.add(Nodes.word(issue.path("id"), ""));
      }
      start += page.path("issues").size();
      // Whatever it says of a total, there are no more than were asked for.
      if (!brought || seen.size() >= ids.size() || start >= total(page)) {
        return List.copyOf(found.values());
      }
    }
  }

  private JiraPage page(JsonNode page, @Nullable IssueReader reader, @Nullable String next) {
    List<JiraIssue> issues = reader == null ? List.of() : issues(page, reader);
    var found = new ArrayList<IssueRef>();
    for (JsonNode issue : page.path("issues").values()) {
      String id = IssueReader.id(issue);
      if (id != null) found.add(new IssueRef(id, Nodes.word(issue.path("key"), "")));
    }
    if (found.isEmpty() && !page.path("issues").isEmpty()) throw site.refusals().otherShape();
    return new JiraPage(found, issues, next);
  }

  /** Those that can be used; one that can't must not stop the rest, unless it is every one. */
  List<JiraIssue> issues(JsonNode page, IssueReader reader) {
    if (!page.path("issues").isArray()) throw site.refusals().otherShape();
    var issues = new ArrayList<JiraIssue>();
    for (JsonNode issue : page.path("issues").values()) {
      reader.read(issue).ifPresent(issues::add);
    }
    int leftOut = page.path("issues").size() - issues.size();
    if (leftOut == 0) return issues;
    if (issues.isEmpty()) throw site.refusals().otherShape();
    log.warn("{} issues of a page from Jira have no usable id or key and were left out.", leftOut);
    return issues;
  }

  private static RemoteFailure expired() {
    return RemoteFailure.of(
        Kind.EXPIRED, "Jira no longer knows where this list was left off. Begin it again.");
  }
}
