package atlas.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long a client waits for a server that it starts: from the start of the process to the answer
 * to initialize. Ours by its launcher, Node's example server by node itself, in turns.
 */
final class Start {
  private static final int WARM_UP = 3;
  private static final String INITIALIZE =
      """
      {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
      "capabilities":{},"clientInfo":{"name":"bench","version":"1"}}}
      """;

  private Start() {}

  static List<Verdict> run(Options options, Report report) throws Exception {
    int runs = options.number("runs", 15);
    Path javaHome = options.javaHome();
    try (var home = Home.open()) {
      List<String> ours = List.of(Atlas.launcher().toString());
      List<String> node = NodeServer.command(report);
      Map<String, String> environment = Atlas.environment(home.path(), javaHome);
      Atlas.ready(environment);
      report.line("start: milliseconds from the start of the process to the answer to initialize");
      report.machine(javaHome);
      report.line("compared with: %s", NodeServer.NAME);
      var atlas = new Samples();
      var other = new Samples();
      for (int i = 0; i < WARM_UP + runs; i++) {
        double a = once(ours, environment, home.path());
        double b = once(node, Map.of(), home.path());
        if (i >= WARM_UP) {
          atlas.add(a);
          other.add(b);
        }
      }
      report.samples("atlas", atlas, "ms");
      report.samples("node", other, "ms");
      boolean modern = Atlas.feature(javaHome) >= 25;
      return List.of(
          Verdict.ratio("start", atlas.median() / other.median(), modern ? 1.0 : 1.3, true));
    }
  }

  private static double once(List<String> command, Map<String, String> environment, Path folder)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectError(Files.createTempFile(folder, "start", ".log").toFile());
    Atlas.clean(builder.environment());
    builder.environment().putAll(environment);
    byte[] request = INITIALIZE.getBytes(StandardCharsets.UTF_8);
    long begin = System.nanoTime();
    Process process = builder.start();
    String answer;
    long end;
    try (var in = process.inputReader(StandardCharsets.UTF_8);
        var out = process.getOutputStream()) {
      out.write(request);
      out.flush();
      answer = in.readLine();
      end = System.nanoTime();
    }
    check(command, answer);
    // Its end costs the next one nothing: what it still does is over first.
    if (!process.waitFor(30, TimeUnit.SECONDS)) process.destroyForcibly().waitFor();
    return (end - begin) / 1e6;
  }

  private static void check(List<String> command, @Nullable String answer) {
    if (answer == null || !answer.contains("\"serverInfo\"")) {
      throw new IllegalStateException(command + " answered: " + answer);
    }
  }
}
