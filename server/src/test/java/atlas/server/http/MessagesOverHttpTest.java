package atlas.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Timeout(120)
final class MessagesOverHttpTest {
  private static Fixture fixture;
  private static Talk talk;

  @BeforeAll
  static void open() throws Exception {
    fixture = Fixture.with(HttpSettings.local(0), Timing.USUAL);
    talk = Talk.open(fixture, null);
  }

  @AfterAll
  static void close() {
    fixture.close();
  }

  @Test
  void aToolAnswersInPlainJson() throws Exception {
    HttpResponse<String> answer = talk.post(Talk.tool(7, "echo", "hello"));

    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(Talk.message(answer).at("/id").asInt()).isEqualTo(7);
    assertThat(Talk.message(answer).at("/result/content/0/text").asString()).isEqualTo("hello");
    assertThat(answer.headers().firstValue("Server")).isEmpty();
    assertThat(answer.headers().firstValue("X-Powered-By")).isEmpty();
  }

  @Test
  void aToolThatReportsProgressAnswersInAStream() throws Exception {
    HttpResponse<String> answer = talk.post(Talk.tool("\"x\"", "progress", ""));

    assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
    assertThat(answer.body()).contains("notifications/progress");
    assertThat(answer.body().indexOf("progress")).isLessThan(answer.body().indexOf("done"));
    assertThat(Talk.message(answer).at("/id").asString()).isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"boom", "unwritable", "nothing"})
  void aFailingToolTellsAReferenceAndNothingElse(String tool) throws Exception {
    HttpResponse<String> answer = talk.post(Talk.tool(8, tool, ""));

    JsonNode error = Talk.assertEnvelope(answer.body());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(error.path("code").asInt()).isEqualTo(-32603);
    assertThat(error.path("message").asString())
        .matches("The server failed\\. Reference [0-9a-f]{8}\\.");
  }

  @Test
  void failingResourcesAndPromptsTellNothingElseEither() throws Exception {
    String read = Talk.request(1, "resources/read", "{\"uri\":\"atlas://thing/01\"}");
    String get = Talk.request(2, "prompts/get", "{\"name\":\"prompt_01\"}");

    assertThat(Talk.assertEnvelope(talk.post(read).body()).path("code").asInt()).isEqualTo(-32603);
    assertThat(Talk.assertEnvelope(talk.post(get).body()).path("code").asInt()).isEqualTo(-32603);
  }

  @Test
  void listsComeInOneOrder() throws Exception {
    List<String> uris = new ArrayList<>();
    talk.ask(Talk.request(1, "resources/list", "{}"))
        .at("/result/resources")
        .forEach(resource -> uris.add(resource.path("uri").asString()));
    List<String> names = new ArrayList<>();
    talk.ask(Talk.request(2, "prompts/list", "{}"))
        .at("/result/prompts")
        .forEach(prompt -> names.add(prompt.path("name").asString()));

    assertThat(uris).hasSize(20).isSorted();
    assertThat(names).hasSize(20).isSorted();
  }

  @Test
  void theGateAnswersForAnUnknownTool() throws Exception {
    JsonNode error = Talk.assertEnvelope(talk.post(Talk.tool(1, "ecco", "")).body());

    assertThat(error.path("code").asInt()).isEqualTo(-32602);
    assertThat(error.path("message").asString()).contains("ecco", "Did you mean echo?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "resources/read | {}",
        "resources/read | {\"uri\":5}",
        "resources/subscribe | {}",
        "prompts/get | {\"name\":\"prompt_01\",\"arguments\":7}",
        "logging/setLevel | {\"level\":5}",
        "completion/complete | {}",
        "initialize | {}",
      })
  void wrongParametersAreTheClientsFault(String method, String params) throws Exception {
    HttpResponse<String> answer = talk.post(Talk.request(3, method, params));

    assertThat(Talk.assertEnvelope(answer.body()).path("code").asInt()).isEqualTo(-32602);
    assertThat(answer.body()).contains("\"id\":3");
  }

  @Test
  void anUnknownMethodIsNotFound() throws Exception {
    JsonNode error = Talk.assertEnvelope(talk.post(Talk.request(3, "tools/burn", "{}")).body());

    assertThat(error.path("code").asInt()).isEqualTo(-32601);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"jsonrpc\":\"2.0\",  | -32700",
        "'' | -32700",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"} x | -32700",
        "[] | -32600",
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}] | -32600",
        "7 | -32600",
        "{} | -32600",
        "{\"id\":1,\"method\":\"ping\"} | -32600",
        "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"} | -32600",
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"} | -32600",
        "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"} | -32600",
        "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"} | -32600",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":5} | -32600",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[1]} | -32602",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{},\"error\":{\"code\":1,\"message\":\"m\"}} | -32600",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}} | -32600",
      })
  void whatIsNoMessageIsRefused(String body, int code) throws Exception {
    HttpResponse<String> answer = talk.post(body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Talk.assertEnvelope(answer.body()).path("code").asInt()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({
    "application/json;q=1;text/event-stream, application/json, 406",
    "application/json, application/json, 406",
    "text/event-stream, application/json, 406",
    "'application/json, text/event-stream;q=\"1', application/json, 400",
    "*/*, text/plain, 415",
    "*/*, '', 415",
  })
  void mediaTypesAreChecked(String accept, String type, int status) throws Exception {
    var http = talk.http("/mcp").header("Accept", accept.replace(";text", ", text/x;text"));
    if (!type.isEmpty()) http.header("Content-Type", type);
    HttpResponse<String> answer =
        talk.send(http.POST(BodyPublishers.ofString(Talk.request(1, "ping", "{}"))));

    assertThat(answer.statusCode()).isEqualTo(status);
    Talk.assertEnvelope(answer.body());
  }

  @Test
  void wildcardsAndCharsetsAreFine() throws Exception {
    var http =
        talk.http("/mcp")
            .header("Accept", "*/*")
            .header("Content-Type", "Application/JSON; charset=UTF-8");

    assertThat(
            talk.send(http.POST(BodyPublishers.ofString(Talk.request(1, "ping", "{}"))))
                .statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-07-28", "1999-01-01", "latest"})
  void anUnsupportedProtocolVersionIsRefused(String version) throws Exception {
    var http =
        talk.http("/mcp")
            .header("Accept", Talk.BOTH)
            .header("Content-Type", "application/json")
            .header("MCP-Protocol-Version", version);
    HttpResponse<String> ping =
        talk.send(http.POST(BodyPublishers.ofString(Talk.request(4, "ping", "{}"))));
    HttpResponse<String> first = talk.send(http.POST(BodyPublishers.ofString(Talk.initialize())));

    assertThat(ping.statusCode()).isEqualTo(400);
    assertThat(Talk.assertEnvelope(ping.body()).path("message").asString()).contains("2025-11-25");
    assertThat(ping.body()).contains("\"id\":4");
    assertThat(first.statusCode()).isEqualTo(200);
  }

  @Test
  void aBodyThatIsTooLongIsRefusedWhetherItSaysSoOrNot() throws Exception {
    var small = new HttpSettings("127.0.0.1", 0, true, false, 1000, List.of());
    try (var strict = Fixture.with(small, Fixture.QUICK)) {
      String head =
          "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: "
              + Talk.BOTH
              + "\r\n";
      String declared = Talk.raw(strict, head + "Content-Length: 5000\r\n\r\n{");
      String chunk = "400\r\n" + " ".repeat(1024) + "\r\n";
      String chunked =
          Talk.raw(strict, head + "Transfer-Encoding: chunked\r\n\r\n" + chunk + "0\r\n\r\n");

      assertThat(Talk.status(declared)).isEqualTo(413);
      Talk.assertEnvelope(Talk.body(declared));
      assertThat(Talk.status(chunked)).isEqualTo(413);
      Talk.assertEnvelope(Talk.body(chunked));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /mcp, 405",
    "OPTIONS, /mcp, 405",
    "DELETE, /sse, 405",
    "GET, /mcp/message, 405",
    "POST, /healthz, 405",
    "GET, /, 404",
    "GET, /mcp/, 404",
    "GET, /favicon.ico, 404",
    "GET, /..%2f..%2fetc/passwd, 400",
    "BREW, /mcp, 405",
  })
  void whatIsNotThereIsSaidInJson(String method, String path, int status) throws Exception {
    String raw =
        Talk.raw(
            fixture,
            method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    assertThat(Talk.status(raw)).as(raw).isEqualTo(status);
    Talk.assertEnvelope(Talk.body(raw));
    assertThat(raw).doesNotContainIgnoringCase("\nServer:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NONSENSE\r\n\r\n",
        "GET /mcp HTTP/1.1\r\n\r\n",
        "GET /mcp HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /mcp HTTP/9.9\r\nHost: localhost\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /mcp HTTP/1.1\r\nHost: localhost\r\nBad Header: x\r\n\r\n",
        "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
        "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
      })
  void evenWhatIsNotHttpIsAnsweredInJson(String request) throws Exception {
    String raw = Talk.raw(fixture, request);

    assertThat(Talk.status(raw)).isBetween(400, 505);
    Talk.assertEnvelope(Talk.body(raw));
  }

  @Test
  void headersThatAreTooLargeAreAnsweredInJson() throws Exception {
    String raw =
        Talk.raw(
            fixture,
            "GET /mcp HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(20_000) + "\r\n\r\n");

    assertThat(Talk.status(raw)).isEqualTo(431);
    Talk.assertEnvelope(Talk.body(raw));
  }

  @Test
  void probesAnswerWithoutInternals() throws Exception {
    var stranger = new Talk(fixture, null);
    assertThat(stranger.send(stranger.http("/healthz").GET()).body()).isEqualTo("ok");
    assertThat(stranger.send(stranger.http("/readyz").GET()).statusCode()).isEqualTo(200);

    fixture.ready = false;
    HttpResponse<String> unready = stranger.send(stranger.http("/readyz").GET());
    fixture.ready = true;
    assertThat(unready.statusCode()).isEqualTo(503);
    assertThat(unready.body()).isEqualTo("{\"ready\":false}");

    fixture.databaseUp = false;
    HttpResponse<String> failing = stranger.send(stranger.http("/readyz").GET());
    fixture.databaseUp = true;
    assertThat(failing.statusCode()).isEqualTo(503);
    assertThat(failing.body()).isEqualTo("{\"ready\":false}");
  }
}
