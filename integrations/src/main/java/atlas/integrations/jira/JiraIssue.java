package atlas.integrations.jira;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An issue as Jira has it; what is null, Jira does not have or does not show.
 *
 * @param id Jira's number, which stays when the key changes
 * @param summary empty when Jira does not show it
 * @param description Markdown
 * @param type as Jira calls it, in the site's language; empty when not shown
 * @param status as Jira calls it; empty when not shown
 * @param statusCategory {@code new}, {@code indeterminate} or {@code done} in every language, or
 *     {@code undefined}
 * @param priority Jira's label
 * @param comments the ones that came along, oldest first; empty when they were not asked for
 * @param commentCount how many Jira has, which may be more than came along
 * @param raw the issue's JSON
 */
public record JiraIssue(
    String id,
    String key,
    String summary,
    @Nullable String description,
    String type,
    String status,
    String statusCategory,
    @Nullable String priority,
    @Nullable String assigneeAccountId,
    @Nullable String assigneeName,
    @Nullable String reporterName,
    String projectKey,
    @Nullable String projectName,
    List<String> components,
    List<String> labels,
    @Nullable Instant created,
    @Nullable Instant updated,
    @Nullable Instant resolved,
    @Nullable LocalDate due,
    @Nullable String parentKey,
    List<JiraComment> comments,
    int commentCount,
    String raw) {
  public JiraIssue {
    components = List.copyOf(components);
    labels = List.copyOf(labels);
    comments = List.copyOf(comments);
  }
}
