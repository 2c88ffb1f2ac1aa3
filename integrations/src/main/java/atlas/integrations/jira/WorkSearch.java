package atlas.integrations.jira;

import atlas.integrations.Cancellation;
import atlas.integrations.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Searches issues for what was written below them and booked on them. */
final class WorkSearch {
  private static final int PAGE = 50;
  private static final int MOST_PAGES = 20;
  private static final List<String> FIELDS = List.of("summary", "comment", "worklog");

  private final Site site;
  private final Search search;

  WorkSearch(Site site, Set<String> projects) {
    this.site = site;
    this.search = new Search(site, projects);
  }

  JiraWorkPage page(Jql jql, @Nullable String cursor, Cancellation cancellation) {
    Search.Found found = search.find(jql, cursor, PAGE, FIELDS, cancellation);
    IssueReader reader = IssueReader.plain(site.dialect(cancellation));
    var works = new ArrayList<JiraWork>();
    for (JsonNode issue : found.page().path("issues").values()) {
      String id = IssueReader.id(issue);
      String key = Nodes.name(issue.path("key"));
      if (id == null || key == null) continue;
      JsonNode fields = issue.path("fields");
      works.add(
          new JiraWork(
              id,
              key,
              Nodes.name(fields.path("summary"), ""),
              all(id, fields.path("comment"), "comments", reader::comment, cancellation),
              all(id, fields.path("worklog"), "worklogs", reader::worklog, cancellation)));
    }
    return new JiraWorkPage(works, found.next());
  }

  // A search shows some of them with the issue, of bookings no more than 20.
  private <T> List<T> all(
      String id,
      JsonNode shown,
      String list,
      Function<JsonNode, T> read,
      Cancellation cancellation) {
    var all = new ArrayList<T>();
    for (JsonNode one : shown.path(list).values()) all.add(read.apply(one));
    if (shown.path("total").asInt(0) <= all.size()) return all;
    all.clear();
    String path = "issue/" + id + "/" + (list.equals("comments") ? "comment" : "worklog");
    int seen = 0;
    for (int i = 0; i < MOST_PAGES; i++) {
      Map<String, String> from = Map.of("startAt", Integer.toString(seen), "maxResults", "100");
      JsonNode page = site.get(path, from, Reading.noIssue(id), cancellation);
      for (JsonNode one : page.path(list).values()) all.add(read.apply(one));
      seen += page.path(list).size();
      if (page.path(list).isEmpty() || seen >= page.path("total").asInt(0)) break;
    }
    return all;
  }
}
