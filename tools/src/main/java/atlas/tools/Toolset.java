package atlas.tools;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A group of tools that are switched on together. The constants are the names on every floor. */
public enum Toolset {
  tickets(
      "Jira issues",
      "get_assigned_issues lists yours",
      "get_issue shows one",
      "search_issues finds them",
      "update_issue comments, moves and logs work",
      "report_bug reports what testing found"),
  testing(
      "Testing",
      "predict_scenarios says what tends to fail on a ticket",
      "start_session opens a testing session on it",
      "log_scenario notes each thing tried and how it went",
      "end_session closes it and gives the session sheet",
      "get_session shows it again",
      "rate_prediction says what one was worth"),
  memory(
      "Memory",
      "get_project_context first, to take up work",
      "save_task plans what is to be done",
      "list_tasks lists it",
      "claim_task takes one",
      "complete_task ends it",
      "create_checkpoint saves where the work stopped",
      "record_decision what was chosen and why",
      "remember keeps a fact",
      "search_memory finds everything again",
      "get_timeline tells what happened"),
  evidence(
      "Evidence",
      "add_evidence keeps proof of what your person did",
      "save_insight keeps what it shows",
      "review_insight asks them whether it is so",
      "get_review_pack gives a period's review",
      "sync_source copies from Jira or GitLab now",
      "get_sync_status tells how that goes"),
  focus("Focus", "get_next_action says what to do next and why"),
  planner(
      "Planner",
      "get_agenda says what the person's day holds",
      "save_planner_item plans it",
      "log_wellbeing keeps mood and journal"),
  progress("Progress", "get_dashboard shows how work stands", "get_progress tells what is earned"),
  admin(
      "Admin",
      "get_server_status says what is configured and reachable",
      "remove_item takes something out of sight and brings it back",
      "update_preferences says how the person wants it",
      "export_data writes what is theirs to files");

  private final String title;
  private final List<String> tools;

  /**
   * @param tools what is to be known of each, beginning with its name
   */
  Toolset(String title, String... tools) {
    this.title = title;
    this.tools = List.of(tools);
  }

  /** The names of all, in their order, with commas. */
  public static String names() {
    return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
  }

  /** What a client's model is told about those of the group; empty where that is nothing. */
  String instructions(Set<String> offered) {
    String said =
        tools.stream()
            .filter(tool -> offered.contains(tool.split("\\W", 2)[0]))
            .collect(Collectors.joining(", "));
    return said.isEmpty() ? "" : title + ": " + said + ".\n";
  }
}
