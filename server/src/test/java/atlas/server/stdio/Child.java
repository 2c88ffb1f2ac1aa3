package atlas.server.stdio;

import static org.awaitility.Awaitility.await;

import io.modelcontextprotocol.json.TypeRef;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The fixture server as a real process, and the client's side of the conversation with it. */
final class Child implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Process process;
  private final OutputStream in;
  private final List<String> lines = new ArrayList<>();
  private final Map<@Nullable Object, List<Map<String, Object>>> answers = new HashMap<>();
  private int parsed;
  private final List<String> log = new ArrayList<>();

  Child() {
    this(true);
  }

  /** A child whose output is read at once, or when {@link #startReading} is called. */
  Child(boolean reading) {
    try {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-Xshare:auto",
                  "-Xmx256m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  FixtureServer.class.getName())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    in = process.getOutputStream();
    if (reading) startReading();
    read(process.getErrorStream(), log);
  }

  void startReading() {
    read(process.getInputStream(), lines);
  }

  /** A child that has been initialized. */
  static Child ready() {
    var child = new Child();
    child.send(initialize()).send(INITIALIZED);
    child.answer(0);
    return child;
  }

  static final String INITIALIZED =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";

  static String initialize() {
    return "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
        + "\"2025-11-25\",\"capabilities\":{\"roots\":{\"listChanged\":true}},"
        + "\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}}";
  }

  static String request(Object id, String method, @Nullable Map<String, ?> params) {
    var request = new LinkedHashMap<String, Object>();
    request.put("jsonrpc", "2.0");
    request.put("id", id);
    request.put("method", method);
    if (params != null) request.put("params", params);
    try {
      return FixtureServer.mapper().writeValueAsString(request);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String call(Object id, String tool, Map<String, ?> arguments) {
    return request(id, "tools/call", Map.of("name", tool, "arguments", arguments));
  }

  static String cancel(Object id) {
    return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":"
        + (id instanceof String ? "\"" + id + "\"" : id)
        + "}}";
  }

  Child send(String line) {
    return bytes((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  Child bytes(byte[] bytes) {
    try {
      in.write(bytes);
      in.flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the input. */
  Child end() {
    try {
      in.close();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Goes away as a client: reads no more. */
  Child readNoMore() {
    try {
      process.getInputStream().close();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The answer with this id, waited for. */
  Map<String, Object> answer(@Nullable Object id) {
    await("an answer to " + id)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> !answers(id).isEmpty());
    return answers(id).get(0);
  }

  /** The code of the error that answers this id. */
  int errorCode(@Nullable Object id) {
    return Integer.parseInt(String.valueOf(error(id).get("code")));
  }

  /** The sentence of the error that answers this id. */
  String sentence(@Nullable Object id) {
    return String.valueOf(error(id).get("message"));
  }

  private Map<?, ?> error(@Nullable Object id) {
    return (Map<?, ?>) Objects.requireNonNull(answer(id).get("error"), "no error in the answer");
  }

  /** The result of the answer with this id. */
  Map<?, ?> result(Object id) {
    return (Map<?, ?>)
        Objects.requireNonNull(answer(id).get("result"), () -> "no result in " + answer(id));
  }

  /** The text that the tool call with this id gave. */
  String text(Object id) {
    var content = (List<?>) Objects.requireNonNull(result(id).get("content"));
    return String.valueOf(((Map<?, ?>) content.get(0)).get("text"));
  }

  /** All answers with this id so far; ids compare as JSON, so 1 is not "1". */
  List<Map<String, Object>> answers(@Nullable Object id) {
    synchronized (lines) {
      for (; parsed < lines.size(); parsed++) {
        Map<String, Object> message = parse(lines.get(parsed));
        if (!message.containsKey("method")) {
          answers.computeIfAbsent(message.get("id"), any -> new ArrayList<>()).add(message);
        }
      }
      return List.copyOf(answers.getOrDefault(id, List.of()));
    }
  }

  /** Everything that the child sent, in order; fails when something is not JSON. */
  List<Map<String, Object>> messages() {
    return lines().stream().map(Child::parse).toList();
  }

  private static Map<String, Object> parse(String line) {
    try {
      return FixtureServer.mapper().readValue(line, new TypeRef<Map<String, Object>>() {});
    } catch (IOException | RuntimeException e) {
      throw new AssertionError("Not JSON: " + line, e);
    }
  }

  List<String> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  /** What the child wrote to standard error so far. */
  String log() {
    synchronized (log) {
      return String.join("\n", log);
    }
  }

  /** The exit code, waited for at most so long. */
  int exit(Duration atMost) {
    try {
      if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("The process still runs after " + atMost + ":\n" + log());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static void read(InputStream stream, List<String> into) {
    Consumer<String> add =
        line -> {
          synchronized (into) {
            into.add(line);
          }
        };
    var thread =
        new Thread(
            () -> {
              try (var reader =
                  new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                reader.lines().forEach(add);
              } catch (IOException | UncheckedIOException closed) {
                // The test closed it.
              }
            },
            "child-output");
    thread.setDaemon(true);
    thread.start();
  }
}
