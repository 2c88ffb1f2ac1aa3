package atlas.server.config;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The log beside standard error: what is written there is also added, with the time, to a file
 * under ATLAS_HOME, which is moved aside at 5 MB and once more kept. Several processes write to it,
 * so it is opened for each line.
 */
public final class LogFile extends OutputStream {
  private static final long MOST_BYTES = 5L << 20;

  private final PrintStream console;
  private final Path file;
  private final java.io.ByteArrayOutputStream line = new java.io.ByteArrayOutputStream();

  private LogFile(PrintStream console, Path file) {
    this.console = console;
    this.file = file;
  }

  /** Standard error as it is, with the file beside it. */
  public static PrintStream beside(PrintStream console, Path home) {
    return new PrintStream(
        new LogFile(console, home.resolve("log").resolve("atlas.log")),
        true,
        StandardCharsets.UTF_8);
  }

  @Override
  public synchronized void write(int b) {
    console.write(b);
    line.write(b);
    if (b == '\n') keep();
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) {
    console.write(bytes, from, length);
    line.write(bytes, from, length);
    if (length > 0 && bytes[from + length - 1] == '\n') keep();
  }

  @Override
  public synchronized void flush() {
    console.flush();
  }

  private void keep() {
    try {
      Files.createDirectories(file.getParent());
      if (Files.exists(file) && Files.size(file) > MOST_BYTES) {
        Files.move(
            file,
            file.resolveSibling(file.getFileName() + ".1"),
            StandardCopyOption.REPLACE_EXISTING);
      }
      String text = line.toString(StandardCharsets.UTF_8);
      // The lines of a stack trace belong to the one above.
      boolean goesOn = Character.isWhitespace(text.charAt(0));
      Files.writeString(
          file,
          goesOn ? text : Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + text,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      // A log that can't be kept must not end what it tells of; the console has it.
      console.flush();
    } finally {
      line.reset();
    }
  }
}
