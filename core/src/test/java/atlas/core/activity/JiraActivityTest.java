package atlas.core.activity;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.sync.Runs.Order;
import atlas.core.sync.Runs.Trigger;
import atlas.core.tickets.Accounts;
import atlas.core.tickets.Sync;
import atlas.integrations.Http;
import atlas.integrations.jira.FakeIssue;
import atlas.integrations.jira.FakeJira;
import atlas.integrations.jira.Jira;
import atlas.model.Caller;
import atlas.model.Evidence;
import atlas.model.Refusal;
import atlas.model.SyncJob;
import atlas.storage.TestDatabase;
import atlas.storage.jobs.Outcome;
import atlas.storage.jobs.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What somebody did in a Jira of either kind. */
class JiraActivityTest {
  // The clock stands still; who waits for longer than 20 s would have the patience of a job.
  private static final Order NOW = new Order(Trigger.manual, false, Duration.ofSeconds(15));
  private static final String ANN = "Ann Ottosen";
  private static final Http.Limits STUBBORN =
      new Http.Limits(
          Duration.ofSeconds(1),
          Duration.ofMillis(300),
          Duration.ofMillis(300),
          Duration.ofSeconds(30),
          1024 * 1024,
          new Http.Patience(2, Duration.ofMillis(2), Duration.ofMillis(20), 0.3));

  private final TestDatabase db = TestDatabase.create();
  private final Caller ann = db.user("ann");
  private @Nullable FakeJira open;
  private @Nullable Jira account;

  static Stream<Callable<FakeJira>> jiras() {
    return Stream.of(FakeJira::cloud, FakeJira::dataCenter);
  }

  @AfterEach
  void close() {
    if (open != null) open.close();
    db.close();
  }

  private FakeJira jira(Callable<FakeJira> kind) throws Exception {
    FakeJira jira = kind.call();
    open = jira;
    account = jira.jira();
    jira.setClock(db.clock().instant().minus(Duration.ofDays(3)));
    return jira;
  }

  private SyncJob run() {
    return activity().run(ann, NOW).job();
  }

  private JiraActivity activity() {
    Accounts accounts = user -> Optional.ofNullable(account);
    return new JiraActivity(db.database(), accounts, db.clock());
  }

