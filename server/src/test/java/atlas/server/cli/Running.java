package atlas.server.cli;

import static org.awaitility.Awaitility.await;

import atlas.model.Json;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A process that a test started, and what it has said so far. */
final class Running implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Process process;
  private final List<Thread> readers;
  private final List<String> out = new ArrayList<>();
  private final List<String> err = new ArrayList<>();

  private Running(Process process) {
    this.process = process;
    this.readers =
        List.of(collect(process.getInputStream(), out), collect(process.getErrorStream(), err));
  }

  /** ATLAS from the classes of this build. */
  static Running atlas(Map<String, String> environment, String... arguments) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "atlas.server.Main"));
    command.addAll(List.of(arguments));
    return command(Path.of("").toAbsolutePath().toFile(), environment, command);
  }

  /** Any program, with only what it needs of this process's environment. */
  static Running command(File folder, Map<String, String> environment, List<String> command) {
    var builder = new ProcessBuilder(command).directory(folder);
    builder
        .environment()
        .keySet()
        .removeIf(
            name ->
                name.startsWith("ATLAS_") || name.startsWith("JIRA_") || name.startsWith("JAVA_"));
    // Not on the command line, which onnxruntime wants short, as the launcher's is.
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().putAll(environment);
    try {
      return new Running(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says hello as a client does. */
  Running initialized() {
    send(
        """
        {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
        "capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""");
    answer(0);
    return send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
  }

  Running request(int id, String method) {
    return send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\"}");
  }

  Running call(int id, String tool, Map<String, ?> arguments) {
    return send(call(id, tool, arguments, Json.MAPPER::writeValueAsString));
  }

  /** The message of a tool call. */
  static String call(
      int id,
      String tool,
      Map<String, ?> arguments,
      java.util.function.Function<Object, String> json) {
    return json.apply(
        Map.of(
            "jsonrpc",
            "2.0",
            "id",
            id,
            "method",
            "tools/call",
            "params",
            Map.of("name", tool, "arguments", arguments)));
  }

  Running send(String line) {
    try {
      OutputStream in = process.getOutputStream();
      in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      in.flush();
      return this;
    } catch (IOException e) {
      throw new AssertionError("It ended: " + err(), e);
    }
  }

  /** Ends its input. */
  Running end() {
    try {
      process.getOutputStream().close();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The line that answers the request, waited for. */
  String line(int id) {
    await("an answer to " + id)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> found(id).isPresent() || !process.isAlive());
    return found(id).orElseThrow(() -> new AssertionError("No answer to " + id + ":\n" + err()));
  }

  /** The answer, waited for. */
  Map<?, ?> answer(int id) {
    return Json.MAPPER.readValue(line(id), Map.class);
  }

  /** The text of a tool's answer, waited for. */
  String text(int id) {
    var result = (Map<?, ?>) Objects.requireNonNull(answer(id).get("result"));
    var content = (List<?>) Objects.requireNonNull(result.get("content"));
    return String.valueOf(((Map<?, ?>) content.get(0)).get("text"));
  }

  boolean answered(int id) {
    return found(id).isPresent();
  }

  private Optional<String> found(int id) {
    return out().stream()
        .filter(line -> line.contains("\"id\":" + id + ",") || line.contains("\"id\":" + id + "}"))
        .findFirst();
  }

  /** The first line of standard error with that text in it, waited for. */
  String said(String text) {
    await(text).atMost(PATIENCE).until(() -> err().contains(text) || !process.isAlive());
    return err()
        .lines()
        .filter(line -> line.contains(text))
        .findFirst()
        .orElseThrow(() -> new AssertionError("It never said " + text + ":\n" + err()));
  }

  List<String> out() {
    synchronized (out) {
      return List.copyOf(out);
    }
  }

  String err() {
    synchronized (err) {
      return String.join("\n", err);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** The exit code, waited for. */
  int exit() {
    try {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("It still runs:\n" + err());
      }
      // What it said last may still be on its way.
      for (Thread reader : readers) reader.join(PATIENCE.toMillis());
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Ends its input and waits, so that it leaves nothing behind; kills it if it does not end. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static Thread collect(InputStream stream, List<String> into) {
    var thread =
        new Thread(
            () -> {
              try (var reader =
                  new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                  synchronized (into) {
                    into.add(line);
                  }
                }
              } catch (IOException closed) {
                // The process is gone.
              }
            },
            "process-output");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
