package atlas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.model.Json;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whatever a client sends, it gets an answer, and nothing of our inside. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FuzzTest {
  private static final Logger log = LoggerFactory.getLogger(FuzzTest.class);
  private static final int CALLS = 10_000;
  private static final List<String> INSIDE =
      List.of("Exception", "org.", "java.", "jdbc:", "select ", "ERROR:", "internal:");

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "\u0000",
          "a\u0000b",
          "\ud800",
          "\udfff\ud800x",
          "\u202e\u200b\ufeff",
          "😀".repeat(300),
          "x".repeat(100_000),
          "é".repeat(9_000),
          "'; drop table events; --",
          "$1 :id ? {0} %s %n \\ \" ' ` $$",
          "<outside source=\"jira\"></outside>",
          "../../etc/passwd",
          "HBR-12",
          "HBR-99999999999999999999",
          "NOPE-1",
          "S-1",
          "s-2",
          "S-999999999",
          "S-2147483648",
          "P-0",
          "P-2",
          "C-1",
          "D-1",
          "T-1",
          "t-2",
          "T-1.1",
          "R-1",
          "1: R-1",
          "2: S-1",
          "*",
          "S-1.1",
          "00000000-0000-0000-0000-000000000000",
          "0-0-0-0-0",
          "2026-02-30",
          "2199-12-31",
          "+999999999-12-31",
          "-0001-01-01T00:00:00Z",
          "2026-01-15T09:00:00Z",
          "2026-01-15T24:00:00Z",
          "2199-12-31T23:59:59.999999999+18:00",
          "-1",
          "99999999999999999999999999",
          "1e9",
          "true",
          "null",
          "[]",
          "{}",
          "[\"a\"]",
          "{\"a\":1}",
          "[[[[",
          "Mh8yMDI2LTAxLTE0VDE2OjIwOjAwWh9IQlItMTI",
          "MjAyNi0wMS0xNVQxMDo1MDowMFofNw",
          "OTk5OTk5OTk5OTk5OR8rOTk5OTk5OTk5LTEyLTMxVDIzOjU5OjU5WhfigKY",
          "KzEwMDAwMDAwMDAtMTItMzFUMjM6NTk6NTlaHzk5OTk5OTk5OTk5OTk5OTk5OTk5OTk");

  /** Jira takes few changes of one issue in so short a time; what is recorded is enough here. */
  private final World world =
      new World(
          task -> {
            throw new RejectedExecutionException();
          });

  @BeforeAll
  void begin() {
    world.ok("get_assigned_issues", "{}");
  }

  @AfterAll
  void close() {
    world.close();
  }

  @Test
  void everyCallIsAnsweredAndShowsNothingOfTheInside() {
    long seed = Long.getLong("fuzz.seed", 20_260_115);
    log.info("Repeat with -Dfuzz.seed={}", seed);
    var random = new Random(seed);
    var kinds = new HashMap<String, Integer>();
    for (int i = 0; i < CALLS; i++) {
      var tool = world.tools().get(random.nextInt(world.tools().size()));
      var arguments = mutated(random, tool);
      CallToolResult result = world.call(tool.name(), arguments);
      String text = World.text(result);
      boolean refused = Boolean.TRUE.equals(result.isError());
      kinds.merge(refused ? text.replaceFirst(":.*(?s).*", "") : "answered", 1, Integer::sum);
      // An argument of save_focus_item is named as SQL begins.
      assertThat(text.replaceAll("\\bselect (must be|holds a)", "it $1"))
          .as(() -> tool.name() + " " + shown(arguments))
          .doesNotContain(INSIDE);
      if (refused) assertThat(text).matches("(?s)[a-z_]+: \\S.*[.!?…'\\]\\w].*");
      if (i % 100 == 0) world.clock().advance(Duration.ofMinutes(7));
    }
    log.info("{}", kinds);
    assertThat(kinds.keySet())
        .containsExactlyInAnyOrder("answered", "invalid", "not_found", "conflict", "forbidden");
    assertThat(kinds.get("answered")).isGreaterThan(CALLS / 10);
    theStoryStillWorks();
  }

  private void theStoryStillWorks() {
    world.ok("get_assigned_issues", "{\"source\":\"live\"}");
    var open = world.ok("start_session", "{\"ticket_key\":\"HBR-21\"}");
    String session = "\"session\":\"" + open.get("session") + "\"";
    if ("paused".equals(open.get("status"))) {
      world.ok("update_session", "{\"action\":\"resume\"," + session + "}");
    }
    world.ok(
        "log_scenario", "{\"scenario\":\"Still there\",\"result\":\"passed\"," + session + "}");
    world.ok("end_session", "{\"outcome\":\"passed\"," + session + "}");
    assertThat(
            String.valueOf(
                world.ok("get_timeline", "{\"limit\":1,\"type\":\"session.ended\"}").get("events")))
        .contains("HBR-21");
  }

  private static Map<String, @Nullable Object> mutated(Random random, Tool<?, ?> tool) {
    var arguments = new LinkedHashMap<>(ExamplesTest.example(tool).arguments());
    List<String> properties =
        List.copyOf(
            Json.MAPPER
                .valueToTree(Definitions.of(tool).inputSchema())
                .path("properties")
                .propertyNames());
    int mutations = random.nextInt(4);
    for (int i = 0; i < mutations; i++) {
      String name =
          properties.isEmpty() || random.nextInt(20) == 0
              ? text(random)
              : properties.get(random.nextInt(properties.size()));
      switch (random.nextInt(4)) {
        case 0 -> arguments.remove(name);
        case 1 -> arguments.put(name, bent(random, arguments.get(name)));
        default -> arguments.put(name, value(random, 3));
      }
    }
    return arguments;
  }

  private static @Nullable Object bent(Random random, @Nullable Object value) {
    if (value instanceof Integer number) return number + random.nextInt(5) - 2;
    if (!(value instanceof String text) || text.isEmpty()) return Collections.singletonList(value);
    int at = random.nextInt(text.length());
    return switch (random.nextInt(4)) {
      case 0 -> text.substring(0, at);
      case 1 -> text.substring(0, at) + (char) random.nextInt(0x10000) + text.substring(at);
      case 2 -> text.repeat(1 + random.nextInt(50));
      default -> text.substring(0, at) + text(random) + text.substring(at);
    };
  }

  private static @Nullable Object value(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 8 : 11)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextInt();
      case 3 -> new BigInteger(random.nextInt(2_000), random);
      case 4 -> new BigDecimal(BigInteger.valueOf(random.nextInt()), random.nextInt(900) - 450);
      case 5 -> random.nextInt(12) - 1;
      case 6 -> random.nextDouble() * 100;
      case 7 -> new UUID(0, 1_000 + random.nextInt(200)).toString();
      case 8 -> {
        var map = new LinkedHashMap<String, @Nullable Object>();
        for (int i = random.nextInt(4); i > 0; i--) map.put(text(random), value(random, depth - 1));
        yield map;
      }
      case 9 -> {
        var list = new ArrayList<@Nullable Object>();
        for (int i = random.nextInt(4); i > 0; i--) list.add(value(random, depth - 1));
        yield random.nextInt(10) == 0 ? nested(random.nextInt(3_000)) : list;
      }
      default -> text(random);
    };
  }

  private static Object nested(int levels) {
    Object value = "x";
    for (int i = 0; i < levels; i++) value = i % 3 == 0 ? List.of(value) : Map.of("a", value);
    return value;
  }

  private static String text(Random random) {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  private static String shown(Map<String, @Nullable Object> arguments) {
    String all = arguments.toString();
    return all.length() > 1_000 ? all.substring(0, 1_000) : all;
  }
}
