package atlas.server.config;

import atlas.integrations.jira.Jira;
import atlas.integrations.jira.JiraAccount;
import atlas.integrations.jira.Jql;
import atlas.integrations.jira.Keeping;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How one user's Jira is used.
 *
 * @param projects the only ones that are ever asked for; all when there is none
 * @param history what is copied besides what is assigned to the user
 */
public record JiraSettings(JiraAccount account, List<String> projects, @Nullable Jql history) {
  private static final Pattern PROJECT = Pattern.compile("[A-Z][A-Z0-9_]{0,99}");
  private static final int MOST_PROJECTS = 100;

  public JiraSettings {
    projects = List.copyOf(projects);
  }

  /**
   * The same as people write it, in settings or in an account's file; what is null or empty was
   * left out.
   *
   * @param token an API token, for Cloud
   * @param pat a personal access token, for Data Center
   */
  public record Written(
      @Nullable String host,
      @Nullable String email,
      @Nullable String token,
      @Nullable String pat,
      @Nullable List<String> projects,
      @Nullable List<String> historyProjects,
      @Nullable String historyJql) {
    @Override
    public String toString() {
      return "Written[***]";
    }
  }

  /**
   * Checks it whole.
   *
   * @param keeping where it is written
   * @throws IllegalArgumentException with a sentence that says what to mend, without the secrets
   */
  public static JiraSettings of(Written written, Keeping keeping) {
    List<String> projects = keys(keeping.word("JIRA_PROJECTS"), written.projects());
    List<String> history = keys(keeping.word("JIRA_HISTORY_PROJECTS"), written.historyProjects());
    for (String key : history) {
      if (!projects.isEmpty() && !projects.contains(key)) {
        throw new IllegalArgumentException(
            keeping.word("JIRA_HISTORY_PROJECTS")
                + " names "
                + key
                + ", which "
                + keeping.word("JIRA_PROJECTS")
                + " leaves out: add it there, or take it away here.");
      }
    }
    return new JiraSettings(
        account(written, keeping),
        projects,
        history(history, written.historyJql(), keeping.word("JIRA_HISTORY_JQL")));
  }

  /** The client that asks there, for these projects alone. */
  public Jira open() {
    return new Jira(account).within(projects);
  }

  private static JiraAccount account(Written written, Keeping keeping) {
    String host = written.host();
    String pat = written.pat();
    if (pat != null && written.token() != null) {
      throw new IllegalArgumentException(
          "JIRA_API_TOKEN is for Jira Cloud and JIRA_PAT for Data Center: unset the one that is"
              + " not your Jira's.");
    }
    if (host != null && pat != null) return JiraAccount.of(keeping, host, pat);
    if (host == null || written.email() == null || written.token() == null) {
      throw new IllegalArgumentException(
          keeping.user() != null
              ? "An account needs --host and a token, and at Jira Cloud --email too."
              : "Jira needs all of JIRA_HOST, JIRA_EMAIL and JIRA_API_TOKEN, or for Data Center"
                  + " JIRA_HOST and JIRA_PAT; set the missing one, or unset them all.");
    }
    return JiraAccount.of(
        keeping,
        host,
        Objects.requireNonNull(written.email()),
        Objects.requireNonNull(written.token()));
  }

  private static @Nullable Jql history(
      List<String> projects, @Nullable String condition, String name) {
    Jql whole = projects.isEmpty() ? null : Jql.projects(projects);
    if (condition == null || condition.isBlank()) return whole;
    try {
      Jql chosen = Jql.configured(condition);
      return whole == null ? chosen : whole.or(chosen);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + " can't be used. " + e.getMessage());
    }
  }

  private static List<String> keys(String name, @Nullable List<String> written) {
    List<String> keys =
        written == null
            ? List.of()
            : written.stream().map(key -> key.toUpperCase(Locale.ROOT)).distinct().toList();
    if (keys.size() > MOST_PROJECTS || keys.stream().anyMatch(k -> !PROJECT.matcher(k).matches())) {
      throw new IllegalArgumentException(
          name + " is a list of at most " + MOST_PROJECTS + " project keys with commas: HBR,LGT.");
    }
    return keys;
  }
}
