package atlas.integrations.jira;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Time that somebody spent on an issue.
 *
 * @param authorId an account id on Cloud, a user name on Data Center
 */
public record JiraWorklog(
    String id,
    @Nullable String authorId,
    @Nullable Instant started,
    long seconds,
    String markdown) {}
