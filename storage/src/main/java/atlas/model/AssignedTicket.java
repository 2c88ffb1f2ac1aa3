package atlas.model;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of the list of assigned tickets.
 *
 * @param sessionNumber of the session that is open on it
 * @param matching how many rows there are from this page on, this page included
 */
public record AssignedTicket(
    String ticketKey,
    String summary,
    String issueType,
    String status,
    @Nullable String priority,
    int priorityRank,
    @Nullable LocalDate due,
    @Nullable Instant jiraUpdatedAt,
    List<String> components,
    List<String> labels,
    @Nullable String note,
    @Nullable Integer difficulty,
    @Nullable Integer sessionNumber,
    int matching) {}
