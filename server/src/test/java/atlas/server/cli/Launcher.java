package atlas.server.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The launcher of this working copy, with the jar that this build has just made. */
final class Launcher {
  /** The project's top folder. */
  static final Path ROOT = Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());

  private Launcher() {}

  /** The launcher's path. */
  static Path path() {
    try {
      // What this build packaged is what the launcher would build: it need not do so again.
      Files.writeString(ROOT.resolve("server/target/atlas.built"), "");
      return ROOT.resolve("atlas");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
