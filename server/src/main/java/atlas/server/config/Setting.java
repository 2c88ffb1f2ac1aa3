package atlas.server.config;

import atlas.tools.Toolset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be configured, each once: the environment variable, the flag that goes before
 * it, what holds without either, and what it means. Help, README and .env.example are made of this.
 */
public enum Setting {
  HOME(
      "ATLAS_HOME",
      "--home",
      "the XDG data directory's atlas folder",
      "Where the embedded PostgreSQL, the log and the secrets lie."),
  USER("ATLAS_USER", "--user", "your login name", "Who you are; stdio and loopback act as this."),
  ACTOR(
      "ATLAS_ACTOR",
      null,
      "the client's name",
      "stdio: what this agent is called, to tell several of one client apart."),
  PROJECT(
      "ATLAS_PROJECT",
      "--project",
      "the working directory's name",
      "The project of what names none: tasks, checkpoints, decisions, the context."),
  DATABASE_URL(
      "ATLAS_DATABASE_URL",
      null,
      "the embedded PostgreSQL",
      "Your own PostgreSQL, as the serving login: postgresql://user:password@host:5432/name."),
  DATABASE_OWNER_URL(
      "ATLAS_DATABASE_OWNER_URL",
      null,
      "none: somebody else migrates",
      "The same database as its owner, who migrates it at the start."),
  DATABASE_DIRECT_URL(
      "ATLAS_DATABASE_DIRECT_URL",
      null,
      "ATLAS_DATABASE_URL",
      "The serving login past a pooler, to hear of changes at once; without it ATLAS looks each"
          + " second there."),
  DATABASE_ADMIN_URL(
      "ATLAS_DATABASE_ADMIN_URL",
      null,
      "none",
      "db init: a login that may create roles and databases."),
  POOL_SIZE(
      "ATLAS_POOL_SIZE",
      null,
      "8",
      "Tool calls at once, 1 to 50; connections to PostgreSQL are a few more."),
  TOOLSETS(
      "ATLAS_TOOLSETS",
      "--toolsets",
      "default",
      "Toolsets to offer, with commas: default, all, " + Toolset.names() + "."),
  TOOLS("ATLAS_TOOLS", "--tools", "none", "Single tools to offer besides, with commas."),
  READ_ONLY(
      "ATLAS_READ_ONLY",
      "--read-only",
      "false",
      "true: write nothing, and offer no tool that needs to."),
  HOST(
      "ATLAS_HOST",
      "--host",
      "127.0.0.1",
      "serve: the address to listen on; any but loopback asks for tokens."),
  PORT("ATLAS_PORT", "--port", "8420", "serve: the port; 0 takes any."),
  SSE(
      "ATLAS_SSE",
      "--no-sse",
      "true",
      "serve: false leaves out the older HTTP+SSE endpoints /sse and /mcp/message."),
  ALLOWED_ORIGINS(
      "ATLAS_ALLOWED_ORIGINS",
      null,
      "loopback only",
      "serve: web origins that may call, with commas, e.g. https://tools.example.com."),
  TICKET_KEYS(
      "ATLAS_TICKET_KEYS",
      null,
      "[A-Z][A-Z0-9_]+-\\d+",
      "What an issue key looks like on your Jira, as a regular expression."),
  FILES_MB(
      "ATLAS_FILES_MB",
      null,
      "500",
      "How many MB of issues' files are kept under the home, 0 to 100000."),
  BACKUP(
      "ATLAS_BACKUP",
      null,
      "daily",
      "daily or off: whether a server backs the embedded PostgreSQL up by itself."),
  BACKUP_DIR(
      "ATLAS_BACKUP_DIR",
      null,
      "backups in the home",
      "Where backups go; of the daily ones the newest seven stay. A folder for this home alone."),
  LOG_LEVEL(
      "ATLAS_LOG_LEVEL", null, "warn", "How much goes to the log: error, warn, info or debug."),
  JAVA_OPTS("ATLAS_JAVA_OPTS", null, "none", "Options for the JVM, read by the launcher: -Xmx1g."),
  SYNC_MINUTES(
      "ATLAS_SYNC_MINUTES",
      null,
      "15",
      "How often Jira and GitLab are copied in the background, 1 to 1440; 0 is never."),
  SESSION_IDLE_HOURS(
      "ATLAS_SESSION_IDLE_HOURS",
      null,
      "24",
      "After how many hours without activity an open session is abandoned, seven times as many"
          + " while it is paused, to 8760; 0 is never."),
  FOCUS_WEIGHTS(
      "ATLAS_FOCUS_WEIGHTS",
      null,
      "gap=30,stale=25,early=15,due=20,energy=10,blocked=25",
      "What each term counts for in the score of what to do next, 0 to 100."),
  TESTING_STATUSES(
      "ATLAS_TESTING_STATUSES",
      null,
      "Testing,In Testing,Test,In Test,QA,In QA",
      "The dashboard: statuses of Jira's that mean that an issue is being tested, with commas."),
  UNSIGNED_WEBHOOKS(
      "ATLAS_UNSIGNED_WEBHOOKS",
      null,
      "none",
      "serve: names of webhooks taken without a signature, for a Data Center that can't sign."),
  EMBEDDING(
      "ATLAS_EMBEDDING",
      null,
      "on",
      "on or off: whether issues and what is remembered are found by what they mean, too."),
  EMBEDDING_URL(
      "ATLAS_EMBEDDING_URL",
      null,
      "the model that comes with ATLAS",
      "Another model, behind an address like OpenAI's: what stands before /embeddings."),
  EMBEDDING_KEY("ATLAS_EMBEDDING_KEY", null, "none", "That address's key."),
  EMBEDDING_MODEL(
      "ATLAS_EMBEDDING_MODEL", null, "none", "The model's name there: text-embedding-3-small."),
  EMBEDDING_DIMENSION(
      "ATLAS_EMBEDDING_DIMENSION",
      null,
      "none",
      "How many numbers its vectors have, 1 to 8192. Another model reads everything anew."),
  JIRA_HOST(
      "JIRA_HOST",
      null,
      "none: Jira is off",
      "Your Jira: your-company.atlassian.net, or a Data Center. Alias JIRA_INSTANCE_URL."),
  JIRA_EMAIL(
      "JIRA_EMAIL", null, "none", "The e-mail of your Atlassian account. Alias JIRA_USER_EMAIL."),
  JIRA_API_TOKEN(
      "JIRA_API_TOKEN",
      null,
      "none",
      "An API token of that account, from id.atlassian.com, Security. Alias JIRA_API_KEY."),
  JIRA_PAT(
      "JIRA_PAT",
      null,
      "none",
      "Instead of the two, for Data Center: a personal access token, from your profile there."),
  JIRA_PROJECTS(
      "JIRA_PROJECTS",
      null,
      "all that you may see",
      "The only projects that Jira is asked for, by key with commas: HBR,LGT."),
  JIRA_HISTORY_PROJECTS(
      "JIRA_HISTORY_PROJECTS",
      null,
      "none: your own issues alone",
      "Projects that are copied whole, by key with commas, for predictions to learn from."),
  JIRA_HISTORY_JQL(
      "JIRA_HISTORY_JQL",
      null,
      "none",
      "The same as a condition in JQL, without ORDER BY: component = Checkout."),
  GITLAB_TOKEN(
      "GITLAB_TOKEN",
      null,
      "none: GitLab is off",
      "A token of your GitLab, with the scope read_api: from Preferences, Access tokens."),
  GITLAB_URL("GITLAB_URL", null, "https://gitlab.com", "Your GitLab, if it is another."),
  FLOW_NEXUS_API_KEY(
      "FLOW_NEXUS_API_KEY",
      null,
      "none: it is not asked",
      "Your key to Flow-Nexus, which then predicts too; it is sent the issues that are asked for."),
  FLOW_NEXUS_URL(
      "FLOW_NEXUS_URL",
      null,
      "https://api.flow-nexus.ai/v1",
      "Its address, or that of whatever else answers POST /predict as it does."),
  FLOW_NEXUS_MODEL("FLOW_NEXUS_MODEL", null, "atlas-lstm-v2", "The model that is asked."),
  FLOW_NEXUS_TRAIN_PATH(
      "FLOW_NEXUS_TRAIN_PATH",
      null,
      "none: nothing is sent",
      "Where below its address it takes what was tried and found, to learn from: train."),
  FLOW_NEXUS_TRAIN_AFTER(
      "FLOW_NEXUS_TRAIN_AFTER",
      null,
      "50",
      "After how many new scenarios that is sent, 1 to 10000.");

