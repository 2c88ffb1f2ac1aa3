package atlas.model;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file of an issue.
 *
 * @param attachmentId Jira's id of it
 * @param size in bytes, as Jira says
 * @param sha256 of what was fetched, in hexadecimal digits; null until it is
 */
public record Attachment(
    UUID id,
    UUID ticketId,
    String attachmentId,
    String filename,
    @Nullable String mimeType,
    long size,
    @Nullable String author,
    @Nullable Instant attachedAt,
    @Nullable String sha256,
    @Nullable Instant fetchedAt) {}
