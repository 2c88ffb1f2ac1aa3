package atlas.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A running {@code atlas serve}. */
final class Serve implements AutoCloseable {
  private static final String SAYS = "ATLAS serves MCP at ";

  private final Process process;
  private final URI uri;

  private Serve(Process process, URI uri) {
    this.process = process;
    this.uri = uri;
  }

  static Serve start(Map<String, String> environment, Path folder) throws IOException {
    Path log = folder.resolve("serve.log");
    var builder =
        new ProcessBuilder(Atlas.launcher().toString(), "serve", "--port", "0")
            .directory(folder.toFile());
    Atlas.clean(builder.environment());
    builder.environment().putAll(environment);
    // A file, since a pipe that nobody reads would stop the server.
    Files.createFile(log);
    builder.redirectError(log.toFile()).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    try {
      while (System.nanoTime() < end && !process.waitFor(100, TimeUnit.MILLISECONDS)) {
        for (String line : Files.readAllLines(log, StandardCharsets.UTF_8)) {
          if (line.startsWith(SAYS)) {
            return new Serve(process, URI.create(line.substring(SAYS.length()).strip()));
          }
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    process.destroy();
    throw new IOException("atlas serve did not start: " + Files.readString(log));
  }

  URI uri() {
    return uri;
  }

  /** The processor time that it has taken. */
  double cpuSeconds() {
    return Cpu.seconds(process.toHandle());
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(15, TimeUnit.SECONDS)) process.destroyForcibly();
  }
}
