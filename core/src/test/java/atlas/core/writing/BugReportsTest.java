package atlas.core.writing;

import static atlas.core.TestHouse.once;
import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.evidence.OwnEvidence;
import atlas.core.meaning.Alike;
import atlas.core.meaning.Embedding;
import atlas.core.meaning.FakeModel;
import atlas.core.meaning.Meaning;
import atlas.core.progress.Earning;
import atlas.core.progress.SessionProgress;
import atlas.core.testing.Sessions;
import atlas.core.testing.Sheet;
import atlas.core.tickets.Finding;
import atlas.core.tickets.TicketKeys;
import atlas.core.writing.BugReports.Report;
import atlas.core.writing.BugReports.Reported;
import atlas.integrations.jira.FakeFaults.Fault;
import atlas.integrations.jira.FakeIssue;
import atlas.integrations.jira.FakeJira;
import atlas.model.Caller;
import atlas.model.Outcome;
import atlas.model.Refusal;
import atlas.model.RemoteWrite;
import atlas.model.RemoteWrite.Kind;
import atlas.model.RemoteWrite.Status;
import atlas.model.SpaceName;
import atlas.model.Ticket;
import atlas.model.Todo;
import atlas.storage.jobs.Duty;
import atlas.storage.jobs.Run;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BugReportsTest {
  private static final String SUMMARY = "A double click charges the card twice";

  private final Desk desk = new Desk();

  @BeforeEach
  void start() {
    desk.jira().put("HBR-1").summary("Pay invoices by card").assignee(FakeJira.ME, "Ann Ottosen");
    desk.sessions().start(desk.ann(), new Sessions.Start("HBR-1", null, null, false));
  }

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  void aBugIsMadeLinkedAndOnTheSheet() {
    Reported reported = desk.bugs().report(desk.ann(), report(SUMMARY, false));
    assertThat(reported.created()).isTrue();
    assertThat(reported.bugKey()).isEqualTo("HBR-2");
    assertThat(reported.ticketKey()).isEqualTo("HBR-1");
    assertThat(reported.effects())
        .containsExactly(
            "The bug \"" + SUMMARY + "\" is in Jira as HBR-2",
            "The link between bug and ticket is in Jira",
            "The sheet of S-1 lists HBR-2");
    FakeIssue bug = bug("HBR-2");
    assertThat(bug.field("issuetype").path("name").asString()).isEqualTo("Bug");
    assertThat(bug.labels()).containsExactly(desk.write(Kind.bug).marker());
    assertThat(bug.field("issuelinks").toString()).contains("Relates").contains("HBR-1");
    assertThat(end().sheet().bugs()).extracting(Sheet.Found::key).containsExactly("HBR-2");
    assertThat(desk.rows("events where type = 'bug.reported'")).isEqualTo(1);
    // The next one that is like it is found at once.
    assertThat(desk.ticket("HBR-2").summary()).isEqualTo(SUMMARY);
  }

  @Test
  void aSessionThatOnlyFoundABugIsNotEmpty() {
    desk.bugs().report(desk.ann(), report(SUMMARY, false));
    desk.later(Duration.ofMinutes(45));
    assertThat(earned())
        .contains("H-1 Testing: 1 day in a row", "13 XP for S-1", "10 XP for HBR-2 of S-1");
    desk.sessions().start(desk.ann(), new Sessions.Start("HBR-1", null, null, false));
    assertThat(earned()).as("nothing was done in it").noneMatch(line -> line.contains("XP"));
    desk.sessions().start(desk.ann(), new Sessions.Start("HBR-1", null, null, false));
    desk.jira().faults().next(Fault.UNAVAILABLE, "POST .*issue");
    desk.bugs().report(desk.ann(), report("The receipt is empty", true));
    desk.db()
        .admin()
        .useHandle(
            h ->
                h.execute(
                    "update remote_writes set status = 'failed', error = 'Refused' where status ="
                        + " 'pending'"));
    assertThat(earned()).as("it is no bug").noneMatch(line -> line.contains("XP"));
  }

  private List<String> earned() {
    var end = new Sessions.End(null, Outcome.failed, null, null, null, null);
    return desk.sessions(new SessionProgress(Earning.in(null))).end(desk.ann(), end).effects();
  }

  @Test
  void whatThePersonIsToDoAboutItIsATaskOfTheirOwn() {
    Report report = new Report(null, SUMMARY, "Steps", null, false, "Ask the bank");
    Reported reported = desk.bugs().report(once(desk.ann(), "key"), report);
    assertThat(reported.effects()).contains("Personal task U-1 follows it");
    assertThat(desk.bugs().report(once(desk.ann(), "key"), report).effects())
        .contains("Personal task U-1 follows it");
    Todo todo = desk.agenda().get(desk.ann(), null, null, 9).todos().get(0);
    assertThat(todo.title()).isEqualTo("Ask the bank");
    assertThat(todo.autoCreated()).isTrue();
    assertThat(todo.space()).isEqualTo(SpaceName.work);
    assertThat(todo.ticketKey()).isEqualTo("HBR-1");
    assertThat(todo.bugKey()).isEqualTo("HBR-2");
    assertThat(desk.rows("personal_tasks")).isEqualTo(1);
  }

  @Test
  void aFollowUpIsMadeWithItsReportOrNotAtAll() {
    desk.jira().put("HBR-7").summary("Card charged twice after double click").type("Bug");
    desk.tickets().require(desk.ann(), "HBR-7");
    Report like = new Report(null, SUMMARY, "Steps", null, false, "Ask the bank");
    assertThat(desk.bugs().report(desk.ann(), like).created()).isFalse();
    Report wordless = new Report(null, SUMMARY, "Steps", null, true, " ");
    assertThat(refusal(() -> desk.bugs().report(desk.ann(), wordless)).sentence())
        .isEqualTo("A follow-up needs words.");
    assertThat(desk.rows("personal_tasks")).isZero();
    assertThat(desk.rows("bugs")).isZero();
    assertThat(desk.writes()).isEmpty();
  }

  @Test
  void likelyDuplicatesAreShownAndNothingIsMadeUnlessForced() {
    desk.jira().put("HBR-7").summary("Card charged twice after double click").type("Bug");
    desk.jira().put("HBR-8").summary("Receipts are in the wrong language").type("Bug");
    desk.tickets().require(desk.ann(), "HBR-7");
    desk.tickets().require(desk.ann(), "HBR-8");
    long events = desk.rows("events");
    Reported shown = desk.bugs().report(once(desk.ann(), "key"), report(SUMMARY, false));
    assertThat(shown.created()).isFalse();
    assertThat(shown.duplicates()).extracting(BugReports.Duplicate::key).containsExactly("HBR-7");
    assertThat(desk.rows("events")).isEqualTo(events);
    assertThat(desk.writes()).isEmpty();
    Reported forced = desk.bugs().report(once(desk.ann(), "key"), report(SUMMARY, true));
    assertThat(forced.created()).isTrue();
    assertThat(desk.jira().all()).hasSize(4);
  }

  @Test
  void whatIsGoneFromJiraIsNoDuplicate() {
    desk.jira().put("HBR-7").summary(SUMMARY).type("Bug");
    desk.tickets().require(desk.ann(), "HBR-7");
    desk.db()
        .database()
        .write(
            desk.ann(),
            tx ->
                tx.tickets()
                    .delete(new String[] {tx.tickets().find("HBR-7").orElseThrow().jiraId()}));
    assertThat(desk.bugs().report(desk.ann(), report(SUMMARY, false)).created()).isTrue();
    var finding =
        new Finding(desk.db().database(), desk.accounts(), TicketKeys.DEFAULT, desk.db().clock());
    Ticket ticket = desk.tickets().get(desk.ann(), "HBR-1", false).ticket();
    assertThat(finding.similar(desk.ann(), ticket))
        .extracting(one -> one.ticketKey())
        .doesNotContain("HBR-7");
  }

  @Test
  void aBugThatMeansTheSameIsALikelyDuplicate() {
    desk.jira().setClock(desk.db().clock().instant());
    desk.jira().put("HBR-7").summary("Password is refused at sign-in").type("Bug");
    desk.jira().put("HBR-8").summary("Receipts are in the wrong language").type("Bug");
    desk.tickets().require(desk.ann(), "HBR-7");
    desk.tickets().require(desk.ann(), "HBR-8");
    var report =
        new Report(null, "Login fails for all credentials", "Nobody can log in.", null, false);
    try (var model = new FakeModel();
        var meaning = Meaning.by(() -> model.embedder("small", 8))) {
      var database = desk.db().database();
      for (Duty duty : new Embedding(database, meaning, desk.db().clock(), () -> false).duties()) {
        var caller = Caller.of(desk.ann().userId(), "atlas");
        duty.handler().run(new Run(caller, "recurring", List.of(), 1, false));
      }
      Alike alike = Alike.in(database, meaning, 100_000_000);
      var bugs = new BugReports(database, desk.accounts(), desk.outbox(), alike);
      Reported shown = bugs.report(desk.ann(), report);
      assertThat(shown.created()).isFalse();
      assertThat(shown.duplicates()).extracting(BugReports.Duplicate::key).containsExactly("HBR-7");
      assertThat(shown.duplicates().get(0).likeness()).isBetween(0.5, 1.0);
    }
    assertThat(desk.bugs().report(desk.ann(), report).created()).isTrue();
  }

  @Test
  void aBugThatIsNotInJiraYetIsADuplicateTooAndOneThatWasGivenUpIsNone() {
    desk.jira().faults().next(Fault.UNAVAILABLE, "POST .*issue");
    assertThat(desk.bugs().report(desk.ann(), report(SUMMARY, false)).bugKey()).isNull();
    Reported again = desk.bugs().report(desk.ann(), report("Double click charges card", false));
    assertThat(again.created()).isFalse();
    assertThat(again.duplicates().get(0).key()).isNull();
    assertThat(desk.sheets().latest(desk.ann()).bugs())
        .containsExactly(new Sheet.Found(null, SUMMARY, List.of()));
    assertThat(desk.sheets().latest(desk.ann()).markdown())
        .contains("- Not in Jira yet: " + SUMMARY);
    desk.jira().refuseTokens(true);
    desk.runAll(Duration.ofHours(2), 1);
    assertThat(desk.write(Kind.bug).status()).isEqualTo(Status.pending);
    desk.runAll(Duration.ofDays(7), 1);
    assertThat(desk.write(Kind.bug).status()).isEqualTo(Status.failed);
    assertThat(desk.write(Kind.link).status()).isEqualTo(Status.failed);
    desk.jira().refuseTokens(false);
    desk.later(Duration.ofHours(2));
    assertThat(desk.bugs().report(desk.ann(), report(SUMMARY, false)).created()).isTrue();
  }

  @Test
  void aBugWhoseAnswerWasLostIsFoundByItsLabel() {
    desk.jira().faults().next(Fault.RESET_AFTER, "POST .*issue");
    Reported reported = desk.bugs().report(desk.ann(), report(SUMMARY, false));
    assertThat(reported.bugKey()).isNull();
    desk.runAll(Duration.ofHours(2), 1);
    assertThat(desk.jira().all()).hasSize(2);
    assertThat(desk.write(Kind.bug).remoteId()).isEqualTo("HBR-2");
    assertThat(desk.writes()).extracting(RemoteWrite::status).containsOnly(Status.delivered);
    assertThat(end().sheet().bugs()).extracting(Sheet.Found::key).containsExactly("HBR-2");
  }

  @Test
  void aBugEarnsOnceJiraHasItAndItsSessionHasEnded() {
    desk.jira().faults().next(Fault.UNAVAILABLE, "POST .*issue");
    desk.bugs().report(desk.ann(), report(SUMMARY, false));
    desk.later(Duration.ofSeconds(1));
    end();
    assertThat(desk.rows("xp_ledger")).as("Jira has none").isZero();
    desk.runAll(Duration.ofHours(2), 1);
    assertThat(desk.rows("xp_ledger where what = 'HBR-2 of S-1' and amount = 10")).isEqualTo(1);
    assertThat(desk.rows("xp_ledger where category = 'work'")).isEqualTo(1);
    desk.sessions().start(desk.ann(), new Sessions.Start("HBR-1", "Again", null, false));
    desk.bugs().report(desk.ann(), report("The receipt is empty", true));
    assertThat(desk.rows("xp_ledger where category = 'work'"))
        .as("its session goes on")
        .isEqualTo(1);
  }

  @Test
  void aBugThatGetsItsKeyLateIsOnTheSheetInJira() {
    desk.jira().faults().next(Fault.UNAVAILABLE, "POST .*issue");
    desk.bugs().report(desk.ann(), report(SUMMARY, false));
    desk.later(Duration.ofSeconds(1));
    desk.sessions()
        .end(
            desk.ann(),
            new Sessions.End(null, Outcome.failed, null, null, null, null, true, false));
    FakeIssue ticket = bug("HBR-1");
    assertThat(ticket.comments()).hasSize(1);
    assertThat(ticket.comments().get(0).toString()).doesNotContain("HBR-2");
    assertThat(desk.rows("events where type = 'session.ended' and payload ->> 'bugs' = '1'"))
        .isEqualTo(1);
    desk.runAll(Duration.ofHours(2), 1);
    assertThat(ticket.comments()).hasSize(1);
    assertThat(ticket.comments().get(0).toString()).contains("HBR-2");
  }

  @Test
  void whatTheProjectWantsBesidesIsSaidBeforeAnythingIsRecorded() {
    desk.jira().require("customfield_10050", "Found in");
    Refusal no = refusal(() -> desk.bugs().report(desk.ann(), report(SUMMARY, true)));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.INVALID);
    assertThat(no.sentence())
        .startsWith("The project HBR wants of every Bug: \"Found in\" (Test, Production).")
        .contains("bug_key");
    assertThat(desk.writes()).isEmpty();
    assertThat(desk.rows("bugs")).isZero();
    assertThat(desk.jira().requests("POST .*issue")).isZero();
  }

  @Test
  void whatWasRecordedWhileJiraWasDownFailsForGoodWithTheNameOfTheField() {
    desk.jira().require("customfield_10050", "Found in");
    desk.jira().faults().waits(60, Duration.ofMillis(1));
    desk.jira().faults().next(Fault.UNAVAILABLE, "GET .*createmeta.*");
    assertThat(desk.bugs().report(desk.ann(), report(SUMMARY, true)).bugKey()).isNull();
    desk.runAll(Duration.ofHours(2), 2);
    assertThat(desk.write(Kind.bug).status()).isEqualTo(Status.failed);
    assertThat(desk.write(Kind.bug).error()).contains("\"Found in\"");
    assertThat(desk.jira().requests("POST .*issue")).isZero();
  }

  @Test
  void aFieldThatIsWantedSinceTheFormWasReadIsNamedToo() {
    assertThat(desk.bugs().report(desk.ann(), report(SUMMARY, true)).created()).isTrue();
    desk.jira().require("customfield_10050", "Found in");
    Reported reported = desk.bugs().report(desk.ann(), report("The receipt is empty", true));
    assertThat(reported.created()).isFalse();
    assertThat(reported.effects().toString()).contains("customfield_10050: This is required.");
  }

  @Test
  void aBugThatJiraRefusesIsNowhereAndLeavesNothingBehind() {
    desk.jira().require("customfield_10050", "Found in");
    desk.jira().faults().waits(60, Duration.ofMillis(1));
    desk.jira().faults().next(Fault.UNAVAILABLE, "GET .*createmeta.*");
    Report report = new Report(null, SUMMARY, "Steps", "High", true, "Ask the bank");
    desk.bugs().report(desk.ann(), report);
    desk.later(Duration.ofMinutes(1));
    var endings = List.of(OwnEvidence.ending());
    var sessions = new Sessions(desk.db().database(), desk.tickets(), TicketKeys.DEFAULT, endings);
    sessions.end(desk.ann(), new Sessions.End(null, Outcome.failed, null, null, null, null));
    assertThat(evidence()).contains(" 1 bugs");
    desk.runAll(Duration.ofHours(2), 2);
    assertThat(desk.write(Kind.bug).status()).isEqualTo(Status.failed);
    assertThat(evidence()).contains(" 0 bugs");
    assertThat(desk.sheets().latest(desk.ann()).bugs()).isEmpty();
    assertThat(desk.rows("found_bugs")).isZero();
  }

  @Test
  void whatFollowsABugThatIsRefusedAtOnceIsRemovedAndTheNextReportReplacesIt() {
    assertThat(desk.bugs().report(desk.ann(), report("Another", true)).created()).isTrue();
    desk.jira().require("customfield_10050", "Found in");
    Report report = new Report(null, SUMMARY, "Steps", "High", true, "Ask the bank");
    Reported refused = desk.bugs().report(desk.ann(), report);
    assertThat(refused.created()).isFalse();
    assertThat(refused.effects()).contains("Personal task U-1 was to follow it, and is removed");
    assertThat(desk.agenda().get(desk.ann(), null, null, 9).todos()).isEmpty();
    assertThat(desk.sheets().latest(desk.ann()).bugs())
        .extracting(Sheet.Found::key)
        .containsExactly("HBR-2");
    assertThat(lacking()).isEqualTo(2);
    assertThat(failed()).isEqualTo(2);
    desk.jira().requireNothing();
    assertThat(desk.bugs().report(desk.ann(), report).created()).isTrue();
    assertThat(lacking()).isZero();
    assertThat(failed()).isZero();
    assertThat(desk.rows("found_bugs")).isEqualTo(2);
  }

  private long lacking() {
    return desk.tickets().get(desk.ann(), "HBR-1", false).writes().stream()
        .filter(write -> write.status() == Status.failed)
        .count();
  }

  private int failed() {
    return desk.db()
        .database()
        .read(desk.ann(), tx -> tx.remoteWrites().countFailed(tx.at().minus(Duration.ofDays(1))));
  }

  private String evidence() {
    return desk.db()
        .admin()
        .withHandle(h -> h.createQuery("select content from evidence").mapTo(String.class).one());
  }

  @Test
  void aPriorityThatTheProjectDoesNotHaveIsRefusedWithThoseThatItHas() {
    Report report = new Report(null, SUMMARY, "Steps", "P1", true, "Ask the bank");
    assertThat(refusal(() -> desk.bugs().report(desk.ann(), report)).sentence())
        .isEqualTo(
            "The project HBR takes no such priority: it has High, Medium. Report it again with one"
                + " of those.");
    assertThat(desk.writes()).isEmpty();
    assertThat(desk.rows("personal_tasks")).isZero();
  }

  @Test
  void aRepeatWithAKeyReportsNothingAgain() {
    Reported first = desk.bugs().report(once(desk.ann(), "key"), report(SUMMARY, false));
    end();
    assertThat(desk.bugs().report(once(desk.ann(), "key"), report(SUMMARY, false)))
        .isEqualTo(first);
    assertThat(desk.jira().all()).hasSize(2);
  }

  @Test
  void aBugOfASessionThatEndedIsInItsEvidence() {
    var house = desk.db().database();
    desk.later(Duration.ofMinutes(1));
    var endings = List.of(OwnEvidence.ending());
    new Sessions(house, desk.tickets(), TicketKeys.DEFAULT, endings)
        .end(desk.ann(), new Sessions.End(null, Outcome.failed, null, null, null, null));
    var late = new Report("S-1", SUMMARY, "Steps", null, false);
    Reported reported = desk.bugs().report(once(desk.ann(), "key"), late);
    assertThat(reported.effects()).contains("E-1 tells it anew");
    assertThat(desk.bugs().report(once(desk.ann(), "key"), late)).isEqualTo(reported);
    assertThat(desk.rows("evidence where content like '%0 failed, 1 bugs%'")).isEqualTo(1);
    assertThat(desk.rows("events where type = 'evidence.changed'")).isEqualTo(1);
  }

  @Test
  void withoutASessionOrAnAccountNothingIsReported() {
    assertThat(refusal(() -> desk.bugs().report(desk.ben(), report(SUMMARY, false))).kind())
        .isEqualTo(Refusal.Kind.UNAVAILABLE);
    assertThat(
            refusal(
                    () ->
                        desk.bugs()
                            .report(desk.ann(), new Report("S-9", SUMMARY, "Steps", null, true)))
                .sentence())
        .isEqualTo("There is no session S-9 of yours.");
    end();
    assertThat(refusal(() -> desk.bugs().report(desk.ann(), report(SUMMARY, false))).sentence())
        .startsWith("No session is open; ");
    // One that has ended may be named.
    assertThat(
            desk.bugs()
                .report(desk.ann(), new Report("S-1", SUMMARY, "Steps", null, false))
                .created())
        .isTrue();
  }

  private static Report report(String summary, boolean force) {
    return new Report(null, summary, "1. Click twice", "High", force);
  }

  private Sessions.Ended end() {
    return desk.sessions()
        .end(desk.ann(), new Sessions.End(null, Outcome.failed, null, null, null, null));
  }

  private FakeIssue bug(String key) {
    return Objects.requireNonNull(desk.jira().find(key));
  }
}
