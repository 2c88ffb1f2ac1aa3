package atlas.core.tickets;

import atlas.integrations.jira.Jira;
import atlas.integrations.jira.Jql;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Which Jira account is whose. A user without one never gets another's. */
@FunctionalInterface
public interface Accounts {
  /**
   * The user's Jira, within the projects that it is limited to. It may ask the database who is who:
   * never call it in a transaction.
   *
   * @throws atlas.model.Refusal when there is an account that can't be used as it stands
   */
  Optional<Jira> jira(UUID userId);

  /** Who has an account, for what is done in the background; at most 1,000. */
  default List<UUID> users() {
    return List.of();
  }

  /** What is copied for the user besides what is assigned to them. */
  default Optional<Jql> history(UUID userId) {
    return Optional.empty();
  }
}
