package atlas.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.model.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What users paste into Claude Desktop starts the server as it stands. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class ClientConfigurationIT {
  private static final Path LAUNCHER = Launcher.path();
  private static final String PREFIX = "/path/to/atlas/";

  @TempDir Path folder;

  @Test
  void theExampleStartsTheServerAndListsItsTools() throws IOException {
    String example = Files.readString(Launcher.ROOT.resolve("claude_desktop_config.example.json"));
    assertThat(example).containsOnlyOnce(PREFIX);
    assertServes(example.replace(PREFIX, Launcher.ROOT + "/"));
  }

  @Test
  void whatConfigPrintsStartsTheServerAsItStands() {
    var config =
        Running.command(
            folder.toFile(), Map.of(), List.of(LAUNCHER.toString(), "config", "claude-desktop"));
    assertThat(config.exit()).as(config.err()).isZero();
    assertServes(String.join("\n", config.out()));
  }

  @Test
  void configPrintsTheShapeOfTheExample() throws IOException {
    var config =
        Running.command(
            folder.toFile(),
            Map.of("JIRA_HOST", "mine.atlassian.net", "JIRA_API_TOKEN", "hush"),
            List.of(LAUNCHER.toString(), "config", "claude-desktop"));
    // A secret is never printed, and half an account is a mistake that is said.
    assertThat(config.exit()).isEqualTo(2);
    assertThat(config.err()).doesNotContain("hush");
    var whole =
        Running.command(
            folder.toFile(),
            Map.of(
                "JIRA_HOST", "mine.atlassian.net",
                "JIRA_EMAIL", "me@mine.example",
                "JIRA_API_TOKEN", "hush"),
            List.of(LAUNCHER.toString(), "config", "claude-desktop"));
    assertThat(whole.exit()).isZero();
    String printed = String.join("\n", whole.out());
    assertThat(printed).contains("mine.atlassian.net", "me@mine.example").doesNotContain("hush");
    JsonNode example =
        Json.MAPPER.readTree(
            Files.readString(Launcher.ROOT.resolve("claude_desktop_config.example.json")));
    assertThat(server(printed).propertyNames())
        .containsExactlyInAnyOrderElementsOf(server(example.toString()).propertyNames());
    assertThat(server(printed).path("env").propertyNames())
        .containsExactlyElementsOf(server(example.toString()).path("env").propertyNames());
  }

  private void assertServes(String configuration) {
    JsonNode server = server(configuration);
    var command = new ArrayList<String>();
    command.add(server.path("command").asString());
    for (JsonNode argument : server.path("args")) command.add(argument.asString());
    var environment = new HashMap<String, String>();
    for (var entry : server.path("env").properties()) {
      environment.put(entry.getKey(), entry.getValue().asString());
    }
    environment.put("ATLAS_HOME", folder.resolve("home").toString());
    try (var atlas = Running.command(folder.toFile(), environment, command)) {
      atlas.initialized().request(1, "tools/list");
      assertThat(atlas.line(1)).contains("get_assigned_issues", "record_decision");
      assertThat(atlas.end().exit()).isZero();
    }
  }

  private static JsonNode server(String configuration) {
    JsonNode servers = Json.MAPPER.readTree(configuration).path("mcpServers");
    assertThat(servers.propertyNames()).containsExactly("atlas");
    return servers.path("atlas");
  }
}
