package atlas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.model.Caller;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two people: whatever one of them names, with whatever tool, the other's things stay hers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TenantsTest {
  private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  /** What only Ann's issues, sessions, checkpoints, decisions and account say. */
  private static final List<String> HERS =
      List.of(
          "invoice",
          "Customers",
          "nightly",
          "Harbour",
          "Omar",
          "Ann Tester",
          "secret-plan",
          "sandbox",
          "Disable",
          "double");

  private final World world = new World();
  private final Caller bob = world.database().user("bob");

  @BeforeAll
  void annWorks() {
    world.ok("get_assigned_issues", "{}");
    world.ok("start_session", "{\"ticket_key\":\"HBR-9\"}");
    world.ok("end_session", "{\"outcome\":\"failed\"}");
    for (Tool<?, ?> tool : world.tools()) {
      world.clock().advance(Duration.ofMinutes(1));
      if (tool.name().equals("end_session")) continue;
      if (tool.name().equals("review_insight")) world.show("I-1");
      var arguments = ExamplesTest.example(tool).arguments();
      if (tool.effect() != Effect.READS) arguments.put("idempotency_key", "ann-" + tool.name());
      arguments.computeIfPresent("prediction", (name, id) -> "P-1");
      if (tool.name().matches("create_checkpoint|record_decision")) {
        arguments.put("project", "annapurna");
      }
      var result = world.call(tool.name(), arguments);
      assertThat(result.isError()).as(tool.name() + ": " + World.text(result)).isFalse();
    }
    world.ok("start_session", "{\"ticket_key\":\"HBR-9\",\"charter\":\"secret-plan\"}");
  }

  @AfterAll
  void close() {
    world.close();
  }

  @Test
  void nothingOfHersIsSeenOrChangedByAnyToolWithAnyOfHerIds() {
    Map<String, String> before = rows(world.ann());
    assertThat(before).containsKeys("tickets", "sessions", "scenarios", "predictions", "events");
    Set<String> names = names(before);
    assertThat(names).hasSizeGreaterThan(30);
    int calls = 0;
    for (Tool<?, ?> tool : world.tools()) {
      for (var arguments : naming(tool, names)) {
        CallToolResult result = world.call(bob, tool, arguments);
        calls++;
        assertThat(withoutEchoes(World.text(result), arguments))
            .as(() -> tool.name() + " " + arguments)
            .doesNotContain(HERS);
        if (Boolean.TRUE.equals(result.isError())) {
          assertThat(World.text(result))
              .matches("(?s)(invalid|not_found|unavailable|conflict): .*");
        }
      }
    }
    assertThat(calls).isGreaterThan(1_000);
    assertThat(rows(world.ann())).isEqualTo(before);
    assertThat(rows(bob))
        .containsKeys("checkpoints", "decisions", "events")
        .doesNotContainKey("tickets");
  }

  @Test
  void sheHerselfSeesAllOfIt() {
    assertThat(World.text(world.call("get_timeline", Map.of("limit", 100))))
        .contains("secret-plan");
    assertThat(World.text(world.call("get_issue", Map.of("ticket_key", "HBR-12"))))
        .contains("invoice", "Customers");
  }

  @Test
  void anIdempotencyKeyOfHersMeansNothingToAnother() {
    var tool = world.tool("record_decision");
    var arguments = ExamplesTest.example(tool).arguments();
    arguments.put("idempotency_key", "ann-record_decision");
    arguments.put("title", "Bob's own");
    var result = world.call(bob, tool, arguments);
    assertThat(result.isError()).as(World.text(result)).isFalse();
    assertThat(World.structured(result)).containsEntry("project", "web-shop");
  }

  /** The example's arguments with each of the names in the place of each text. */
  private static List<Map<String, @Nullable Object>> naming(Tool<?, ?> tool, Set<String> names) {
    var calls = new ArrayList<Map<String, @Nullable Object>>();
    var example = ExamplesTest.example(tool).arguments();
    for (String property :
        List.of(
            "ticket_key",
            "session",
            "prediction",
            "bug_key",
            "project",
            "task",
            "decision",
            "insight",
            "action",
            "theater",
            "log",
            "actor",
            "supersedes",
            "cursor",
            "item",
            "query",
            "type",
            "idempotency_key")) {
      if (!Definitions.of(tool).inputSchema().toString().contains(property + "=")) continue;
      for (String name : names) {
        var arguments = new LinkedHashMap<>(harmless(example));
        arguments.put(property, name);
        calls.add(arguments);
      }
    }
    calls.add(harmless(example));
    return calls;
  }

  /** Bob's own words instead of those that Ann used. */
  private static Map<String, @Nullable Object> harmless(Map<String, @Nullable Object> example) {
    var arguments = new LinkedHashMap<String, @Nullable Object>();
    example.forEach(
        (name, value) -> {
          boolean words =
              Set.of(
                      "title",
                      "rationale",
                      "label",
                      "summary",
                      "charter",
                      "notes",
                      "scenario",
                      "text",
                      "comment",
                      "outlook",
                      "obstacles",
                      "feelings",
                      "description",
                      "ref",
                      "key",
                      "value",
                      "resume_instructions")
                  .contains(name);
          if (words) arguments.put(name, "bob's");
          else if (Set.of("acceptance_criteria", "constraints", "evidence", "tags")
              .contains(name)) {
            arguments.put(name, List.of("bob's"));
          } else if (name.equals("options")) arguments.put(name, List.of("this", "that"));
          else if (name.equals("choice")) arguments.put(name, "this");
          else if (!Set.of("snapshot", "ticket_key").contains(name)) arguments.put(name, value);
        });
    return arguments;
  }

  /** What he wrote himself may come back to him. */
  private static String withoutEchoes(String text, Map<String, @Nullable Object> arguments) {
    String left = text;
    for (Object value : arguments.values()) {
      if (value instanceof String word && !word.isBlank()) left = left.replace(word, "");
    }
    return left;
  }

  /** Every id and key by which something of hers can be named. */
  private static Set<String> names(Map<String, String> rows) {
    var names = new LinkedHashSet<String>();
    for (String table : rows.values())
      UUID.matcher(table).results().forEach(m -> names.add(m.group()));
    names.addAll(
        List.of(
            "HBR-12",
            "HBR-9",
            "hbr-21",
            "HBR-30",
            "HBR-40",
            "S-1",
            "S-2",
            "s-1",
            "P-1",
            "P-4",
            "C-1",
            "D-1",
            "T-1",
            "R-1",
            "M-1",
            "I-1",
            "A-1",
            "A-2",
            "F-1",
            "annapurna",
            "web-shop",
            "session.started",
            "Mh8yMDI2LTAxLTE0VDE2OjIwOjAwWh9IQlItMTI",
            "MjAyNi0wMS0xNVQxMDo1MDowMFofNw"));
    for (String tool : List.of("start_session", "log_scenario", "create_checkpoint")) {
      names.add("ann-" + tool);
    }
    return names;
  }

  /** Every row of every table that the caller's security lets be seen. */
  private Map<String, String> rows(Caller caller) {
    var rows = new TreeMap<String, String>();
    world
        .database()
        .server()
        .useTransaction(
            handle -> {
              handle.execute(
                  "select set_config('atlas.user_id', ?, true)", caller.userId().toString());
              handle.execute("select set_config('atlas.private', 'on', true)");
              handle.execute("set local role atlas_app");
              List<String> tables =
                  handle
                      .createQuery(
                          """
                          select c.relname from pg_class c
                          join pg_attribute a on a.attrelid = c.oid and a.attname = 'user_id'
                          where c.relkind in ('r', 'p') and not c.relispartition
                            and has_table_privilege(c.oid, 'select')
                          order by 1
                          """)
                      .mapTo(String.class)
                      .list();
              for (String table : tables) {
                String all =
                    handle
                        .createQuery(
                            "select coalesce(string_agg(t::text, E'\\n' order by t::text), '') from "
                                + table
                                + " t")
                        .mapTo(String.class)
                        .one();
                if (!all.isEmpty()) rows.put(table, all);
              }
            });
    return rows;
  }
}
