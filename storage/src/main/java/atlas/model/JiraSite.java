package atlas.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about a user's Jira.
 *
 * @param site its address by its own account; of rows of before, the host alone
 * @param accountId the user's, by Jira
 * @param timeZone in which Jira reads the dates of a query
 * @param sweptAt when it was last looked which issues are gone
 */
public record JiraSite(
    Kind kind,
    String site,
    String accountId,
    @Nullable String accountName,
    @Nullable String timeZone,
    @Nullable Instant sweptAt,
    Instant checkedAt) {

  /** The two Jiras. */
  public enum Kind {
    cloud,
    data_center
  }
}
