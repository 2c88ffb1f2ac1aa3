package atlas.server.cli;

import atlas.model.Json;
import atlas.model.Refusal;
import atlas.server.config.Config;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What to paste into a client's configuration. */
@Command(name = "config", description = "Print what to paste into a client's configuration.")
final class ConfigCommand extends AtlasCommand implements Callable<Integer> {
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
    Config config = config();
    var env = new LinkedHashMap<String, Object>();
    env.put("JIRA_HOST", said("JIRA_HOST", "your-company.atlassian.net"));
    env.put("JIRA_EMAIL", said("JIRA_EMAIL", "you@your-company.example"));
    // Secrets are never printed.
    env.put("JIRA_API_TOKEN", "your API token");
    if (environment().containsKey("ATLAS_HOME")) env.put("ATLAS_HOME", config.home().toString());
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

  private String said(String variable, String otherwise) {
    return environment().getOrDefault(variable, otherwise);
  }
}
