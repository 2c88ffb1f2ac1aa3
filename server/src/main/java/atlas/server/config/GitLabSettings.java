package atlas.server.config;

import atlas.integrations.gitlab.GitLab;
import atlas.integrations.gitlab.GitLabAccount;
import org.jspecify.annotations.Nullable;

/** How one user's GitLab is used. */
public record GitLabSettings(GitLabAccount account) {
  /**
   * The same as people write it, in settings or in an account's file.
   *
   * @param host null for gitlab.com
   */
  public record Written(@Nullable String host, @Nullable String token) {
    @Override
    public String toString() {
      return "Written[***]";
    }
  }

  /**
   * Checks it whole.
   *
   * @param user whose file it is in; null for the environment
   * @throws IllegalArgumentException with a sentence that says what to mend, without the token
   */
  public static GitLabSettings of(Written written, @Nullable String user) {
    String host = written.host() == null ? GitLabAccount.USUAL : written.host();
    String token = written.token() == null ? "" : written.token();
    return new GitLabSettings(GitLabAccount.of(host, token, user));
  }

  /** The local user's, from the environment; null where it names no token. */
  static @Nullable GitLabSettings ofEnvironment(@Nullable String url, @Nullable String token) {
    if (token == null && url == null) return null;
    if (token == null) {
      throw new ConfigProblem("GitLab needs GITLAB_TOKEN too; set it, or unset GITLAB_URL.");
    }
    try {
      return of(new Written(url, token), null);
    } catch (IllegalArgumentException e) {
      throw new ConfigProblem(String.valueOf(e.getMessage()));
    }
  }

  /** The client that asks there; it opens nothing yet. */
  public GitLab open() {
    return new GitLab(account);
  }
}
