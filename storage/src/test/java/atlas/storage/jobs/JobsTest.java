package atlas.storage.jobs;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import atlas.model.Caller;
import atlas.model.FailedJob;
import atlas.model.Job;
import atlas.model.Refusal;
import atlas.storage.Database;
import atlas.storage.Opening;
import atlas.storage.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobsTest {
  private static final Job JOB =
      new Job("work.do", 3, Duration.ofMillis(50), Duration.ofMillis(100));
  private static final Pace QUICK = new Pace(Duration.ofMillis(100), Duration.ofMillis(250));

  private final TestDatabase db = TestDatabase.create();
  private final Caller ann = db.user("ann");
  private final Caller ben = db.user("ben");
  private final List<AutoCloseable> open = new ArrayList<>();
  private final ConcurrentLinkedQueue<Run> runs = new ConcurrentLinkedQueue<>();

  @AfterEach
  void drop() throws Exception {
    for (AutoCloseable each : open) each.close();
    db.close();
  }

  @Test
  void aJobIsDoneForItsUserAfterItsTransactionCommitted() {
    start(db.opening(), db.database(), Pace.USUAL, Duty.once(JOB, this::record));
    await().until(() -> rows("scheduled_tasks") == 0);
    UUID subject = db.nextId();
    schedule(ann, "one", subject);
    // At the usual pace the next look would be 10 s away.
    await().atMost(5, SECONDS).until(() -> runs.size() == 1);
    Run run = runs.element();
    assertThat(run.caller().userId()).isEqualTo(ann.userId());
    assertThat(run.caller().actor()).isEqualTo("atlas");
    assertThat(run.instance()).isEqualTo("one");
    assertThat(run.ids()).containsExactly(subject);
    assertThat(run.attempt()).isEqualTo(1);
    assertThat(run.last()).isFalse();
    await().until(() -> rows("scheduled_tasks") == 0);
  }

  @Test
  void aRollbackTakesTheJobAlong() {
    Refusal no =
        Objects.requireNonNull(
            catchThrowableOfType(
                Refusal.class,
                () ->
                    db.database()
                        .write(
                            ann,
                            tx -> {
                              tx.schedule(JOB, "lost", List.of(), tx.at());
                              assertThat(tx.jobs().waiting()).isEqualTo(1);
                              throw Refusal.invalid("No.");
                            })));
    assertThat(no.sentence()).isEqualTo("No.");
    assertThat(rows("scheduled_tasks")).isZero();
    assertThat(schedule(ann, "kept")).isTrue();
    assertThat(rows("scheduled_tasks")).isEqualTo(1);
  }

  @Test
  void theSameWorkIsScheduledOnceForEachUser() {
    assertThat(schedule(ann, "one")).isTrue();
    assertThat(schedule(ann, "one")).isFalse();
    assertThat(schedule(ben, "one")).isTrue();
    assertThat(schedule(ann, "two")).isTrue();
    assertThat(waiting(ann)).isEqualTo(2);
    assertThat(waiting(ben)).isEqualTo(1);
  }

  @Test
  void whoSchedulesTheSameWorkAtTheSameTimeIsToldToRepeatIt() throws Exception {
    var second = new FutureTask<>(() -> schedule(ann, "one"));
    boolean first =
        db.database()
            .write(
                ann,
                tx -> {
                  boolean added = tx.schedule(JOB, "one", List.of(), tx.at());
                  new Thread(second, "second").start();
                  await().until(this::somebodyWaits);
                  return added;
                });
    assertThat(first).isTrue();
    assertThatThrownBy(second::get)
        .hasRootCauseInstanceOf(Refusal.class)
        .hasRootCauseMessage("Another change came between; repeat the call.");
    assertThat(schedule(ann, "one")).isFalse();
  }

  @Test
  void aJobHoldsNothingButIds() {
    for (String words : List.of("ann's secret", "", "x".repeat(101), "a/b")) {
      assertThatIllegalArgumentException().isThrownBy(() -> schedule(ann, words));
    }
    assertThat(rows("scheduled_tasks")).isZero();
  }

  @Test
  void aReadSchedulesNothing() {
    Refusal no =
        Objects.requireNonNull(
            catchThrowableOfType(
                Refusal.class,
                () -> db.database().read(ann, tx -> tx.schedule(JOB, "one", List.of(), tx.at()))));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.FORBIDDEN);
  }

  @Test
  void aJobWaitsForItsTime() {
    start(db.opening(), db.database(), QUICK, Duty.once(JOB, this::record));
    Instant later = InstantSource.system().instant().plusSeconds(3_600);
    boolean added = db.database().write(ann, tx -> tx.schedule(JOB, "later", List.of(), later));
    assertThat(added).isTrue();
    schedule(ann, "now");
    await().until(() -> runs.size() == 1);
    await().during(Duration.ofMillis(500)).until(() -> runs.size() == 1);
    assertThat(runs.element().instance()).isEqualTo("now");
  }

  @Test
  void aHandlerThatFailsIsTriedAgainAndGivenUpWithTheReason() {
    var reasons = new ConcurrentLinkedQueue<String>();
    start(
        db.opening(),
        db.database(),
        QUICK,
        Duty.once(
            JOB,
            new Handler() {
              @Override
              public Outcome run(Run run) {
                runs.add(run);
                throw Refusal.unavailable("Jira refused the token: make another.");
              }

              @Override
              public void givenUp(Run run, String reason) {
                reasons.add(run.instance() + ": " + reason);
              }
            }));
    schedule(ann, "one");
    await().until(() -> !failed(ann).isEmpty());
    assertThat(runs).extracting(Run::attempt).containsExactly(1, 2, 3);
    assertThat(runs).extracting(Run::last).containsExactly(false, false, true);
    assertThat(reasons).containsExactly("one: Jira refused the token: make another.");
    FailedJob failed = failed(ann).get(0);
    assertThat(failed.job()).isEqualTo("work.do");
    assertThat(failed.instance()).isEqualTo("one");
    assertThat(failed.attempts()).isEqualTo(3);
    assertThat(failed.reason()).isEqualTo("Jira refused the token: make another.");
    assertThat(failed(ben)).isEmpty();
    await().until(() -> rows("scheduled_tasks") == 0);
  }

  @Test
  void theReasonOfABugHoldsNoWordsOfIts() {
    start(
        db.opening(),
        db.database(),
        QUICK,
        Duty.once(
            JOB,
            run -> {
              throw new IllegalStateException("secret");
            }));
    schedule(ann, "one");
    await().until(() -> !failed(ann).isEmpty());
    assertThat(failed(ann).get(0).reason())
        .startsWith("IllegalStateException at")
        .doesNotContain("secret");
  }

  @Test
  void aHandlerThatCannotTellThatItGaveUpIsAskedAgain() {
    var told = new ConcurrentLinkedQueue<String>();
    start(
        db.opening(),
        db.database(),
        QUICK,
        Duty.once(
            new Job("work.do", 1, Duration.ofMillis(10), Duration.ofMillis(10)),
            new Handler() {
              @Override
              public Outcome run(Run run) {
                throw Refusal.invalid("No.");
              }

              @Override
              public void givenUp(Run run, String reason) {
                told.add(reason);
                if (told.size() == 1) throw new IllegalStateException("not now");
              }
            }));
    schedule(ann, "one");
    await().until(() -> failed(ann).size() == 1);
    assertThat(told).hasSize(2);
  }

  @Test
  void whatIsPutOffIsNoFailure() {
    start(
        db.opening(),
        db.database(),
        QUICK,
        Duty.once(
            JOB,
            run -> {
              runs.add(run);
              return runs.size() < 6
                  ? Outcome.later(InstantSource.system().instant())
                  : Outcome.DONE;
            }));
    schedule(ann, "one");
    await().until(() -> runs.size() == 6);
    assertThat(runs).extracting(Run::attempt).containsOnly(1);
    await().until(() -> rows("scheduled_tasks") == 0);
    assertThat(failed(ann)).isEmpty();
  }

  @Test
  void whatThisProcessCannotDoIsLeftForAnother() {
    start(db.opening(), db.database(), QUICK, Duty.once(JOB, run -> Outcome.ELSEWHERE));
    schedule(ann, "one");
    await().until(() -> "f 0".equals(state()) && executionIsAhead());
    assertThat(waiting(ann)).isEqualTo(1);
  }

  @Test
  void aJobOfAnUnknownNameIsLeftAlone() {
    start(db.opening(), db.database(), QUICK, Duty.once(JOB, this::record));
    Job unknown = new Job("other.version", 1, Duration.ZERO, Duration.ZERO);
    db.database().write(ann, tx -> tx.schedule(unknown, "one", List.of(), tx.at()));
    schedule(ann, "one");
    await().until(() -> runs.size() == 1);
    await().until(() -> rows("scheduled_tasks") == 1);
    assertThat(state()).isEqualTo("f 0");
  }

  @Test
  void closingStopsWhatRunsWithinFiveSecondsAndLeavesItToBeDoneAgain() {
    var begun = new CountDownLatch(1);
    var stubborn = new CountDownLatch(1);
    Jobs jobs =
        start(
            db.opening(),
            db.database(),
            QUICK,
            Duty.once(
                JOB,
                run -> {
                  try (var stop = run.caller().call().onCancel(stubborn::countDown)) {
                    begun.countDown();
                    stubborn.await();
                    throw Refusal.unavailable("stopped");
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                }));
    schedule(ann, "one");
    await().until(() -> begun.getCount() == 0);
    assertThat(jobs.running()).isEqualTo(1);
    long began = System.nanoTime();
    jobs.close();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    assertThat(state()).isEqualTo("f 0");
    assertThat(waiting(ann)).isEqualTo(1);
  }

  @Test
  void closingDoesNotWaitForWhoDoesNotListen() {
    var begun = new CountDownLatch(1);
    var never = new CountDownLatch(1);
    Jobs jobs =
        start(
            db.opening(),
            db.database(),
            QUICK,
            Duty.once(
                JOB,
                run -> {
                  begun.countDown();
                  while (never.getCount() > 0) {
                    try {
                      never.await();
                    } catch (InterruptedException deaf) {
                      continue;
                    }
                  }
                  return Outcome.DONE;
                }));
    schedule(ann, "one");
    await().until(() -> begun.getCount() == 0);
    long began = System.nanoTime();
    jobs.close();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    never.countDown();
  }

  @Test
  void nothingIsDoneBeforeTheDatabaseIsOpenOrByAReadOnlyServer() {
    Opening closed = db.anotherOpening();
    open.add(closed);
    Jobs early = start(closed, db.through(closed), QUICK, Duty.once(JOB, this::record));
    Jobs never = start(db.opening(), db.readOnly(), QUICK, Duty.once(JOB, this::record));
    schedule(ann, "one");
    await().during(Duration.ofMillis(500)).until(() -> runs.isEmpty() && !closed.isOpen());
    closed.await();
    await().until(() -> runs.size() == 1);
    assertThat(never.running()).isZero();
    early.close();
  }

  private Outcome record(Run run) {
    runs.add(run);
    return Outcome.DONE;
  }

  private Jobs start(Opening opening, Database database, Pace pace, Duty... duties) {
    var jobs =
        new Jobs(opening, database, InstantSource.system(), db::nextId, List.of(duties), pace);
    open.add(0, jobs);
    jobs.start();
    return jobs;
  }

  private boolean schedule(Caller caller, String instance, UUID... ids) {
    return db.database().write(caller, tx -> tx.schedule(JOB, instance, List.of(ids), tx.at()));
  }

  private int waiting(Caller caller) {
    return db.database().read(caller, tx -> tx.jobs().waiting());
  }

  private List<FailedJob> failed(Caller caller) {
    return db.database().read(caller, tx -> tx.jobs().latest(10));
  }

  private int rows(String table) {
    return db.admin()
        .withHandle(h -> h.createQuery("select count(*) from " + table).mapTo(int.class).one());
  }

  /** Whether the one job is picked, and its failures. */
  private String state() {
    return db.admin()
        .withHandle(
            h ->
                h.createQuery(
                        "select left(picked::text, 1) || ' ' || coalesce(consecutive_failures, 0)"
                            + " from scheduled_tasks")
                    .mapTo(String.class)
                    .one());
  }

  private boolean somebodyWaits() {
    return db.admin()
        .withHandle(
            h ->
                h.createQuery(
                        "select exists (select from pg_locks"
                            + " where locktype = 'transactionid' and not granted)")
                    .mapTo(boolean.class)
                    .one());
  }

  private boolean executionIsAhead() {
    return db.admin()
        .withHandle(
            h ->
                h.createQuery("select execution_time > now() from scheduled_tasks")
                    .mapTo(boolean.class)
                    .one());
  }
}
