package atlas.storage.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@link Member} in a process of its own. */
final class MemberProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader reader;
  private final Writer writer;
  private @Nullable Integer port;

  private MemberProcess(Process process) {
    this.process = process;
    this.reader = process.inputReader();
    this.writer = process.outputWriter();
  }

  /** Starts one that joins; {@link #port} waits until it has. */
  static MemberProcess start(Path home, Path binaries) {
    return start(List.of(), System.getProperty("java.class.path"), home, binaries);
  }

  /** The same under another program, such as setpriv, and with another class path. */
  static MemberProcess start(List<String> prefix, String classPath, Path home, Path binaries) {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classPath));
    command.addAll(List.of(Member.class.getName(), home.toString(), binaries.toString()));
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    try {
      return new MemberProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    if (port == null) port = nextPort();
    return port;
  }

  /** The port after the member made sure that the server runs. */
  int ensureRunning() {
    try {
      port();
      writer.write("\n");
      writer.flush();
      port = nextPort();
      return port;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** kill -9. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Ends its input, so that it leaves. */
  void leave() {
    try {
      writer.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitEnd();
  }

  @Override
  public void close() {
    if (process.isAlive()) leave();
  }

  private int nextPort() {
    try {
      String line = reader.readLine();
      if (line == null) throw new AssertionError("The member ended; its words are above.");
      return Integer.parseInt(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(90, TimeUnit.SECONDS)) throw new AssertionError("It does not end.");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
