package atlas.core.activity;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atlas.core.access.Profiles;
import atlas.core.sync.Runs;
import atlas.core.sync.Runs.Order;
import atlas.core.sync.Runs.Trigger;
import atlas.integrations.Http;
import atlas.integrations.gitlab.FakeGitLab;
import atlas.integrations.gitlab.GitLab;
import atlas.integrations.jira.FakeFaults.Fault;
import atlas.model.Call;
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
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody did at a GitLab, gathered through whatever happens on the way. */
class GitLabSyncTest {
  // The clock stands still; who waits for longer than 20 s would have the patience of a job.
  private static final Duration ENOUGH = Duration.ofSeconds(15);
  // Of the duties.
  private static final int REST = 0;
  private static final int EACH = 1;
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
  private final Caller ben = db.user("ben");
  private final FakeGitLab fake = new FakeGitLab();
  private GitLab account = fake.gitLab();
  private @Nullable Refusal unusable;
  private final GitLabSync sync =
      new GitLabSync(
          db.database(),
          user -> {
            if (unusable != null) throw unusable;
            return user.equals(ann.userId()) ? Optional.of(account) : Optional.empty();
          },
          user -> Optional.empty(),
          db.clock());

  @BeforeEach
  void sameTime() {
    fake.setClock(db.clock().instant().minus(Duration.ofDays(5)));
  }

  @AfterEach
  void close() {
    fake.close();
    db.close();
  }

  @Test
  void eachKindOfWorkIsEvidenceOnce() {
    long mine = fake.merge(1, FakeGitLab.ME, "feature/pay", "Pay twice");
    fake.comment(mine, FakeGitLab.ME, "A word on my own.");
    fake.mergeNow(mine);
    long reviewed = fake.merge(1, FakeGitLab.BO, "b", "Bo's change");
    fake.askForReview(reviewed);
    fake.comment(reviewed, FakeGitLab.BO, "Please look.");
    fake.comment(reviewed, FakeGitLab.ME, "Why so?");
    fake.approve(reviewed, FakeGitLab.ME);
    long unasked = fake.merge(2, FakeGitLab.BO, "c", "Bo's other change");
    fake.comment(unasked, FakeGitLab.ME, "In passing.");
    long untouched = fake.merge(1, FakeGitLab.BO, "d", "Not looked at");
    fake.askForReview(untouched);
    fake.approve(untouched, FakeGitLab.BO);
    long written = fake.issue(1, FakeGitLab.ME, "It is broken");
    long done = fake.issue(1, FakeGitLab.BO, "Mend it");
    fake.assign(done);
    fake.commentOnIssue(done, "Done so.");
    fake.close(done);
    long waiting = fake.issue(1, FakeGitLab.BO, "Waits for me");
    fake.assign(waiting);
    fake.commit(3, "ann@example.com", "Mend the rounding", fake.now());
    fake.commit(3, "ann@home.example", "From home", fake.now());
    fake.commit(3, "bo@example.com", "Bo's", fake.now());
    fake.mergeCommit(3, "Merge branch 'x'");
    SyncJob job = run();
    assertThat(job.status()).isEqualTo("completed");
    assertThat(job.kind()).isEqualTo(SyncJob.Kind.full);
    assertThat(evidence())
        .extracting(Evidence::title)
        .containsExactlyInAnyOrder(
            "Pay twice",
            "Review: Bo's change",
            "Review: Bo's other change",
            "It is broken",
            "Mend it",
            "Comment: Mend it",
            "Mend the rounding",
            "From home");
    assertThat(job.created()).isEqualTo(8);
    Evidence review = titled("Review: Bo's change");
    assertThat(review.content())
        .contains("Why so?", "approved this merge request")
        .doesNotContain("Please look.");
    assertThat(review.category()).isEqualTo("review");
    assertThat(review.categorySuggested()).isTrue();
    assertThat(review.suggestedTags()).containsExactly("review");
    assertThat(review.sourceUrl()).endsWith("/merge_requests/" + reviewed);
    assertThat(titled("Pay twice").content()).contains("merged. Branch: feature/pay.");
    assertThat(titled("It is broken").content()).contains("#" + written);
    assertThat(events("evidence.added")).isEqualTo(8);
    db.clock().advance(Duration.ofMinutes(20));
    SyncJob again = run();
    assertThat(again.kind()).isEqualTo(SyncJob.Kind.incremental);
    assertThat(again.created() + again.updated()).isZero();
    SyncJob all = sync.run(ann, new Order(Trigger.manual, true, ENOUGH)).job();
    assertThat(all.created() + all.updated()).isZero();
    assertThat(events("evidence.%")).isEqualTo(8);
  }

