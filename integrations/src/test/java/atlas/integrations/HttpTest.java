package atlas.integrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import atlas.integrations.RemoteFailure.Kind;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

final class HttpTest {
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
  void anAnswerIsReadByItsContentType() {
    var http = http(SMALL);
    server.enqueue(answer(200, "application/json;charset=UTF-8", "{\"a\":1.50}"));
    assertThat(get(http).json().toString()).isEqualTo("{\"a\":1.50}");
    server.enqueue(answer(404, "application/problem+json", "{\"detail\":\"none\"}"));
    assertThat(get(http).json().path("detail").asString()).isEqualTo("none");
    server.enqueue(answer(404, "text/html", "<html>{}</html>"));
    assertThat(get(http).form()).isEqualTo(Answer.Form.PAGE);
    server.enqueue(answer(200, "text/plain", "Retry later"));
    assertThat(get(http).form()).isEqualTo(Answer.Form.TEXT);
    server.enqueue(new MockResponse.Builder().code(204).build());
    assertThat(get(http).form()).isEqualTo(Answer.Form.EMPTY);
    server.enqueue(answer(400, "application/json", "{\"errorMess"));
    assertThat(get(http).form()).isEqualTo(Answer.Form.NONSENSE);
  }

  @Test
  void aGetAndAQueryComeAgainAfter429And503() throws InterruptedException {
    var http = http(SMALL);
    server.enqueue(
        answer(429, "text/html", "slow down").newBuilder().addHeader("Retry-After", "1").build());
    server.enqueue(json("{}"));
    long start = System.nanoTime();
    get(http);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(1));
    server.enqueue(new MockResponse.Builder().code(503).build());
    server.enqueue(json("{}"));
    http.query("search", JsonNodeFactory.instance.objectNode().put("a", 1), Cancellation.never());
    assertThat(server.getRequestCount()).isEqualTo(4);
    for (int i = 0; i < 3; i++) server.takeRequest();
    assertThat(server.takeRequest().getBody().utf8()).isEqualTo("{\"a\":1}");
  }

  @Test
  void aLongRetryAfterIsToldAndNotWaitedFor() {
    server.enqueue(new MockResponse.Builder().code(429).addHeader("Retry-After", "1847").build());
    RemoteFailure failure = failure(http(SMALL));
    assertThat(failure.kind()).isEqualTo(Kind.LIMITED);
    assertThat(failure.retryAfterSeconds()).isEqualTo(1847);
    assertThat(failure.sentence()).contains("31 minutes");
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void aRetryAfterMayBeADate() {
    server.enqueue(
        new MockResponse.Builder()
            .code(503)
            .addHeader("Date", "Wed, 21 Oct 2026 07:28:00 GMT")
            .addHeader("Retry-After", "Wed, 21 Oct 2026 07:29:00 GMT")
            .build());
    RemoteFailure failure = failure(http(SMALL));
    assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(failure.retryAfterSeconds()).isEqualTo(60);
  }

  @Test
  void nothingElseComesAgain() {
    server.enqueue(new MockResponse.Builder().code(500).body("java.lang.Nope at x.y").build());
    assertThat(failure(http(SMALL)).sentence()).contains("(500)").doesNotContain("java");
    server.enqueue(answer(400, "application/json", "{}"));
    assertThat(get(http(SMALL)).status()).isEqualTo(400);
    assertThat(server.getRequestCount()).isEqualTo(2);
  }

  @Test
  void aBrokenConnectionIsTriedThreeTimes() {
    for (int i = 0; i < 2; i++) {
      server.enqueue(
          new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build());
    }
    server.enqueue(json("{\"back\":true}"));
    assertThat(get(http(SMALL)).json().path("back").asBoolean()).isTrue();
  }

  @Test
  void halfABodyIsNoAnswer() {
    for (int i = 0; i < 3; i++) {
      server.enqueue(
          json("{\"a\":\"" + "x".repeat(5_000) + "\"}")
              .newBuilder()
              .onResponseBody(new SocketEffect.CloseSocket())
              .build());
    }
    assertThat(failure(http(SMALL)).kind()).isEqualTo(Kind.UNREACHABLE);
    server.enqueue(json("{\"a\":"));
    assertThat(failure(http(SMALL)).kind()).isEqualTo(Kind.BROKEN);
  }

  @Test
  void aSlowAnswerEndsInTime() {
    for (int i = 0; i < 3; i++) {
      server.enqueue(json("{}").newBuilder().headersDelay(5, TimeUnit.SECONDS).build());
    }
    var limits =
        new Http.Limits(
            SMALL.connect(), SMALL.read(), SMALL.attempt(), Duration.ofMillis(4_200), 1024);
    long start = System.nanoTime();
    RemoteFailure failure = failure(http(limits));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(limits.whole());
    assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(failure.sentence()).contains("in time");
  }

  @Test
  void aBodyThatDripsEndsInTime() {
    server.enqueue(
        json("{\"a\":\"" + "x".repeat(500) + "\"}")
            .newBuilder()
            .throttleBody(10, 200, TimeUnit.MILLISECONDS)
            .build());
    var once =
        new Http.Limits(
            SMALL.connect(), SMALL.read(), SMALL.attempt(), Duration.ofMillis(900), 1024);
    assertThat(failure(http(once)).sentence()).contains("in time");
  }

  @Test
  void aTooLongBodyIsNotRead() {
    server.enqueue(json("\"" + "x".repeat(2 * 1024 * 1024) + "\""));
    RemoteFailure failure = failure(http(SMALL));
    assertThat(failure.kind()).isEqualTo(Kind.BROKEN);
    assertThat(failure.sentence()).contains("1 MB");
  }

  @Test
  void noRedirectIsFollowed() throws IOException {
    try (var other = new MockWebServer()) {
      other.start();
      server.enqueue(
          new MockResponse.Builder()
              .code(302)
              .addHeader("Location", other.url("/").toString())
              .build());
      assertThat(failure(http(SMALL)).kind()).isEqualTo(Kind.BROKEN);
      assertThat(other.getRequestCount()).isZero();
    }
  }

  @Test
  void whoFailsSixTimesInARowIsLeftAlone() {
    var http = http(SMALL);
    for (int i = 0; i < 6; i++) {
      server.enqueue(new MockResponse.Builder().code(500).build());
      failure(http);
    }
    RemoteFailure failure = failure(http);
    assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(failure.sentence()).contains("several times");
    assertThat(failure.retryAfterSeconds()).isBetween(1L, 15L);
    assertThat(server.getRequestCount()).isEqualTo(6);
  }

  @Test
  void nobodyAsksBeforeTheTimeThatWasGiven() {
    var http = http(SMALL);
    server.enqueue(new MockResponse.Builder().code(429).addHeader("Retry-After", "60").build());
    assertThat(failure(http).retryAfterSeconds()).isEqualTo(60);
    RemoteFailure next = failure(http.within(Http.Limits.standard()));
    assertThat(next.kind()).isEqualTo(Kind.LIMITED);
    assertThat(next.retryAfterSeconds()).isBetween(58L, 60L);
    assertThat(change(http).outcomeUnknown()).isFalse();
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void whatOneLearnsOfAHostTheOtherKnows() {
    var http = http(SMALL);
    for (int i = 0; i < 6; i++) {
      server.enqueue(new MockResponse.Builder().code(500).build());
      failure(http);
    }
    assertThat(failure(http.within(Http.Limits.standard())).sentence()).contains("several times");
  }

  @Test
  void aJobWaitsAsLongAsTheMakersOfJiraAdvise() {
    assertThat(Http.Limits.patient().patience())
        .isEqualTo(new Http.Patience(4, Duration.ofSeconds(5), Duration.ofSeconds(30), 0.3));
    assertThat(Http.Limits.patient().patience().givesWay()).isTrue();
    assertThat(Http.Limits.standard().patience().givesWay()).isFalse();
  }

  @Test
  void nobodyThereIsSaidWithoutNames() throws IOException {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var http = new Http(REMOTE, URI.create("http://localhost:" + port), "Bearer secret", SMALL);
    RemoteFailure failure = failure(http);
    assertThat(failure.sentence()).contains("EXAMPLE_HOST");
    assertThat(failure.sentence()).doesNotContain("localhost").doesNotContain("" + port);
    var nowhere = new Http(REMOTE, URI.create("https://no-such-host.invalid"), null, SMALL);
    assertThat(failure(nowhere).sentence()).doesNotContain("no-such-host");
  }

  @Test
  void aCancelledQuestionEndsAtOnce() throws InterruptedException {
    server.enqueue(json("{}").newBuilder().headersDelay(20, TimeUnit.SECONDS).build());
    assertEndsWhenCancelled(http(Http.Limits.standard()));
  }

  @Test
  void aCancelledWaitEndsAtOnceAndLeavesTheThreadUsable() throws InterruptedException {
    server.enqueue(new MockResponse.Builder().code(503).addHeader("Retry-After", "4").build());
    server.enqueue(json("{}"));
    assertEndsWhenCancelled(http(Http.Limits.standard()));
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void aQuestionCancelledBeforehandIsNotAsked() {
    Cancellation already =
        action -> {
          action.run();
          return () -> {};
        };
    assertThatThrownBy(() -> http(SMALL).get("x", Map.of(), already))
        .isInstanceOf(CancellationException.class);
    assertThat(server.getRequestCount()).isZero();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void secretsGoOverHttpToThisMachineOnly() {
    assertThatThrownBy(() -> new Http(REMOTE, URI.create("http://example.com"), "x", SMALL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("EXAMPLE_HOST must be an https address");
  }

  private void assertEndsWhenCancelled(Http http) throws InterruptedException {
    var action = new AtomicReference<Runnable>();
    Cancellation cancellation =
        given -> {
          action.set(given);
          return () -> action.set(null);
        };
    var interrupted = new AtomicReference<Boolean>();
    var asking =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return http.get("x", Map.of(), cancellation);
              } finally {
                interrupted.set(Thread.currentThread().isInterrupted());
              }
            });
    assertThat(server.takeRequest(5, TimeUnit.SECONDS)).isNotNull();
    // Half a second on, the answer has come in and the wait before the second try has begun.
    await().pollDelay(Duration.ofMillis(500)).until(() -> action.get() != null);
    Objects.requireNonNull(action.get()).run();
    assertThatThrownBy(() -> asking.get(1, TimeUnit.SECONDS))
        .isInstanceOfAny(CancellationException.class, ExecutionException.class)
        .satisfies(
            thrown ->
                assertThat(thrown instanceof CancellationException ? thrown : thrown.getCause())
                    .isInstanceOf(CancellationException.class));
    assertThat(interrupted.get()).isFalse();
    assertThat(action.get()).isNull();
  }

  private Http http(Http.Limits limits) {
    return new Http(REMOTE, server.url("/base/").uri(), "Bearer secret", limits);
  }

  private static Answer get(Http http) {
    return http.get("thing", Map.of(), Cancellation.never());
  }

  private static RemoteFailure change(Http http) {
    var body = JsonNodeFactory.instance.objectNode().put("a", 1);
    return catchThrowableOfType(
        RemoteFailure.class, () -> http.post("x", body, () -> Duration.ZERO, Cancellation.never()));
  }

  private static RemoteFailure failure(Http http) {
    return catchThrowableOfType(RemoteFailure.class, () -> get(http));
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
