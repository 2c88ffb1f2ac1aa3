package atlas.integrations.gitlab;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom GitLab takes us for.
 *
 * @param emails those that GitLab knows as theirs, by which it knows their commits
 * @param created with the id, what tells the account from any other of any GitLab
 */
public record GitLabUser(
    long id, String username, String name, List<String> emails, @Nullable Instant created) {
  public GitLabUser {
    emails = List.copyOf(emails);
  }
}
