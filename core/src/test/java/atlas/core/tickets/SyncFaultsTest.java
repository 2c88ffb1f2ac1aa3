package atlas.core.tickets;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atlas.core.sync.Runs;
import atlas.core.sync.Runs.Trigger;
import atlas.integrations.jira.FakeJira;
import atlas.integrations.jira.Jira;
import atlas.integrations.jira.Jql;
import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.model.SyncJob;
import atlas.model.Ticket;
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
import org.junit.jupiter.api.Test;

/** A copy of a Jira that leaves out, repeats and forgets, or in a process that is interrupted. */
class SyncFaultsTest {
  private static final Duration ENOUGH = Duration.ofMinutes(10);

  private final TestDatabase db = TestDatabase.create();
  private final Caller ann = db.user("ann");
  private final FakeJira jira = FakeJira.cloud();
  private Jira account = jira.jira();
  private @Nullable Jql history;
  private final Sync sync =
      new Sync(
          db.database(),
          new Accounts() {
            @Override
            public Optional<Jira> jira(UUID userId) {
              return Optional.of(account);
            }

            @Override
            public Optional<Jql> history(UUID userId) {
              return Optional.ofNullable(history);
            }
          },
          db.clock());

  @AfterEach
  void close() {
    jira.close();
    db.close();
  }

  @Test
  void theSamePagesAfterOneThatExpiredAreNoCircle() {
    jira.fill("HBR", 350);
    var pages = new AtomicInteger();
    var listener =
        new Call(
            null,
            (done, total, sentence) -> {
              if (pages.incrementAndGet() == 2) jira.refuseOnePageToken();
            });
    SyncJob job = sync.run(ann.in(listener), Trigger.manual, false, ENOUGH).job();
    assertThat(job.status()).isEqualTo("completed");
    // Two pages before, and all four of them again.
    assertThat(job.fetched()).isEqualTo(200 + 350);
    assertThat(tickets("active")).isEqualTo(350);
  }

