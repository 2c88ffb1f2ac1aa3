package atlas.core.tickets;

import atlas.core.sync.Remote;
import atlas.integrations.RemoteFailure;
import atlas.integrations.jira.Jira;
import atlas.integrations.jira.Jql;
import atlas.model.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Which Jira account is whose. A user without one never gets another's. */
@FunctionalInterface
public interface Accounts {
  /**
   * The user's Jira, within the projects that it is limited to. It may ask the database who is who:
   * never call it in a transaction.
   *
   * @throws Refusal when there is an account that can't be used as it stands
   */
  Optional<Jira> jira(UUID userId);

  /**
   * The same, of a user who has one.
   *
   * @throws Refusal when there is none, or none that can be used as it stands
   */
  default Jira require(UUID userId) {
    return jira(userId).orElseThrow(Accounts::none);
  }

  /**
   * Whether the user has one. One that can't be used is one: its runs say what is wrong with it.
   */
  default boolean has(UUID userId) {
    try {
      return jira(userId).isPresent();
    } catch (Refusal unusable) {
      return true;
    }
  }

  /** What is said to who has none. */
  static Refusal none() {
    return Refusal.unavailable(Tickets.NO_ACCOUNT);
  }

  /**
   * The only projects whose issues are shown to the user; all when there is none. As {@link #jira},
   * but an account that can't be used hides nothing.
   */
  default String[] projects(UUID userId) {
    return usable(userId).map(Jira::projects).orElse(Set.of()).toArray(String[]::new);
  }

  /**
   * Makes sure that the issue with this key may be shown to the user and written to.
   *
   * @throws Refusal when its project is left out
   */
  default void checkScope(UUID userId, String key) {
    try {
      usable(userId).ifPresent(jira -> jira.checkScope(key));
    } catch (RemoteFailure leftOut) {
      throw Remote.refusal(leftOut);
    }
  }

  private Optional<Jira> usable(UUID userId) {
    try {
      return jira(userId);
    } catch (Refusal unusable) {
      return Optional.empty();
    }
  }

  /** Who has an account, for what is done in the background; at most 1,000. */
  default List<UUID> users() {
    return List.of();
  }

  /** What is copied for the user besides what is assigned to them. */
  default Optional<Jql> history(UUID userId) {
    return Optional.empty();
  }
}
