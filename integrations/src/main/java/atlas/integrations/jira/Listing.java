package atlas.integrations.jira;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A search being read page by page. A short or empty page is no end; only Jira's word or the lack
 * of a token is.
 */
final class Listing {
  private final int most;
  private final Duration longest;
  private final long start = System.nanoTime();
  // By id: an issue that moves while we read may come on two pages.
  private final Map<String, JiraIssue> found = new LinkedHashMap<>();
  private final Set<String> used = new HashSet<>();
  private @Nullable String token;
  private boolean startedAgain;
  private boolean over;
  private boolean complete;

  Listing(int most, Duration longest) {
    this.most = most;
    this.longest = longest;
  }

  /** The token of the next page; none for the first. */
  @Nullable String token() {
    return token;
  }

  boolean goesOn() {
    return !over;
  }

  void add(List<JiraIssue> page, JsonNode nextPageToken, JsonNode isLast) {
    for (JiraIssue issue : page) found.put(issue.id(), issue);
    token = CloudIssue.word(nextPageToken);
    boolean last = token == null || isLast.asBoolean(false);
    complete = last && found.size() <= most;
    // A token that comes twice would lead in a circle.
    boolean circle = token != null && !used.add(token);
    boolean late = System.nanoTime() - start > longest.toNanos();
    over = last || circle || late || found.size() >= most;
  }

  /** Reads from the first page again, once: what was found stays. */
  void startAgain() {
    over = startedAgain;
    startedAgain = true;
    token = null;
    used.clear();
  }

  AssignedIssues result() {
    return new AssignedIssues(found.values().stream().limit(most).toList(), complete);
  }
}