  @Test
  void pagesInACircleFailTheRunAndTheNextBringsTheRest() {
    jira.fill("HBR", 350);
    jira.leadInACircle(true);
    assertThat(refusal(this::run).kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
    assertThat(lastRun().status()).isEqualTo("partial");
    assertThat(lastRun().error()).contains("circle");
    jira.leadInACircle(false);
    assertThat(run().status()).isEqualTo("completed");
    assertThat(tickets("active")).isEqualTo(350);
  }

  @Test
  void idsInACircleFailTheRunAndMakeNothingInactive() {
    jira.setClock(db.clock().instant());
    jira.fill("HBR", 100);
    run();
    db.clock().advance(Duration.ofMinutes(20));
    run();
    // From now on nothing of it has changed lately.
    db.clock().advance(Duration.ofMinutes(20));
    jira.mostOnAPage(30);
    jira.leadInACircle(true);
    assertThat(refusal(this::run).sentence()).contains("circle");
    assertThat(lastRun().status()).isEqualTo("failed");
    assertThat(tickets("active")).isEqualTo(100);
    jira.leadInACircle(false);
    assertThat(run().deactivated()).isZero();
    assertThat(tickets("active")).isEqualTo(100);
  }

  @Test
  void pagesThatAlwaysExpireEndTheRunAndTheNextBringsTheRest() {
    jira.fill("HBR", 350);
    var forgetful = new Call(null, (done, total, sentence) -> jira.refuseOnePageToken());
    for (int i = 1; i <= 2; i++) {
      Refusal no = refusal(() -> sync.run(ann.in(forgetful), Trigger.manual, false, ENOUGH));
      assertThat(no.sentence()).contains("forgets the pages");
      assertThat(lastRun().status()).isEqualTo("partial");
      assertThat(jira.requests(".*search/jql")).as("begun three times").isEqualTo(6 * i);
    }
    assertThat(run().status()).isEqualTo("completed");
    assertThat(tickets("active")).isEqualTo(350);
  }

  @Test
  void idsThatAreNeverNewEndTheRunAndMakeNothingInactive() {
    jira.setClock(db.clock().instant());
    jira.fill("HBR", 100);
    run();
    db.clock().advance(Duration.ofMinutes(20));
    run();
    db.clock().advance(Duration.ofMinutes(20));
    jira.mostOnAPage(30);
    jira.repeatPages(true);
    assertThat(refusal(this::run).sentence()).contains("circle");
    assertThat(tickets("active")).isEqualTo(100);
    jira.repeatPages(false);
    assertThat(run().deactivated()).isZero();
    assertThat(tickets("active")).isEqualTo(100);
  }

  @Test
  void idsThatTakeLongerThanThereIsTimeAreListedLater() {
    jira.fill("HBR", 100);
    jira.mostOnAPage(30);
    var clock = new AtomicInteger();
    // Four pages, and then the ids: what comes after the fifth answer is over the time.
    var slow =
        new Sync(
            db.database(),
            user -> Optional.of(account),
            () ->
                jira.requests(".*search/jql") >= 5 && clock.incrementAndGet() > 0
                    ? db.clock().instant().plus(ENOUGH)
                    : db.clock().instant());
    assertThat(slow.run(ann, Trigger.manual, false, ENOUGH).goesOn()).isTrue();
    assertThat(jira.requests(".*search/jql")).isEqualTo(5);
    assertThat(clock.get()).isPositive();
    assertThat(run().status()).isEqualTo("completed");
    assertThat(tickets("active")).isEqualTo(100);
  }

  @Test
  void historyThatIsConfiguredLaterIsCopiedFromItsBeginning() {
    jira.setClock(db.clock().instant());
    jira.fill("HBR", 2);
    jira.put("LGT-1").assignee("bo", "Bo Lind");
    jira.put("LGT-2").assignee("bo", "Bo Lind");
    run();
    db.clock().advance(Duration.ofDays(3));
    assertThat(run().kind()).isEqualTo(SyncJob.Kind.incremental);
    db.clock().advance(Duration.ofMinutes(20));
    history = Jql.projects(List.of("LGT"));
    assertThat(run().created()).isEqualTo(2);
    db.clock().advance(Duration.ofMinutes(20));
    assertThat(run().kind()).isEqualTo(SyncJob.Kind.incremental);
  }

  @Test
  void projectsThatAreAddedLaterAreCopiedFromTheirBeginning() {
    jira.setClock(db.clock().instant());
    jira.fill("HBR", 2);
    jira.fill("LGT", 2);
    history = Jql.projects(List.of("HBR", "LGT"));
    jira.put("LGT-9").assignee("bo", "Bo Lind");
    account = jira.jira().within(List.of("HBR"));
    run();
    db.clock().advance(Duration.ofDays(3));
    run();
    db.clock().advance(Duration.ofMinutes(20));
    account = jira.jira().within(List.of("LGT", "HBR"));
    assertThat(run().created()).isEqualTo(3);
    db.clock().advance(Duration.ofMinutes(20));
    account = jira.jira().within(List.of("HBR", "LGT"));
    assertThat(run().kind()).as("the same, said otherwise").isEqualTo(SyncJob.Kind.incremental);
  }

  @Test
  void aPlaceInAnotherListIsNotGoneOnFrom() {
    jira.fill("HBR", 150);
    for (int i = 1; i <= 250; i++) jira.put("LGT-" + i).assignee("bo", "Bo Lind");
    history = Jql.projects(List.of("LGT"));
    var stopped =
        new Call(
            null,
            (done, total, sentence) -> {
              if (done == 250) jira.refuseTokens(true);
            });
    refusal(() -> sync.run(ann.in(stopped), Trigger.manual, false, ENOUGH));
    jira.refuseTokens(false);
    assertThat(lastRun().status()).isEqualTo("partial");
    assertThat(tickets("not active")).isEqualTo(100);
    // In the order of this list the place would be behind all that is missing of the other.
    history = Jql.projects(List.of("HBR", "LGT"));
    assertThat(run().fetched()).isEqualTo(150 + 150 + 250);
    assertThat(tickets("not active")).isEqualTo(250);
  }

  @Test
  void whatAFirstRunLeftHalfIsNoFreshCopy() {
    jira.fill("HBR", 350);
    jira.leadInACircle(true);
    refusal(this::run);
    Accounts accounts = user -> Optional.of(account);
    var tickets = new Tickets(db.database(), accounts, TicketKeys.DEFAULT, db.clock());
    var finding = new Finding(db.database(), accounts, TicketKeys.DEFAULT, db.clock());
    var cached = new Tickets.Query(null, null, Tickets.Source.cached, 500, null);
    var auto = new Tickets.Query(null, null, Tickets.Source.auto, 500, null);
    assertThat(tickets.assigned(ann, cached).degraded()).contains("incomplete");
    var words = new Finding.Query("HBR-1", null, null, null, 5, null);
    assertThat(finding.search(ann, words).degraded()).contains("incomplete");
    assertThat(finding.search(ann, words).lastSync()).isNull();
    // The list breaks off as the run did: what came of it is shown, and said to be a part.
    Tickets.Assigned part = tickets.assigned(ann, auto);
    assertThat(part.degraded()).contains("incomplete");
    assertThat(part.lastSync()).isNull();
    jira.refuseTokens(true);
    Tickets.Assigned copy = tickets.assigned(ann, auto);
    assertThat(copy.tickets()).isNotEmpty();
    assertThat(copy.dataSource()).isEqualTo("cached");
    assertThat(copy.degraded()).contains("401", "incomplete");
    jira.refuseTokens(false);
    jira.leadInACircle(false);
    Tickets.Assigned all = tickets.assigned(ann, auto);
    assertThat(all.dataSource()).isEqualTo("live");
    assertThat(all.tickets()).hasSize(350);
    assertThat(all.degraded()).isNull();
    assertThat(finding.search(ann, words).degraded()).isNull();
  }

  @Test
  void whatListsLeaveOutIsStillThere() {
    jira.fill("HBR", 5);
    run();
    jira.leaveOut("HBR-3");
    assertThat(run().deactivated()).isZero();
    assertThat(known("HBR-3").deleted()).isFalse();
    assertThat(known("HBR-3").active()).isTrue();
    jira.delete("HBR-4");
    assertThat(run().deactivated()).isEqualTo(1);
    assertThat(known("HBR-4").deleted()).isTrue();
  }

  @Test
  void whatIsOutsideOfTheProjectsInScopeIsNotDeleted() {
    jira.fill("HBR", 3);
    jira.fill("LGT", 2);
    run();
    account = jira.jira().within(List.of("HBR"));
    assertThat(run().deactivated()).isEqualTo(2);
    assertThat(known("LGT-1").active()).isFalse();
    long asked = jira.requests("GET .*/issue/\\d+");
    db.clock().advance(Duration.ofDays(2));
    run();
    assertThat(tickets("deleted")).isZero();
    assertThat(jira.requests("GET .*/issue/\\d+")).as("nobody asks again").isEqualTo(asked);
  }

  @Test
  void eachOfManyOldIssuesIsLookedAtSomeDay() {
    history = Jql.projects(List.of("LGT"));
    for (int i = 1; i <= 2_050; i++) jira.put("LGT-" + i).assignee("bo", "Bo Lind");
    run();
    // From now on nobody asks for them but the sweep.
    history = null;
    jira.delete("LGT-1");
    jira.delete("LGT-2050");
    for (int day = 0; day < 2; day++) {
      db.clock().advance(Duration.ofHours(25));
      long searches = jira.requests(".*search/jql");
      run();
      assertThat(jira.requests(".*search/jql") - searches)
          .as("what changed, and whose it is: once each")
          .isEqualTo(2);
    }
    assertThat(known("LGT-1").deleted()).isTrue();
    assertThat(known("LGT-2050").deleted()).isTrue();
    assertThat(tickets("deleted")).isEqualTo(2);
  }

  @Test
  void whoSleptWhileAnotherRanWritesNothingMore() {
    jira.fill("HBR", 150);
    var pages = new AtomicInteger();
    var sleeper =
        new Call(
            null,
            (done, total, sentence) -> {
              if (pages.incrementAndGet() > 1) return;
              // The machine sleeps; another process takes over, comes to the end and goes.
              db.clock().advance(Runs.LEASE.plusSeconds(1));
              assertThat(run().status()).isEqualTo("completed");
            });
    Refusal no = refusal(() -> sync.run(ann.in(sleeper), Trigger.manual, false, ENOUGH));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.CONFLICT);
    assertThat(lastRun().status()).isEqualTo("completed");
    assertThat(lastRun().fetched()).isEqualTo(150);
    assertThat(tickets("active")).isEqualTo(150);
  }