  @Test
  void whoTheyAreAtGitLabIsKeptAndWhatAnotherDidIsNotTheirs() {
    fake.merge(1, FakeGitLab.ME, "b", "Mine");
    run();
    var profiles = new Profiles(db.database());
    assertThat(profiles.of(ann).gitlabUsername()).isEqualTo("ann");
    assertThat(events("user.changed")).isEqualTo(1);
    later();
    run();
    assertThat(events("user.changed")).isEqualTo(1);
    profiles.update(
        ann,
        new Profiles.Change(null, null, "@Bo", null, null, null, null, null, null, null, null));
    fake.merge(1, FakeGitLab.ME, "c", "Not Bo's");
    later();
    String sentence =
        "The GitLab token is one of ann, and your profile says that you are Bo there: use one of"
            + " your own, or have update_preferences say gitlab_username ann.";
    assertThat(refusal(this::run).sentence()).isEqualTo(sentence);
    assertThat(evidence()).extracting(Evidence::title).containsExactly("Mine");
    assertThat(lastRun().status()).isEqualTo("failed");
    assertThat(lastRun().error()).isEqualTo(sentence);
    profiles.update(
        ann,
        new Profiles.Change(null, null, "ann", null, null, null, null, null, null, null, null));
    later();
    assertThat(run().kind()).as("what changed meanwhile").isEqualTo(SyncJob.Kind.incremental);
    assertThat(evidence()).hasSize(2);
  }

  @Test
  void anAccountThatCanNotBeUsedIsToldByItsRuns() {
    unusable = Refusal.unavailable("The GitLab account of ann is not complete; make it anew.");
    assertThat(refusal(this::run)).isSameAs(unusable);
    assertThat(lastRun().status()).isEqualTo("failed");
    assertThat(lastRun().error()).isEqualTo(unusable.sentence());
    unusable = null;
    later();
    assertThat(run().status()).isEqualTo("completed");
  }

  @Test
  void whatGoesOnIsTheSameEvidenceWithMoreInIt() {
    long iid = fake.merge(1, FakeGitLab.BO, "b", "Bo's change");
    fake.comment(iid, FakeGitLab.ME, "Why so?");
    run();
    int number = titled("Review: Bo's change").number();
    later();
    fake.comment(iid, FakeGitLab.ME, "I see.");
    assertThat(run().updated()).isEqualTo(1);
    Evidence review = titled("Review: Bo's change");
    assertThat(review.number()).isEqualTo(number);
    assertThat(review.content()).contains("Why so?", "I see.");
  }

  @Test
  void aRebaseMakesNoSecondCommit() {
    String sha = fake.commit(3, "ann@example.com", "Mend the rounding", fake.now());
    run();
    later();
    String other = fake.rebase(sha);
    assertThat(run().created()).isZero();
    assertThat(titled("Mend the rounding").sourceUrl()).endsWith(other);
  }

  @Test
  void whatWasRemovedStaysRemoved() {
    fake.issue(1, FakeGitLab.ME, "Embarrassing");
    run();
    UUID id = titled("Embarrassing").id();
    db.admin()
        .useHandle(
            h -> h.execute("update evidence set archived_at = ? where id = ?", Instant.EPOCH, id));
    later();
    sync.run(ann, new Order(Trigger.manual, true, ENOUGH));
    assertThat(evidence()).isEmpty();
    assertThat(events("evidence.added")).isEqualTo(1);
  }

