package atlas.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The ATLAS that is measured: its launcher, and the environment that it is started with. */
final class Atlas {
  private Atlas() {}

  static Path launcher() {
    return Path.of(
        Objects.requireNonNull(
            System.getProperty("atlas.launcher"), "run this with: ./atlas bench NAME"));
  }

  static Path root() {
    return Objects.requireNonNull(launcher().getParent());
  }

  /** A home of its own, and a JDK when one was named. */
  static Map<String, String> environment(Path home, @Nullable Path javaHome) {
    var environment = new LinkedHashMap<String, String>();
    environment.put("ATLAS_HOME", home.toString());
    environment.put("ATLAS_USER", Home.USER);
    environment.put("ATLAS_PROJECT", "bench");
    if (javaHome != null) environment.put("JAVA_HOME", javaHome.toString());
    return environment;
  }

  /** Leaves nothing of the person's own configuration in a child's environment. */
  static void clean(Map<String, String> environment) {
    environment
        .keySet()
        .removeIf(
            name ->
                name.startsWith("ATLAS_")
                    || name.startsWith("JIRA_")
                    || name.equals("CLAUDE_PROJECT_DIR"));
  }

  /** Lets the launcher make what it makes once for each JDK. */
  static void ready(Map<String, String> environment) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(launcher().toString(), "--version");
    clean(builder.environment());
    builder.environment().putAll(environment);
    int code =
        builder
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start()
            .waitFor();
    if (code != 0) throw new IOException("./atlas --version failed");
  }

  static int feature(@Nullable Path javaHome) {
    return javaHome == null
        ? Runtime.version().feature()
        : Runtime.Version.parse(Jdk.version(javaHome)).feature();
  }
}