  @Test
  void whatAProcessThatWasKilledOnItsWayLeftIsCopiedWithWhatChangedMeanwhile() {
    jira.setClock(db.clock().instant());
    jira.fill("HBR", 250);
    var killed =
        new Call(
            null,
            (done, total, sentence) -> {
              if (done == 200) throw new AssertionError("kill -9");
            });
    assertThatThrownBy(() -> sync.run(ann.in(killed), Trigger.background, false, ENOUGH))
        .hasMessage("kill -9");
    // Who is killed gives no lease back.
    UUID dead = UUID.randomUUID();
    db.database().write(ann, tx -> tx.syncJobs().lease("jira", dead, tx.at().plus(Runs.LEASE)));
    assertThat(lastRun().status()).isEqualTo("running");
    assertThat(tickets("active")).isEqualTo(200);
    db.clock().advance(Duration.ofMinutes(1));
    jira.put("HBR-1").summary("Changed meanwhile").updated(db.clock().instant());
    assertThat(refusal(this::run).kind()).isEqualTo(Refusal.Kind.CONFLICT);
    db.clock().advance(Runs.LEASE);
    assertThat(run().fetched()).isEqualTo(250);
    assertThat(tickets("active")).isEqualTo(250);
    db.clock().advance(Duration.ofMinutes(15));
    assertThat(run().updated()).isEqualTo(1);
    assertThat(known("HBR-1").summary()).isEqualTo("Changed meanwhile");
  }

