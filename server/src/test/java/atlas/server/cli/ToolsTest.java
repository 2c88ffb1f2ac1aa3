package atlas.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.model.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToolsTest {
  private final CommandLine atlas = new CommandLine(Map.of());

  @Test
  void toolsMarksWhatIsOffered() {
    var ended = atlas.run("tools");
    assertThat(ended.code()).isZero();
    assertThat(ended.out())
        .containsPattern("(?m)^\\* get_assigned_issues +tickets +reads ")
        .containsPattern("(?m)^  get_server_status +admin +reads ");
  }

  @Test
  void aChosenToolIsOfferedBesides() {
    assertThat(atlas.run("tools", "--tools", "get_server_status").out())
        .containsPattern("(?m)^\\* get_server_status ");
  }

  @Test
  void readOnlyLeavesOutWhatWrites() {
    var names = names(atlas.run("tools", "--read-only", "--json"));
    assertThat(names).contains("get_timeline").doesNotContain("start_session", "record_decision");
  }

  @Test
  void jsonIsWhatClientsGet() {
    assertThat(names(atlas.run("tools", "--json")))
        .contains(
            "get_assigned_issues",
            "start_session",
            "log_scenario",
            "predict_scenarios",
            "create_checkpoint",
            "record_decision");
  }

  @Test
  void anUnknownToolsetIsAUsageErrorThatNamesThoseThereAre() {
    var ended = atlas.run("tools", "--toolsets", "everything");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("everything", "testing");
  }

  private static List<String> names(CommandLine.Ended ended) {
    List<?> tools = Json.MAPPER.readValue(ended.out(), List.class);
    return tools.stream().map(tool -> String.valueOf(((Map<?, ?>) tool).get("name"))).toList();
  }
}
