package atlas.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A short stdio session with a database of its own, run once per JDK by the launcher, so that the
 * JVM can keep the classes that a start and a first call need.
 */
public final class Rehearsal {
  private static final int ATTEMPTS = 5;
  private static final List<String> LINES =
      List.of(
          """
          {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
          "capabilities":{},"clientInfo":{"name":"rehearsal","version":"1"}}}""",
          """
          {"jsonrpc":"2.0","method":"notifications/initialized"}""",
          """
          {"jsonrpc":"2.0","id":2,"method":"tools/list"}""",
          """
          {"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"predict_scenarios",\
          "arguments":{"summary":"Rehearse the login form"}}}""",
          """
          {"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"create_checkpoint",\
          "arguments":{"label":"a","summary":"b","resume_instructions":"c"}}}""",
          """
          {"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"get_timeline"}}""",
          """
          {"jsonrpc":"2.0","id":6,"method":"tools/call",\
          "params":{"name":"get_assigned_issues"}}""");

  private Rehearsal() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("atlas-rehearsal");
    try {
      Map<String, String> environment = Map.of("ATLAS_HOME", home.toString());
      firstUse(environment);
      String lines = String.join("\n", LINES) + "\n";
      var in = new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8));
      Main.stdio(environment, in);
    } finally {
      delete(home);
    }
  }

  /**
   * Makes the database in a process of its own: what only a first use needs, unpacking and
   * migrating, would else be loaded at every start.
   */
  private static void firstUse(Map<String, String> environment)
      throws IOException, InterruptedException {
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "atlas.server.Main",
            "call",
            "get_timeline");
    // On a busy machine the first start of a database may take longer than one call waits.
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      var builder = new ProcessBuilder(command);
      // The person's own settings may name their database.
      builder.environment().keySet().removeIf(name -> name.matches("(ATLAS|JIRA)_.*"));
      builder.environment().putAll(environment);
      builder.redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD);
      if (builder.start().waitFor() == 0) return;
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
