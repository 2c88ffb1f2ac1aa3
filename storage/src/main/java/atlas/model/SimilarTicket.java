package atlas.model;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A ticket like another one.
 *
 * @param similarity 0 to 1
 * @param sessions ended on it
 */
public record SimilarTicket(
    UUID id,
    String ticketKey,
    String summary,
    String issueType,
    String status,
    @Nullable String priority,
    double similarity,
    int sessions) {}
