package atlas.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Thousands of broken requests, from fixed seeds: each is answered, and tells nothing. */
@Timeout(120)
final class FuzzTest {
  private static final List<String> SEEDS =
      List.of(
          Talk.initialize(),
          Talk.tool(1, "echo", "hi"),
          Talk.tool("\"a\"", "boom", "hi"),
          Talk.request(2, "resources/read", "{\"uri\":\"atlas://thing/01\"}"),
          Talk.request(3, "prompts/get", "{\"name\":\"prompt_01\",\"arguments\":{\"a\":\"b\"}}"),
          Talk.request(
              4,
              "completion/complete",
              """
              {"ref":{"type":"ref/prompt","name":"prompt_01"},"argument":{"name":"a","value":"b"}}\
              """),
          Talk.request(5, "logging/setLevel", "{\"level\":\"info\"}"),
          Talk.notification("notifications/cancelled", "{\"requestId\":1}"));
  private static final String[] SCRAPS = {
    "null",
    "{}",
    "[]",
    "-1",
    "1e999",
    "\"\"",
    "\\u0000",
    "\"id\":",
    ",",
    "}",
    "{\"a\":",
    "true",
    "99999999999999999999",
    "\u202e",
    "\"_meta\":7",
    "\"params\":",
    "\"cursor\":\"x\"",
    "[[[["
  };

  private static Fixture fixture;
  private static Talk talk;

  @BeforeAll
  static void open() throws Exception {
    fixture = Fixture.local();
    talk = Talk.open(fixture, null);
  }

  @AfterAll
  static void close() {
    fixture.close();
  }

  @Test
  void everyMalformedBodyIsAnswered() throws Exception {
    var random = new Random(42);
    for (int i = 0; i < 3000; i++) {
      String body = mutate(SEEDS.get(random.nextInt(SEEDS.size())), random);
      var answer = talk.post(body);
      Talk.assertDiscreet(answer.body());
      if (answer.statusCode() == 202) {
        assertThat(answer.body()).isEmpty();
      } else {
        var message = Talk.message(answer);
        assertThat(message.path("jsonrpc").asString()).as(body).isEqualTo("2.0");
        if (!message.has("result")) Talk.assertEnvelope(message.toString());
      }
    }
    assertThat(talk.ask(Talk.tool(1, "echo", "alive")).toString()).contains("alive");
  }

  @Test
  void everyMalformedRequestIsAnswered() throws Exception {
    var random = new Random(43);
    String body = Talk.request(1, "ping", "{}");
    String good =
        "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: "
            + Talk.BOTH
            + "\r\nConnection: close\r\nMcp-Session-Id: "
            + talk.session()
            + "\r\nMCP-Protocol-Version: 2025-11-25\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n";
    for (int i = 0; i < 2000; i++) {
      byte[] head = good.getBytes(StandardCharsets.ISO_8859_1);
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        head[random.nextInt(head.length)] = (byte) random.nextInt(256);
      }
      String sent = new String(head, StandardCharsets.ISO_8859_1) + body;
      String raw = Talk.raw(fixture, sent.getBytes(StandardCharsets.ISO_8859_1));
      Talk.assertDiscreet(raw);
      // A request that never ends is cut off in silence: there is nobody to tell.
      if (!raw.isEmpty() && Talk.status(raw) >= 400 && !sent.startsWith("HEAD")) {
        Talk.assertEnvelope(Talk.body(raw));
      }
    }
    assertThat(talk.ask(Talk.tool(1, "echo", "alive")).toString()).contains("alive");
  }

  private static String mutate(String seed, Random random) {
    var text = new StringBuilder(seed);
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      int at = random.nextInt(text.length() + 1);
      switch (random.nextInt(4)) {
        case 0 -> text.insert(at, SCRAPS[random.nextInt(SCRAPS.length)]);
        case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(6)));
        case 2 -> text.insert(at, (char) random.nextInt(0x3000));
        default -> {
          int colon = text.indexOf(":", at);
          if (colon > 0) text.insert(colon + 1, SCRAPS[random.nextInt(SCRAPS.length)] + ",\"x\":");
        }
      }
    }
    return text.toString();
  }
}
