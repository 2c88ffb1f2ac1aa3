package atlas.model;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A bug that was reported.
 *
 * @param ticketId the ticket that was tested when it was found
 * @param writeId what carries it to Jira
 * @param bugKey its key, once Jira has it
 */
public record Bug(
    UUID id,
    @Nullable UUID ticketId,
    @Nullable UUID sessionId,
    String summary,
    String description,
    @Nullable String priority,
    UUID writeId,
    @Nullable String bugKey,
    Instant reportedAt) {}
