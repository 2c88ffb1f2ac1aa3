package atlas.server.stdio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import atlas.server.wire.Incoming;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Ten thousand bad frames; run with -Dseed=… to see the same ones again. */
class FuzzTest {
  private static final int FRAMES = 10_000;
  private static final List<String> METHODS =
      List.of(
          "initialize",
          "ping",
          "tools/list",
          "tools/call",
          "resources/list",
          "resources/read",
          "resources/templates/list",
          "resources/subscribe",
          "resources/unsubscribe",
          "prompts/list",
          "prompts/get",
          "completion/complete",
          "logging/setLevel",
          "notifications/cancelled",
          "notifications/roots/list_changed",
          "no/such");
  private static final List<String> TOOLS =
      List.of("echo", "brief", "unserialisable", "leaks", "throws", "empty", "nothing", "unknown");
  private static final List<String> FIELDS =
      List.of(
          "name",
          "arguments",
          "uri",
          "ref",
          "argument",
          "level",
          "cursor",
          "_meta",
          "text",
          "ms",
          "type",
          "value",
          "context",
          "progressToken",
          "protocolVersion",
          "clientInfo",
          "capabilities",
          "requestId",
          "");

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final Random random = new Random(seed);

  /** The ids of the requests that were sent as they are, for each must be answered. */
  private final List<String> whole = new ArrayList<>();

  @Test
  void everyBadFrameIsAnsweredWithoutInternalsAndTheServerStillServes() throws Exception {
    System.err.println("FuzzTest: seed " + seed);
    try (var child = Child.ready()) {
      int nullAnswers = 0;
      Map<Object, Integer> expected = new HashMap<>();
      for (int i = 0; i < FRAMES; i++) {
        byte[] frame = frame("f" + i);
        child.bytes(frame);
        var incoming = read(frame);
        if (incoming instanceof Incoming.Refused refused) {
          if (refused.id() == null) nullAnswers++;
          else expected.merge(refused.id(), 1, Integer::sum);
        } else if (incoming instanceof Incoming.Message message
            && message.message() instanceof JSONRPCRequest request) {
          expected.merge(request.id(), 1, Integer::sum);
        }
      }
      child.send(Child.request("the last", "ping", null));
      int unreadable = nullAnswers;
      await("seed " + seed)
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> {
                whole.forEach(id -> assertThat(child.answers(id)).isNotEmpty());
                assertThat(child.answers(null)).hasSize(unreadable);
                expected.forEach((id, count) -> assertThat(child.answers(id)).hasSize(count));
              });
      assertThat(child.answers("the last")).as("seed %d", seed).hasSize(1);
      assertThat(child.lines())
          .as("seed %d", seed)
          .noneMatch(
              line ->
                  line.contains("Exception")
                      || line.contains("at io.")
                      || line.contains("java.")
                      || line.contains("jdbc:"));
      assertThat(whole).as("seed %d", seed).hasSizeGreaterThan(FRAMES / 2);
      assertThat(child.end().exit(Duration.ofSeconds(6))).isZero();
    }
  }

  /** Says whether a mutated frame is still a request; the other frames are known to be. */
  private static Incoming read(byte[] frame) throws Exception {
    var decoder = StandardCharsets.UTF_8.newDecoder();
    String text;
    try {
      text = decoder.decode(ByteBuffer.wrap(frame, 0, frame.length - 1)).toString();
    } catch (CharacterCodingException notUtf8) {
      return Incoming.read(FixtureServer.mapper(), "not UTF-8");
    }
    return text.isBlank() ? new Incoming.Ignored() : Incoming.read(FixtureServer.mapper(), text);
  }

  private byte[] frame(String id) throws Exception {
    Object message = message(id);
    String json = FixtureServer.mapper().writeValueAsString(message);
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(3) == 0) {
      bytes = mutated(bytes);
    } else if (message instanceof Map<?, ?> fields && id.equals(fields.get("id"))) {
      whole.add(id);
    }
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') bytes[i] = ' ';
    }
    byte[] line = Arrays.copyOf(bytes, bytes.length + 1);
    line[bytes.length] = '\n';
    return line;
  }

  private Object message(String id) {
    if (random.nextInt(20) == 0) return value(4);
    var message = new LinkedHashMap<String, Object>();
    message.put("jsonrpc", random.nextInt(30) == 0 ? value(1) : "2.0");
    if (random.nextInt(10) != 0) message.put("id", id);
    String method = METHODS.get(random.nextInt(METHODS.size()));
    message.put("method", random.nextInt(30) == 0 ? value(1) : method);
    if (random.nextInt(10) != 0) message.put("params", params(method));
    if (random.nextInt(40) == 0) message.put("result", value(2));
    return message;
  }

  private Object params(String method) {
    if (random.nextInt(10) == 0) return value(3);
    var params = new LinkedHashMap<String, Object>();
    if (method.equals("tools/call")) {
      params.put("name", TOOLS.get(random.nextInt(TOOLS.size())));
      var arguments = new LinkedHashMap<String, Object>();
      arguments.put("ms", random.nextInt(3) == 0 ? value(2) : random.nextInt(20));
      arguments.put("text", value(3));
      params.put("arguments", random.nextInt(4) == 0 ? value(3) : arguments);
    } else if (method.equals("resources/read")) {
      params.put("uri", random.nextBoolean() ? "tmpl://a/" + random.nextInt() : value(1));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      params.put(FIELDS.get(random.nextInt(FIELDS.size())), value(3));
    }
    return params;
  }

  private Object value(int depth) {
    return switch (random.nextInt(depth > 0 ? 10 : 8)) {
      case 0 -> random.nextInt();
      case 1 -> random.nextLong();
      case 2 -> random.nextGaussian() * Math.pow(10, random.nextInt(300));
      case 3 -> random.nextBoolean();
      case 4 -> "";
      case 5 -> string();
      case 6 -> FIELDS.get(random.nextInt(FIELDS.size()));
      case 7 -> new BigInteger(200, random);
      case 8 -> {
        var list = new ArrayList<Object>();
        for (int i = random.nextInt(4); i > 0; i--) list.add(value(depth - 1));
        yield list;
      }
      default -> {
        var map = new LinkedHashMap<String, Object>();
        for (int i = random.nextInt(4); i > 0; i--) {
          map.put(FIELDS.get(random.nextInt(FIELDS.size())), value(depth - 1));
        }
        yield map;
      }
    };
  }

  private String string() {
    var text = new StringBuilder();
    for (int i = random.nextInt(30); i > 0; i--) text.append((char) random.nextInt(0x2000));
    return text.toString();
  }

  private byte[] mutated(byte[] bytes) {
    byte[] changed = bytes.clone();
    for (int i = 1 + random.nextInt(3); i > 0 && changed.length > 0; i--) {
      int at = random.nextInt(changed.length);
      switch (random.nextInt(4)) {
        case 0 -> changed[at] = (byte) random.nextInt(256);
        case 1 -> changed = Arrays.copyOf(changed, at);
        case 2 -> {
          byte[] longer = Arrays.copyOf(changed, changed.length + at);
          System.arraycopy(changed, 0, longer, changed.length, at);
          changed = longer;
        }
        default -> changed[at] ^= (byte) (1 << random.nextInt(8));
      }
    }
    return changed;
  }
}
