package atlas.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a person types, and what comes back, where no database is needed. */
final class CliTest {
  private record Answer(int exit, String out, String err) {}

  @Test
  void aFlagCountsBeforeAndAfterTheCommand() {
    Answer after = run(Map.of(), "tools", "--read-only");

    assertThat(after.out()).contains("* get_issue", "  end_session").doesNotContain("* end_");
    assertThat(run(Map.of(), "--read-only", "tools")).isEqualTo(after);
    assertThat(run(Map.of(), "--tools", "x", "tools", "--tools", "get_server_status").out())
        .as("the nearer one wins")
        .contains("* get_server_status");
  }

  @Test
  void aFlagGoesBeforeTheEnvironment() {
    Map<String, String> environment = Map.of("ATLAS_TOOLSETS", "memory");

    assertThat(run(environment, "tools").out()).doesNotContain("* get_issue");
    assertThat(run(environment, "--toolsets", "tickets", "tools").out()).contains("* get_issue");
  }

  @Test
  void whatIsWronglyConfiguredIsASentenceAndExitsWith2() {
    assertThat(run(Map.of("ATLAS_BOGUS", "1"), "tools"))
        .isEqualTo(
            new Answer(
                2,
                "",
                "atlas: There is no setting ATLAS_BOGUS; atlas --help lists them. Unset it, or mend"
                    + " its name.\n"));
    assertThat(run(Map.of("ATLAS_LOG_LEVEL", "loud"), "tools"))
        .isEqualTo(new Answer(2, "", "atlas: ATLAS_LOG_LEVEL is error, warn, info or debug.\n"));
    assertThat(run(Map.of(), "tols").exit()).isEqualTo(2);
  }

  @Test
  void noLineOfTheHelpIsBrokenInAWord() {
    String help = run(Map.of(), "--help").out();

    assertThat(help.lines()).allMatch(line -> line.length() <= 80);
    assertThat(help).contains(" postgresql://user:password@host:5432/name.");
    assertThat(help.lines().dropWhile(line -> !line.startsWith("Environment")).skip(1))
        .as("a variable is indented by 2, what it means by 6")
        .allMatch(line -> line.isEmpty() || line.startsWith("  ") || line.startsWith("Exit codes"));
  }

  @Test
  void theConfigurationToPasteSaysWhatIsSetAndShowsNoSecret(@TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("owner"), "postgresql://o:s3cret@[::1]/atlas");
    Map<String, String> environment =
        Map.of(
            "JIRA_HOST", "acme.atlassian.net",
            "JIRA_EMAIL", "ann@acme.example",
            "JIRA_API_TOKEN", "s3cret-token",
            "ATLAS_TOOLSETS", "all",
            "ATLAS_DATABASE_URL", "postgresql://u:s3cret-word@127.0.0.1:5432/atlas",
            "ATLAS_DATABASE_OWNER_URL_FILE", file.toString());

    Answer answer = run(environment, "config", "claude-desktop");

    assertThat(answer.exit()).isZero();
    assertThat(answer.out())
        .contains("acme.atlassian.net", "ann@acme.example", "\"ATLAS_TOOLSETS\"")
        .contains("\"ATLAS_DATABASE_URL\"", "\"ATLAS_DATABASE_OWNER_URL_FILE\"")
        .doesNotContain("s3cret");
  }

  @Test
  void doctorSaysWhereItLookedAndExitsWith1(@TempDir Path home) {
    Map<String, String> environment =
        Map.of(
            "ATLAS_HOME",
            home.toString(),
            "ATLAS_DATABASE_URL",
            "postgresql://ann:s3cret@127.0.0.1:9/memory");

    Answer answer = run(environment, "doctor");

    assertThat(answer.exit()).isEqualTo(1);
    assertThat(answer.out())
        .contains("ok     home", home.resolve("log").toString())
        .contains("WRONG  database", "Tried //127.0.0.1:9/memory as ann.")
        .doesNotContain("s3cret");
  }

  private static Answer run(Map<String, String> environment, String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    CommandLine commands = Cli.commands(environment);
    commands.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return new Answer(commands.execute(arguments), out.toString(), err.toString());
  }
}
