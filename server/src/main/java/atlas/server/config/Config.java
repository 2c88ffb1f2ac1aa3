package atlas.server.config;

import atlas.core.focus.FocusWeights;
import atlas.core.tickets.TicketKeys;
import atlas.integrations.jira.Keeping;
import atlas.storage.PostgresUrl;
import atlas.tools.Catalog;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * How this process is configured: flags go before the environment, and that before the defaults.
 * Made once and checked whole; what is wrong is a ConfigProblem.
 *
 * @param actor what the agent on stdio is called; null for its client's name
 * @param databaseUrl the serving login of your own PostgreSQL; null for the embedded one
 * @param databaseOwnerUrl its owner's login, if this process is to migrate
 * @param databaseDirectUrl the serving login past a pooler; null where nothing stands in between
 * @param databaseAdminUrl a login that may make roles and databases, for db init alone
 * @param filesMb how many MB of issues' files are kept
 * @param backup what becomes of backups
 * @param syncMinutes how often sources are copied in the background; 0 is never
 * @param embedding which model says what texts mean
 * @param sessionIdleHours after how long without activity a session is abandoned; 0 is never
 * @param focusWeights what each term counts for in the score of what to do next
 * @param testingStatuses the names of statuses that mean that an issue is being tested
 * @param jira the account of the local user; null when Jira is off
 * @param gitLab the local user's; null when it is off
 * @param flowNexus the neural backend; null when it is not asked
 */
