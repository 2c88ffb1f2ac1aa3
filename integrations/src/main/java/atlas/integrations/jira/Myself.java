package atlas.integrations.jira;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Whom Jira takes us for.
 *
 * @param timeZone the one that Jira reads dates in queries in
 */
public record Myself(String accountId, String displayName, @Nullable ZoneId timeZone) {}
