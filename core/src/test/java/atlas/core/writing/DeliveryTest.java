package atlas.core.writing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import atlas.core.memory.Removal;
import atlas.core.progress.Earning;
import atlas.core.testing.Sessions;
import atlas.core.writing.IssueWrites.Update;
import atlas.integrations.jira.FakeFaults.Fault;
import atlas.integrations.jira.FakeIssue;
import atlas.integrations.jira.FakeJira;
import atlas.integrations.jira.Jira;
import atlas.integrations.jira.JiraAccount;
import atlas.model.RemoteWrite;
import atlas.model.RemoteWrite.Kind;
import atlas.model.RemoteWrite.Status;
import atlas.storage.Threads;
import atlas.storage.jobs.Duty;
import atlas.storage.jobs.Jobs;
import atlas.storage.jobs.Outcome;
import atlas.storage.jobs.Run;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What was recorded comes to Jira once, whatever goes wrong on the way. */
final class DeliveryTest {
  private static final Duration PAUSE = Duration.ofHours(2);

  /** Nothing is tried by the call itself, so that each attempt is a test's own. */
  private final Desk desk = new Desk(Desk.REFUSING);

  private final FakeIssue issue = desk.jira().put("HBR-1");

  @BeforeEach
  void read() {
    desk.tickets().require(desk.ann(), "HBR-1");
    desk.jira().faults().waits(3, Duration.ofMillis(1_500));
  }

