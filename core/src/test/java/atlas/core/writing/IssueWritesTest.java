package atlas.core.writing;

import static atlas.core.TestHouse.once;
import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.writing.IssueWrites.Update;
import atlas.core.writing.IssueWrites.Updated;
import atlas.integrations.jira.FakeFaults.Fault;
import atlas.integrations.jira.FakeIssue;
import atlas.integrations.jira.FakeJira;
import atlas.model.Refusal;
import atlas.model.RemoteWrite;
import atlas.model.RemoteWrite.Kind;
import atlas.model.RemoteWrite.Status;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class IssueWritesTest {
  private final Desk desk = new Desk();
  private final FakeIssue issue = desk.jira().put("HBR-1").assignee(FakeJira.ME, "Ann Ottosen");

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  void everythingThatIsAskedForIsThere() {
    Updated updated =
        desk.issues()
            .update(desk.ann(), new Update("hbr-1", "It **works**.", "done", 25, "Slow", 4));
    assertThat(updated.ticketKey()).isEqualTo("HBR-1");
    assertThat(updated.effects())
        .containsExactly(
            "Noted here; it does not go to Jira",
            "A comment is in Jira",
            "A worklog of 25 min is in Jira",
            "The change to done is in Jira");
    assertThat(issue.comments()).hasSize(1);
    assertThat(issue.comments().get(0).toString()).contains("works");
    assertThat(issue.worklogs()).hasSize(1);
    assertThat(issue.worklogs().get(0).path("timeSpentSeconds").asInt()).isEqualTo(1_500);
    assertThat(issue.worklogs().get(0).path("started").asString())
        .isEqualTo("2026-01-15T08:35:00.000+0000");
    assertThat(issue.field("status").path("name").asString()).isEqualTo("Done");
    // The copy is what Jira has now, without a sync.
    assertThat(desk.ticket("HBR-1").status()).isEqualTo("Done");
    var known = desk.tickets().get(desk.ann(), "HBR-1", false);
    assertThat(known.note()).isNotNull();
    assertThat(known.writes()).extracting(RemoteWrite::status).containsOnly(Status.delivered);
    assertThat(known.writes()).extracting(RemoteWrite::actor).containsOnly("ann");
    assertThat(desk.rows("events where type = 'issue.write_requested'")).isEqualTo(3);
    assertThat(desk.rows("events where type = 'issue.written' and actor = 'ann'")).isEqualTo(3);
    assertThat(desk.rows("events where type = 'ticket.noted'")).isEqualTo(1);
    assertThat(desk.rows("scheduled_tasks where task_name = 'jira.write'")).isEqualTo(3);
  }

  @Test
  void whatJiraDoesNotTakeNowWaitsAndIsTold() {
    desk.tickets().require(desk.ann(), "HBR-1");
    desk.jira().faults().next(Fault.UNAVAILABLE, "POST .*comment");
    Updated updated = update("Here", null, null);
    assertThat(updated.effects())
        .singleElement()
        .asString()
        .startsWith("A comment is not in Jira yet and is tried again. ");
    assertThat(desk.write(Kind.comment).status()).isEqualTo(Status.pending);
    assertThat(issue.comments()).isEmpty();
  }

  @Test
  void aRepeatWithAKeyRecordsNothingAgain() {
    var update = new Update("HBR-1", "Once", "In Progress", null, null, null);
    Updated first = desk.issues().update(once(desk.ann(), "key"), update);
    issue.status("Done", "done");
    assertThat(desk.issues().update(once(desk.ann(), "key"), update)).isEqualTo(first);
    assertThat(issue.comments()).hasSize(1);
    assertThat(desk.writes()).hasSize(2);
  }

  @Test
  void aStepThatJiraDoesNotOfferIsRefusedAtOnceAndNothingIsRecorded() {
    Refusal no =
        refusal(
            () ->
                desk.issues()
                    .update(desk.ann(), new Update("HBR-1", "Here", "Shipped", null, "n", null)));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.INVALID);
    assertThat(no.sentence())
        .isEqualTo(
            "From where the issue is, Jira offers no step to Shipped. It offers: To Do,"
                + " In Progress, Done.");
    assertThat(desk.writes()).isEmpty();
    assertThat(desk.rows("ticket_notes")).isZero();
    assertThat(desk.rows("events where type <> 'ticket.fetched'")).isZero();
  }

  @Test
  void aStepIsMeantByItsNameItsStatusOrTheKindOfStatus() {
    assertThat(update(null, "Go to In Progress", null).effects())
        .containsExactly("The change to Go to In Progress is in Jira");
    assertThat(status()).isEqualTo("In Progress");
    update(null, "to_do", null);
    assertThat(status()).isEqualTo("To Do");
    assertThat(update(null, "TO DO", null).effects()).containsExactly("HBR-1 is To Do already");
    update(null, "done", null);
    assertThat(status()).isEqualTo("Done");
    assertThat(desk.writes()).hasSize(3);
  }

  @Test
  void whatMakesNoSenseIsRefusedBeforeAnythingIsAsked() {
    assertThat(refusal(() -> update(null, null, null)).sentence())
        .startsWith("Say what to change: comment, ");
    assertThat(refusal(() -> update(" ", null, null)).kind()).isEqualTo(Refusal.Kind.INVALID);
    assertThat(refusal(() -> update(null, null, 0)).sentence())
        .isEqualTo("log_minutes must be 1 to 1440.");
    assertThat(refusal(() -> update(null, null, 1_441)).kind()).isEqualTo(Refusal.Kind.INVALID);
    Update comment = new Update("HBR-1", "Here", null, null, null, null);
    assertThat(refusal(() -> desk.issues().update(desk.ben(), comment)).sentence())
        .startsWith("No Jira account is configured for you");
    assertThat(refusal(() -> desk.issues(desk.db().readOnly()).update(desk.ann(), comment)).kind())
        .isEqualTo(Refusal.Kind.FORBIDDEN);
    Update unknown = new Update("HBR-99", "Here", null, null, null, null);
    assertThat(refusal(() -> desk.issues().update(desk.ann(), unknown)).kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(desk.writes()).isEmpty();
    assertThat(issue.comments()).isEmpty();
  }

  @Test
  void aNoteNeedsNoJira() {
    desk.tickets().require(desk.ann(), "HBR-1");
    desk.jira().refuseTokens(true);
    var noted =
        desk.issues().update(desk.ann(), new Update("HBR-1", null, null, null, "Flaky", null));
    assertThat(noted.effects()).containsExactly("Noted here; it does not go to Jira");
    assertThat(desk.writes()).isEmpty();
  }

  @Test
  void whatIsAskedForWhileTheTokenIsRefusedIsRecordedAndGoesOutLater() {
    desk.tickets().require(desk.ann(), "HBR-1");
    desk.jira().refuseTokens(true);
    assertThat(update("Here", "done", null).effects())
        .anyMatch(line -> line.startsWith("A comment is not in Jira yet") && line.contains("401"));
    desk.jira().refuseTokens(false);
    desk.runAll(Duration.ofMinutes(20), 2);
    assertThat(issue.comments()).hasSize(1);
    assertThat(status()).isEqualTo("Done");
  }

  @Test
  void nobodyWaitsLongForAJiraThatHangs() {
    try (Desk other = new Desk(task -> {})) {
      other.jira().put("HBR-1");
      other.tickets().require(other.ann(), "HBR-1");
      var effects =
          other.issues().update(other.ann(), new Update("HBR-1", "Here", null, null, null, null));
      assertThat(effects.effects()).containsExactly("A comment goes to Jira as soon as it answers");
    }
  }

  private Updated update(
      @Nullable String comment, @Nullable String transitionTo, @Nullable Integer minutes) {
    return desk.issues()
        .update(desk.ann(), new Update("HBR-1", comment, transitionTo, minutes, null, null));
  }

  private String status() {
    return issue.field("status").path("name").asString();
  }
}
