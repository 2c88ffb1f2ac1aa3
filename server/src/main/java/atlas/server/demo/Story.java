package atlas.server.demo;

import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The steps of the main job, each checked: a step that does not do what it should ends it. */
final class Story {
  private static final int EVENTS_AT_LEAST = 12;

  private final McpSyncClient client;
  private final Transcript transcript;

  Story(McpSyncClient client, Transcript transcript) {
    this.client = client;
    this.transcript = transcript;
  }

  void play() {
    status();
    String ticket = assigned();
    issue(ticket);
    List<Map<String, Object>> predictions = predict(ticket);
    String session = start(ticket, predictions);
    log(session, predictions);
    rate(predictions);
    end(session);
    learned(ticket, predictions);
    task(ticket);
    checkpoint(session);
    decision();
    resume();
    timeline();
  }

  private void status() {
    var status = call("Is everything there?", "get_server_status", Map.of());
    Map<String, Object> database = map(status.get("database"));
    Map<String, Object> jira = map(status.get("jira"));
    transcript.answer(
        "database: "
            + database.get("kind")
            + ", "
            + database.get("status")
            + "; jira: "
            + jira.get("status")
            + " as "
            + jira.get("account"));
    expect("ok".equals(database.get("status")), "The database should be ok.");
    expect("ok".equals(jira.get("status")), "Jira should be ok.");
  }

  private String assigned() {
    var answer = call("What is mine to test today?", "get_assigned_issues", args("limit", 5));
    List<Map<String, Object>> issues = list(answer.get("issues"));
    for (var issue : issues) {
      transcript.answer(
          "%-8s %-8s %-12s %s"
              .formatted(
                  issue.get("key"),
                  issue.get("priority"),
                  issue.get("status"),
                  issue.get("summary")));
    }
    transcript.answer(
        "… and " + answer.get("omitted") + " more; asked of Jira: " + answer.get("data_source"));
    expect("live".equals(answer.get("data_source")), "Jira should have been asked.");
    expect(issues.size() == 5, "Five issues should be on the first page.");
    return String.valueOf(issues.get(0).get("key"));
  }

  private void issue(String ticket) {
    var issue = call("Read the first one.", "get_issue", args("ticket_key", ticket));
    transcript.answer(
        issue.get("type") + " in " + issue.get("components") + ": " + issue.get("summary"));
    Map<String, Object> analysis = map(issue.get("analysis"));
    for (Object criterion : objects(analysis.get("acceptance_criteria"))) {
      transcript.answer("- " + criterion);
    }
    expect(
        String.valueOf(issue.get("description")).startsWith("<outside"),
        "What others wrote should stand between marks.");
  }

  private List<Map<String, Object>> predict(String ticket) {
    var answer =
        call(
            "What tends to break on an issue like this?",
            "predict_scenarios",
            args("ticket_key", ticket, "top_k", 3));
    List<Map<String, Object>> predictions = predictions(answer);
    transcript.answer(
        "edge cases: "
            + list(answer.get("edge_cases")).size()
            + ", about "
            + answer.get("total_estimated_minutes")
            + " minutes in all");
    expect(predictions.size() == 3, "Three scenarios should be predicted.");
    return predictions;
  }

  private List<Map<String, Object>> predictions(Map<String, Object> answer) {
    List<Map<String, Object>> predictions = list(answer.get("predictions"));
    for (var prediction : predictions) {
      transcript.answer(
          "%s  %s %%  %s  (%s: %s)"
              .formatted(
                  prediction.get("id"),
                  prediction.get("confidence"),
                  prediction.get("scenario"),
                  prediction.get("source"),
                  prediction.get("because")));
    }
    return predictions;
  }

  private String start(String ticket, List<Map<String, Object>> predictions) {
    var answer =
        call(
            "Test it, with a charter and a time box.",
            "start_session",
            args("ticket_key", ticket, "timebox_minutes", 60));
    transcript.answer(
        answer.get("session") + " is " + answer.get("status") + ": " + answer.get("charter"));
    effects(answer);
    expect(
        list(answer.get("planned")).size() == predictions.size(), "The predictions are the plan.");
    return String.valueOf(answer.get("session"));
  }

  private void log(String session, List<Map<String, Object>> predictions) {
    logged("First prediction tried: it holds.", predictions.get(0), "passed", "minutes", 12);
    logged("Second one: a bug.", predictions.get(1), "failed", "bug_key", "HBR-999");
    var own =
        call(
            "Something that nobody predicted.",
            "log_scenario",
            args("scenario", "Reload in the middle", "result", "passed", "minutes", 5));
    transcript.answer(own.get("scenario") + " in " + own.get("session"));
    expect((session + ".3").equals(own.get("scenario")), "It should be the session's third.");
    var paused = call("A break.", "update_session", args("action", "pause"));
    effects(paused);
    effects(call("And on.", "update_session", args("action", "resume")));
  }

  private void logged(
      String why, Map<String, Object> prediction, String result, String more, Object value) {
    var answer =
        call(
            why,
            "log_scenario",
            args(
                "scenario",
                prediction.get("scenario"),
                "result",
                result,
                "prediction",
                prediction.get("id"),
                more,
                value));
    transcript.answer(answer.get("scenario") + " in " + answer.get("session"));
    effects(answer);
  }

  private void rate(List<Map<String, Object>> predictions) {
    var answer =
        call(
            "The second prediction was worth it.",
            "rate_prediction",
            args("prediction", predictions.get(1).get("id"), "feedback", "accepted", "rating", 5));
    transcript.answer("noted for " + answer.get("prediction"));
  }

