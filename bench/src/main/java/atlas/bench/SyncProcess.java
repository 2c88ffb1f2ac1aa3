package atlas.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A running {@code atlas sync jira}. */
final class SyncProcess implements AutoCloseable {
  private final Process process;
  private final Path log;
  private final long begun;
  private long residentKilobytes;

  private SyncProcess(Process process, Path log, long begun) {
    this.process = process;
    this.log = log;
    this.begun = begun;
  }

  static SyncProcess start(Map<String, String> environment, Path folder, List<String> javaOptions)
      throws IOException {
    Path log = Files.createTempFile(folder, "sync", ".log");
    var builder =
        new ProcessBuilder(Atlas.launcher().toString(), "sync", "jira").directory(folder.toFile());
    Atlas.clean(builder.environment());
    builder.environment().putAll(environment);
    builder.environment().put("ATLAS_JAVA_OPTS", String.join(" ", javaOptions));
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    long begun = System.nanoTime();
    return new SyncProcess(builder.start(), log, begun);
  }

  double seconds() {
    return (System.nanoTime() - begun) / 1e9;
  }

  /** Lets it run for a moment; whether it has ended. */
  boolean endedWithin(long millis) throws IOException, InterruptedException {
    boolean ended = process.waitFor(millis, TimeUnit.MILLISECONDS);
    // The launcher becomes the JVM, so that its number is the JVM's.
    Path status = Path.of("/proc/" + process.pid() + "/status");
    if (!ended && Files.isReadable(status)) {
      for (String line : lines(status)) {
        if (line.startsWith("VmHWM:")) {
          long now = Long.parseLong(line.replaceAll("\\D", ""));
          residentKilobytes = Math.max(residentKilobytes, now);
        }
      }
    }
    return ended;
  }

  // It may end while it is looked at.
  private static List<String> lines(Path status) {
    try {
      return new ArrayList<>(Files.readAllLines(status, StandardCharsets.UTF_8));
    } catch (IOException gone) {
      return List.of();
    }
  }

  /** The last thing that it said, once it has ended well. */
  String said() throws IOException {
    List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
    if (process.exitValue() != 0 || lines.isEmpty()) {
      throw new IOException("atlas sync jira failed: " + String.join(" / ", lines));
    }
    return lines.get(lines.size() - 1);
  }

  /** The most memory that it held as the system counts it; NaN where that is not told. */
  double residentMegabytes() {
    return residentKilobytes == 0 ? Double.NaN : residentKilobytes / 1024.0;
  }

  @Override
  public void close() throws InterruptedException {
    if (!process.isAlive()) return;
    process.destroy();
    if (!process.waitFor(15, TimeUnit.SECONDS)) process.destroyForcibly();
  }
}
