package atlas.core.writing;

import static atlas.core.TestHouse.once;
import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.testing.Sessions;
import atlas.core.testing.Sessions.End;
import atlas.core.testing.Sessions.Ended;
import atlas.core.tickets.Accounts;
import atlas.core.tickets.TicketKeys;
import atlas.integrations.jira.FakeFaults.Fault;
import atlas.integrations.jira.FakeIssue;
import atlas.model.Caller;
import atlas.model.Outcome;
import atlas.model.RemoteWrite.Kind;
import atlas.model.RemoteWrite.Status;
import atlas.model.SessionStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SessionWritesTest {
  private final Desk desk = new Desk();
  private final FakeIssue issue = desk.jira().put("HBR-1");

  @BeforeEach
  void start() {
    desk.sessions().start(desk.ann(), new Sessions.Start("HBR-1", "Explore", null, false));
    desk.db().clock().advance(Duration.ofMinutes(17));
  }

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  void theSheetBecomesACommentAndTheMinutesAWorklog() {
    Ended ended = end(once(desk.ann(), "key"), true, true);
    assertThat(ended.effects())
        .endsWith("The session sheet is in Jira", "A worklog of 17 min is in Jira");
    assertThat(issue.comments()).hasSize(1);
    assertThat(issue.comments().get(0).toString()).contains("Session S-1 on HBR-1");
    assertThat(issue.worklogs()).hasSize(1);
    assertThat(issue.worklogs().get(0).path("timeSpentSeconds").asInt()).isEqualTo(17 * 60);
    assertThat(issue.worklogs().get(0).path("started").asString())
        .isEqualTo("2026-01-15T09:00:00.000+0000");
    assertThat(issue.worklogs().get(0).toString()).contains("Testing session S-1: Explore");
    assertThat(end(once(desk.ann(), "key"), true, true)).isEqualTo(ended);
    assertThat(issue.comments()).hasSize(1);
    assertThat(issue.worklogs()).hasSize(1);
  }

  @Test
  void nothingGoesToJiraUnasked() {
    assertThat(end(desk.ann(), false, false).effects()).noneMatch(line -> line.contains("Jira"));
    assertThat(desk.writes()).isEmpty();
    assertThat(issue.comments()).isEmpty();
  }

  @Test
  void theSessionEndsAlthoughJiraIsDownAndTheSheetFollowsOnce() {
    desk.jira().faults().next(Fault.RESET_AFTER, "POST .*comment");
    Ended ended = end(desk.ann(), true, false);
    assertThat(ended.sheet().status()).isEqualTo(SessionStatus.completed);
    assertThat(ended.effects().get(ended.effects().size() - 1))
        .startsWith("The session sheet is not in Jira yet and is tried again. ");
    desk.runAll(Duration.ofHours(1), 2);
    assertThat(desk.write(Kind.sheet_comment).status()).isEqualTo(Status.delivered);
    assertThat(issue.comments()).hasSize(1);
  }

  @Test
  void aSheetThatSomebodyDeletedInJiraIsWrittenAnewOnceAndEditedFromThenOn() {
    end(desk.ann(), true, false);
    issue.deleteComments();
    // The answer is lost as well: what was written anew must be found, not written again.
    desk.jira().faults().next(Fault.RESET_AFTER, "POST .*comment");
    report("The total is wrong");
    assertThat(issue.comments()).hasSize(1);
    desk.runAll(Duration.ofHours(1), 2);
    assertThat(issue.comments()).hasSize(1);
    String anew = issue.comments().get(0).path("id").asString();
    assertThat(issue.comments().get(0).toString()).contains("HBR-2");
    report("The receipt has no date");
    assertThat(issue.comments()).hasSize(1);
    assertThat(issue.comments().get(0).path("id").asString()).isEqualTo(anew);
    assertThat(issue.comments().get(0).toString()).contains("HBR-2").contains("HBR-3");
    assertThat(desk.writes()).extracting(w -> w.status()).containsOnly(Status.delivered);
  }

  private void report(String summary) {
    desk.bugs().report(desk.ann(), new BugReports.Report("S-1", summary, "Steps.", null, true));
  }

  @Test
  void theAccountIsLookedUpBeforeTheTransactionBegins() {
    Accounts asking =
        user -> {
          // Nobody can in a transaction: it would be a second one.
          desk.db().database().read(desk.ann(), tx -> tx.at());
          return desk.accounts().jira(user);
        };
    var sessions =
        new Sessions(
            desk.db().database(),
            desk.tickets(),
            TicketKeys.DEFAULT,
            List.of(new SessionWrites(desk.db().database(), asking, desk.outbox())));
    sessions.end(desk.ann(), new End(null, Outcome.passed, null, null, null, null, true, true));
    assertThat(issue.comments()).hasSize(1);
    assertThat(issue.worklogs()).hasSize(1);
  }

  @Test
  void withoutAnAccountTheSessionStaysOpen() {
    desk.tickets();
    Caller ann = desk.ann();
    var without =
        new Sessions(
            desk.db().database(),
            desk.tickets(),
            TicketKeys.DEFAULT,
            List.of(
                new SessionWrites(desk.db().database(), user -> Optional.empty(), desk.outbox())));
    var end = new End(null, Outcome.passed, null, null, null, null, true, true);
    assertThat(refusal(() -> without.end(ann, end)).sentence())
        .endsWith("Or end the session without post_comment and log_work.");
    assertThat(desk.rows("sessions where status = 'active'")).isEqualTo(1);
    assertThat(desk.writes()).isEmpty();
  }

  private Ended end(Caller caller, boolean postComment, boolean logWork) {
    return desk.sessions()
        .end(
            caller,
            new End("S-1", Outcome.passed, "Looked at it", null, null, null, postComment, logWork));
  }
}
