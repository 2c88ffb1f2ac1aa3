package atlas.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A ticket that a search found.
 *
 * @param matching how many there are, all pages together
 * @param why named, words, meaning, or words and meaning
 */
public record FoundTicket(
    String ticketKey,
    String summary,
    String issueType,
    String status,
    @Nullable String priority,
    @Nullable String assignee,
    @Nullable Instant jiraUpdatedAt,
    boolean active,
    @Nullable Integer difficulty,
    double rank,
    int matching,
    String why) {}
