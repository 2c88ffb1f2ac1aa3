package atlas.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client that says exactly what a test wants said. */
final class Talk {
  static final String BOTH = "application/json, text/event-stream";

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private static final JsonMapper JSON = JsonMapper.shared();

  private final URI endpoint;
  private final @Nullable String token;
  private @Nullable String session;

  Talk(Fixture fixture, @Nullable String token) {
    this.endpoint = fixture.server.uri();
    this.token = token;
  }

  /** A session that is open and initialized. */
  static Talk open(Fixture fixture, @Nullable String token) throws Exception {
    var talk = new Talk(fixture, token);
    HttpResponse<String> answer = talk.post(initialize());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    talk.session = answer.headers().firstValue("Mcp-Session-Id").orElseThrow();
    assertThat(talk.post(notification("notifications/initialized", "{}")).statusCode())
        .isEqualTo(202);
    return talk;
  }

  static String initialize() {
    return request(
        0,
        "initialize",
        """
        {"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}\
        """);
  }

  static String request(Object id, String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"%s\",\"params\":%s}"
        .formatted(id, method, params);
  }

  static String notification(String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"method\":\"%s\",\"params\":%s}".formatted(method, params);
  }

  static String tool(Object id, String name, String text) {
    return request(
        id,
        "tools/call",
        "{\"name\":\"%s\",\"arguments\":{\"text\":\"%s\"}}".formatted(name, text));
  }

  String session() {
    return java.util.Objects.requireNonNull(session);
  }

  /** The same session, as somebody else would use it. */
  Talk as(Fixture fixture, @Nullable String otherToken) {
    var other = new Talk(fixture, otherToken);
    other.session = session;
    return other;
  }

  HttpRequest.Builder http(String path) {
    var http = HttpRequest.newBuilder(endpoint.resolve(path)).timeout(Duration.ofSeconds(20));
    if (token != null) http.header("Authorization", "Bearer " + token);
    if (session != null) http.header("Mcp-Session-Id", session);
    return http;
  }

  private HttpRequest.Builder mcp() {
    return http("/mcp").header("Accept", BOTH).header("Content-Type", "application/json");
  }

  HttpResponse<String> post(String body) throws IOException, InterruptedException {
    return send(mcp().POST(BodyPublishers.ofString(body)));
  }

  CompletableFuture<HttpResponse<String>> postLater(String body) {
    return CLIENT.sendAsync(
        mcp().POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> send(HttpRequest.Builder http) throws IOException, InterruptedException {
    return CLIENT.send(http.build(), BodyHandlers.ofString());
  }

  HttpResponse<InputStream> stream(HttpRequest.Builder http)
      throws IOException, InterruptedException {
    return CLIENT.send(http.build(), BodyHandlers.ofInputStream());
  }

  /** The message in a JSON body, or the last one in an event stream. */
  static JsonNode message(HttpResponse<String> answer) {
    String body = answer.body();
    if (answer.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream")) {
      body =
          body.lines()
              .filter(line -> line.startsWith("data: "))
              .reduce((a, b) -> b)
              .orElseThrow()
              .substring(6);
    }
    return JSON.readTree(body);
  }

  JsonNode ask(String body) throws IOException, InterruptedException {
    return message(post(body));
  }

  static JsonNode json(String text) {
    return JSON.readTree(text);
  }

  /** What comes back for exactly these bytes, until the server closes. */
  static String raw(Fixture fixture, byte[] bytes) throws IOException {
    URI uri = fixture.server.uri();
    try (var socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(10_000);
      try {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        socket.shutdownOutput();
      } catch (IOException closedAlready) {
        // The answer may come before all was sent.
      }
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  static String raw(Fixture fixture, String text) throws IOException {
    return raw(fixture, text.getBytes(StandardCharsets.UTF_8));
  }

  /** An initialize request with these header lines instead of the usual Host. */
  static String rawInitialize(Fixture fixture, String... headers) throws IOException {
    String body = initialize();
    return raw(
        fixture,
        "POST /mcp HTTP/1.1\r\n"
            + String.join("\r\n", headers)
            + "\r\nAccept: "
            + BOTH
            + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  static int status(String raw) {
    return Integer.parseInt(raw.substring(9, 12));
  }

  /** The body of the first answer in there. */
  static String body(String raw) {
    int start = raw.indexOf("\r\n\r\n") + 4;
    var length = java.util.regex.Pattern.compile("(?i)\ncontent-length: *(\\d+)").matcher(raw);
    return length.find() && length.end() < start
        ? raw.substring(start, start + Integer.parseInt(length.group(1)))
        : raw.substring(start);
  }

  /** Every error is an envelope, and no byte of it tells how we are made. */
  static JsonNode assertEnvelope(String body) {
    JsonNode envelope = JSON.readTree(body);
    assertThat(envelope.path("jsonrpc").asString()).as(body).isEqualTo("2.0");
    assertThat(envelope.has("id")).as(body).isTrue();
    assertThat(envelope.path("error").path("code").isInt()).as(body).isTrue();
    assertThat(envelope.path("error").path("message").asString()).as(body).isNotBlank();
    assertDiscreet(body);
    return envelope.path("error");
  }

  static void assertDiscreet(String bytes) {
    assertThat(bytes)
        .doesNotContain("Exception", "at org.", "java.", "jdbc:", "jetty", "Jetty", "<html")
        .doesNotContain("modelcontextprotocol.spec", "McpSchema", "db.internal");
  }
}