  @Test
  void throughEveryKindOfTroubleNothingIsLostAndNothingDoubled() {
    fake.mostOnAPage(5);
    for (int i = 0; i < 20; i++) fake.merge(1, FakeGitLab.ME, "b", "Merge " + i);
    for (int i = 0; i < 12; i++) {
      long iid = fake.merge(1, FakeGitLab.BO, "b", "Bo's " + i);
      fake.askForReview(iid);
      fake.comment(iid, FakeGitLab.ME, "Why so?");
      fake.issue(1, FakeGitLab.ME, "Issue " + i);
      fake.commit(i % 3, "ann@example.com", "Commit " + i, fake.now());
    }
    account = fake.gitLab(STUBBORN);
    fake.faults().waits(0, Duration.ofMillis(500)).plan(5, 25);
    int failed = 0;
    SyncJob job = null;
    while (job == null) {
      try {
        job = run();
      } catch (Refusal refused) {
        db.clock().advance(Duration.ofMinutes(1));
        assertThat(refused.kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
        assertThat(failed++).isLessThan(100);
      }
    }
    fake.faults().stop();
    assertThat(failed).as("it failed on its way").isPositive();
    assertThat(fake.faults().seen()).contains(Fault.TOO_MANY, Fault.UNAVAILABLE, Fault.HALF_BODY);
    assertThat(job.status()).isEqualTo("completed");
    assertThat(evidence()).hasSize(56).extracting(Evidence::title).doesNotHaveDuplicates();
    assertThat(events("evidence.added")).isEqualTo(56);
    assertThat(events("evidence.changed")).isZero();
    assertThat(runs().stream().mapToInt(SyncJob::created).sum()).isEqualTo(56);
  }

  @Test
  void aListThatGoesOnAtAnotherHostStopsTheRunWhichGoesOnLater() {
    fake.mostOnAPage(5);
    for (int i = 0; i < 12; i++) fake.merge(1, FakeGitLab.ME, "b", "Merge " + i);
    fake.leadElsewhere(true);
    assertThat(refusal(this::run).sentence()).contains("another address");
    assertThat(fake.shownElsewhere()).isEmpty();
    assertThat(lastRun().status()).isEqualTo("failed");
    assertThat(lastRun().error()).contains("GITLAB_URL");
    fake.leadElsewhere(false);
    db.clock().advance(Duration.ofMinutes(1));
    assertThat(run().status()).isEqualTo("completed");
    assertThat(evidence()).hasSize(12);
  }

  @Test
  void aRunThatIsKilledIsGoneOnWithWhereItStopped() {
    fake.mostOnAPage(5);
    for (int i = 0; i < 22; i++) fake.merge(1, FakeGitLab.ME, "b", "Merge " + i);
    var killed =
        new Call(
            null,
            (done, total, sentence) -> {
              if (done == 10) throw new AssertionError("kill -9");
            });
    assertThatThrownBy(() -> sync.run(ann.in(killed), new Order(Trigger.background, false, ENOUGH)))
        .hasMessage("kill -9");
    // Who is killed gives no lease back.
    UUID dead = UUID.randomUUID();
    db.database().write(ann, tx -> tx.syncJobs().lease("gitlab", dead, tx.at().plus(Runs.LEASE)));
    assertThat(lastRun().status()).isEqualTo("running");
    assertThat(refusal(this::run).kind()).isEqualTo(Refusal.Kind.CONFLICT);
    db.clock().advance(Runs.LEASE);
    fake.refuseTokens(true);
    refusal(this::run);
    assertThat(lastRun().status()).isEqualTo("pending");
    assertThat(lastRun().error()).contains("GITLAB_TOKEN");
    fake.refuseTokens(false);
    long asked = fake.requests(".*/merge_requests");
    SyncJob job = run();
    assertThat(job.fetched()).as("the pages before are not read again").isGreaterThanOrEqualTo(22);
    assertThat(job.created()).isEqualTo(22);
    // Three pages of mine, and one of what there is to review.
    assertThat(fake.requests(".*/merge_requests") - asked).isEqualTo(4);
    assertThat(evidence()).hasSize(22);
  }

  @Test
  void whoSleptWhileAnotherRanWritesNothingMore() {
    fake.mostOnAPage(5);
    for (int i = 0; i < 12; i++) fake.merge(1, FakeGitLab.ME, "b", "Merge " + i);
    var pages = new AtomicInteger();
    var sleeper =
        new Call(
            null,
            (done, total, sentence) -> {
              if (pages.incrementAndGet() > 1) return;
              db.clock().advance(Runs.LEASE.plusSeconds(1));
              assertThat(run().status()).isEqualTo("completed");
            });
    Order order = new Order(Trigger.manual, false, ENOUGH);
    assertThat(refusal(() -> sync.run(ann.in(sleeper), order)).kind())
        .isEqualTo(Refusal.Kind.CONFLICT);
    assertThat(evidence()).hasSize(12);
    assertThat(events("evidence.added")).isEqualTo(12);
  }

  @Test
  void aTokenThatIsRefusedIsToldAndWhatWasBegunIsNotForgotten() {
    fake.mostOnAPage(5);
    for (int i = 0; i < 12; i++) fake.merge(1, FakeGitLab.ME, "b", "Merge " + i);
    account = fake.gitLab(STUBBORN);
    for (int i = 0; i < 3; i++) {
      fake.faults().next(Fault.BROKEN, "GET .*/issues");
    }
    assertThat(refusal(this::run).kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
    assertThat(lastRun().status()).isEqualTo("partial");
    fake.faults().stop();
    fake.refuseTokens(true);
    db.clock().advance(Duration.ofMinutes(1));
    assertThat(refusal(this::run).sentence()).contains("GITLAB_TOKEN");
    assertThat(lastRun().status()).isEqualTo("failed");
    assertThat(lastRun().error()).contains("read_api");
    fake.refuseTokens(false);
    db.clock().advance(Duration.ofMinutes(1));
    long asked = fake.requests(".*/merge_requests");
    assertThat(run().status()).isEqualTo("completed");
    assertThat(fake.requests(".*/merge_requests")).as("those were read before").isEqualTo(asked);
    assertThat(evidence()).hasSize(12);
  }

  @Test
  void aLongRunGoesOnAsAJob() {
    fake.mostOnAPage(5);
    for (int i = 0; i < 12; i++) fake.merge(1, FakeGitLab.ME, "b", "Merge " + i);
    Runs.Report report = sync.run(ann, new Order(Trigger.manual, false, Duration.ZERO));
    assertThat(report.goesOn()).isTrue();
    assertThat(lastRun().status()).isEqualTo("pending");
    long jobs =
        db.admin()
            .withHandle(
                h ->
                    h.createQuery(
                            "select count(*) from scheduled_tasks"
                                + " where task_name = 'gitlab.sync.rest'")
                        .mapTo(Long.class)
                        .one());
    assertThat(jobs).isEqualTo(1);
    assertThat(run().status()).isEqualTo("completed");
  }

  @Test
  void aRunThatWaitsTellsWhatKeepsItAndItsJobComesBackUntilItsEnd() {
    for (int i = 0; i < 12; i++) fake.merge(1, FakeGitLab.ME, "b", "Merge " + i);
    sync.run(ann, new Order(Trigger.manual, false, Duration.ZERO));
    fake.refuseTokens(true);
    assertThat(inBackground(REST, ann)).isEqualTo(afterTenMinutes());
    assertThat(inBackground(EACH, ann)).isEqualTo(Outcome.DONE);
    assertThat(runs()).hasSize(1);
    assertThat(lastRun().status()).isEqualTo("pending");
    assertThat(lastRun().error()).contains("GITLAB_TOKEN");
    // Another process runs, or was killed just now.
    UUID other = UUID.randomUUID();
    db.database().write(ann, tx -> tx.syncJobs().lease("gitlab", other, tx.at().plus(Runs.LEASE)));
    assertThat(inBackground(REST, ann)).isEqualTo(afterTenMinutes());
    db.database().write(ann, tx -> tx.syncJobs().release("gitlab", other));
    fake.refuseTokens(false);
    assertThat(inBackground(REST, ann)).isEqualTo(Outcome.DONE);
    assertThat(runs()).hasSize(1);
    assertThat(lastRun().status()).isEqualTo("completed");
    assertThat(lastRun().error()).isNull();
    assertThat(evidence()).hasSize(12);
    later();
    fake.refuseTokens(true);
    assertThat(inBackground(REST, ann)).as("nothing is left to do").isEqualTo(Outcome.DONE);
    assertThat(lastRun().status()).isEqualTo("failed");
    assertThat(lastRun().error()).contains("GITLAB_TOKEN");
  }

  @Test
  void aJobThatTakesTooLongOrIsInterruptedComesBack() {
    fake.mostOnAPage(5);
    for (int i = 0; i < 12; i++) fake.merge(1, FakeGitLab.ME, "b", "Merge " + i);
    var pages = new AtomicInteger();
    var slow =
        new Call(
            null,
            (done, total, sentence) -> {
              if (pages.incrementAndGet() == 1) db.clock().advance(Duration.ofMinutes(10));
            });
    assertThat(inBackground(REST, ann.in(slow))).isEqualTo(Outcome.later(db.clock().instant()));
    assertThat(lastRun().status()).isEqualTo("pending");
    var stopped = new Call(null);
    stopped.cancel();
    // The scheduler puts back what a process that ends could not do.
    assertThat(refusal(() -> inBackground(REST, ann.in(stopped))).sentence()).contains("cancelled");
    assertThat(inBackground(REST, ann)).isEqualTo(Outcome.DONE);
    assertThat(runs()).hasSize(1);
    assertThat(evidence()).hasSize(12);
  }

  @Test
  void inTheBackgroundNoAccountIsAnotherProcessesAndOneThatCanNotBeUsedIsTold() {
    for (int duty : new int[] {REST, EACH}) {
      assertThat(inBackground(duty, ben)).isEqualTo(Outcome.ELSEWHERE);
      unusable = Refusal.unavailable("The GitLab account of ann is not complete; make it anew.");
      assertThat(inBackground(duty, ann)).isEqualTo(Outcome.DONE);
      assertThat(runs()).hasSize(duty + 1);
      assertThat(lastRun().trigger()).isEqualTo("background");
      assertThat(lastRun().error()).isEqualTo(unusable.sentence());
      unusable = null;
      db.clock().advance(Duration.ofMinutes(1));
    }
  }

  @Test
  void whoHasNoAccountGetsNobodysElse() {
    fake.merge(1, FakeGitLab.ME, "b", "Ann's");
    run();
    Order order = new Order(Trigger.manual, false, ENOUGH);
    assertThat(refusal(() -> sync.run(ben, order)).sentence()).contains("GITLAB_TOKEN");
    List<SyncJob> bens = db.database().read(ben, tx -> tx.syncJobs().history("gitlab", null, 9));
    assertThat(bens).isEmpty();
  }

  private Outcome inBackground(int duty, Caller caller) {
    Run work = new Run(caller, "gitlab", List.of(), 1, false);
    return sync.duties(Duration.ofMinutes(15)).get(duty).handler().run(work);
  }

  private Outcome afterTenMinutes() {
    return Outcome.later(db.clock().instant().plus(Duration.ofMinutes(10)));
  }

  private void later() {
    db.clock().advance(Duration.ofMinutes(20));
    fake.setClock(db.clock().instant().minusSeconds(30));
  }

  private SyncJob run() {
    return sync.run(ann, new Order(Trigger.manual, false, ENOUGH)).job();
  }

  private SyncJob lastRun() {
    return runs().get(0);
  }

  private List<SyncJob> runs() {
    return db.database().read(ann, tx -> tx.syncJobs().history("gitlab", null, 50));
  }

  private List<Evidence> evidence() {
    Instant end = db.clock().instant().plus(Duration.ofDays(1));
    return db.database().read(ann, tx -> tx.evidence().ofPeriod(Instant.EPOCH, end, 500));
  }

  private Evidence titled(String title) {
    return evidence().stream().filter(e -> e.title().equals(title)).findFirst().orElseThrow();
  }

  private long events(String type) {
    return db.admin()
        .withHandle(
            h ->
                h.createQuery("select count(*) from events where type like :type")
                    .bind("type", type)
                    .mapTo(Long.class)
                    .one());
  }
}
