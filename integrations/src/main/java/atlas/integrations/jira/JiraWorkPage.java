package atlas.integrations.jira;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of what a search for work finds.
 *
 * @param nextCursor as that of a {@link JiraPage}
 */
public record JiraWorkPage(List<JiraWork> issues, @Nullable String nextCursor) {
  public JiraWorkPage {
    issues = List.copyOf(issues);
  }

  @Override
  public String toString() {
    return "JiraWorkPage[issues=" + issues.size() + ", last=" + (nextCursor == null) + "]";
  }
}
