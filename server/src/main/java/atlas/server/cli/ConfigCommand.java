package atlas.server.cli;

import atlas.model.Json;
import atlas.model.Refusal;
import atlas.server.config.Config;
import atlas.server.config.Setting;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What to paste into a client's configuration. */
@Command(name = "config", description = "Print what to paste into a client's configuration.")
final class ConfigCommand extends AtlasCommand implements Callable<Integer> {
  private static final List<Setting> COPIED =
      List.of(
          Setting.USER,
          Setting.PROJECT,
          Setting.DATABASE_URL,
          Setting.DATABASE_OWNER_URL,
          Setting.POOL_SIZE,
          Setting.TOOLSETS,
          Setting.TOOLS,
          Setting.READ_ONLY,
          Setting.TICKET_KEYS,
          Setting.LOG_LEVEL,
          Setting.JAVA_OPTS);

  @Parameters(index = "0", paramLabel = "CLIENT", description = "claude-desktop")
  String client = "";

  ConfigCommand(Map<String, String> environment) {
    super(environment);
  }

  @Override
  public Integer call() {
    if (!client.equals("claude-desktop")) {
      throw Refusal.invalid(
          "There is claude-desktop; README has the lines for Claude Code, VS Code and Cursor.");
    }
    // What is wrong here would be wrong there.
    Config config = config();
    var env = new LinkedHashMap<String, Object>();
    put(env, Setting.JIRA_HOST, "your-company.atlassian.net");
    put(env, Setting.JIRA_EMAIL, "you@your-company.example");
    put(env, Setting.JIRA_API_TOKEN, "your API token");
    // Only what is set here: a client starts ATLAS without this terminal's environment.
    for (Setting setting : COPIED) {
      if (given(setting)) put(env, setting, "the value of " + setting.variable());
    }
    if (given(Setting.HOME)) env.put(Setting.HOME.variable(), config.home().toString());
    var server = new LinkedHashMap<String, Object>();
    server.put("command", System.getProperty("atlas.launcher", "/path/to/atlas/atlas"));
    server.put("args", new String[0]);
    server.put("env", env);
    out()
        .println(
            Json.MAPPER
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(Map.of("mcpServers", Map.of("atlas", server))));
    return 0;
  }

  private boolean given(Setting setting) {
    return environment().containsKey(setting.variable())
        || environment().containsKey(setting.fileVariable());
  }

  /** What is set; for a secret the file that holds it, or words in its place. */
  private void put(Map<String, Object> env, Setting setting, String otherwise) {
    String file = environment().get(setting.fileVariable());
    if (setting.secret() && file != null) {
      env.put(setting.fileVariable(), Path.of(file).toAbsolutePath().toString());
    } else {
      String said = setting.secret() ? null : environment().get(setting.variable());
      env.put(setting.variable(), said == null ? otherwise : said);
    }
  }
}
