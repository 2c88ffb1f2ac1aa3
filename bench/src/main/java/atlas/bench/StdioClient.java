package atlas.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The least that a client of a stdio server can be: a line out, a line in. */
final class StdioClient implements AutoCloseable {
  private final Process process;
  private final OutputStream out;
  private final BufferedReader in;
  private int id;

  private StdioClient(Process process) {
    this.process = process;
    this.out = process.getOutputStream();
    this.in = process.inputReader(StandardCharsets.UTF_8);
  }

  static StdioClient start(Map<String, String> environment, Path folder) throws IOException {
    var builder = new ProcessBuilder(Atlas.launcher().toString()).directory(folder.toFile());
    Atlas.clean(builder.environment());
    builder.environment().putAll(environment);
    builder.redirectError(folder.resolve("stdio.log").toFile());
    var client = new StdioClient(builder.start());
    client.request(
        "initialize",
        """
        {"protocolVersion":"2025-11-25","capabilities":{},\
        "clientInfo":{"name":"bench","version":"1"}}""");
    client.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    return client;
  }

  /** Calls a tool, which must not refuse; the nanoseconds until the answer was here. */
  long call(String params) throws IOException {
    long begin = System.nanoTime();
    String answer = request("tools/call", params);
    long nanos = System.nanoTime() - begin;
    if (!answer.contains("\"isError\":false")) throw new IllegalStateException(answer);
    return nanos;
  }

  /** What the system says of the process's memory under that name; NaN where it says nothing. */
  double megabytes(String name) throws IOException {
    // The launcher becomes the JVM, so that its number is the JVM's.
    Path status = Path.of("/proc/" + process.pid() + "/status");
    if (!Files.isReadable(status)) return Double.NaN;
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith(name + ":")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    return Double.NaN;
  }

  private String request(String method, String params) throws IOException {
    id++;
    send(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + id
            + ",\"method\":\""
            + method
            + "\",\"params\":"
            + params
            + "}");
    String line = in.readLine();
    if (line == null) throw new IOException("the server ended");
    return line;
  }

  private void send(String line) throws IOException {
    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    out.close();
    if (!process.waitFor(15, TimeUnit.SECONDS)) process.destroyForcibly();
  }
}
