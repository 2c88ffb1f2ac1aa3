package atlas.server;

import atlas.model.Refusal;
import atlas.server.config.Config;
import java.io.ByteArrayInputStream;
import java.io.IOException;
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

  public static void main(String[] arguments) throws IOException {
    Path home = Files.createTempDirectory("atlas-rehearsal");
    try {
      var config = Config.of(Map.of(), Map.of("ATLAS_HOME", home.toString()), System::getProperty);
      // The database is made first: the session below must not run out of patience with it.
      try (var wiring = new Wiring(config)) {
        firstUse(wiring);
      }
      String lines = String.join("\n", LINES) + "\n";
      Stdio.run(config, new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
    } finally {
      delete(home);
    }
  }

  /** On a busy machine the first start of a database may take longer than one call waits. */
  private static void firstUse(Wiring wiring) {
    for (int attempt = 1; ; attempt++) {
      try {
        wiring.localCaller();
        return;
      } catch (Refusal notYet) {
        if (attempt == ATTEMPTS) throw notYet;
      }
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
