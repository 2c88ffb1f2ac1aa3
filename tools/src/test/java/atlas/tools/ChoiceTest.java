package atlas.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atlas.model.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which tools are offered. */
final class ChoiceTest {
  private final List<Tool<?, ?>> all = CatalogTest.tools();

  @Test
  void nobodyChoosingGetsTheDefaultSet() {
    assertThat(Catalog.select(all, Catalog.Choice.USUAL))
        .isEqualTo(all.stream().filter(Tool::inDefaultSet).toList())
        .hasSize(22);
  }

  @Test
  void allIsAll() {
    assertThat(chosen(List.of("all"), List.of(), false))
        .containsExactlyElementsOf(all.stream().<String>map(Tool::name).toList());
  }

  @Test
  void toolsetsAndSingleToolsAddUpInTheCataloguesOrder() {
    assertThat(chosen(List.of("tickets"), List.of("get_timeline"), false))
        .containsExactly(
            "get_assigned_issues",
            "get_issue",
            "search_issues",
            "update_issue",
            "report_bug",
            "get_timeline");
    assertThat(chosen(List.of("default"), List.of("get_server_status"), false)).hasSize(23);
    assertThat(chosen(List.of(), List.of("get_issue"), false)).containsExactly("get_issue");
    assertThat(chosen(List.of("memory", "tickets"), List.of(), false))
        .containsExactly(
            "get_assigned_issues",
            "get_issue",
            "search_issues",
            "update_issue",
            "report_bug",
            "save_project",
            "save_task",
            "list_tasks",
            "claim_task",
            "add_artifact",
            "complete_task",
            "create_checkpoint",
            "record_decision",
            "remember",
            "search_memory",
            "get_project_context",
            "get_timeline");
  }

  @Test
  void aServerThatWritesNothingStillPredicts() {
    assertThat(chosen(List.of("all"), List.of("log_scenario"), true))
        .containsExactly(
            "get_assigned_issues",
            "get_issue",
            "search_issues",
            "predict_scenarios",
            "get_session",
            "get_prediction_quality",
            "list_tasks",
            "search_memory",
            "get_project_context",
            "get_timeline",
            "get_review_pack",
            "get_sync_status",
            "get_next_action",
            "get_focus_metrics",
            "get_agenda",
            "get_dashboard",
            "get_progress",
            "get_server_status");
  }

  @Test
  void whatIsNotOfferedIsSaidHowToHave() {
    Tool<?, ?> add =
        all.stream().filter(tool -> tool.name().equals("add_evidence")).findFirst().orElseThrow();
    assertThat(Catalog.how(add, Catalog.Choice.USUAL))
        .isEqualTo(
            "add_evidence is not offered: it is of the toolset evidence. Your person adds it with"
                + " ATLAS_TOOLSETS=default,evidence.");
    assertThat(Catalog.how(add, new Catalog.Choice(List.of("all"), List.of(), true)))
        .isEqualTo("add_evidence is not offered: this ATLAS is read-only.");
  }

  @Test
  void anUnknownNameIsRefusedNamingTheAllowedOnes() {
    assertThatThrownBy(() -> chosen(List.of("jira"), List.of(), false))
        .isInstanceOf(Refusal.class)
        .hasMessage(
            "There is no toolset jira; there are default, all, tickets, testing, memory, evidence, focus,"
                + " planner, progress, admin.");
    assertThatThrownBy(() -> chosen(List.of(), List.of("get_issues"), false))
        .isInstanceOf(Refusal.class)
        .hasMessageStartingWith("There is no tool get_issues; there are get_assigned_issues, ");
  }

  private List<String> chosen(List<String> toolsets, List<String> tools, boolean readOnly) {
    return Catalog.select(all, new Catalog.Choice(toolsets, tools, readOnly)).stream()
        .<String>map(Tool::name)
        .toList();
  }
}
