package atlas.integrations.jira;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wrote below an issue.
 *
 * @param id empty when Jira does not say it
 * @param authorId an account id on Cloud, a user name on Data Center
 * @param author the display name
 * @param updated when it was last edited
 * @param markdown what was written
 */
public record JiraComment(
    String id,
    @Nullable String authorId,
    @Nullable String author,
    @Nullable Instant at,
    @Nullable Instant updated,
    String markdown) {}
