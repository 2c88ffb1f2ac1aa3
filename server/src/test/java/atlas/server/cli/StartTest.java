package atlas.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartTest {
  @TempDir Path home;

  @Test
  void aDatabaseThatIsNotThereStopsNeitherInitializeNorTheListAndAToolSaysHowToMendIt() {
    try (var server = Running.atlas(environment(DatabaseCommandsTest.closedPort()))) {
      server.initialized().request(1, "tools/list");
      assertThat(server.line(1)).contains("get_assigned_issues", "record_decision");
      server.call(2, "get_timeline", Map.of());
      assertThat(server.line(2)).contains("\"isError\":true");
      assertThat(server.text(2))
          .startsWith("unavailable: ")
          .contains("ATLAS_DATABASE_URL", "atlas doctor");
      server.call(3, "get_server_status", Map.of());
      assertThat(server.text(3)).contains("ATLAS_DATABASE_URL");
      String everything = String.join("\n", server.out()) + server.err();
      assertThat(everything).doesNotContain("hush", "127.0.0.1", "\tat ", "SELECT", "jdbc");
      assertThat(server.end().exit()).isZero();
    }
  }

  @Test
  void aDatabaseThatTakesAConnectionAndSaysNothingHoldsUpNeither() throws IOException {
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var server = Running.atlas(environment(silent.getLocalPort()))) {
      server.initialized().call(1, "get_timeline", Map.of()).request(2, "tools/list");
      server.line(2);
      server.request(3, "ping");
      server.line(3);
      assertThat(server.answered(1)).isFalse();
      assertThat(server.text(1)).startsWith("unavailable: ").doesNotContain("127.0.0.1");
    }
  }

  @Test
  void theListIsTheSameBytesAtEveryStart() {
    var environment = environment(DatabaseCommandsTest.closedPort());
    try (var one = Running.atlas(environment);
        var two = Running.atlas(environment)) {
      one.initialized().request(1, "tools/list");
      two.initialized().request(1, "tools/list");
      assertThat(one.line(1)).isEqualTo(two.line(1)).hasSizeGreaterThan(1_000);
    }
  }

  @Test
  void aMisspelledVariableEndsTheServerWithASentence() {
    try (var server = Running.atlas(Map.of("ATLAS_TOOLSET", "all"))) {
      assertThat(server.exit()).isEqualTo(2);
      assertThat(server.err()).contains("ATLAS_TOOLSET").doesNotContain("\tat ");
      assertThat(server.out()).isEmpty();
    }
  }

  private Map<String, String> environment(int port) {
    var environment = new HashMap<String, String>();
    environment.put("ATLAS_HOME", home.toString());
    environment.put("ATLAS_TOOLS", "get_server_status");
    environment.put("ATLAS_DATABASE_URL", "postgresql://ann:hush@127.0.0.1:" + port + "/atlas");
    environment.put(
        "ATLAS_DATABASE_OWNER_URL", "postgresql://own:hush@127.0.0.1:" + port + "/atlas");
    return environment;
  }
}
