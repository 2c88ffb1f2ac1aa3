package atlas.integrations.jira;

import java.util.List;

/**
 * Some of an issue's comments, oldest first.
 *
 * @param total how many the issue has
 */
public record JiraComments(List<JiraComment> comments, int total) {
  public JiraComments {
    comments = List.copyOf(comments);
  }
}