  private void end(String session) {
    Map<String, Object> arguments =
        args(
            "outcome", "failed",
            "summary", "Main path and two predictions tried; one bug.",
            "outlook", "Retest when the bug is fixed.",
            "idempotency_key", "demo-end-" + session);
    var answer = call("Done for now: one call closes everything.", "end_session", arguments);
    for (String line : String.valueOf(answer.get("markdown")).split("\n")) {
      if (!line.isBlank()) transcript.answer(line);
    }
    effects(answer);
    var again = call("The same call again changes nothing.", "end_session", arguments);
    expect(answer.equals(again), "A repeat with the same key should get the same answer.");
    transcript.answer("the same answer, and no second effect");
  }

  private void learned(String ticket, List<Map<String, Object>> before) {
    var answer =
        call(
            "What would be tried first next time? It has learned.",
            "predict_scenarios",
            args("ticket_key", ticket, "top_k", 3));
    List<Map<String, Object>> after = predictions(answer);
    expect(
        Objects.equals(before.get(1).get("scenario"), after.get(0).get("scenario"))
            && "similarity".equals(after.get(0).get("source")),
        "The scenario that found the bug should come first.");
  }

  private void task(String ticket) {
    var answer =
        call(
            "What is left, for whoever comes next.",
            "save_task",
            args(
                "title",
                "Retest the failed scenario",
                "acceptance_criteria",
                List.of("It passes on mobile too"),
                "ticket_key",
                ticket));
    transcript.answer(
        answer.get("task")
            + " is "
            + answer.get("status")
            + " in project "
            + answer.get("project"));
    expect("T-1".equals(answer.get("task")), "It should be the first task.");
  }

  private void resume() {
    var answer =
        call("Tomorrow, another agent: one call tells it all.", "get_project_context", args());
    Map<String, Object> checkpoint = map(answer.get("checkpoint"));
    transcript.answer("to go on: " + checkpoint.get("resume_instructions"));
    for (var task : list(answer.get("tasks"))) {
      transcript.answer(task.get("task") + "  " + task.get("status") + "  " + task.get("title"));
    }
    for (var decision : list(answer.get("decisions"))) {
      transcript.answer(decision.get("decision") + "  " + decision.get("choice"));
    }
    expect("C-1".equals(checkpoint.get("checkpoint")), "It should begin at the checkpoint.");
    expect(list(answer.get("tasks")).size() == 1, "It should know what is left to do.");
  }

  private void checkpoint(String session) {
    var answer =
        call(
            "Save where the work stopped.",
            "create_checkpoint",
            args(
                "label", "First round done",
                "summary", session + " found one bug.",
                "resume_instructions", "Retest the failed scenario when HBR-999 is fixed."));
    transcript.answer(answer.get("checkpoint") + " in project " + answer.get("project"));
    effects(answer);
    expect("C-1".equals(answer.get("checkpoint")), "It should be the first checkpoint.");
  }

  private void decision() {
    var answer =
        call(
            "And what was decided.",
            "record_decision",
            args(
                "title", "Release with the bug?",
                "options", List.of("release", "wait for the fix"),
                "choice", "wait for the fix",
                "rationale", "It costs customers their input."));
    transcript.answer(answer.get("decision") + " in project " + answer.get("project"));
    expect("D-1".equals(answer.get("decision")), "It should be the first decision.");
  }

  private void timeline() {
    var answer = call("The event log tells the story.", "get_timeline", args("limit", 50));
    List<Map<String, Object>> events = list(answer.get("events"));
    for (int i = events.size() - 1; i >= 0; i--) {
      var event = events.get(i);
      transcript.answer(
          "%s  %-11s  %-20s %s"
              .formatted(
                  String.valueOf(event.get("at")).substring(11, 19),
                  event.get("actor"),
                  event.get("type"),
                  event.get("summary")));
    }
    expect(events.size() >= EVENTS_AT_LEAST, "Every change should be in the log.");
    expect(
        events.stream().filter(e -> "session.ended".equals(e.get("type"))).count() == 1,
        "The session should have ended once.");
  }

  private Map<String, Object> call(String why, String tool, Map<String, Object> arguments) {
    transcript.step(why, tool, arguments);
    CallToolResult result =
        client.callTool(CallToolRequest.builder(tool).arguments(arguments).build());
    expect(!Boolean.TRUE.equals(result.isError()), tool + " refused: " + result.content());
    return map(result.structuredContent());
  }

  private void effects(Map<String, Object> answer) {
    transcript.effects(objects(answer.get("effects")).stream().map(String::valueOf).toList());
  }

  private static void expect(boolean so, String otherwise) {
    if (!so) throw new Demo.Unexpected(otherwise);
  }

  private static Map<String, Object> args(@Nullable Object... namesAndValues) {
    var arguments = new LinkedHashMap<String, Object>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      if (value != null) arguments.put(String.valueOf(namesAndValues[i]), value);
    }
    return arguments;
  }

  @SuppressWarnings("unchecked") // JSON objects are maps of this kind.
  private static Map<String, Object> map(@Nullable Object value) {
    return (Map<String, Object>) Objects.requireNonNullElse(value, Map.of());
  }

  @SuppressWarnings("unchecked") // JSON arrays of objects are lists of this kind.
  private static List<Map<String, Object>> list(@Nullable Object value) {
    return (List<Map<String, Object>>) Objects.requireNonNullElse(value, List.of());
  }

  private static List<?> objects(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }
}