  @Test
  void anAccountThatCanNotBeUsedIsToldByTheRunThatWaitsForIt() {
    jira.fill("HBR", 150);
    assertThat(sync.run(ann, Trigger.manual, false, Duration.ZERO).goesOn()).isTrue();
    Refusal unusable = Refusal.unavailable("The Jira account of ann is not complete.");
    var broken =
        new Sync(
            db.database(),
            user -> {
              throw unusable;
            },
            db.clock());
    Instant inTenMinutes = db.clock().instant().plus(Duration.ofMinutes(10));
    assertThat(rest(broken)).isEqualTo(Outcome.later(inTenMinutes));
    assertThat(lastRun().status()).isEqualTo("pending");
    assertThat(lastRun().error()).isEqualTo(unusable.sentence());
    var without = new Sync(db.database(), user -> Optional.empty(), db.clock());
    assertThat(rest(without)).isEqualTo(Outcome.ELSEWHERE);
    assertThat(rest(sync)).isEqualTo(Outcome.DONE);
    assertThat(lastRun().status()).isEqualTo("completed");
    assertThat(tickets("active")).isEqualTo(150);
  }

  private Outcome rest(Sync by) {
    Run work = new Run(ann, "jira", List.of(), 1, false);
    return by.duties(Duration.ZERO).get(0).handler().run(work);
  }

  private SyncJob run() {
    return sync.run(ann, Trigger.manual, false, ENOUGH).job();
  }

  private SyncJob lastRun() {
    return sync.state(ann, 1).runs().get(0);
  }

  private Ticket known(String key) {
    return db.database().read(ann, tx -> tx.tickets().find(key)).orElseThrow();
  }

  private long tickets(String which) {
    return db.admin()
        .withHandle(
            h ->
                h.createQuery("select count(*) from tickets where " + which)
                    .mapTo(Long.class)
                    .one());
  }
}
