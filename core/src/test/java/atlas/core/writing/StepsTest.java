package atlas.core.writing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atlas.integrations.RemoteFailure;
import atlas.integrations.jira.FakeJira;
import atlas.integrations.jira.JiraIssue;
import atlas.integrations.jira.JiraTransition;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StepsTest {
  private static final JiraTransition START =
      new JiraTransition("21", "Start", "In Progress", "indeterminate");
  private static final JiraTransition FINISH = new JiraTransition("31", "Finish", "Done", "done");
  private static final JiraTransition DROP = new JiraTransition("41", "Drop", "Won't do", "done");

  private final FakeJira jira = FakeJira.cloud();

  @AfterEach
  void close() {
    jira.close();
  }

  @Test
  void aNamedStatusWinsOverTheKindThatTheIssueIsInAlready() {
    assertThat(towards("in progress", in("In Test", "indeterminate"), START, FINISH))
        .contains(START);
    assertThat(towards("in progress", in("In Test", "indeterminate"), FINISH)).isEmpty();
    assertThat(towards("in test", in("In Test", "indeterminate"), FINISH)).isEmpty();
  }

  @Test
  void aKindIsEnoughWhenItMeansOneStatus() {
    assertThat(towards("done", in("Open", "new"), START, DROP)).contains(DROP);
    assertThat(towards("DONE", in("Open", "new"), START, DROP, FINISH)).contains(FINISH);
    JiraTransition closed = new JiraTransition("51", "Close", "Closed", "done");
    assertThatThrownBy(() -> towards("done", in("Open", "new"), DROP, closed))
        .isInstanceOf(RemoteFailure.class)
        .hasMessage("Several statuses are meant by done; give one of: Won't do, Closed.");
    assertThatThrownBy(() -> towards("done", in("Open", "new")))
        .hasMessage(
            "From where the issue is, Jira offers no step to done. It offers: none to you.");
  }

  private JiraIssue in(String status, String category) {
    var issue = jira.put("HBR-1").status(status, category);
    return jira.jira().issue(issue.id(), false, action -> () -> {});
  }

  private static Optional<JiraTransition> towards(
      String wanted, JiraIssue issue, JiraTransition... offered) {
    return Steps.towards(wanted, issue, () -> List.of(offered));
  }
}