  @ParameterizedTest
  @MethodSource("jiras")
  void whatTheUserDidIsEvidenceAndWhatOthersDidIsNot(Callable<FakeJira> kind) throws Exception {
    FakeJira jira = jira(kind);
    Instant then = db.clock().instant().minus(Duration.ofDays(2));
    FakeIssue done = jira.put("HBR-1").summary("Rounding").assignee(FakeJira.ME, ANN);
    done.status("Done", "done").comment("bo", "Bo Lind", "Thanks.");
    done.comment(FakeJira.ME, ANN, "Mended in the **tax** module.");
    jira.put("HBR-2").assignee(FakeJira.ME, ANN).status("To Do", "new");
    jira.put("HBR-3").assignee("bo", "Bo Lind").status("Done", "done");
    jira.put("HBR-4").book(FakeJira.ME, ANN, 5_400, then).book("bo", "Bo Lind", 60, then);
    SyncJob job = run();
    assertThat(job.status()).isEqualTo("completed");
    assertThat(evidence())
        .extracting(Evidence::title)
        .containsExactlyInAnyOrder(
            "HBR-1 Rounding", "Comment on HBR-1: Rounding", "90 min on HBR-4: Issue HBR-4");
    Evidence comment = titled("Comment on HBR-1: Rounding");
    assertThat(comment.content()).contains("tax").doesNotContain("Thanks");
    assertThat(comment.ticketKey()).isEqualTo("HBR-1");
    assertThat(comment.sourceUrl()).endsWith("/browse/HBR-1");
    assertThat(comment.categorySuggested()).isTrue();
    assertThat(titled("90 min on HBR-4: Issue HBR-4").happenedAt()).isEqualTo(then);
    db.clock().advance(Duration.ofMinutes(20));
    SyncJob again = run();
    assertThat(again.kind()).isEqualTo(SyncJob.Kind.incremental);
    assertThat(again.created() + again.updated()).isZero();
    jira.setClock(db.clock().instant());
    done.comment(FakeJira.ME, ANN, "And in the other.");
    db.clock().advance(Duration.ofMinutes(20));
    assertThat(run().created()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("jiras")
  void whenAnIssueWasDoneIsNotMovedByALaterChange(Callable<FakeJira> kind) throws Exception {
    FakeJira jira = jira(kind);
    FakeIssue done = jira.put("HBR-1").assignee(FakeJira.ME, ANN).status("Done", "done");
    Instant then = done.updated();
    run();
    db.clock().advance(Duration.ofDays(80));
    jira.setClock(db.clock().instant().minus(Duration.ofDays(1)));
    done.label("spring");
    assertThat(run().updated()).isZero();
    assertThat(evidence()).extracting(Evidence::happenedAt).containsExactly(then);
  }

  @Test
  void whenAnIssueWasDoneIsKnownThoughItHasNoResolution() throws Exception {
    FakeJira jira = jira(FakeJira::cloud);
    FakeIssue done = jira.put("HBR-1").assignee(FakeJira.ME, ANN).status("Done", "done");
    Instant then = done.updated();
    jira.setClock(then.plus(Duration.ofDays(1)));
    done.label("spring");
    run();
    assertThat(evidence()).extracting(Evidence::happenedAt).containsExactly(then);
  }

  @ParameterizedTest
  @MethodSource("jiras")
  void moreThanAnIssueShowsIsReadToo(Callable<FakeJira> kind) throws Exception {
    FakeJira jira = jira(kind);
    Instant then = db.clock().instant().minus(Duration.ofDays(2));
    FakeIssue issue = jira.put("HBR-1");
    for (int i = 0; i < 45; i++) issue.book(FakeJira.ME, ANN, 60, then.plusSeconds(i));
    run();
    assertThat(evidence()).hasSize(45);
  }

  @Test
  void aJiraThatCountsNoTimeHasTheRest() throws Exception {
    FakeJira jira = jira(FakeJira::dataCenter);
    jira.countNoTime();
    jira.put("HBR-1").comment(FakeJira.ME, ANN, "Mended.");
    assertThat(run().status()).isEqualTo("completed");
    assertThat(evidence()).hasSize(1);
  }

  @Test
  void whatAtlasWroteThereForASessionIsToldByTheSessionAlone() throws Exception {
    FakeJira jira = jira(FakeJira::cloud);
    FakeIssue issue = jira.put("HBR-1");
    issue.comment(FakeJira.ME, ANN, "The sheet of a session.");
    issue.comment(FakeJira.ME, ANN, "A comment of mine.");
    String id = issue.comments().get(0).path("id").asString("");
    db.admin()
        .useHandle(
            h -> {
              // As it is once a session's sheet was delivered.
              h.execute("set session_replication_role = replica");
              h.execute(
                  """
                  insert into remote_writes (user_id, id, kind, session_id, payload, marker,
                    status, remote_id, actor, requested_at, delivered_at)
                  values (?, gen_random_uuid(), 'sheet_comment', gen_random_uuid(), '{}', 'm',
                    'delivered', ?, 'ann', ?, ?)
                  """,
                  ann.userId(),
                  id,
                  db.clock().instant(),
                  db.clock().instant());
              h.execute("reset session_replication_role");
            });
    run();
    assertThat(evidence()).extracting(Evidence::content).containsExactly("A comment of mine.");
  }

  @ParameterizedTest
  @MethodSource("jiras")
  void throughEveryKindOfTroubleNothingIsLostAndNothingDoubled(Callable<FakeJira> kind)
      throws Exception {
    FakeJira jira = jira(kind);
    jira.mostOnAPage(5);
    for (int i = 1; i <= 30; i++) {
      FakeIssue issue = jira.put("HBR-" + i).assignee(FakeJira.ME, ANN).status("Done", "done");
      issue.comment(FakeJira.ME, ANN, "Mended " + i + ".");
    }
    account = jira.jira(STUBBORN);
    jira.faults().waits(0, Duration.ofMillis(500)).plan(7, 30);
    SyncJob job = null;
    int failed = 0;
    while (job == null) {
      try {
        job = run();
      } catch (Refusal refused) {
        db.clock().advance(Duration.ofMinutes(1));
        assertThat(refused.kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
        assertThat(failed++).isLessThan(100);
      }
    }
    assertThat(failed).isPositive();
    assertThat(Set.copyOf(jira.faults().seen())).hasSizeGreaterThan(3);
    assertThat(evidence()).hasSize(60).extracting(Evidence::title).doesNotHaveDuplicates();
  }

  @Test
  void aPageThatHasExpiredBeginsItsStepAgain() throws Exception {
    FakeJira jira = jira(FakeJira::cloud);
    jira.mostOnAPage(5);
    for (int i = 1; i <= 12; i++) {
      jira.put("HBR-" + i).assignee(FakeJira.ME, ANN).status("Done", "done");
    }
    jira.refuseOnePageToken();
    assertThat(run().status()).isEqualTo("completed");
    assertThat(evidence()).hasSize(12);
    jira.leadInACircle(true);
    Order full = new Order(Trigger.manual, true, Duration.ofSeconds(15));
    assertThat(refusal(() -> activity().run(ann, full)).sentence()).contains("circle");
    assertThat(evidence()).hasSize(12);
  }

  @Test
  void aRunThatWaitsTellsWhatKeepsItAndItsJobComesBackUntilItsEnd() throws Exception {
    FakeJira jira = jira(FakeJira::cloud);
    jira.put("HBR-1").assignee(FakeJira.ME, ANN).status("Done", "done");
    jira.put("HBR-2").assignee(FakeJira.ME, ANN);
    new Sync(db.database(), user -> Optional.ofNullable(account), db.clock())
        .run(ann, Trigger.manual, false, Duration.ofMinutes(10));
    activity().run(ann, new Order(Trigger.manual, false, Duration.ZERO));
    assertThat(lastRun().status()).isEqualTo("pending");
    var inTenMinutes = Outcome.later(db.clock().instant().plus(Duration.ofMinutes(10)));
    jira.refuseTokens(true);
    assertThat(rest()).isEqualTo(inTenMinutes);
    assertThat(lastRun().status()).isEqualTo("pending");
    assertThat(lastRun().error()).contains("401");
    jira.refuseTokens(false);
    try (FakeJira second = FakeJira.cloud()) {
      second.setClock(db.clock().instant());
      account = second.jira();
      assertThat(rest()).isEqualTo(inTenMinutes);
      assertThat(lastRun().status()).isEqualTo("pending");
      assertThat(lastRun().error()).contains("--new-site");
    }
    account = null;
    assertThat(rest()).isEqualTo(Outcome.ELSEWHERE);
    account = jira.jira();
    assertThat(rest()).isEqualTo(Outcome.DONE);
    assertThat(lastRun().status()).isEqualTo("completed");
    assertThat(lastRun().error()).isNull();
    assertThat(evidence()).hasSize(1);
  }

  private Outcome rest() {
    Run work = new Run(ann, "jira_activity", List.of(), 1, false);
    return activity().duties(Duration.ZERO).get(0).handler().run(work);
  }

  private SyncJob lastRun() {
    return db.database().read(ann, tx -> tx.syncJobs().latest("jira_activity")).orElseThrow();
  }

  private List<Evidence> evidence() {
    Instant end = db.clock().instant().plus(Duration.ofDays(1));
    return db.database().read(ann, tx -> tx.evidence().ofPeriod(Instant.EPOCH, end, 500));
  }

  private Evidence titled(String title) {
    return evidence().stream().filter(e -> e.title().equals(title)).findFirst().orElseThrow();
  }
}
