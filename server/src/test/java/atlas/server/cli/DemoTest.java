package atlas.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import atlas.server.demo.Demo;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class DemoTest {
  private static final Pattern EXPORT = Pattern.compile("(?m)^export (\\w+)='(.*)'$");

  @Test
  void theDemoPlaysTheMainJobAndLeavesAJiraThatCanBeTried() throws Exception {
    var out = new StringWriter();
    var demo = new Thread(() -> Demo.run(new PrintWriter(out, true), true), "demo");
    demo.start();
    try {
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> out.toString().contains("export JIRA_HISTORY") || !demo.isAlive());
      assertThat(out.toString())
          .contains(
              "> get_assigned_issues",
              "> predict_scenarios",
              "> start_session",
              "> log_scenario",
              "> end_session",
              "> save_task",
              "> create_checkpoint",
              "> record_decision",
              "> get_project_context",
              "session.ended",
              "did what they should",
              "\"mcpServers\"",
              "\"ATLAS_HOME\"");
      Map<String, String> environment = new HashMap<>();
      EXPORT
          .matcher(out.toString())
          .results()
          .forEach(line -> environment.put(line.group(1), line.group(2)));
      assertThat(environment.get("ATLAS_HOME")).contains("atlas-sample");
      var copied = new CommandLine(environment).run("sync", "jira");
      assertThat(copied.out()).as(copied.err()).contains("(full): 13 new");
      delete(Path.of(environment.getOrDefault("ATLAS_HOME", "")));
    } finally {
      demo.interrupt();
      demo.join();
    }
  }

  private static void delete(Path home) throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
    }
  }
}
