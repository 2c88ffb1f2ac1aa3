package atlas.model;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A Jira issue as one user sees it.
 *
 * @param jiraId what stays when the issue moves and its key changes
 * @param description as Markdown, exactly as Jira sent it: outside text
 * @param priority Jira's label; its names are each site's own
 * @param priorityRank 1 highest to 5 lowest, 3 where Jira says nothing
 * @param sprint the name of the sprint it is in, or was in last
 * @param active open and assigned to the user, by the last sync
 * @param deleted gone from Jira; never active
 */
public record Ticket(
    UUID id,
    String ticketKey,
    String jiraId,
    String projectKey,
    @Nullable String projectName,
    @Nullable String parentKey,
    String summary,
    String description,
    String issueType,
    String status,
    String statusCategory,
    @Nullable String priority,
    int priorityRank,
    @Nullable String assignee,
    @Nullable String assigneeId,
    @Nullable String reporter,
    @Nullable String reporterId,
    List<String> components,
    List<String> labels,
    @Nullable LocalDate due,
    @Nullable String sprint,
    @Nullable BigDecimal storyPoints,
    @Nullable Integer originalEstimateSeconds,
    @Nullable Integer remainingEstimateSeconds,
    @Nullable Integer spentSeconds,
    @Nullable Instant jiraCreatedAt,
    @Nullable Instant jiraUpdatedAt,
    @Nullable Instant jiraResolvedAt,
    boolean active,
    boolean deleted,
    Instant syncedAt) {}
