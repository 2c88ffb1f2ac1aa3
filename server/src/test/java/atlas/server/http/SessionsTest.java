package atlas.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class SessionsTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  private final Fixture fixture = Fixture.local();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void aMissingSessionIsABadRequestAndAnUnknownOneIsNotFound() throws Exception {
    var stranger = new Talk(fixture, null);
    HttpResponse<String> missing = stranger.post(Talk.request(5, "ping", "{}"));
    HttpResponse<String> unknown =
        stranger.send(
            stranger
                .http("/mcp")
                .header("Accept", Talk.BOTH)
                .header("Content-Type", "application/json")
                .header("Mcp-Session-Id", "dead")
                .POST(BodyPublishers.ofString(Talk.request(6, "ping", "{}"))));

    assertThat(missing.statusCode()).isEqualTo(400);
    assertThat(missing.body()).contains("\"id\":5");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).contains("\"id\":6");
    Talk.assertEnvelope(missing.body());
    Talk.assertEnvelope(unknown.body());
    assertThat(stranger.send(stranger.http("/mcp").header("Accept", Talk.BOTH).GET()).statusCode())
        .isEqualTo(400);
    assertThat(stranger.send(stranger.http("/mcp").DELETE()).statusCode()).isEqualTo(400);
    assertThat(stranger.send(stranger.http("/mcp").GET()).statusCode()).isEqualTo(406);
  }

  @Test
  void aDeletedSessionIsGoneAndItsCallsStop() throws Exception {
    Talk talk = Talk.open(fixture, null);
    CompletableFuture<HttpResponse<String>> slow = talk.postLater(Talk.tool(1, "slow", ""));
    await().atMost(SOON).until(() -> fixture.slowRunning.get() == 1);

    assertThat(talk.send(talk.http("/mcp").DELETE()).statusCode()).isEqualTo(200);

    assertThat(slow.get(5, TimeUnit.SECONDS).body()).doesNotContain("late");
    await().atMost(SOON).until(() -> fixture.slowCancelled.get() == 1);
    assertThat(talk.post(Talk.request(2, "ping", "{}")).statusCode()).isEqualTo(404);
  }

  @Test
  void aCancelledCallStopsAndIsNotAnswered() throws Exception {
    Talk talk = Talk.open(fixture, null);
    Talk other = Talk.open(fixture, null);
    CompletableFuture<HttpResponse<String>> slow = talk.postLater(Talk.tool(41, "slow", ""));
    CompletableFuture<HttpResponse<String>> kept = other.postLater(Talk.tool(41, "slow", ""));
    await().atMost(SOON).until(() -> fixture.slowRunning.get() == 2);

    assertThat(
            talk.post(Talk.notification("notifications/cancelled", "{\"requestId\":41}"))
                .statusCode())
        .isEqualTo(202);

    HttpResponse<String> answer = slow.get(5, TimeUnit.SECONDS);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).doesNotContain("data:");
    await().atMost(SOON).until(() -> fixture.slowCancelled.get() == 1);
    assertThat(kept).isNotDone();
    assertThat(fixture.slowRunning).hasValue(1);
    fixture.release.countDown();
    assertThat(kept.get(5, TimeUnit.SECONDS).body()).contains("late");
  }

  @Test
  void aCallThatNobodyCanStopIsLetGo() throws Exception {
    Talk talk = Talk.open(fixture, null);
    var stuck = talk.postLater(Talk.tool("\"s\"", "stuck", ""));
    await().atMost(SOON).until(() -> !fixture.server.quiet());

    talk.post(Talk.notification("notifications/cancelled", "{\"requestId\":\"s\"}"));

    assertThat(stuck.get(5, TimeUnit.SECONDS).body()).doesNotContain("data:");
    await().atMost(SOON).until(fixture.server::quiet);
    assertThat(fixture.slowCancelled).hasValue(1);
  }

  @Test
  void cancellingWhatIsUnknownOrOverChangesNothing() throws Exception {
    Talk talk = Talk.open(fixture, null);
    talk.post(Talk.tool(1, "echo", "x"));

    for (String params :
        List.of("{}", "{\"requestId\":1}", "{\"requestId\":null}", "{\"requestId\":{}}")) {
      assertThat(talk.post(Talk.notification("notifications/cancelled", params)).statusCode())
          .isEqualTo(202);
    }
    assertThat(talk.post(Talk.tool(1, "echo", "x")).body()).contains("x");
  }

  @Test
  void anIdThatIsRunningCannotBeUsedAgain() throws Exception {
    Talk talk = Talk.open(fixture, null);
    var slow = talk.postLater(Talk.tool(1, "slow", ""));
    await().atMost(SOON).until(() -> fixture.slowRunning.get() == 1);

    HttpResponse<String> second = talk.post(Talk.request(1, "ping", "{}"));

    assertThat(second.statusCode()).isEqualTo(400);
    Talk.assertEnvelope(second.body());
    fixture.release.countDown();
    assertThat(slow.get(5, TimeUnit.SECONDS).body()).contains("late");
  }

  @Test
  void nothingWaitsBehindThreeHundredSlowCalls() throws Exception {
    Talk talk = Talk.open(fixture, null);
    List<CompletableFuture<HttpResponse<String>>> slow = new ArrayList<>();
    for (int i = 0; i < 300; i++) slow.add(talk.postLater(Talk.tool(1000 + i, "slow", "")));
    await().atMost(SOON).until(() -> fixture.slowRunning.get() == 8);

    assertThat(talk.ask(Talk.request(1, "ping", "{}")).has("result")).isTrue();
    assertThat(talk.ask(Talk.request(2, "tools/list", "{}")).has("result")).isTrue();
    assertThat(Talk.open(fixture, "anna-token").session()).isNotBlank();

    assertThat(slow).noneMatch(CompletableFuture::isDone);
    fixture.release.countDown();
    for (var call : slow) assertThat(call.get(20, TimeUnit.SECONDS).body()).contains("late");
  }

  @Test
  void aClientThatHangsUpLeavesNothingBehind() throws Exception {
    Talk talk = Talk.open(fixture, null);
    String body = Talk.tool(9, "slow", "");
    try (var socket = new Socket(fixture.server.uri().getHost(), fixture.server.uri().getPort())) {
      String request =
          "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: "
              + Talk.BOTH
              + "\r\nMcp-Session-Id: "
              + talk.session()
              + "\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body;
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      await().atMost(SOON).until(() -> fixture.slowRunning.get() == 1);
    }
    fixture.release.countDown();

    await().atMost(SOON).until(() -> fixture.slowRunning.get() == 0);
    await().atMost(SOON).until(fixture.server::quiet);
    // The id is free again, so nothing of the call is left.
    assertThat(talk.post(Talk.tool(9, "echo", "again")).body()).contains("again");
  }

  @Test
  void listenersThatHangUpAreNoticed() throws Exception {
    Talk talk = Talk.open(fixture, null);
    for (String path : List.of("/mcp", "/sse")) {
      try (var socket =
          new Socket(fixture.server.uri().getHost(), fixture.server.uri().getPort())) {
        String request =
            "GET "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nMcp-Session-Id: "
                + talk.session()
                + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        assertThat(socket.getInputStream().read()).isPositive();
        assertThat(fixture.server.quiet()).isFalse();
      }
    }

    await().atMost(SOON).until(fixture.server::quiet);
    assertThat(fixture.server.sessions()).isEqualTo(1);
  }

  @Test
  void anIdleSessionIsForgottenAndABusyOneIsNot() throws Exception {
    var timing = new Timing(Duration.ofMillis(20), Duration.ofMillis(300), Duration.ofSeconds(1));
    try (var hasty = Fixture.with(HttpSettings.local(0), timing)) {
      Talk idle = Talk.open(hasty, null);
      Talk busy = Talk.open(hasty, null);
      Talk listening = Talk.open(hasty, null);
      var slow = busy.postLater(Talk.tool(1, "slow", ""));
      var stream =
          listening.stream(listening.http("/mcp").header("Accept", "text/event-stream").GET());

      await().atMost(SOON).until(() -> hasty.server.sessions() == 2);

      assertThat(idle.post(Talk.request(1, "ping", "{}")).statusCode()).isEqualTo(404);
      assertThat(busy.post(Talk.request(2, "ping", "{}")).statusCode()).isEqualTo(200);
      assertThat(listening.post(Talk.request(2, "ping", "{}")).statusCode()).isEqualTo(200);
      hasty.release.countDown();
      assertThat(slow.get(5, TimeUnit.SECONDS).body()).contains("late");
      stream.body().close();
    }
  }

  @Test
  void aSubscriberIsToldAndTheStreamIsOnlyHis() throws Exception {
    Talk talk = Talk.open(fixture, null);
    Talk other = Talk.open(fixture, null);
    talk.post(Talk.request(1, "resources/subscribe", "{\"uri\":\"atlas://thing/01\"}"));
    InputStream mine =
        talk.stream(talk.http("/mcp").header("Accept", "text/event-stream").GET()).body();
    InputStream others =
        other.stream(other.http("/mcp").header("Accept", "text/event-stream").GET()).body();

    Objects.requireNonNull(fixture.clients.get(talk.session()))
        .tell()
        .apply("atlas://thing/01")
        .block(SOON);

    var lines = new BufferedReader(new InputStreamReader(mine, StandardCharsets.UTF_8));
    assertThat(lines.lines().filter(line -> line.startsWith("data:")).findFirst())
        .hasValueSatisfying(line -> assertThat(line).contains("notifications/resources/updated"));
    fixture.server.close();
    assertThat(new String(others.readAllBytes(), StandardCharsets.UTF_8)).doesNotContain("updated");
  }

  @Test
  void closingAnswersWhatRunsAndTakesNothingNew() throws Exception {
    Talk talk = Talk.open(fixture, null);
    var slow = talk.postLater(Talk.tool(1, "slow", ""));
    await().atMost(SOON).until(() -> fixture.slowRunning.get() == 1);

    CompletableFuture<Void> closed = CompletableFuture.runAsync(fixture.server::close);
    await().atMost(SOON).until(() -> talk.post(Talk.request(2, "ping", "{}")).statusCode() == 503);
    fixture.release.countDown();

    assertThat(slow.get(5, TimeUnit.SECONDS).body()).contains("late");
    closed.get(5, TimeUnit.SECONDS);
  }

  @Test
  void closingDoesNotWaitForeverForACallThatHangs() throws Exception {
    Talk talk = Talk.open(fixture, null);
    var slow = talk.postLater(Talk.tool(1, "slow", ""));
    var listening = talk.stream(talk.http("/mcp").header("Accept", "text/event-stream").GET());
    await().atMost(SOON).until(() -> fixture.slowRunning.get() == 1);

    CompletableFuture.runAsync(fixture.server::close).get(5, TimeUnit.SECONDS);

    assertThat(fixture.slowCancelled).hasValue(1);
    assertThat(slow.get(5, TimeUnit.SECONDS).body()).doesNotContain("late");
    assertThat(listening.body().readAllBytes()).isNotEmpty();
  }
}
