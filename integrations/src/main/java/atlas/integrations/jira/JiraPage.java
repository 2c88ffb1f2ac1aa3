package atlas.integrations.jira;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of what a search finds. It may be short or empty without being the last one.
 *
 * @param found every issue on the page, in the order of the search
 * @param issues the same in full; empty when only ids were asked for
 * @param nextCursor where to go on; null when this was the last page. It may be stored and used
 *     later, for some days; it holds the query, so never log it
 */
public record JiraPage(List<IssueRef> found, List<JiraIssue> issues, @Nullable String nextCursor) {
  public JiraPage {
    found = List.copyOf(found);
    issues = List.copyOf(issues);
  }

  @Override
  public String toString() {
    return "JiraPage[found=" + found.size() + ", last=" + (nextCursor == null) + "]";
  }
}