public record Config(
    Path home,
    String user,
    @Nullable String actor,
    String project,
    @Nullable PostgresUrl databaseUrl,
    @Nullable PostgresUrl databaseOwnerUrl,
    @Nullable PostgresUrl databaseDirectUrl,
    @Nullable PostgresUrl databaseAdminUrl,
    int poolSize,
    Catalog.Choice tools,
    Http http,
    TicketKeys ticketKeys,
    int filesMb,
    Backup backup,
    int syncMinutes,
    EmbeddingSettings embedding,
    int sessionIdleHours,
    FocusWeights focusWeights,
    List<String> testingStatuses,
    @Nullable JiraSettings jira,
    @Nullable GitLabSettings gitLab,
    @Nullable FlowNexusSettings flowNexus) {

  private static final Pattern USER = Pattern.compile("[A-Za-z0-9._@-]{1,64}");
  private static final Pattern ACTOR = Pattern.compile("[\\p{L}\\p{N} ._@/-]{1,64}");
  private static final int MOST_CONNECTIONS = 50;
  private static final int LONGEST_PROJECT = 100;
  private static final int MINUTES_OF_A_DAY = 1440;
  private static final int HOURS_OF_A_YEAR = 8760;
  private static final int MOST_MB_OF_FILES = 100_000;
  private static final String FLOW_NEXUS = "https://api.flow-nexus.ai/v1";
  private static final Pattern TRAIN_PATH = Pattern.compile("[A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*");
  private static final int MOST_TRAIN_AFTER = 10_000;

  /**
   * What serve listens on.
   *
   * @param unsignedWebhooks the names of webhooks that need no signature
   */
  public record Http(
      String host,
      int port,
      boolean sse,
      List<String> allowedOrigins,
      List<String> unsignedWebhooks) {}

  /**
   * What becomes of backups.
   *
   * @param daily whether the embedded database is backed up by itself
   */
  public record Backup(boolean daily, Path folder) {}

  /** The folder in which issues' files are kept. */
  public Path files() {
    return home.resolve("files");
  }

  /** The folder in which files are kept that people added to evidence; backups have it too. */
  public Path uploads() {
    return files().resolve("uploads");
  }

  /** Whether this process writes nothing. */
  public boolean readOnly() {
    return tools.readOnly();
  }

  /**
   * Reads the configuration.
   *
   * @param flags what the command line said
   * @param environment variables by name
   * @param machine what only the machine knows: user.name, user.home, user.dir
   */
  public static Config of(
      Map<Setting, String> flags,
      Map<String, String> environment,
      Function<String, String> machine) {
    refuseUnknown(environment);
    var values = new EnumMap<Setting, String>(Setting.class);
    for (Setting setting : Setting.values()) {
      String value = value(setting, flags, environment);
      if (value != null) values.put(setting, value);
    }
    boolean readOnly = bool(values, Setting.READ_ONLY, false);
    checkLogLevel(values);
    Path home = home(values, environment, machine);
    return new Config(
        home,
        user(values, machine),
        actor(values, machine),
        project(values, environment, machine),
        url(values, Setting.DATABASE_URL),
        url(values, Setting.DATABASE_OWNER_URL),
        url(values, Setting.DATABASE_DIRECT_URL),
        url(values, Setting.DATABASE_ADMIN_URL),
        number(values, Setting.POOL_SIZE, 8, 1, MOST_CONNECTIONS),
        new Catalog.Choice(
            Setting.TOOLSETS.list(values, List.of(Catalog.DEFAULT)),
            Setting.TOOLS.list(values, List.of()),
            readOnly),
        new Http(
            values.getOrDefault(Setting.HOST, "127.0.0.1"),
            number(values, Setting.PORT, 8420, 0, 65_535),
            bool(values, Setting.SSE, true),
            Setting.ALLOWED_ORIGINS.list(values, List.of()),
            Setting.UNSIGNED_WEBHOOKS.list(values, List.of())),
        keys(values),
        number(values, Setting.FILES_MB, 500, 0, MOST_MB_OF_FILES),
        backup(values, home),
        number(values, Setting.SYNC_MINUTES, 15, 0, MINUTES_OF_A_DAY),
        embedding(values),
        number(values, Setting.SESSION_IDLE_HOURS, 24, 0, HOURS_OF_A_YEAR),
        FocusSettings.weights(values.get(Setting.FOCUS_WEIGHTS)),
        Setting.TESTING_STATUSES.list(values),
        jira(values),
        GitLabSettings.ofEnvironment(
            values.get(Setting.GITLAB_URL), values.get(Setting.GITLAB_TOKEN)),
        flowNexus(values));
  }

  private static @Nullable String value(
      Setting setting, Map<Setting, String> flags, Map<String, String> environment) {
    String flag = flags.get(setting);
    if (flag != null) return flag;
    for (String name : names(setting)) {
      String value = environment.get(name);
      if (value != null && !value.isBlank()) return value.strip();
      String file = setting.secret() ? environment.get(name + "_FILE") : null;
      if (file != null && !file.isBlank()) return contents(name + "_FILE", file.strip());
    }
    return null;
  }

  private static List<String> names(Setting setting) {
    var names = new java.util.ArrayList<>(List.of(setting.variable()));
    names.addAll(setting.aliases());
    return names;
  }

  private static String contents(String variable, String file) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException | InvalidPathException e) {
      throw new ConfigProblem("The file that " + variable + " names can't be read: " + file);
    }
  }

  private static void refuseUnknown(Map<String, String> environment) {
    for (String name : environment.keySet()) {
      if (!name.startsWith("ATLAS_")) continue;
      boolean known =
          Arrays.stream(Setting.values())
              .anyMatch(
                  s -> s.variable().equals(name) || (s.secret() && s.fileVariable().equals(name)));
      if (!known) {
        throw new ConfigProblem(
            "There is no setting "
                + name
                + "; atlas --help lists them. Unset it, or mend its name.");
      }
    }
  }

  private static Path home(
      Map<Setting, String> values,
      Map<String, String> environment,
      Function<String, String> machine) {
    String said = values.get(Setting.HOME);
    try {
      if (said != null) return Path.of(said).toAbsolutePath().normalize();
      String local = environment.get("LOCALAPPDATA");
      if (local != null && machine.apply("os.name").toLowerCase(Locale.ROOT).startsWith("win")) {
        return Path.of(local, "atlas");
      }
      String xdg = environment.get("XDG_DATA_HOME");
      return xdg != null && Path.of(xdg).isAbsolute()
          ? Path.of(xdg, "atlas")
          : Path.of(machine.apply("user.home"), ".local", "share", "atlas");
    } catch (InvalidPathException e) {
      throw new ConfigProblem("ATLAS_HOME is not a path: " + said);
    }
  }

  private static String user(Map<Setting, String> values, Function<String, String> machine) {
    String said = values.get(Setting.USER);
    // A login name may have characters that a name here may not.
    String user =
        said != null ? said : machine.apply("user.name").replaceAll("[^A-Za-z0-9._@-]", "_");
    if (!USER.matcher(user).matches()) {
      throw new ConfigProblem(
          "ATLAS_USER has 1 to 64 letters, digits, dots, underscores, hyphens or @.");
    }
    return user;
  }

  private static @Nullable String actor(
      Map<Setting, String> values, Function<String, String> machine) {
    String said = values.get(Setting.ACTOR);
    if (said == null) return null;
    if (!ACTOR.matcher(said).matches()) {
      throw new ConfigProblem(
          "ATLAS_ACTOR has 1 to 64 letters, digits, spaces, dots, underscores, hyphens, slashes"
              + " or @.");
    }
    // Under that name it would be taken for the person.
    if (said.equals(user(values, machine))) {
      throw new ConfigProblem("ATLAS_ACTOR is an agent's name; ATLAS_USER is the person's.");
    }
    return said;
  }

  private static String project(
      Map<Setting, String> values,
      Map<String, String> environment,
      Function<String, String> machine) {
    String said = values.get(Setting.PROJECT);
    if (said != null) return cut(said);
    String folder = environment.getOrDefault("CLAUDE_PROJECT_DIR", machine.apply("user.dir"));
    Path name = Path.of(folder).toAbsolutePath().normalize().getFileName();
    return name == null ? "default" : cut(name.toString());
  }

  private static String cut(String name) {
    return name.length() <= LONGEST_PROJECT ? name : name.substring(0, LONGEST_PROJECT);
  }

  private static @Nullable PostgresUrl url(Map<Setting, String> values, Setting setting) {
    String said = values.get(setting);
    if (said == null) return null;
    try {
      return PostgresUrl.parse(said);
    } catch (IllegalArgumentException e) {
      throw new ConfigProblem(setting.variable() + " " + e.getMessage() + ".");
    }
  }

  private static TicketKeys keys(Map<Setting, String> values) {
    String said = values.get(Setting.TICKET_KEYS);
    if (said == null) return TicketKeys.DEFAULT;
    try {
      return new TicketKeys(Pattern.compile(said));
    } catch (PatternSyntaxException e) {
      throw new ConfigProblem("ATLAS_TICKET_KEYS is not a regular expression.");
    }
  }

  private static Backup backup(Map<Setting, String> values, Path home) {
    String said = values.getOrDefault(Setting.BACKUP, "daily").toLowerCase(Locale.ROOT);
    if (!said.equals("daily") && !said.equals("off")) {
      throw new ConfigProblem("ATLAS_BACKUP is daily or off.");
    }
    String folder = values.get(Setting.BACKUP_DIR);
    try {
      return new Backup(
          said.equals("daily"),
          folder == null ? home.resolve("backups") : Path.of(folder).toAbsolutePath().normalize());
    } catch (InvalidPathException e) {
      throw new ConfigProblem("ATLAS_BACKUP_DIR is not a path: " + folder);
    }
  }

  private static EmbeddingSettings embedding(Map<Setting, String> values) {
    try {
      return EmbeddingSettings.of(
          bool(values, Setting.EMBEDDING, true),
          values.get(Setting.EMBEDDING_URL),
          values.get(Setting.EMBEDDING_KEY),
          values.get(Setting.EMBEDDING_MODEL),
          values.get(Setting.EMBEDDING_DIMENSION));
    } catch (IllegalArgumentException e) {
      throw new ConfigProblem(String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable JiraSettings jira(Map<Setting, String> values) {
    var written =
        new JiraSettings.Written(
            values.get(Setting.JIRA_HOST),
            values.get(Setting.JIRA_EMAIL),
            values.get(Setting.JIRA_API_TOKEN),
            values.get(Setting.JIRA_PAT),
            Setting.JIRA_PROJECTS.list(values, List.of()),
            Setting.JIRA_HISTORY_PROJECTS.list(values, List.of()),
            values.get(Setting.JIRA_HISTORY_JQL));
    try {
      return written.host() == null
              && written.email() == null
              && written.token() == null
              && written.pat() == null
          ? null
          : JiraSettings.of(written, Keeping.ENVIRONMENT);
    } catch (IllegalArgumentException e) {
      throw new ConfigProblem(String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable FlowNexusSettings flowNexus(Map<Setting, String> values) {
    String key = values.get(Setting.FLOW_NEXUS_API_KEY);
    if (key == null) return null;
    String path = values.get(Setting.FLOW_NEXUS_TRAIN_PATH);
    if (path != null && !TRAIN_PATH.matcher(path).matches()) {
      throw new ConfigProblem(
          "FLOW_NEXUS_TRAIN_PATH is a path below FLOW_NEXUS_URL, such as train.");
    }
    try {
      return new FlowNexusSettings(
          URI.create(values.getOrDefault(Setting.FLOW_NEXUS_URL, FLOW_NEXUS)),
          key,
          values.getOrDefault(Setting.FLOW_NEXUS_MODEL, "atlas-lstm-v2"),
          path,
          number(values, Setting.FLOW_NEXUS_TRAIN_AFTER, 50, 1, MOST_TRAIN_AFTER));
    } catch (IllegalArgumentException e) {
      // URI's own message would show what was written, which may be the key in the wrong place.
      throw new ConfigProblem("FLOW_NEXUS_URL must be an https address, or http on this machine.");
    }
  }

  private static void checkLogLevel(Map<Setting, String> values) {
    String level = values.getOrDefault(Setting.LOG_LEVEL, "warn");
    if (!List.of("error", "warn", "info", "debug").contains(level.toLowerCase(Locale.ROOT))) {
      throw new ConfigProblem("ATLAS_LOG_LEVEL is error, warn, info or debug.");
    }
  }

  private static boolean bool(Map<Setting, String> values, Setting setting, boolean byDefault) {
    String said = values.get(setting);
    if (said == null) return byDefault;
    return switch (said.toLowerCase(Locale.ROOT)) {
      case "true", "1", "yes", "on" -> true;
      case "false", "0", "no", "off" -> false;
      default -> throw new ConfigProblem(setting.variable() + " is true or false.");
    };
  }

  private static int number(
      Map<Setting, String> values, Setting setting, int byDefault, int least, int most) {
    String said = values.get(setting);
    if (said == null) return byDefault;
    try {
      int number = Integer.parseInt(said);
      if (number >= least && number <= most) return number;
    } catch (NumberFormatException notOne) {
      // Answered below, like a number out of bounds.
    }
    throw new ConfigProblem(
        setting.variable() + " is a number from " + least + " to " + most + ".");
  }
}
