package atlas.core.activity;

import atlas.integrations.gitlab.GitLab;
import atlas.model.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Which GitLab account is whose. A user without one never gets another's. */
@FunctionalInterface
public interface GitLabAccounts {
  /**
   * The user's GitLab. It may ask the database who is who: never call it in a transaction.
   *
   * @throws Refusal when there is an account that can't be used as it stands
   */
  Optional<GitLab> gitLab(UUID userId);

  /**
   * The same, of a user who has one.
   *
   * @throws Refusal when there is none, or none that can be used as it stands
   */
  default GitLab require(UUID userId) {
    return gitLab(userId).orElseThrow(GitLabAccounts::none);
  }

  /**
   * Whether the user has one. One that can't be used is one: its runs say what is wrong with it.
   */
  default boolean has(UUID userId) {
    try {
      return gitLab(userId).isPresent();
    } catch (Refusal unusable) {
      return true;
    }
  }

  /** What is said to who has none. */
  static Refusal none() {
    return Refusal.unavailable(
        "You have no GitLab account here: set GITLAB_TOKEN, and GITLAB_URL unless it is gitlab.com,"
            + " or have atlas account add gitlab run for you.");
  }

  /** Who has an account, for what is done in the background; at most 1,000. */
  default List<UUID> users() {
    return List.of();
  }
}
