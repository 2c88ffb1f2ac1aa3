package atlas.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.server.Wiring;
import atlas.server.config.Config;
import atlas.server.config.Setting;
import atlas.tools.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What documents list is made from the code; mvn -Dupdate=true writes it anew. */
final class GeneratedTest {
  private static final Path README = Path.of("..", "README.md");
  private static final Path ENV = Path.of("..", ".env.example");

  @Test
  void readmeListsTheTools(@TempDir Path home) throws IOException {
    var config = Config.of(Map.of(), Map.of("ATLAS_HOME", home.toString()), System::getProperty);
    try (var wiring = new Wiring(config)) {
      List<Tool<?, ?>> usual = wiring.offered();
      holdPart(
          "tools",
          Stream.concat(
              Stream.of("| Toolset | Tool | | What it does |", "|---|---|---|---|"),
              wiring.catalog().stream().map(tool -> row(tool, usual.contains(tool)))));
    }
  }

  @Test
  void readmeListsTheSettings() throws IOException {
    holdPart(
        "settings",
        Stream.concat(
            Stream.of("| Variable | Flag | Default | What it is |", "|---|---|---|---|"),
            Stream.of(Setting.values()).map(GeneratedTest::row)));
  }

  @Test
  void readmeShowsTheConfigurationThatIsProved() throws IOException {
    String config = Files.readString(Path.of("..", "claude_desktop_config.example.json"));
    assertThat(Files.readString(README)).contains("```json\n" + config + "```\n");
  }

  @Test
  void envExampleHasEverySetting() throws IOException {
    String settings =
        Stream.of(Setting.values()).map(GeneratedTest::lines).collect(Collectors.joining("\n"));
    hold(
        ENV,
        """
        # Every setting of ATLAS. Copy this file to .env, take the # away where you set something,
        # and put what has spaces or special characters between single quotes. Then:
        #
        #   set -a; . ./.env; set +a
        #   ./atlas doctor
        #
        # A client that starts ATLAS does not read this file: its own configuration has an env.

        """
            + settings);
  }

  private static String row(Tool<?, ?> tool, boolean usual) {
    String kind = tool.effect().readOnly() ? "reads" : "writes";
    return "| %s | `%s` | %s | %s |"
        .formatted(
            tool.toolset(),
            tool.name(),
            usual ? kind : kind + ", on request",
            firstSentence(tool.description()));
  }

  private static String firstSentence(String description) {
    return description.strip().split("(?<=[^.][a-z)][.]) ", 2)[0];
  }

  private static String row(Setting setting) {
    String flag = setting.flag() == null ? "" : "`" + setting.flag() + "`";
    String text = setting.meaning() + (setting.secret() ? " Secret." : "");
    return "| `%s` | %s | %s | %s |"
        .formatted(setting.variable(), flag, verbatim(setting.byDefault()), text);
  }

  /** A default that is an expression, as it is. */
  private static String verbatim(String text) {
    return text.contains("\\") ? "`" + text + "`" : text;
  }

  private static String lines(Setting setting) {
    String file =
        setting.secret()
            ? "# Secret: " + setting.fileVariable() + " may name a file that holds it.\n"
            : "";
    return "# %s\n# Default: %s\n%s#%s=\n"
        .formatted(setting.meaning(), setting.byDefault(), file, setting.variable());
  }

  /** Holds what stands between two marks of README. */
  private static void holdPart(String name, Stream<String> lines) throws IOException {
    String begin = "<!-- BEGIN " + name + " -->\n";
    String end = "<!-- END " + name + " -->\n";
    String readme = Files.readString(README);
    assertThat(readme).containsOnlyOnce(begin).containsOnlyOnce(end);
    int from = readme.indexOf(begin) + begin.length();
    hold(
        README,
        readme.substring(0, from)
            + lines.collect(Collectors.joining("\n", "", "\n"))
            + readme.substring(readme.indexOf(end)));
  }

  private static void hold(Path file, String text) throws IOException {
    if (Boolean.getBoolean("update")) Files.writeString(file, text);
    assertThat(file).exists();
    assertThat(Files.readString(file))
        .as("%s: run mvn -Dupdate=true if this change is meant", file)
        .isEqualTo(text);
  }
}
