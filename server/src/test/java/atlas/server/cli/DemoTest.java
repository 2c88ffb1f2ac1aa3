package atlas.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoTest {
  @Test
  void theDemoPlaysTheMainJobAndSaysThatItWentWell() {
    var ended = new CommandLine(Map.of()).run("demo");
    assertThat(ended.code()).as(ended.out() + ended.err()).isZero();
    assertThat(ended.out())
        .contains(
            "> get_assigned_issues",
            "> predict_scenarios",
            "> start_session",
            "> log_scenario",
            "> end_session",
            "> save_task",
            "> create_checkpoint",
            "> record_decision",
            "> get_project_context",
            "session.ended",
            "did what they should");
  }
}
