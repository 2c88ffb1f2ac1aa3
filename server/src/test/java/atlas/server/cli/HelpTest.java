package atlas.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.server.config.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
  private final CommandLine atlas = new CommandLine(Map.of());

  static Stream<List<String>> commands() {
    var paths = new ArrayList<List<String>>();
    collect(Cli.commands(Map.of()), List.of(), paths);
    return paths.stream();
  }

  private static void collect(
      picocli.CommandLine command, List<String> path, List<List<String>> into) {
    into.add(path);
    command
        .getSubcommands()
        .forEach(
            (name, sub) -> {
              var longer = new ArrayList<>(path);
              longer.add(name);
              collect(sub, longer, into);
            });
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyHelpHasTheEnvironmentAndTheExitCodes(List<String> command) {
    var words = new ArrayList<>(command);
    words.add("--help");
    var help = atlas.run(words.toArray(String[]::new));
    assertThat(help.code()).isZero();
    for (Setting setting : Setting.values()) assertThat(help.out()).contains(setting.variable());
    assertThat(help.out()).contains("Usage: atlas", "Exit codes: 0 well", "5 a tool refused");
    assertThat(help.err()).isEmpty();
  }

  @Test
  void thereAreTheCommandsThatTheDesignNames() {
    assertThat(Cli.commands(Map.of()).getSubcommands())
        .containsKeys(
            "demo", "serve", "call", "tools", "doctor", "token", "user", "config", "db", "rebuild",
            "export", "import", "backup", "restore");
  }

  @Test
  void itNamesEveryToolsetAndWhatTheLauncherAdds() {
    var help = atlas.run("--help").out().replaceAll("\\s+", " ");
    assertThat(help)
        .contains(
            "default, all, tickets, testing, memory, evidence, focus, planner, progress, admin.");
    assertThat(help).contains("./atlas bench");
  }

  @Test
  void aGroupWithoutACommandSaysWhichThereAre() {
    var ended = atlas.run("token");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("create, list, revoke");
  }

  /** A page of settings would scroll away what is wrong. */
  @Test
  void whatIsWrongIsNotFollowedByAllTheHelp() {
    for (String command : List.of("sync", "patterns", "call", "dance", "pack share", "tools x")) {
      var ended = atlas.run(command.split(" "));
      assertThat(ended.code()).isEqualTo(2);
      assertThat(ended.err().lines().count()).as(ended.err()).isBetween(3L, 8L);
      assertThat(ended.err())
          .contains("Usage: atlas", " --help tells more.")
          .doesNotContain("ATLAS_HOME");
    }
    assertThat(atlas.run("call").err())
        .isEqualTo(
            """
            atlas: Missing required parameter: 'TOOL'
            Usage: atlas call [OPTIONS] TOOL [KEY=VALUE...]
            atlas call --help tells more.
            """);
  }

  @Test
  void anUnknownCommandIsAUsageError() {
    var ended = atlas.run("dance");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("dance").doesNotContain("\tat ");
  }

  @Test
  void anUnknownFlagIsAUsageError() {
    var ended = atlas.run("tools", "--loud");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("--loud");
  }

  @Test
  void aMissingArgumentIsAUsageError() {
    assertThat(atlas.run("call").code()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tools", "doctor", "config claude-desktop", "call get_issue", "serve"})
  void aMisspelledVariableIsAnErrorThatNamesIt(String command) {
    var ended =
        new CommandLine(Map.of("ATLAS_DATABASE_ULR", "postgresql://u:secret@db.example/x"))
            .run(command.split(" "));
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("ATLAS_DATABASE_ULR").doesNotContain("secret", "db.example");
  }

  @Test
  void aValueThatCannotBeIsAnErrorThatNamesItsVariable() {
    var ended = new CommandLine(Map.of("ATLAS_POOL_SIZE", "many")).run("tools");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("ATLAS_POOL_SIZE", "1 to 50");
  }

  @Test
  void halfOfAJiraAccountIsAnErrorThatNamesTheRest() {
    var ended = new CommandLine(Map.of("JIRA_HOST", "x.atlassian.net")).run("tools");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("JIRA_EMAIL", "JIRA_API_TOKEN");
  }

  @Test
  void versionSaysWhichAtlasThisIs() {
    var ended = atlas.run("--version");
    assertThat(ended.code()).isZero();
    assertThat(ended.out()).startsWith("atlas ");
  }
}