  @AfterEach
  void close() {
    desk.close();
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void aFaultDoublesAndLosesNothing(Fault fault) {
    update("Here", "in progress", 5);
    for (String what : List.of("comment", "worklog", "transitions")) {
      desk.jira().faults().next(fault, "POST .*" + what);
    }
    desk.runAll(Duration.ZERO, 1);
    assertThat(desk.write(Kind.comment).status()).isEqualTo(Status.pending);
    assertThat(desk.write(Kind.comment).error()).isNotBlank();
    desk.runAll(PAUSE, 4);
    assertThat(desk.writes()).extracting(RemoteWrite::status).containsOnly(Status.delivered);
    assertThat(desk.jira().faults().seen()).hasSize(3).containsOnly(fault);
    assertThat(issue.comments()).hasSize(1);
    assertThat(issue.worklogs()).hasSize(1);
    assertThat(issue.field("status").path("name").asString()).isEqualTo("In Progress");
    assertThat(desk.rows("events where type = 'issue.written'")).isEqualTo(3);
    assertThat(desk.rows("events where type = 'issue.write_failed'")).isZero();
  }

  @Test
  void theJobDeliversWhatNobodyTried() {
    update("Here", "done", null);
    desk.later(Duration.ofSeconds(31));
    var db = desk.db();
    var duties = List.of(Duty.once(Delivery.JOB, desk.delivery()));
    try (var jobs = new Jobs(db.opening(), db.database(), db.clock(), db::nextId, duties)) {
      jobs.start();
      await()
          .untilAsserted(
              () ->
                  assertThat(desk.writes())
                      .extracting(RemoteWrite::status)
                      .containsOnly(Status.delivered));
    }
    assertThat(issue.comments()).hasSize(1);
    assertThat(desk.rows("events where type = 'issue.written' and actor = 'ann'")).isEqualTo(2);
  }

  @Test
  void theSheetOfASessionThatWasRemovedMeanwhileIsDeliveredToo() {
    desk.sessions().start(desk.ann(), new Sessions.Start("HBR-1", "Explore", null, false));
    desk.sessions()
        .end(
            desk.ann(),
            new Sessions.End(
                null, atlas.model.Outcome.passed, null, null, null, null, true, false));
    new Removal(desk.db().database()).remove(desk.ann(), "S-1");
    desk.runAll(Duration.ofSeconds(31), 1);
    assertThat(desk.write(Kind.sheet_comment).status()).isEqualTo(Status.delivered);
    assertThat(issue.comments()).hasSize(1);
    assertThat(issue.comments().get(0).toString()).contains("Session S-1 on HBR-1");
  }

  @Test
  void onDataCenterToo() {
    try (Desk other = new Desk(Desk.REFUSING, FakeJira.dataCenter())) {
      FakeIssue there = other.jira().put("LGT-1");
      other.jira().faults().next(Fault.RESET_AFTER, "POST .*comment");
      other.jira().faults().next(Fault.RESET_AFTER, "POST .*worklog");
      other.issues().update(other.ann(), new Update("LGT-1", "Here", "done", 5, null, null));
      other.runAll(PAUSE, 4);
      assertThat(other.writes()).extracting(RemoteWrite::status).containsOnly(Status.delivered);
      assertThat(there.comments()).hasSize(1);
      assertThat(there.worklogs()).hasSize(1);
      assertThat(there.field("status").path("name").asString()).isEqualTo("Done");
    }
  }

  @Test
  void whatJiraAsksForIsWaited() {
    update("Here", null, null);
    desk.jira().faults().waits(600, Duration.ZERO).next(Fault.TOO_MANY, "POST .*comment");
    RemoteWrite write = desk.write(Kind.comment);
    Outcome outcome = desk.run(write);
    assertThat(outcome).isEqualTo(Outcome.later(desk.db().clock().instant().plusSeconds(600)));
    desk.later(Duration.ofSeconds(599));
    assertThat(desk.run(write).kind()).isEqualTo(Outcome.Kind.LATER);
    assertThat(desk.jira().requests("POST .*comment")).isEqualTo(1);
    desk.later(Duration.ofSeconds(2));
    assertThat(desk.run(write)).isEqualTo(Outcome.DONE);
    assertThat(issue.comments()).hasSize(1);
  }

  @Test
  void twoProcessesAtOnceSendOnce() {
    update("Here", null, null);
    RemoteWrite write = desk.write(Kind.comment);
    Threads.race(6, n -> desk.run(write));
    assertThat(issue.comments()).hasSize(1);
    assertThat(desk.jira().requests("POST .*comment")).isEqualTo(1);
    assertThat(desk.write(Kind.comment).attempts()).isEqualTo(1);
    assertThat(desk.rows("events where type = 'issue.written'")).isEqualTo(1);
  }

  @Test
  void whoDiedBetweenSendingAndRecordingIsFollowedByOneWhoLooks() {
    update("Here", null, null);
    RemoteWrite write = desk.write(Kind.comment);
    boolean taken =
        desk.db().database().write(desk.ann(), tx -> tx.remoteWrites().take(write.id(), tx.at()));
    assertThat(taken).isTrue();
    var sent =
        desk.jira().jira().addComment(issue.id(), "Here", write.marker(), action -> () -> {});
    assertThat(desk.run(write).kind()).isEqualTo(Outcome.Kind.LATER);
    assertThat(desk.jira().requests("GET .*comment")).isZero();
    desk.db().clock().advance(Duration.ofMinutes(6));
    assertThat(desk.run(write)).isEqualTo(Outcome.DONE);
    assertThat(issue.comments()).hasSize(1);
    assertThat(desk.write(Kind.comment).remoteId()).isEqualTo(sent.id());
  }

  @Test
  void aTokenThatRanOutIsSaidAndWaitedFor() {
    update("Here", "done", null);
    desk.jira().refuseTokens(true);
    Outcome first = desk.run(desk.write(Kind.comment));
    assertThat(first).isEqualTo(Outcome.later(desk.db().clock().instant().plusSeconds(15)));
    // More often than what fails in other ways may be tried.
    desk.runAll(PAUSE, 30);
    RemoteWrite comment = desk.write(Kind.comment);
    assertThat(comment.status()).isEqualTo(Status.pending);
    assertThat(comment.error()).contains("401").endsWith("set JIRA_API_TOKEN.");
    assertThat(What.line(comment)).contains("not in Jira yet", "Make a new one");
    assertThat(desk.state().writesWaiting()).isEqualTo(2);
    assertThat(desk.state().writesProblem()).isEqualTo(comment.error());
    assertThat(comment.nextAt())
        .as("growing pauses")
        .isEqualTo(desk.db().clock().instant().plus(Duration.ofMinutes(15)));
    desk.jira().refuseTokens(false);
    desk.runAll(PAUSE, 2);
    assertThat(desk.writes()).extracting(RemoteWrite::status).containsOnly(Status.delivered);
    assertThat(issue.comments()).hasSize(1);
    assertThat(desk.state().writesProblem()).isNull();
    assertThat(desk.rows("events where type = 'issue.write_failed'")).isZero();
  }

  @Test
  void aTokenThatRanOutWhileAnAttemptWasUnseenDoublesNothing() {
    update("Here", null, null);
    desk.jira().faults().next(Fault.RESET_AFTER, "POST .*comment");
    desk.runAll(Duration.ZERO, 1);
    desk.jira().refuseTokens(true);
    desk.runAll(PAUSE, 2);
    desk.jira().refuseTokens(false);
    desk.runAll(PAUSE, 2);
    assertThat(desk.write(Kind.comment).status()).isEqualTo(Status.delivered);
    assertThat(issue.comments()).hasSize(1);
  }

  @Test
  void aTokenThatNobodyRenewsIsGivenUpAfterAWeek() {
    update("Here", "done", null);
    desk.jira().refuseTokens(true);
    desk.runAll(Duration.ofDays(30), 1);
    assertThat(desk.write(Kind.comment).status())
        .as("it could not be known")
        .isEqualTo(Status.pending);
    desk.runAll(Duration.ofDays(6), 1);
    assertThat(desk.write(Kind.comment).status()).isEqualTo(Status.pending);
    desk.runAll(Duration.ofDays(1), 1);
    RemoteWrite comment = desk.write(Kind.comment);
    assertThat(comment.status()).isEqualTo(Status.failed);
    assertThat(comment.error())
        .startsWith("Jira took no token for 7 days. ")
        .contains("401")
        .endsWith("Then ask for it again.");
    assertThat(desk.write(Kind.transition).error())
        .isEqualTo("It was to follow what could not be sent. Ask for both again.");
    assertThat(desk.write(Kind.transition).attempts()).isZero();
    assertThat(desk.rows("events where type = 'issue.write_failed'")).isEqualTo(2);
  }

  @Test
  void whatJiraRefusesIsToldInItsWordsAndNotRepeated() throws IOException {
    try (var server = new MockWebServer()) {
      server.setDispatcher(refusing());
      server.start();
      String host = "http://127.0.0.1:" + server.getPort();
      desk.account(new Jira(JiraAccount.of(host, "ann@example.com", "s3cret-token")));
      update("Here", null, null);
      desk.runAll(PAUSE, 2);
    }
    RemoteWrite write = desk.write(Kind.comment);
    assertThat(write.status()).isEqualTo(Status.failed);
    assertThat(write.attempts()).isEqualTo(1);
    assertThat(write.error()).contains("400").contains("Comment body is not valid!");
  }

  private static Dispatcher refusing() {
    return new Dispatcher() {
      @Override
      public MockResponse dispatch(RecordedRequest request) {
        boolean info = request.getTarget().contains("serverInfo");
        return new MockResponse.Builder()
            .code(info ? 200 : 400)
            .setHeader("Content-Type", "application/json")
            .body(
                info
                    ? "{\"deploymentType\":\"Cloud\"}"
                    : "{\"errorMessages\":[],\"errors\":{\"comment\":\"Comment body is not valid!\"}}")
            .build();
      }
    };
  }

  @Test
  void anIssueThatMovedIsStillMeant() {
    update("Here", "done", null);
    issue.move("LGT-7");
    desk.runAll(Duration.ZERO, 1);
    assertThat(issue.comments()).hasSize(1);
    assertThat(desk.ticket("HBR-1").ticketKey()).isEqualTo("LGT-7");
    assertThat(desk.ticket("LGT-7").status()).isEqualTo("Done");
  }

  @Test
  void aStepThatCouldNotBeCheckedIsCheckedWhenItIsTaken() {
    desk.jira().faults().waits(60, Duration.ZERO);
    desk.jira().faults().next(Fault.UNAVAILABLE, "GET .*issue/" + issue.id());
    update("Here", "Shipped", null);
    desk.runAll(PAUSE, 1);
    assertThat(desk.write(Kind.comment).status()).isEqualTo(Status.delivered);
    assertThat(desk.write(Kind.transition).status()).isEqualTo(Status.failed);
    assertThat(desk.write(Kind.transition).error())
        .isEqualTo(
            "From where the issue is, Jira offers no step to Shipped. It offers: To Do,"
                + " In Progress, Done. Then ask for it again.");
    assertThat(desk.rows("events where type = 'issue.write_failed'")).isEqualTo(1);
  }

  @Test
  void aStepThatWasTakenUnseenIsNotTakenTwice() {
    desk.jira().faults().next(Fault.UNAVAILABLE, "GET .*issue/" + issue.id());
    desk.jira().faults().waits(60, Duration.ZERO);
    update(null, "Go to In Progress", null);
    desk.later(PAUSE);
    desk.jira().faults().next(Fault.RESET_AFTER, "POST .*transitions");
    desk.runAll(PAUSE, 3);
    assertThat(desk.write(Kind.transition).status()).isEqualTo(Status.delivered);
    assertThat(desk.jira().requests("POST .*transitions")).isEqualTo(1);
  }

  @Test
  void aTransitionGoesAfterItsComment() {
    update("Here", "done", null);
    RemoteWrite transition = desk.write(Kind.transition);
    assertThat(desk.run(transition).kind()).isEqualTo(Outcome.Kind.LATER);
    assertThat(desk.jira().requests("POST .*")).isZero();
    desk.run(desk.write(Kind.comment));
    assertThat(desk.writes()).extracting(RemoteWrite::status).containsOnly(Status.delivered);
  }

  @Test
  void aJiraThatStaysDownIsGivenUpInTheEnd() {
    update("Here", null, null);
    for (int i = 0; i < 60; i++) {
      desk.jira().faults().next(Fault.UNAVAILABLE, "POST .*comment");
    }
    desk.runAll(PAUSE, 30);
    RemoteWrite write = desk.write(Kind.comment);
    assertThat(write.status()).isEqualTo(Status.failed);
    assertThat(write.attempts()).isEqualTo(24);
    assertThat(write.error()).startsWith("Tried 24 times. ");
    assertThat(desk.run(write)).isEqualTo(Outcome.DONE);
  }

  @Test
  void withoutTheAccountAnotherProcessDoesItUntilAWeekIsOver() {
    update("Here", null, null);
    RemoteWrite write = desk.write(Kind.comment);
    var delivery =
        new Delivery(
            desk.db().database(),
            desk.tickets(),
            user -> java.util.Optional.empty(),
            Earning.in(null));
    Run run = new Run(desk.ann(), "x", List.of(write.id()), 1, false);
    assertThat(delivery.run(run)).isEqualTo(Outcome.ELSEWHERE);
    desk.db().clock().advance(Duration.ofDays(8));
    assertThat(delivery.run(run)).isEqualTo(Outcome.DONE);
    assertThat(desk.write(Kind.comment).status()).isEqualTo(Status.failed);
  }

  @Test
  void whatIsNotThereOrAnotherUsersIsDone() {
    update("Here", null, null);
    UUID id = desk.write(Kind.comment).id();
    assertThat(desk.delivery().run(new Run(desk.ann(), "x", List.of(desk.db().nextId()), 1, true)))
        .isEqualTo(Outcome.DONE);
    desk.delivery().givenUp(new Run(desk.ben(), "x", List.of(id), 1, true), "x");
    assertThat(desk.write(Kind.comment).status()).isEqualTo(Status.pending);
    desk.delivery().givenUp(new Run(desk.ann(), "x", List.of(id), 1, true), "at Foo.bar:1");
    assertThat(desk.write(Kind.comment).error()).startsWith("ATLAS failed to send it");
  }

  private void update(
      @Nullable String comment, @Nullable String transitionTo, @Nullable Integer minutes) {
    desk.issues()
        .update(desk.ann(), new Update("HBR-1", comment, transitionTo, minutes, null, null));
  }
}
