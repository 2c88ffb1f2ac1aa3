package atlas.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherIT {
  private static final Path LAUNCHER = Launcher.path();

  @TempDir Path folder;

  @Test
  void itRunsFromTheProjectsFolder() {
    assertTools(run(Launcher.ROOT, Map.of(), "./atlas", "tools"));
  }

  @Test
  void itRunsThroughALinkFromAnotherFolder() throws IOException {
    Path bin = Files.createDirectory(folder.resolve("bin with a space"));
    Path link = Files.createSymbolicLink(bin.resolve("atlas-link"), LAUNCHER);
    assertTools(run(folder, Map.of(), link.toString(), "tools"));
    Path second = Files.createSymbolicLink(bin.resolve("second"), Path.of("atlas-link"));
    assertTools(run(folder, Map.of(), second.toString(), "tools"));
  }

  @Test
  void itTakesTheJdkOfJavaHome() {
    assertTools(
        run(
            folder,
            Map.of("JAVA_HOME", System.getProperty("java.home")),
            LAUNCHER.toString(),
            "tools"));
  }

  @Test
  void itSaysWhichJavaItNeeds() throws IOException {
    Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\nexit 0\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"11.0.2\"\n");
    var atlas =
        run(
            folder,
            Map.of("JAVA_HOME", folder.resolve("jdk").toString()),
            LAUNCHER.toString(),
            "tools");
    assertThat(atlas.exit()).isEqualTo(1);
    assertThat(atlas.err()).contains("11.0.2", "17");
  }

  @Test
  void unbuiltAndWithoutATerminalItSaysWhatToDoAndEnds() throws IOException {
    Path copy = Files.copy(LAUNCHER, folder.resolve("atlas"));
    var atlas = run(folder, Map.of(), copy.toString());
    assertThat(atlas.exit()).isNotZero();
    assertThat(atlas.err()).contains("run ./atlas demo first");
    assertThat(atlas.out()).isEmpty();
  }

  @Test
  void itServesOnStandardInputAndOutput() {
    try (var atlas =
        run(folder, Map.of("ATLAS_HOME", folder.resolve("home").toString()), LAUNCHER.toString())) {
      atlas.initialized().request(1, "tools/list");
      assertThat(atlas.line(1)).contains("get_assigned_issues");
      assertThat(atlas.end().exit()).isZero();
      assertThat(atlas.out()).hasSize(2).allMatch(line -> line.startsWith("{\"jsonrpc\""));
    }
  }

  @Test
  void theExitCodeIsAtlasS() {
    assertThat(run(folder, Map.of(), LAUNCHER.toString(), "dance").exit()).isEqualTo(2);
  }

  @Test
  void whatTheLauncherIsCalledIsInThePrintedConfiguration() {
    var atlas = run(folder, Map.of(), LAUNCHER.toString(), "config", "claude-desktop");
    assertThat(atlas.exit()).isZero();
    assertThat(String.join("\n", atlas.out())).contains("\"command\" : \"" + LAUNCHER + "\"");
  }

  private static Running run(Path in, Map<String, String> environment, String... command) {
    File where = in.toFile();
    return Running.command(where, environment, new ArrayList<>(List.of(command)));
  }

  private static void assertTools(Running atlas) {
    assertThat(atlas.exit()).as(atlas.err()).isZero();
    assertThat(String.join("\n", atlas.out())).contains("get_assigned_issues", "get_timeline");
  }
}
