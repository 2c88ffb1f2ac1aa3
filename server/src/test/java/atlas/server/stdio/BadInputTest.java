package atlas.server.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BadInputTest {
  @Test
  void aMalformedLineIsAnsweredAndTheServerGoesOn() {
    try (var child = Child.ready()) {
      child.send("{\"jsonrpc\":\"2.0\",\"id\":7,").send(Child.request(1, "ping", null));
      assertThat(child.errorCode(null)).isEqualTo(-32700);
      assertThat(child.lines().get(1)).startsWith("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":");
      assertThat(child.result(1)).isEmpty();
    }
  }

  @Test
  void jsonThatIsNoMessageIsAnInvalidRequest() {
    List<String> withoutId =
        List.of(
            "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]",
            "[]",
            "5",
            "null",
            "\"ping\"",
            "{}",
            "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":true,\"method\":\"ping\"}");
    List<String> withId =
        List.of(
            "{\"jsonrpc\":\"2.0\",\"id\":\"a\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":5}",
            "{\"jsonrpc\":\"1.0\",\"id\":\"a\",\"method\":\"ping\"}",
            "{\"id\":\"a\",\"method\":\"ping\"}");
    try (var child = Child.ready()) {
      withoutId.forEach(child::send);
      withId.forEach(child::send);
      child.send("{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}");
      child.send("{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"method\":\"ping\",\"params\":[1]}");
      child.send(Child.request("last", "ping", null)).answer("last");
      assertThat(child.answers(null)).hasSameSizeAs(withoutId);
      assertThat(child.answers("a")).hasSameSizeAs(withId);
      assertThat(child.errorCode(1.5)).isEqualTo(-32600);
      assertThat(child.errorCode("p")).isEqualTo(-32602);
      assertThat(child.messages())
          .filteredOn(message -> message.containsKey("error") && !"p".equals(message.get("id")))
          .allSatisfy(message -> assertThat(message.toString()).contains("code=-32600"));
    }
  }

  @Test
  void twoMessagesOnOneLineAreNotHalfRead() {
    try (var child = Child.ready()) {
      String ping = Child.request(1, "ping", null);
      child.send(ping + ping).send(Child.request(2, "ping", null)).answer(2);
      assertThat(child.errorCode(null)).isEqualTo(-32700);
      assertThat(child.answers(1)).isEmpty();
    }
  }

  @Test
  void blankLinesCarriageReturnsAndAByteOrderMarkDoNoHarm() {
    try (var child = new Child()) {
      child
          .send("\uFEFF" + Child.initialize() + "\r")
          .send("")
          .send("  \t \r")
          .send(Child.INITIALIZED + "\r")
          .send(" " + Child.request(1, "ping", null) + " \r");
      assertThat(child.result(1)).isEmpty();
      assertThat(child.lines()).hasSize(2);
    }
  }

  @Test
  void aLineThatIsNotUtf8IsAnswered() {
    try (var child = Child.ready()) {
      child
          .bytes(new byte[] {'{', '"', (byte) 0xc3, (byte) 0x28, '"', '}', '\n'})
          .send(Child.request(1, "ping", null));
      assertThat(child.result(1)).isEmpty();
      assertThat(child.errorCode(null)).isEqualTo(-32700);
      assertThat(child.sentence(null)).isEqualTo("The line is not valid UTF-8.");
    }
  }

  @Test
  void aLineTooLongIsSkippedToItsEndInConstantMemory() {
    // More than the child's whole heap.
    byte[] chunk = new byte[1 << 20];
    Arrays.fill(chunk, (byte) 'x');
    try (var child = Child.ready()) {
      for (int i = 0; i < 300; i++) child.bytes(chunk);
      child.send("").send(Child.request(1, "ping", null));
      assertThat(child.result(1)).isEmpty();
      assertThat(child.answers(null)).hasSize(1);
      assertThat(child.errorCode(null)).isEqualTo(-32600);
    }
  }

  @Test
  void aLineOfAlmostTheLimitIsServed() {
    String text = "ä".repeat((8 << 20) - 1000);
    try (var child = Child.ready()) {
      child.send(Child.call(1, "echo", Map.of("text", text)));
      assertThat(child.text(1)).isEqualTo(text);
    }
  }

  @Test
  void aTextThatMakesTooMuchOfMemoryIsAnswered() {
    try (var child = Child.ready()) {
      child.send("[" + "{},".repeat(5_000_000) + "{}]").send(Child.request(1, "ping", null));
      assertThat(child.result(1)).isEmpty();
      assertThat(child.errorCode(null)).isNegative();
    }
  }

  @Test
  void depthIsAnswered() {
    try (var child = Child.ready()) {
      child.send("[".repeat(1_000_000)).send(Child.request(1, "ping", null));
      assertThat(child.result(1)).isEmpty();
      assertThat(child.errorCode(null)).isEqualTo(-32700);
    }
  }

  @Test
  void anUnknownMethodIsNamedAndShort() {
    try (var child = Child.ready()) {
      child.send(Child.request(1, "no/such", null));
      child.send(Child.request(2, "m".repeat(100_000), null));
      assertThat(child.errorCode(1)).isEqualTo(-32601);
      assertThat(child.sentence(1)).contains("no/such");
      assertThat(child.errorCode(2)).isEqualTo(-32601);
      assertThat(child.sentence(2)).hasSizeLessThan(600);
    }
  }

  @Test
  void anUnknownToolOrCursorOrWrongParamsAreInvalidParams() {
    try (var child = Child.ready()) {
      child
          .send(Child.call(1, "ecko", Map.of()))
          .send(Child.request(2, "tools/list", Map.of("cursor", "x")))
          .send(Child.request(3, "tools/call", Map.of("name", "echo", "arguments", List.of())))
          .send(Child.request(4, "prompts/get", Map.of("name", List.of())))
          .send(Child.request(5, "resources/read", null))
          .send(Child.request(6, "logging/setLevel", Map.of("level", "loud")));
      assertThat(child.sentence(1)).contains("Did you mean echo?");
      for (int id = 1; id <= 6; id++) assertThat(child.errorCode(id)).isEqualTo(-32602);
    }
  }

  @Test
  void responsesNobodyWaitsForAreIgnored() {
    try (var child = Child.ready()) {
      child
          .send("{\"jsonrpc\":\"2.0\",\"id\":99,\"result\":{}}")
          .send("{\"jsonrpc\":\"2.0\",\"id\":98,\"error\":5}")
          .send("{\"jsonrpc\":\"2.0\",\"result\":{}}")
          .send(Child.request(1, "ping", null));
      assertThat(child.result(1)).isEmpty();
      assertThat(child.lines()).hasSize(2);
    }
  }

  @Test
  void idsComeBackAsTheyCame() {
    try (var child = Child.ready()) {
      child
          .send(Child.request("1", "ping", null))
          .send(Child.request(9_007_199_254_740_993L, "ping", null))
          .send(Child.request("ü\n\"", "ping", null))
          .bytes(
              "{\"jsonrpc\":\"2.0\",\"id\":\"\\ud800\",\"method\":\"ping\"}\n"
                  .getBytes(StandardCharsets.UTF_8))
          .send(Child.request(-1, "ping", null));
      assertThat(child.result("1")).isEmpty();
      assertThat(child.result(9_007_199_254_740_993L)).isEmpty();
      assertThat(child.result("ü\n\"")).isEmpty();
      assertThat(child.result(-1)).isEmpty();
      assertThat(child.result("?")).isEmpty();
    }
  }
}
