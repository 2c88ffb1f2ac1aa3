package atlas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.model.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.ObjectWriter;

/** Files that hold what others see; a change of one is meant, or it is a mistake. */
final class Golden {
  private static final ObjectWriter PRETTY =
      Json.MAPPER
          .writer()
          .with(
              new DefaultPrettyPrinter(
                      Separators.createDefaultInstance()
                          .withObjectNameValueSpacing(Separators.Spacing.AFTER))
                  .withObjectIndenter(new DefaultIndenter("  ", "\n")));

  private Golden() {}

  /** The same on every system, whatever its line ends are. */
  static String pretty(@Nullable Object value) {
    return PRETTY.writeValueAsString(value) + "\n";
  }

  /** Holds the file to be that text; rewrites it first under mvn -Dupdate=true. */
  static void hold(Path file, String text) {
    try {
      if (updating()) {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
      }
      assertThat(file)
          .as("%s is missing: run mvn -Dupdate=true if this change is meant", file)
          .exists();
      assertThat(Files.readString(file))
          .as("%s: run mvn -Dupdate=true if this change is meant", file)
          .isEqualTo(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether what is now is meant. */
  static boolean updating() {
    return Boolean.getBoolean("update");
  }
}
