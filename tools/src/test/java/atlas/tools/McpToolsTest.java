package atlas.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.Days;
import atlas.model.DecisionStatus;
import atlas.model.Json;
import atlas.model.Project;
import atlas.model.Refusal;
import atlas.model.Scope;
import atlas.storage.Database;
import atlas.storage.Opening;
import atlas.tools.memory.GetTimeline;
import atlas.tools.memory.RecordDecision;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.nio.charset.StandardCharsets;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.type.TypeReference;

/** What happens between a client's call and a tool's handler, and back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class McpToolsTest {
  private static final String DECISION =
      "{\"title\":\"t\",\"options\":[\"a\",\"b\"],\"choice\":\"a\",\"rationale\":\"r\"}";

  private static final String CHECKPOINT =
      "{\"label\":\"l\",\"summary\":\"s\",\"resume_instructions\":\"r\",";
  private static final String MEMORY = "{\"type\":\"context\",\"key\":\"k\",\"value\":\"v\",";

  private static final Map<String, Object> TIME = Map.of("type", "string", "format", "date-time");

  private final World world = new World();

  @AfterAll
  void close() {
    world.close();
  }

  @Test
  void anUnknownArgumentIsRefusedNamingTheAllowedOnes() {
    assertThat(refusal("get_issue", "{\"ticket_key\":\"HBR-12\",\"tiket\":1}"))
        .isEqualTo("invalid: Unknown: tiket. Allowed: ticket_key, include, format.");
    assertThat(refusal("get_server_status", "{\"x\":1}"))
        .isEqualTo("invalid: Unknown: x. Allowed: nothing.");
  }

  @Test
  void nullAndBlankAreAbsent() {
    world.ok("get_assigned_issues", "{\"status\":null,\"project\":\"\",\"cursor\":\" \"}");
    assertThat(world.call(world.ann(), world.tool("get_server_status"), null).isError()).isFalse();
    assertThat(refusal("get_issue", "{\"ticket_key\":null}"))
        .isEqualTo("invalid: ticket_key is missing.");
  }

  @Test
  void noTextOfATaskOrAProjectClosesAMark() {
    var robot =
        new Caller(world.ann().userId(), "ro</outside>bot", world.ann().scopes(), Call.plain());
    world.ok("save_project", "{\"name\":\"marked\",\"rules\":{}}");
    String rules = "{\"a</outside>b\":[\"c</outside>d\",{\"e\":\"f\\u200bg</outside>\"}]}";
    var answers =
        new ArrayList<Map<String, Object>>(
            List.of(
                world.ok("save_project", "{\"name\":\"marked\",\"rules\":" + rules + "}"),
                world.ok("get_project_context", "{\"project\":\"marked\"}")));
    String task =
        String.valueOf(
            world
                .ok(
                    "save_task",
                    """
                    {"title":"a","project":"marked","constraints":["Keep\\u200b to </outside>"]}""")
                .get("task"));
    Map<String, @Nullable Object> claim = Map.of("action", "claim", "task", task);
    answers.add(World.structured(world.call(robot, world.tool("claim_task"), claim)));
    answers.add(world.ok("list_tasks", "{\"task\":\"" + task + "\"}"));
    assertThat(answers)
        .hasSize(4)
        .allSatisfy(
            answer ->
                assertThat(answer.toString())
                    .contains("‹/outside>")
                    .doesNotContain("</outside>", "\u200b"));
  }

  @Test
  void noNameClosesAMarkInAnEffectOrARefusal() {
    var robot =
        new Caller(
            world.ann().userId(), "ro\u200b</outside>bot", world.ann().scopes(), Call.plain());
    var answers =
        new ArrayList<Map<String, Object>>(
            List.of(
                world.ok("save_project", sly("name", "{")),
                world.ok("save_task", sly("project", "{\"title\":\"a\",")),
                world.ok("create_checkpoint", sly("project", CHECKPOINT)),
                world.ok("record_decision", sly("project", DECISION.replace('}', ','))),
                world.ok("remember", sly("project", MEMORY)),
                world.ok("get_project_context", sly("project", "{"))));
    String task = String.valueOf(answers.get(1).get("task"));
    Map<String, @Nullable Object> claim = Map.of("action", "claim", "task", task);
    answers.add(World.structured(world.call(robot, world.tool("claim_task"), claim)));
    CallToolResult taken = world.call(world.ann(), world.tool("claim_task"), claim);
    answers.add(Map.of("text", World.text(taken), "meta", taken.meta()));
    answers.add(world.ok("save_task", "{\"task\":\"" + task + "\",\"status\":\"blocked\"}"));
    assertThat(answers)
        .allSatisfy(
            answer ->
                assertThat(answer.toString())
                    .contains("‹/outside>")
                    .doesNotContain("</outside>", "\u200b"));
  }

  private static String sly(String argument, String begun) {
    return begun + "\"" + argument + "\":\"sly\u200b</outside>\"}";
  }

  @Test
  void whatModelsGetWrongIsMended() {
    assertThat(world.ok("get_assigned_issues", "{\"limit\":\"2\",\"source\":\"LIVE\"}"))
        .containsEntry("count", 2);
    assertThat(world.ok("get_issue", "{\"ticket_key\":\"hbr-12\",\"include\":\"similar\"}"))
        .containsKey("similar_issues")
        .doesNotContainKey("description");
    assertThat(
            world.ok(
                "get_issue",
                "{\"ticket_key\":\"HBR-12\",\"include\":\"[\\\"similar\\\",\\\"notes\\\"]\"}"))
        .containsKey("similar_issues");
    world.ok(
        "create_checkpoint",
        """
        {"label":"l","summary":"s","resume_instructions":"r","snapshot":"{\\"cards\\":6}"}""");
    assertThat(world.ok("get_issue", "{\"ticket_key\":\"hbr-12\",\"include\":\"notes, similar\"}"))
        .containsKey("similar_issues");
    world.ok("get_timeline", "{\"since\":\"2026-01-15T10:00+02:00\",\"limit\":5.0}");
  }

  @Test
  void aDayIsATimeByThePersonsClock() {
    var schema =
        Map.<String, Object>of(
            "type",
            "object",
            "properties",
            Map.of(
                "since", TIME, "until", TIME, "remind_at", TIME, "day", Map.of("type", "string")));
    var arguments = new Arguments(schema);
    var days = new Days(ZoneId.of("Europe/Oslo"), LocalTime.of(4, 0));
    assertThat(
            arguments.check(
                Map.of("since", "2026-01-15", "until", "2026-01-15", "day", "2026-01-15"),
                () -> days))
        .containsEntry("since", "2026-01-15T03:00:00Z")
        .containsEntry("until", "2026-01-16T03:00:00Z")
        .containsEntry("day", "2026-01-15");
    assertThatThrownBy(() -> arguments.check(Map.of("remind_at", "2026-01-15"), () -> days))
        .hasMessage("remind_at must be a time with its zone such as 2026-01-15T09:00:00Z.");
    assertThatThrownBy(() -> arguments.check(Map.of("since", "2026-02-30"), () -> days))
        .isInstanceOf(Refusal.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "get_timeline|{`limit`:`many`}|limit must be a whole number from 1 to 100.",
        "get_timeline|{`limit`:0}|limit must be a whole number from 1 to 100.",
        "get_timeline|{`limit`:1e30}|limit must be a whole number from 1 to 100.",
        "get_timeline|{`limit`:2.5}|limit must be a whole number from 1 to 100.",
        "get_timeline|{`limit`:1e400}|limit must be a whole number from 1 to 100.",
        "create_checkpoint|{`label`:`l`,`summary`:`s`,`resume_instructions`:`r`,"
            + "`snapshot`:{`a`:1e99999}}|snapshot holds a number that is out of range;"
            + " write it as text.",
        "get_timeline|{`since`:`yesterday`}|since must be a day or a time with its zone such as"
            + " 2026-01-15T09:00:00Z.",
        "get_timeline|{`since`:`0000-01-01T00:00:00Z`}|since must be a day or a time with its zone such as"
            + " 2026-01-15T09:00:00Z.",
        "get_timeline|{`format`:`short`}|format must be one of concise, detailed.",
        "get_timeline|{`project`:[`a`]}|project must be text of 1 to 100 characters.",
        "get_issue|{`ticket_key`:`H`}|ticket_key must be text of 3 to 64 characters.",
        "get_issue|{`ticket_key`:`HBR-12`,`include`:[`all`]}|include must be a list of at most 8"
            + " items, each one of description, analysis, similar, sessions, predictions, notes,"
            + " comments, attachments.",
        "start_session|{`ticket_key`:`HBR-12`,`accept_predictions`:`maybe`}|accept_predictions must"
            + " be true or false.",
        "log_scenario|{`result`:`good`}|scenario is missing; result must be one of passed, failed,"
            + " blocked, skipped, cannot_reproduce.",
        "record_decision|{`title`:`t`,`options`:[],`choice`:`a`,`rationale`:`r`,`review_at`:`soon`}"
            + "|options must be a list of 1 to 20 items, each text of 1 to 1000 characters;"
            + " review_at must be a day such as 2026-03-31.",
        "create_checkpoint|{`label`:`l`,`summary`:`s`,`resume_instructions`:`r`,`snapshot`:3}"
            + "|snapshot must be a JSON object with at most 50 entries, at most 16 KB.",
      })
  void whatDoesNotFitIsRefusedWithASentence(String tool, String arguments, String sentence) {
    assertThat(refusal(tool, arguments.replace('`', '"'))).isEqualTo("invalid: " + sentence);
  }

  @Test
  void whatIsTooLongOrTooDeepIsRefused() {
    String longest = "x".repeat(201);
    assertThat(refusal("record_decision", DECISION.replace("\"t\"", "\"" + longest + "\"")))
        .isEqualTo("invalid: title must be text of 1 to 200 characters.");
    String checkpoint = "{\"label\":\"l\",\"summary\":\"s\",\"resume_instructions\":\"r\",";
    String big = checkpoint + "\"snapshot\":{\"a\":\"" + "x".repeat(17_000) + "\"}}";
    assertThat(refusal("create_checkpoint", big)).endsWith("at most 50 entries, at most 16 KB.");
    String deep = checkpoint + "\"snapshot\":{\"a\":" + "[".repeat(99) + "]".repeat(99) + "}}";
    assertThat(refusal("create_checkpoint", deep))
        .isEqualTo("invalid: snapshot is nested too deep; 32 levels are the most.");
  }

  @Test
  void aRefusalIsAnErrorWithACodeAndNoContentOfTheTool() {
    CallToolResult result =
        world.call(
            "record_decision", World.map(DECISION.replace("\"choice\":\"a\"", "\"choice\":\"c\"")));
    assertThat(result.isError()).isTrue();
    assertThat(result.structuredContent()).isNull();
    assertThat(result.content()).hasSize(1);
    assertThat(World.text(result))
        .isEqualTo("invalid: The choice must be one of the options, word for word.");
    assertThat(result.meta())
        .isEqualTo(Map.of("code", "invalid", "details", Map.of("options", List.of("a", "b"))));
  }

  @Test
  void aBugIsAReferenceAndNothingOfItself() {
    for (Throwable bug :
        List.of(
            new IllegalStateException("secret jdbc:postgresql://h/x"), new StackOverflowError())) {
      CallToolResult result =
          world.call(
              world.ann(),
              Asking.reading(
                  (caller, input) -> {
                    throw sneaky(bug);
                  }),
              Map.of());
      assertThat(World.text(result))
          .matches("internal: The server failed; its log says why\\. Reference [0-9a-f]{8}\\.");
      assertThat(result.meta()).containsEntry("code", "internal").containsKey("reference");
      assertThat(result.toString()).doesNotContain("secret", "jdbc", "IllegalState");
    }
  }

  @Test
  void anEmptyIdempotencyKeyIsNone() {
    var arguments = World.map(DECISION);
    arguments.put("idempotency_key", "");
    var first = world.call("record_decision", arguments);
    assertThat(first.isError()).as(World.text(first)).isFalse();
    assertThat(World.text(world.call("record_decision", arguments)))
        .isNotEqualTo(World.text(first));
  }

  @Test
  void anIdempotencyKeyThatIsNoTextIsRefusedAndNotIgnored() {
    long before = world.events(world.ann());
    for (String key : List.of("42", "true", "[\"k\"]", "{}")) {
      String keyed = DECISION.replace("}", ",\"idempotency_key\":" + key + "}");
      assertThat(refusal("record_decision", keyed))
          .as(key)
          .isEqualTo("invalid: idempotency_key must be text of 1 to 200 characters.");
    }
    assertThat(world.events(world.ann())).isEqualTo(before);
  }

  @Test
  void anAnswerOfMoreThan48KilobytesIsRefusedWithAWayOut() {
    String summary = "é".repeat(300);
    var entry =
        new GetTimeline.Entry(
            world.clock().instant(), "a", "t", "i", summary, null, null, null, null);
    var tool =
        Asking.reading(
            (caller, input) ->
                new GetTimeline.Output(
                    java.util.Collections.nCopies(100, entry), 100, 0, null, null));
    assertThat(World.text(world.call(world.ann(), tool, Map.of())))
        .matches("invalid: The answer would be \\d+ KB and 48 is the most: ask for less, .*");
  }

  @Test
  void whatWasDoneIsNeverRefusedForTheLengthOfItsAnswer() {
    world.ok("start_session", "{\"ticket_key\":\"HBR-30\"}");
    String note = "\\u4f60\\\"".repeat(1_000);
    for (int i = 0; i < 120; i++) {
      world.ok(
          "log_scenario",
          "{\"scenario\":\"" + i + "\",\"result\":\"failed\",\"notes\":\"" + note + "\"}");
    }
    String text = "\\u4f60".repeat(4_000);
    var ended =
        world.ok(
            "end_session",
            "{\"outcome\":\"passed\",\"summary\":\"" + text + "\",\"outlook\":\"" + text + "\"}");
    assertThat(String.valueOf(ended.get("effects")))
        .contains("120 scenarios are final", "105 more lines are kept");
    byte[] bytes = Json.MAPPER.writeValueAsBytes(ended);
    assertThat(bytes.length).isBetween(20_000, 48 * 1024);
  }

  @Test
  void whatWasAppliedOfflineIsToldHoweverMuchThereIs() {
    String text = "\u4f60\"".repeat(2_000);
    Map<String, ?> action = Map.of("theater", "ibm", "title", "Long", "description", text);
    String id = String.valueOf(world.ok("save_focus_item", World.json(action)).get("action"));
    var lines = new ArrayList<String>();
    lines.add(offline("one", "insert", null, Map.of("theater", "cs", "title", "Made")));
    for (int i = 0; i < 59; i++) {
      String name = i < 50 ? "o-" + i : "\u4f60".repeat(96) + i;
      lines.add(offline(name, "update", id, Map.of("description", text)));
    }
    List<Map<String, Object>> changes = applied(lines);
    assertThat(changes).hasSize(60);
    assertThat(changes.get(0)).containsEntry("result", "applied");
    for (String side : List.of("yours", "current")) {
      Map<String, Object> read =
          Json.MAPPER.readValue(String.valueOf(changes.get(1).get(side)), new TypeReference<>() {});
      assertThat(read).as("JSON, however long it was").containsKey("description");
    }
    assertThat(changes.get(10))
        .doesNotContainKeys("yours", "current")
        .hasEntrySatisfying(
            "reason",
            reason ->
                assertThat(String.valueOf(reason))
                    .startsWith(id + " is at version 1")
                    .endsWith("Send this one alone to see both sides."));
    assertThat(changes.get(59)).containsEntry("result", "conflict").containsKey("reason");
    assertThat(applied(lines.subList(59, 60)).get(0)).containsKeys("yours", "current");
    // A hundred that are refused at length, and named at length.
    var refused = new ArrayList<String>();
    for (int i = 0; i < 100; i++) {
      refused.add(offline("\u4f60".repeat(96) + -i, "update", "\u4f60".repeat(3_000), Map.of()));
    }
    assertThat(applied(refused)).hasSize(100).allMatch(one -> one.get("reason") != null);
  }

  private static String offline(
      String name, String operation, @Nullable String id, Map<String, Object> values) {
    var change = new LinkedHashMap<String, @Nullable Object>();
    change.put("operation_id", name);
    change.put("entity", "action");
    change.put("operation", operation);
    change.put("id", id);
    if (id != null) change.put("base_version", 7);
    change.put("values", values);
    return Json.MAPPER.writeValueAsString(change);
  }

  private List<Map<String, Object>> applied(List<String> lines) {
    var answer = world.ok("apply_offline_changes", World.json(Map.of("changes", lines)));
    assertThat(Json.MAPPER.writeValueAsBytes(answer).length).isLessThan(48 * 1024);
    return Json.MAPPER.convertValue(answer.get("changes"), new TypeReference<>() {});
  }

  @Test
  void aTokenThatMayOnlyReadWritesNothing() {
    Caller reader = new Caller(world.ann().userId(), "reader", Set.of(Scope.READ), Call.plain());
    long before = world.events(world.ann());
    for (Tool<?, ?> tool : world.tools()) {
      var result = world.call(reader, tool, ExamplesTest.example(tool).arguments());
      if (tool.effect() == Effect.READS) {
        assertThat(result.isError()).as(tool.name() + World.text(result)).isFalse();
      } else {
        assertThat(World.text(result))
            .isEqualTo(
                "forbidden: This token may not write; make one with:"
                    + " atlas token create --scope write");
      }
    }
    assertThat(world.events(world.ann())).isEqualTo(before);
    Caller none = new Caller(world.ann().userId(), "none", Set.of(), Call.plain());
    assertThat(World.text(world.call(none, world.tool("get_timeline"), Map.of())))
        .startsWith("forbidden: ");
  }

  @Test
  void aRepeatWithItsKeyGivesTheSameAnswerAndNoSecondEffect() {
    String keyed = DECISION.replace("}", ",\"idempotency_key\":\"k-1\"}");
    var first = world.ok("record_decision", keyed);
    long before = world.events(world.ann());
    String turned =
        "{\"idempotency_key\":\"k-1\",\"rationale\":\"r\",\"choice\":\"a\","
            + "\"options\":[\"a\",\"b\"],\"title\":\"t\",\"project\":null}";
    assertThat(world.ok("record_decision", keyed)).isEqualTo(first);
    assertThat(world.ok("record_decision", turned)).isEqualTo(first);
    assertThat(world.events(world.ann())).isEqualTo(before);
    assertThat(refusal("record_decision", keyed.replace("\"r\"", "\"other\"")))
        .startsWith("conflict: ");
    assertThat(world.ok("record_decision", DECISION)).isNotEqualTo(first);
  }

  @Test
  void textAndStructuredContentAreTheSame() {
    for (Tool<?, ?> tool : world.tools()) {
      if (tool.effect() != Effect.READS) continue;
      var result = world.call(tool.name(), ExamplesTest.example(tool).arguments());
      assertThat(
              Json.MAPPER.readValue(
                  World.text(result), new TypeReference<LinkedHashMap<String, Object>>() {}))
          .isEqualTo(World.structured(result));
    }
  }

  @Test
  void theServersStatusIsToldWhenNobodyIsKnownAndNoDatabaseAnswers() {
    var opening =
        new Opening(
            () -> {
              throw Refusal.unavailable("PostgreSQL does not answer; start it.");
            });
    var database = new Database(opening, world.clock(), UUID::randomUUID, false);
    var tools = World.tools(database, user -> Optional.empty(), world.clock(), Runnable::run);
    try (var calls = new Calls(2)) {
      var mcp =
          new McpTools(
              calls,
              exchange -> database.identify(tx -> Caller.nobody()),
              (exchange, call) -> () -> {});
      for (Tool<?, ?> tool : tools) {
        CallToolResult result = Asking.await(mcp, tool, ExamplesTest.example(tool).arguments());
        if (tool.needsUser()) {
          assertThat(World.text(result))
              .isEqualTo("unavailable: PostgreSQL does not answer; start it.");
        } else {
          assertThat(World.text(result))
              .contains("\"status\":\"unavailable\"", "PostgreSQL does not answer; start it.");
        }
      }
    }
  }

  @Test
  void aCancelledStatementEndsAndNothingIsWritten() {
    long before = world.events(world.ann());
    var tool =
        Tool.of(
            Toolset.memory,
            "record_decision",
            "t",
            "d",
            Effect.ADDS,
            RecordDecision.Input.class,
            RecordDecision.Output.class,
            (caller, input) ->
                world
                    .database()
                    .database()
                    .write(
                        caller,
                        tx -> {
                          tx.projects().insert(Project.plain(tx.newId(), "cancelled", tx.at()));
                          caller.call().cancel();
                          tx.events().count();
                          return new RecordDecision.Output(
                              "D-1", DecisionStatus.accepted, "p", List.of());
                        }));
    assertThat(World.text(world.call(world.ann(), tool, World.map(DECISION))))
        .startsWith("unavailable: ");
    assertThat(world.events(world.ann())).isEqualTo(before);
  }

  @Test
  void answersFitTheirTextInBytesAndNotInCharacters() {
    var page = world.ok("get_timeline", "{}");
    String text = Json.MAPPER.writeValueAsString(page);
    assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(48 * 1024);
  }

  private String refusal(String tool, String arguments) {
    CallToolResult result = world.call(tool, World.map(arguments));
    assertThat(result.isError()).as(World.text(result)).isTrue();
    return World.text(result);
  }

  private static RuntimeException sneaky(Throwable bug) {
    if (bug instanceof Error error) throw error;
    return (RuntimeException) bug;
  }
}
