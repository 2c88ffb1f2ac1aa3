package atlas.integrations.jira;

import org.jspecify.annotations.Nullable;

/**
 * Where an account is written down, so that a sentence names what its reader can change.
 *
 * @param user whose file it is in, made by {@code atlas account add}; null for the environment
 */
public record Keeping(@Nullable String user) {
  /** In the environment of the local user. */
  public static final Keeping ENVIRONMENT = new Keeping(null);

  /** What stands for that variable where the account is written down. */
  public String word(String variable) {
    if (user == null) return variable;
    return switch (variable) {
      case "JIRA_HOST" -> "--host";
      case "JIRA_EMAIL" -> "--email";
      case "JIRA_PROJECTS" -> "--projects";
      case "JIRA_HISTORY_PROJECTS" -> "--history-projects";
      case "JIRA_HISTORY_JQL" -> "--history-jql";
      case "JIRA_API_TOKEN" -> "The API token";
      default -> "The PAT";
    };
  }

  /** What Jira is looked for by, in the middle of a sentence. */
  String address() {
    return user == null ? "JIRA_HOST" : "the account's address";
  }

  /** What is signed in with, in the middle of a sentence. */
  String secret(boolean pat) {
    if (user != null) return pat ? "the account's PAT" : "the account's API token";
    return pat ? "JIRA_PAT" : "JIRA_API_TOKEN";
  }

  /** The command that takes a user's account, without what it is told of it. */
  public static String command(String user) {
    return "atlas account add jira --user " + user;
  }

  /** What to do with a new one; the end of a sentence. */
  String renew(boolean pat) {
    if (user == null) return "set " + secret(pat) + ".";
    return "give it to the server with: "
        + command(user)
        + " --host ADDRESS"
        + (pat ? "" : " --email EMAIL");
  }
}
