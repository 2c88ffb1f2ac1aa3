package atlas.core.tickets;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.sync.Runs;
import atlas.core.sync.Runs.Trigger;
import atlas.integrations.jira.FakeFaults.Fault;
import atlas.integrations.jira.FakeIssue;
import atlas.integrations.jira.FakeJira;
import atlas.integrations.jira.Jira;
import atlas.integrations.jira.Jql;
import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.model.SyncJob;
import atlas.model.Ticket;
import atlas.model.TimelineEntry;
import atlas.storage.EventTable;
import atlas.storage.TestDatabase;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.JsonNodeFactory;

/** A whole copy of a Jira, of either kind, and what happens to it on the way. */
class SyncTest {
  private static final Duration ENOUGH = Duration.ofMinutes(10);
  private static final String ANN = "Ann Ottosen";

  private final TestDatabase db = TestDatabase.create();
  private final Caller ann = db.user("ann");
  private @Nullable Jql history;
  private @Nullable FakeJira open;

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
    jira.setClock(db.clock().instant());
    return jira;
  }

  private Sync sync(FakeJira fake) {
    Jira jira = fake.jira();
    return new Sync(
        db.database(),
        new Accounts() {
          @Override
          public Optional<Jira> jira(UUID userId) {
            return userId.equals(ann.userId()) ? Optional.of(jira) : Optional.empty();
          }

          @Override
          public Optional<Jql> history(UUID userId) {
            return Optional.ofNullable(history);
          }
        },
        db.clock());
  }

  private SyncJob run(FakeJira jira, boolean full) {
    // Whole minutes pass between two runs, as in life; the fake's clock follows.
    db.clock().advance(Duration.ofMinutes(20));
    jira.setClock(db.clock().instant());
    Runs.Report report = sync(jira).run(ann, Trigger.manual, full, ENOUGH);
    assertThat(report.goesOn()).isFalse();
    return report.job();
  }

  private int active() {
    return db.database().read(ann, tx -> tx.tickets().countActive());
  }

  private Optional<Ticket> ticket(String key) {
    return db.database().read(ann, tx -> tx.tickets().find(key));
  }

  private Ticket known(String key) {
    return ticket(key).orElseThrow();
  }

  private List<String> story(String type) {
    var filter = new EventTable.Filter(null, null, null, null, type, null, null, null, null, 50);
    return db.database().read(ann, tx -> tx.events().timeline(filter)).stream()
        .map(TimelineEntry::summary)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("jiras")
  void everyFieldIsCopiedAndCopiedAgainWhenItChanges(Callable<FakeJira> kind) throws Exception {
    FakeJira jira = jira(kind);
    FakeIssue issue =
        jira.put("HBR-1")
            .summary("Invoice is rounded up")
            .description("It happens with three articles.")
            .assignee(FakeJira.ME, ANN)
            .reporter("bo", "Bo Lind")
            .component("Billing")
            .label("money")
            .due("2026-04-01")
            .points(3)
            .sprint("Sprint 7", "active")
            .times(7_200, 3_600, 1_800)
            .priority("High");
    SyncJob first = run(jira, false);
    assertThat(first.kind()).isEqualTo(SyncJob.Kind.full);
    assertThat(List.of(first.fetched(), first.created(), first.updated(), first.deactivated()))
        .containsExactly(1, 1, 0, 0);
    Ticket ticket = known("HBR-1");
    assertThat(ticket.jiraId()).isEqualTo(issue.id());
    assertThat(ticket.summary()).isEqualTo("Invoice is rounded up");
    assertThat(ticket.description()).contains("three articles");
    assertThat(ticket.assigneeId()).isEqualTo(FakeJira.ME);
    assertThat(ticket.reporter()).isEqualTo("Bo Lind");
    assertThat(ticket.reporterId()).isEqualTo("bo");
    assertThat(ticket.components()).containsExactly("Billing");
    assertThat(ticket.labels()).containsExactly("money");
    assertThat(ticket.due()).isEqualTo(LocalDate.parse("2026-04-01"));
    assertThat(ticket.storyPoints()).isEqualByComparingTo(BigDecimal.valueOf(3));
    assertThat(ticket.sprint()).isEqualTo("Sprint 7");
    assertThat(ticket.originalEstimateSeconds()).isEqualTo(7_200);
    assertThat(ticket.remainingEstimateSeconds()).isEqualTo(3_600);
    assertThat(ticket.spentSeconds()).isEqualTo(1_800);
    assertThat(ticket.active()).isTrue();
    db.clock().advance(Duration.ofMinutes(3));
    jira.setClock(db.clock().instant());
    issue.summary("Invoice is rounded down").points(5).updated(db.clock().instant());
    SyncJob second = run(jira, false);
    assertThat(second.kind()).isEqualTo(SyncJob.Kind.incremental);
    assertThat(List.of(second.fetched(), second.created(), second.updated()))
        .containsExactly(1, 0, 1);
    assertThat(known("HBR-1").summary()).isEqualTo("Invoice is rounded down");
    assertThat(known("HBR-1").storyPoints()).isEqualByComparingTo(BigDecimal.valueOf(5));
    assertThat(story("tickets.synced")).hasSize(2);
  }

  @ParameterizedTest
  @MethodSource("jiras")
  void pointsAreWhereTheBoardCountsThemAndMissingBoardsFailNothing(Callable<FakeJira> kind)
      throws Exception {
    FakeJira jira = jira(kind).boards(200, "customfield_10028");
    FakeIssue issue = jira.put("HBR-1").assignee(FakeJira.ME, ANN).points(3);
    issue.set("customfield_10028", JsonNodeFactory.instance.numberNode(13));
    jira.put("LGT-1").assignee(FakeJira.ME, ANN).points(5);
    run(jira, false);
    assertThat(known("HBR-1").storyPoints()).isEqualByComparingTo(BigDecimal.valueOf(13));
    assertThat(known("LGT-1").storyPoints()).isEqualByComparingTo(BigDecimal.valueOf(5));
    jira.boards(403, "");
    assertThat(run(jira, true).status()).isEqualTo("completed");
  }

  @ParameterizedTest
  @MethodSource("jiras")
  void onlyWhatChangedIsFetchedInWhateverZoneJiraReadsDates(Callable<FakeJira> kind)
      throws Exception {
    FakeJira jira = jira(kind);
    jira.setZone(ZoneId.of("Pacific/Auckland"));
    jira.fill("HBR", 30);
    run(jira, false);
    FakeIssue changed = jira.put("HBR-7");
    changed.summary("Changed").updated(db.clock().instant().plusSeconds(60));
    SyncJob second = run(jira, false);
    assertThat(second.fetched()).isEqualTo(1);
    assertThat(known("HBR-7").summary()).isEqualTo("Changed");
  }

  @ParameterizedTest
  @MethodSource("jiras")
  void whatMovedIsFollowedAndWhatIsGivenAwayOrDeletedIsInactive(Callable<FakeJira> kind)
      throws Exception {
    FakeJira jira = jira(kind);
    jira.fill("HBR", 5);
    run(jira, false);
    UUID moved = known("HBR-2").id();
    db.clock().advance(Duration.ofMinutes(3));
    jira.setClock(db.clock().instant());
    jira.put("HBR-2").move("LGT-9");
    jira.put("HBR-3").assignee("bo", "Bo Lind");
    jira.put("HBR-4").status("Closed", "done");
    jira.delete("HBR-5");
    SyncJob second = run(jira, false);
    assertThat(known("LGT-9").id()).isEqualTo(moved);
    assertThat(known("HBR-2").ticketKey()).isEqualTo("LGT-9");
    assertThat(known("HBR-3").active()).isFalse();
    assertThat(known("HBR-3").assignee()).isEqualTo("Bo Lind");
    assertThat(known("HBR-4").active()).isFalse();
    assertThat(known("HBR-4").status()).isEqualTo("Closed");
    assertThat(known("HBR-5").deleted()).isTrue();
    assertThat(known("HBR-5").active()).isFalse();
    assertThat(known("HBR-1").active()).isTrue();
    assertThat(second.deactivated()).isEqualTo(3);
    assertThat(story("ticket.moved")).containsExactly("HBR-2 is LGT-9 now");
    assertThat(story("ticket.deleted")).containsExactly("HBR-5 was deleted in Jira");
  }

  @ParameterizedTest
  @MethodSource("jiras")
  void historyIsCopiedBesidesAndWhatIsGoneFromItIsFoundByItsIds(Callable<FakeJira> kind)
      throws Exception {
    history = Jql.projects(List.of("LGT"));
    FakeJira jira = jira(kind);
    jira.fill("HBR", 3);
    for (int i = 1; i <= 250; i++) jira.put("LGT-" + i).assignee("bo", "Bo Lind");
    SyncJob first = run(jira, false);
    assertThat(first.created()).isEqualTo(253);
    assertThat(known("LGT-250").active()).isFalse();
    jira.delete("LGT-77");
    db.clock().advance(Duration.ofDays(2));
    run(jira, false);
    assertThat(known("LGT-77").deleted()).isTrue();
    assertThat(known("LGT-78").deleted()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("jiras")
  void aRunThatRanOutOfTimeGoesOnWhereItStopped(Callable<FakeJira> kind) throws Exception {
    FakeJira jira = jira(kind);
    jira.fill("HBR", 350);
    Runs.Report first = sync(jira).run(ann, Trigger.manual, false, Duration.ZERO);
    assertThat(first.goesOn()).isTrue();
    assertThat(first.job().status()).isEqualTo("pending");
    SyncJob done = run(jira, false);
    assertThat(done.id()).isEqualTo(first.job().id());
    assertThat(done.fetched()).isEqualTo(350);
  }

  @ParameterizedTest
  @MethodSource("jiras")
  void twoRunsAtOnceAreOne(Callable<FakeJira> kind) throws Exception {
    FakeJira jira = jira(kind);
    jira.fill("HBR", 400);
    var threads = Executors.newFixedThreadPool(4);
    try {
      var runs = new ArrayList<Callable<String>>();
      for (int i = 0; i < 4; i++) {
        runs.add(
            () -> {
              try {
                return sync(jira).run(ann, Trigger.background, false, ENOUGH).job().status();
              } catch (Refusal another) {
                return another.kind().word();
              }
            });
      }
      var ends = new ArrayList<String>();
      for (var end : threads.invokeAll(runs)) ends.add(end.get());
      assertThat(ends).contains("completed").doesNotContain("running", "failed", "partial");
      assertThat(ticket("HBR-400")).isPresent();
    } finally {
      threads.shutdownNow();
    }
    assertThat(active()).isEqualTo(400);
  }

  @ParameterizedTest
  @MethodSource("jiras")
  void whatADeadProcessLeftIsTakenUpOnceItsLeaseIsOver(Callable<FakeJira> kind) throws Exception {
    FakeJira jira = jira(kind);
    jira.fill("HBR", 250);
    // Dead: it began, holds the lease, and never said anything again.
    sync(jira).run(ann, Trigger.background, false, Duration.ZERO);
    UUID dead = UUID.randomUUID();
    db.database().write(ann, tx -> tx.syncJobs().lease("jira", dead, tx.at().plus(Runs.LEASE)));
    assertThat(refusal(() -> sync(jira).run(ann, Trigger.manual, false, ENOUGH)).kind())
        .isEqualTo(Refusal.Kind.CONFLICT);
    assertThat(run(jira, false).fetched()).isEqualTo(250);
  }

  @ParameterizedTest
  @MethodSource("jiras")
  void nothingIsLostAndNothingDoubledHoweverJiraFails(Callable<FakeJira> kind) throws Exception {
    history = Jql.projects(List.of("LGT"));
    FakeJira jira = jira(kind);
    jira.fill("HBR", 300);
    for (int i = 1; i <= 700; i++) jira.put("LGT-" + i).assignee("bo", "Bo Lind");
    jira.mostOnAPage(60);
    jira.faults().waits(0, Duration.ofMillis(50));
    jira.faults().plan(20261121, 20, Fault.values());
    int runs = 0;
    SyncJob last = null;
    while (last == null && runs++ < 60) {
      try {
        last = run(jira, false);
      } catch (Refusal failed) {
        assertThat(failed.kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
        // The breaker opens after many failures; the next try is a new connection.
      }
    }
    assertThat(jira.faults().seen()).isNotEmpty();
    jira.faults().stop();
    assertThat(last).isNotNull();
    assertThat(active()).isEqualTo(300);
    long all =
        db.admin()
            .withHandle(h -> h.createQuery("select count(*) from tickets").mapTo(Long.class).one());
    assertThat(all).isEqualTo(1_000);
    assertThat(story("ticket.deleted")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("jiras")
  void expiredPagesBeginAgainAndProgressIsTold(Callable<FakeJira> kind) throws Exception {
    FakeJira jira = jira(kind);
    jira.fill("HBR", 230);
    var told = new ArrayList<Double>();
    var listener =
        new Call(
            null,
            (done, total, sentence) -> {
              told.add(done);
              if (told.size() == 1) jira.expireTokens();
            });
    Runs.Report report = sync(jira).run(ann.in(listener), Trigger.manual, false, ENOUGH);
    assertThat(report.job().status()).isEqualTo("completed");
    assertThat(told).isSorted().hasSizeGreaterThan(1);
    assertThat(ticket("HBR-230")).isPresent();
  }

  @ParameterizedTest
  @MethodSource("jiras")
  void aBadTokenFailsTheRunAndSaysSo(Callable<FakeJira> kind) throws Exception {
    FakeJira jira = jira(kind);
    jira.refuseTokens(true);
    Refusal no = refusal(() -> sync(jira).run(ann, Trigger.manual, false, ENOUGH));
    assertThat(no.sentence()).contains("token");
    Sync.State state = sync(jira).state(ann, 10);
    assertThat(state.runs()).extracting(SyncJob::status).containsExactly("failed");
    assertThat(state.runs().get(0).error()).isEqualTo(no.sentence());
    assertThat(state.running()).isFalse();
    jira.refuseTokens(false);
    assertThat(run(jira, false).status()).isEqualTo("completed");
  }
}
