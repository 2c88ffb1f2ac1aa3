package atlas.integrations.jira;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file that hangs on an issue.
 *
 * @param mimeType as Jira guessed it
 * @param sizeBytes 0 when Jira does not say it
 * @param author the display name
 */
public record JiraAttachment(
    String id,
    String filename,
    @Nullable String mimeType,
    long sizeBytes,
    @Nullable Instant created,
    @Nullable String author) {}
