package atlas.integrations.jira;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A search being read page by page. A short or empty page is no end; only Jira's word or the lack
 * of a cursor is.
 */
final class Listing {
  private final int most;
  private final Duration longest;
  private final long start = System.nanoTime();
  // By id: an issue that moves while we read may come on two pages.
  private final Map<String, JiraIssue> found = new LinkedHashMap<>();
  private CursorTrail trail = new CursorTrail();
  private @Nullable String cursor;
  private boolean startedAgain;
  private boolean over;
  private boolean complete;

  Listing(int most, Duration longest) {
    this.most = most;
    this.longest = longest;
  }

  /** Of the next page; none for the first. */
  @Nullable String cursor() {
    return cursor;
  }

  boolean goesOn() {
    return !over;
  }

  void add(JiraPage page) {
    for (JiraIssue issue : page.issues()) found.put(issue.id(), issue);
    cursor = page.nextCursor();
    boolean last = cursor == null;
    complete = last && found.size() <= most;
    boolean circle = trail.leadsInACircle(cursor);
    boolean late = System.nanoTime() - start > longest.toNanos();
    over = last || circle || late || found.size() >= most;
  }

  /** Reads from the first page again, once: what was found stays. */
  void startAgain() {
    over = startedAgain;
    startedAgain = true;
    cursor = null;
    trail = new CursorTrail();
  }

  AssignedIssues result() {
    return new AssignedIssues(found.values().stream().limit(most).toList(), complete);
  }
}
