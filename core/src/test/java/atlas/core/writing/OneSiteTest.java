package atlas.core.writing;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.sync.Runs.Trigger;
import atlas.core.testing.Sessions;
import atlas.core.writing.IssueWrites.Update;
import atlas.integrations.jira.FakeIssue;
import atlas.integrations.jira.FakeJira;
import atlas.model.RemoteWrite;
import atlas.model.RemoteWrite.Kind;
import atlas.model.RemoteWrite.Status;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What waits while the account is pointed at another Jira, with the same numbers and keys. */
final class OneSiteTest {
  private static final Duration ENOUGH = Duration.ofMinutes(10);
  private static final Duration PAUSE = Duration.ofHours(1);

  private final Desk desk = new Desk();
  private final FakeJira first = desk.jira();
  private final FakeJira second = FakeJira.dataCenter();
  private final FakeIssue issue = first.put("HBR-1").assignee(FakeJira.ME, "Ann Ottosen");
  private final FakeIssue same = later(second).put("HBR-1").assignee(FakeJira.ME, "Ann Ottosen");

  @BeforeEach
  void sameNumber() {
    assertThat(same.id()).isEqualTo(issue.id());
  }

  @AfterEach
  void close() {
    second.close();
    desk.close();
  }

  /** Two Jiras may count and name alike, but they don't create at the same instant. */
  private static FakeJira later(FakeJira jira) {
    jira.setClock(jira.now().plusSeconds(999));
    return jira;
  }

  private void record(boolean synced) {
    if (synced) desk.sync().run(desk.ann(), Trigger.manual, false, ENOUGH);
    else desk.tickets().require(desk.ann(), "HBR-1");
    first.refuseTokens(true);
    desk.issues().update(desk.ann(), new Update("HBR-1", "Ours", null, 5, null, null));
    var report = new BugReports.Report(null, "Lamps blink", "Always", null, true);
    if (synced) {
      desk.sessions().start(desk.ann(), new Sessions.Start("HBR-1", "Find out", null, false));
      desk.bugs().report(desk.ann(), report);
    }
    first.refuseTokens(false);
  }

  private void nothingThere() {
    assertThat(same.comments()).isEmpty();
    assertThat(same.worklogs()).isEmpty();
    assertThat(second.all()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void itWaitsForTheJiraThatItWasMeantFor(boolean synced) {
    record(synced);
    desk.account(second.jira());
    desk.runAll(PAUSE, 30);
    nothingThere();
    assertThat(desk.writes()).extracting(RemoteWrite::status).containsOnly(Status.pending);
    assertThat(desk.state().writesProblem()).contains("another Jira", "--new-site");
    desk.account(first.jira());
    desk.runAll(PAUSE, 2);
    assertThat(desk.writes()).extracting(RemoteWrite::status).containsOnly(Status.delivered);
    assertThat(issue.comments()).hasSize(1);
    assertThat(first.all()).hasSize(synced ? 2 : 1);
    nothingThere();
  }

  @Test
  void whoeverTakesTheNewOneOverIsToldWhatDidNotGo() {
    record(true);
    desk.account(second.jira());
    desk.sync().runAtNewSite(desk.ann(), ENOUGH);
    desk.runAll(PAUSE, 3);
    nothingThere();
    assertThat(desk.writes()).extracting(RemoteWrite::status).containsOnly(Status.failed);
    RemoteWrite comment = desk.write(Kind.comment);
    assertThat(comment.error()).contains("Jira that you left").endsWith("Then ask for it again.");
    assertThat(comment.payload().path("text").asString()).isEqualTo("Ours");
    // What is asked for from now on is for the new one.
    desk.issues().update(desk.ann(), new Update("HBR-1", "Theirs", null, null, null, null));
    assertThat(same.comments()).hasSize(1);
  }

  @Test
  void aFirstCopyOfTheNewOneMakesItNobodysIssueThere() {
    record(false);
    desk.account(second.jira());
    // Nothing told that the ticket was of another one.
    desk.sync().run(desk.ann(), Trigger.manual, false, ENOUGH);
    desk.runAll(Duration.ofDays(2), 5);
    nothingThere();
    assertThat(desk.write(Kind.comment).error()).endsWith("Then ask for it again.");
  }
}
