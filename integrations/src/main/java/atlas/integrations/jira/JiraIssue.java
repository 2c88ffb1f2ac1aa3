package atlas.integrations.jira;

import java.math.BigDecimal;
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
 * @param assigneeId an account id on Cloud, a user name on Data Center
 * @param reporterId the same of who reported it
 * @param resolved when it got its resolution; without one, since when it is done, which Data Center
 *     does not tell
 * @param sprint the name of the one it is in, or of the last one it was in
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
    @Nullable String assigneeId,
    @Nullable String assigneeName,
    @Nullable String reporterId,
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
    @Nullable String sprint,
    @Nullable BigDecimal storyPoints,
    @Nullable Long originalEstimateSeconds,
    @Nullable Long remainingEstimateSeconds,
    @Nullable Long spentSeconds,
    List<JiraAttachment> attachments,
    List<JiraLink> links,
    List<JiraComment> comments,
    int commentCount,
    String raw) {
  public JiraIssue {
    components = List.copyOf(components);
    labels = List.copyOf(labels);
    attachments = List.copyOf(attachments);
    links = List.copyOf(links);
    comments = List.copyOf(comments);
  }
}
