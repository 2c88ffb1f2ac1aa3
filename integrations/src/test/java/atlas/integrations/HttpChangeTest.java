package atlas.integrations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import atlas.integrations.RemoteFailure.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

final class HttpChangeTest {
  private static final Http.Remote REMOTE = new Http.Remote("Example", "EXAMPLE_HOST");
  private static final Http.Limits SMALL =
      new Http.Limits(
          Duration.ofMillis(500),
          Duration.ofMillis(500),
          Duration.ofMillis(500),
          Duration.ofSeconds(9),
          1024 * 1024);

  private final MockWebServer server = new MockWebServer();

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aChangeGoesOutOnce() throws InterruptedException {
    var body = JsonNodeFactory.instance.objectNode().put("a", 1);
    server.enqueue(new MockResponse.Builder().code(201).build());
    assertThat(http(SMALL).post("x", body, () -> Duration.ZERO, Cancellation.never()).status())
        .isEqualTo(201);
    assertThat(server.takeRequest().getBody().utf8()).isEqualTo("{\"a\":1}");
    for (int status : new int[] {500, 502, 503}) {
      server.enqueue(new MockResponse.Builder().code(status).addHeader("Retry-After", "0").build());
      assertThat(change(http(SMALL)).outcomeUnknown()).as("" + status).isTrue();
    }
    server.enqueue(new MockResponse.Builder().code(429).addHeader("Retry-After", "0").build());
    assertThat(change(http(SMALL)).outcomeUnknown()).isFalse();
    server.enqueue(new MockResponse.Builder().code(408).build());
    assertThat(http(SMALL).put("x", body, () -> Duration.ZERO, Cancellation.never()).status())
        .isEqualTo(408);
    server.enqueue(
        new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build());
    assertThat(change(http(SMALL)).outcomeUnknown()).isTrue();
    server.enqueue(json("{\"a\":"));
    assertThat(change(http(SMALL)).outcomeUnknown()).isTrue();
    server.enqueue(json("{}").newBuilder().headersDelay(2, TimeUnit.SECONDS).build());
    assertThat(change(http(SMALL)).outcomeUnknown()).isTrue();
    assertThat(server.getRequestCount()).isEqualTo(9);
  }

  @Test
  void aChangeThatNobodyHeardOfSurelyWasNotMade() throws IOException {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var http = new Http(REMOTE, URI.create("http://localhost:" + port), "Bearer secret", SMALL);
    assertThat(change(http).outcomeUnknown()).isFalse();
    var shut = http(SMALL);
    RemoteFailure waiting =
        catchThrowableOfType(
            RemoteFailure.class,
            () ->
                shut.post(
                    "x",
                    JsonNodeFactory.instance.objectNode(),
                    () -> Duration.ofSeconds(30),
                    Cancellation.never()));
    assertThat(waiting.kind()).isEqualTo(Kind.LIMITED);
    assertThat(waiting.outcomeUnknown()).isFalse();
    assertThat(waiting.retryAfterSeconds()).isEqualTo(30);
    assertThat(server.getRequestCount()).isZero();
  }

  @Test
  void aDownloadEndsAtItsLimitAndFollowsNobody() {
    var sink = new ByteArrayOutputStream();
    server.enqueue(answer(200, "image/png", "12345"));
    http(SMALL).download("x", 5, sink, Cancellation.never());
    assertThat(sink.toString(UTF_8)).isEqualTo("12345");
    server.enqueue(answer(200, "image/png", "123456"));
    assertThat(
            catchThrowableOfType(
                RemoteFailure.class,
                () ->
                    http(SMALL)
                        .download("x", 5, new ByteArrayOutputStream(), Cancellation.never())))
        .hasMessageContaining("larger");
    server.enqueue(
        new MockResponse.Builder().code(303).addHeader("Location", "https://x.example/").build());
    Answer answer = http(SMALL).download("x", 5, sink, Cancellation.never());
    assertThat(answer.headers()).containsEntry("location", "https://x.example/");
    assertThat(server.getRequestCount()).isEqualTo(3);
  }

  @Test
  void halfADownloadIsNotDoubled() {
    var sink = new ByteArrayOutputStream();
    server.enqueue(
        answer(200, "image/png", "x".repeat(300_000))
            .newBuilder()
            .onResponseBody(new SocketEffect.CloseSocket())
            .build());
    assertThat(
            catchThrowableOfType(
                RemoteFailure.class,
                () -> http(SMALL).download("x", 1_000_000, sink, Cancellation.never())))
        .isNotNull();
    assertThat(sink.size()).isBetween(1, 299_999);
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  private Http http(Http.Limits limits) {
    return new Http(REMOTE, server.url("/base/").uri(), "Bearer secret", limits);
  }

  private static RemoteFailure change(Http http) {
    var body = JsonNodeFactory.instance.objectNode().put("a", 1);
    return catchThrowableOfType(
        RemoteFailure.class, () -> http.post("x", body, () -> Duration.ZERO, Cancellation.never()));
  }

  private static MockResponse json(String body) {
    return answer(200, "application/json", body);
  }

  private static MockResponse answer(int status, String type, String body) {
    return new MockResponse.Builder()
        .code(status)
        .setHeader("Content-Type", type)
        .body(body)
        .build();
  }
}
