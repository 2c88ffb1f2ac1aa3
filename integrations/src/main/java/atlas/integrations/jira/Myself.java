package atlas.integrations.jira;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Whom Jira takes us for.
 *
 * @param id an account id on Cloud, a user name on Data Center
 * @param timeZone the one that Jira reads dates in queries in
 */
public record Myself(String id, String displayName, @Nullable ZoneId timeZone) {}
