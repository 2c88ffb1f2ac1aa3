package atlas.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class DoorTest {
  private static Fixture local;
  private static Fixture open;

  @BeforeAll
  static void start() {
    local =
        Fixture.with(
            new HttpSettings(
                "127.0.0.1", 0, true, false, 100_000, List.of("https://atlas.example.com")),
            Fixture.QUICK);
    open =
        Fixture.with(
            new HttpSettings("0.0.0.0", 0, true, false, 100_000, List.of()), Fixture.QUICK);
  }

  @AfterAll
  static void stop() {
    local.close();
    open.close();
  }

  @ParameterizedTest
  @CsvSource({
    "Host: localhost, 200",
    "Host: LocalHost:8420, 200",
    "Host: 127.0.0.1, 200",
    "Host: [::1]:1, 200",
    "Host: evil.example.com, 421",
    "Host: localhost.evil.example.com, 421",
    "Host: 127.0.0.1.evil.example.com, 421",
    "Host: 10.0.0.7, 421",
  })
  void onLoopbackOnlyLoopbackNamesAreAnswered(String host, int status) throws Exception {
    String raw = Talk.rawInitialize(local, host);

    assertThat(Talk.status(raw)).as(raw).isEqualTo(status);
    if (status != 200) Talk.assertEnvelope(Talk.body(raw));
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost, 200",
    "http://localhost:6274, 200",
    "https://127.0.0.1:1, 200",
    "http://[::1]:3000, 200",
    "https://atlas.example.com, 200",
    "https://ATLAS.example.com/, 200",
    "http://atlas.example.com, 403",
    "https://evil.example.com, 403",
    "http://localhost.evil.example.com, 403",
    "http://localhost@evil.example.com, 403",
    "file://localhost, 403",
    "null, 403",
    "localhost, 403",
    "garbage %%%, 403",
  })
  void anOriginIsLoopbackOrListed(String origin, int status) throws Exception {
    String raw = Talk.rawInitialize(local, "Host: localhost", "Origin: " + origin);

    assertThat(Talk.status(raw)).as(raw).isEqualTo(status);
    if (status != 200) Talk.assertEnvelope(Talk.body(raw));
  }

  @Test
  void onlyListedOriginsMayReadInABrowser() throws Exception {
    String preflight =
        "OPTIONS /mcp HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + "Access-Control-Request-Method: POST\r\nOrigin: ";

    assertThat(Talk.raw(local, preflight + "https://atlas.example.com\r\n\r\n"))
        .startsWith("HTTP/1.1 204")
        .contains("Access-Control-Allow-Origin: https://atlas.example.com");
    assertThat(Talk.raw(local, preflight + "http://localhost:3000\r\n\r\n"))
        .startsWith("HTTP/1.1 405")
        .doesNotContain("Access-Control-Allow-Origin");
  }

  @Test
  void theLocalUserIsNotServedThroughAProxy() throws Exception {
    assertThat(Talk.status(Talk.rawInitialize(local, "Host: atlas.example.com"))).isEqualTo(401);
    assertThat(
            Talk.status(
                Talk.rawInitialize(local, "Host: localhost", "X-Forwarded-For: 203.0.113.9")))
        .isEqualTo(401);
    assertThat(
            Talk.status(
                Talk.rawInitialize(
                    local, "Host: atlas.example.com", "Authorization: Bearer anna-token")))
        .isEqualTo(200);
  }

  @Test
  void anOpenAddressNeedsAToken() throws Exception {
    String none = Talk.rawInitialize(open, "Host: 127.0.0.1");
    String good = Talk.rawInitialize(open, "Host: 10.1.2.3", "Authorization: bearer anna-token");
    String named = Talk.rawInitialize(open, "Host: some.name", "Authorization: Bearer anna-token");

    assertThat(Talk.status(none)).isEqualTo(401);
    assertThat(none).contains("WWW-Authenticate: Bearer realm=\"atlas\"\r\n");
    Talk.assertEnvelope(Talk.body(none));
    assertThat(Talk.status(good)).isEqualTo(200);
    assertThat(Talk.status(named)).isEqualTo(421);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer wrong",
        "Bearer",
        "Bearer ",
        "Bearer anna-token extra",
        "Basic YW5uYTphbm5h",
        "anna-token",
      })
  void aBadTokenIsRefusedOnLoopbackToo(String authorization) throws Exception {
    for (String headers : List.of("GET /mcp", "DELETE /mcp", "GET /sse", "POST /mcp/message")) {
      String raw =
          Talk.raw(
              local,
              headers
                  + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: "
                  + authorization
                  + "\r\n\r\n");
      assertThat(Talk.status(raw)).as(headers).isEqualTo(401);
    }
    String raw = Talk.rawInitialize(local, "Host: localhost", "Authorization: " + authorization);

    assertThat(Talk.status(raw)).isEqualTo(401);
    assertThat(raw).contains("error=\"invalid_token\"");
    Talk.assertEnvelope(Talk.body(raw));
  }

  @Test
  void tokensCanBeRequiredOnLoopback() throws Exception {
    var settings = new HttpSettings("localhost", 0, true, true, 100_000, List.of());
    try (var strict = Fixture.with(settings, Fixture.QUICK)) {
      assertThat(Talk.status(Talk.rawInitialize(strict, "Host: localhost"))).isEqualTo(401);
    }
  }

  @Test
  void aToolActsForTheUserOfTheToken() throws Exception {
    String whoami = Talk.tool(1, "whoami", "");

    assertThat(Talk.open(local, "anna-token").ask(whoami).toString())
        .contains(Fixture.ANNA.toString());
    assertThat(Talk.open(local, "bert-token").ask(whoami).toString())
        .contains(Fixture.BERT.toString());
    assertThat(Talk.open(local, null).ask(whoami).toString()).contains(Fixture.LOCAL.toString());
  }

  @Test
  void anotherUsersSessionDoesNotExist() throws Exception {
    Talk annas = Talk.open(local, "anna-token");
    String ping = Talk.request(1, "ping", "{}");

    for (String other : new String[] {"bert-token", null}) {
      Talk stranger = annas.as(local, other);
      HttpResponse<String> posted = stranger.post(ping);
      HttpResponse<String> got =
          stranger.send(stranger.http("/mcp").header("Accept", Talk.BOTH).GET());
      HttpResponse<String> deleted = stranger.send(stranger.http("/mcp").DELETE());
      assertThat(posted.statusCode()).isEqualTo(404);
      assertThat(got.statusCode()).isEqualTo(404);
      assertThat(deleted.statusCode()).isEqualTo(404);
      Talk.assertEnvelope(posted.body());
    }
    assertThat(Talk.open(local, null).as(local, "anna-token").post(ping).statusCode())
        .isEqualTo(404);
    assertThat(annas.post(ping).statusCode()).isEqualTo(200);
  }

  @Test
  void aRevokedTokenEndsAtOnce() throws Exception {
    local.tokens.put("short-lived", Fixture.ANNA);
    Talk talk = Talk.open(local, "short-lived");
    var listening = talk.stream(talk.http("/mcp").header("Accept", "text/event-stream").GET());
    assertThat(listening.statusCode()).isEqualTo(200);

    local.tokens.remove("short-lived");

    assertThat(talk.post(Talk.request(1, "ping", "{}")).statusCode()).isEqualTo(401);
    // The open stream is ended by the next pulse.
    assertThat(new String(listening.body().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
        .startsWith(": open");
  }

  @Test
  void withoutADatabaseAClientConnectsAndAToolSaysWhatIsWrong() throws Exception {
    local.databaseUp = false;
    try {
      Talk talk = Talk.open(local, null);
      assertThat(talk.ask(Talk.request(1, "tools/list", "{}")).at("/result/tools").size())
          .isEqualTo(9);
      assertThat(talk.ask(Talk.request(2, "ping", "{}")).has("result")).isTrue();
      Talk.assertEnvelope(talk.ask(Talk.tool(3, "whoami", "")).toString());
    } finally {
      local.databaseUp = true;
    }
  }

  @Test
  void aTokenThatCannotBeLookedUpIsNotCalledBad() throws Exception {
    var settings = HttpSettings.local(0);
    try (var fixture = Fixture.with(settings, Fixture.QUICK)) {
      fixture.tokensUp = false;
      String raw =
          Talk.rawInitialize(fixture, "Host: localhost", "Authorization: Bearer anna-token");

      assertThat(Talk.status(raw)).isEqualTo(503);
      assertThat(Talk.assertEnvelope(Talk.body(raw)).path("message").asString())
          .contains("atlas doctor");
    }
  }

  @Test
  void theOlderPairCanBeSwitchedOff() throws Exception {
    var settings = new HttpSettings("127.0.0.1", 0, false, false, 100_000, List.of());
    try (var fixture = Fixture.with(settings, Fixture.QUICK)) {
      var talk = new Talk(fixture, null);
      assertThat(talk.send(talk.http("/sse").GET()).statusCode()).isEqualTo(404);
      assertThat(
              talk.send(talk.http("/mcp/message").POST(BodyPublishers.ofString("{}"))).statusCode())
          .isEqualTo(404);
    }
  }
}
