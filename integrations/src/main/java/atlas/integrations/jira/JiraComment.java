package atlas.integrations.jira;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wrote below an issue.
 *
 * @param author the display name
 * @param markdown what was written
 */
public record JiraComment(@Nullable String author, @Nullable Instant at, String markdown) {}
