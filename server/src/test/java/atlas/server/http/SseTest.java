package atlas.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@Timeout(120)
final class SseTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  private final Fixture fixture = Fixture.local();

  @AfterEach
  void close() {
    fixture.close();
  }

  /** One HTTP+SSE connection. */
  private static final class Connection {
    final Talk talk;
    final BufferedReader lines;
    final String address;

    Connection(Fixture fixture, String token) throws Exception {
      talk = new Talk(fixture, token);
      var stream = talk.stream(talk.http("/sse").header("Accept", "text/event-stream").GET());
      assertThat(stream.statusCode()).isEqualTo(200);
      lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
      address = data();
    }

    HttpResponse<String> post(String body) throws Exception {
      return post(talk, body);
    }

    HttpResponse<String> post(Talk sender, String body) throws Exception {
      return sender.send(
          sender
              .http(address)
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(body)));
    }

    String data() throws Exception {
      String line = lines.readLine();
      while (!line.startsWith("data: ")) line = lines.readLine();
      return line.substring(6);
    }

    JsonNode next() throws Exception {
      return Talk.json(data());
    }
  }

  @Test
  void aRequestBeforeInitializeIsAnsweredAndOneBeforeInitializedToo() throws Exception {
    var connection = new Connection(fixture, "anna-token");

    assertThat(connection.post(Talk.request(1, "tools/list", "{}")).statusCode()).isEqualTo(202);
    assertThat(connection.next().at("/error/message").asString()).contains("initialize");
    connection.post(Talk.initialize());
    assertThat(connection.next().at("/result/protocolVersion").asString()).isEqualTo("2024-11-05");
    connection.post(Talk.request(2, "ping", "{}"));
    assertThat(connection.next().at("/id").asInt()).isEqualTo(2);
  }

  @Test
  void aCancelledCallStopsAndIsNotAnswered() throws Exception {
    var connection = new Connection(fixture, "anna-token");
    connection.post(Talk.initialize());
    connection.next();
    connection.post(Talk.tool(5, "slow", ""));
    await().atMost(SOON).until(() -> fixture.slowRunning.get() == 1);

    connection.post(Talk.notification("notifications/cancelled", "{\"requestId\":5}"));
    await().atMost(SOON).until(() -> fixture.slowCancelled.get() == 1);
    await().atMost(SOON).until(fixture.server::idle);

    connection.post(Talk.tool(6, "echo", "next"));
    assertThat(connection.next().toString()).contains("next");
  }

  @Test
  void aFailureTellsAReferenceAndNothingElse() throws Exception {
    var connection = new Connection(fixture, "anna-token");
    connection.post(Talk.initialize());
    connection.next();
    for (String tool : new String[] {"boom", "unwritable"}) {
      connection.post(Talk.tool(1, tool, ""));
      assertThat(Talk.assertEnvelope(connection.data()).path("message").asString())
          .contains("Reference");
    }
  }

  @Test
  void anotherUsersSessionDoesNotExist() throws Exception {
    var annas = new Connection(fixture, "anna-token");

    for (String other : new String[] {"bert-token", null}) {
      HttpResponse<String> answer =
          annas.post(new Talk(fixture, other), Talk.request(1, "ping", "{}"));
      assertThat(answer.statusCode()).isEqualTo(404);
      Talk.assertEnvelope(answer.body());
    }
    assertThat(annas.post(Talk.initialize()).statusCode()).isEqualTo(202);
  }

  @ParameterizedTest
  @CsvSource({
    "/mcp/message, application/json, 400",
    "/mcp/message?sessionId=dead, application/json, 404",
    "/mcp/message?sessionId=dead, text/plain, 415",
    "/mcp/message?sessionId=%zz, application/json, 404",
  })
  void aWrongAddressIsSaidInJson(String path, String type, int status) throws Exception {
    String raw =
        Talk.raw(
            fixture,
            "POST "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 2\r\n"
                + "Content-Type: "
                + type
                + "\r\n\r\n{}");

    assertThat(Talk.status(raw)).as(raw).isEqualTo(status);
    Talk.assertEnvelope(Talk.body(raw));
  }

  @Test
  void whatIsNoMessageIsRefusedAtOnce() throws Exception {
    var connection = new Connection(fixture, "anna-token");

    HttpResponse<String> answer = connection.post("{nonsense");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Talk.assertEnvelope(answer.body()).path("code").asInt()).isEqualTo(-32700);
  }

  @Test
  void aStreamHasToBeAcceptable() throws Exception {
    var talk = new Talk(fixture, null);
    HttpResponse<String> answer =
        talk.send(talk.http("/sse").header("Accept", "application/json").GET());

    assertThat(answer.statusCode()).isEqualTo(406);
    Talk.assertEnvelope(answer.body());
  }
}
