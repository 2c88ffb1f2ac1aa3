package atlas.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A JDK on this machine. */
final class Jdk {
  private Jdk() {}

  /** What its release file says of it. */
  static String version(Path home) {
    try {
      return Files.readAllLines(home.resolve("release")).stream()
          .filter(line -> line.startsWith("JAVA_VERSION="))
          .map(line -> line.substring("JAVA_VERSION=".length()).replace("\"", ""))
          .findFirst()
          .orElse(home.toString());
    } catch (IOException unknown) {
      return home.toString();
    }
  }
}