  private final String variable;
  private final @Nullable String flag;
  private final String byDefault;
  private final String meaning;

  Setting(String variable, @Nullable String flag, String byDefault, String meaning) {
    this.variable = variable;
    this.flag = flag;
    this.byDefault = byDefault;
    this.meaning = meaning;
  }

  /** The environment variable. */
  public String variable() {
    return variable;
  }

  /** The flag that goes before the variable, if there is one. */
  public @Nullable String flag() {
    return flag;
  }

  /** What holds when nothing is said, for a reader. */
  public String byDefault() {
    return byDefault;
  }

  public String meaning() {
    return meaning;
  }

  /** Whether its value must never be shown; such a one may also come from a file. */
  public boolean secret() {
    return this == DATABASE_URL
        || this == DATABASE_OWNER_URL
        || this == DATABASE_DIRECT_URL
        || this == DATABASE_ADMIN_URL
        || this == EMBEDDING_KEY
        || this == JIRA_API_TOKEN
        || this == JIRA_PAT
        || this == GITLAB_TOKEN
        || this == FLOW_NEXUS_API_KEY;
  }

  /** The variable with the path of a file that holds the value, for a secret. */
  public String fileVariable() {
    return variable + "_FILE";
  }

  /** Names that the source documents used for the same. */
  List<String> aliases() {
    return switch (this) {
      case JIRA_HOST -> List.of("JIRA_INSTANCE_URL");
      case JIRA_EMAIL -> List.of("JIRA_USER_EMAIL");
      case JIRA_API_TOKEN -> List.of("JIRA_API_KEY");
      default -> List.of();
    };
  }

  /** What it says, with commas; its default where it says nothing. */
  List<String> list(Map<Setting, String> values) {
    return named(values.getOrDefault(this, byDefault()));
  }

  /** The same with another default. */
  List<String> list(Map<Setting, String> values, List<String> byDefault) {
    String said = values.get(this);
    return said == null ? byDefault : named(said);
  }

  private static List<String> named(String said) {
    return Arrays.stream(said.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }
}
