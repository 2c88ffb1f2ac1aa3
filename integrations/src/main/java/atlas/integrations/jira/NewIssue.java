package atlas.integrations.jira;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An issue to be made.
 *
 * @param type its name in the site's language: Bug
 * @param description Markdown
 * @param priority its name
 * @param labels without spaces; one of them should be our own, to find the issue again by
 */
public record NewIssue(
    String projectKey,
    String type,
    String summary,
    @Nullable String description,
    @Nullable String priority,
    List<String> labels,
    @Nullable String parentKey) {
  public NewIssue {
    labels = List.copyOf(labels);
  }
}
