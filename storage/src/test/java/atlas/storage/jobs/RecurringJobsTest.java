package atlas.storage.jobs;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import atlas.model.Caller;
import atlas.model.FailedJob;
import atlas.model.Job;
import atlas.model.Refusal;
import atlas.storage.Database;
import atlas.storage.Opening;
import atlas.storage.TestDatabase;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecurringJobsTest {
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
  void ofTwoProcessesOneDoesWhatRecurs() {
    Duration pause = Duration.ofMillis(400);
    Duty each = Duty.everyFor(() -> List.of(ann.userId(), ben.userId()), pause, JOB, this::record);
    Duty all =
        Duty.every(
            Duration.ofHours(1), new Job("all.do", 1, Duration.ZERO, Duration.ZERO), this::record);
    Opening other = db.anotherOpening();
    open.add(other);
    other.ahead();
    long began = System.nanoTime();
    start(db.opening(), db.database(), QUICK, each, all);
    start(other, db.through(other), QUICK, each, all);
    await().until(() -> times(ann) >= 4 && times(ben) >= 4);
    for (AutoCloseable jobs : open) if (jobs instanceof Jobs closing) closing.close();
    long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
    // Were both to do it, there would be twice as many.
    assertThat(times(ann)).isLessThanOrEqualTo(millis / 400 + 1);
    assertThat(times(Caller.nobody())).isEqualTo(1);
    assertThat(rows("scheduled_tasks")).isEqualTo(3);
  }

  @Test
  void whatWasMissedIsDoneOnceAndAShorterPauseHoldsAtOnce() {
    Duty hourly =
        Duty.everyFor(() -> List.of(ann.userId()), Duration.ofHours(1), JOB, this::record);
    Jobs first = start(db.opening(), db.database(), QUICK, hourly);
    await().until(() -> runs.size() == 1);
    first.close();
    assertThat(rows("scheduled_tasks")).isEqualTo(1);
    db.admin()
        .useHandle(
            h ->
                h.execute(
                    "update scheduled_tasks set execution_time = now() - interval '9 hours'"));
    runs.clear();
    var again = start(db.opening(), db.database(), QUICK, hourly);
    await().until(() -> runs.size() == 1);
    await().during(Duration.ofMillis(400)).until(() -> runs.size() == 1);
    again.close();
    start(
        db.opening(),
        db.database(),
        QUICK,
        Duty.everyFor(() -> List.of(ann.userId()), Duration.ofMillis(200), JOB, this::record));
    await().atMost(5, SECONDS).until(() -> runs.size() >= 3);
  }

  @Test
  void whatRecursGoesOnAfterFailuresThatAreToldOnce() {
    start(
        db.opening(),
        db.database(),
        QUICK,
        Duty.everyFor(
            () -> List.of(ann.userId()),
            Duration.ofMillis(100),
            JOB,
            run -> {
              runs.add(run);
              throw Refusal.unavailable("Jira does not answer.");
            }));
    await().until(() -> runs.size() >= 6);
    assertThat(failed(ann)).hasSize(1);
    assertThat(rows("scheduled_tasks")).isEqualTo(1);
  }

  @Test
  void whoComesWhileItRunsIsNoticedAndWhoLeavesIsLeftAlone() {
    var users = new CopyOnWriteArrayList<>(List.of(ann.userId()));
    Pace pace = new Pace(Duration.ofMillis(50), Duration.ofMillis(250), Duration.ofMillis(100));
    Duty duty = Duty.everyFor(() -> users, Duration.ofMillis(150), JOB, this::record);
    start(db.opening(), db.database(), pace, duty);
    await().until(() -> times(ann) >= 1);
    assertThat(times(ben)).isZero();
    users.add(ben.userId());
    await().until(() -> times(ben) >= 2);
    users.remove(ann.userId());
    await().until(() -> rows("scheduled_tasks") == 1);
    long before = times(ann);
    long bens = times(ben);
    await().until(() -> times(ben) >= bens + 3);
    assertThat(times(ann)).isEqualTo(before);
    users.add(ann.userId());
    await().until(() -> times(ann) > before);
  }

  @Test
  void whoseAccountIsOfAnotherProcessGoesOn() {
    Pace pace = new Pace(Duration.ofMillis(50), Duration.ofMillis(250), Duration.ofMillis(100));
    var asked = new AtomicInteger();
    Opening other = db.anotherOpening();
    open.add(other);
    other.ahead();
    Duration pause = Duration.ofMillis(100);
    start(
        db.opening(),
        db.database(),
        pace,
        Duty.everyFor(() -> List.of(ann.userId()), pause, JOB, this::record));
    start(
        other,
        db.through(other),
        pace,
        Duty.everyFor(
            () -> {
              asked.incrementAndGet();
              return List.of();
            },
            pause,
            JOB,
            this::record));
    await().until(() -> asked.get() >= 4);
    long before = times(ann);
    await().until(() -> times(ann) >= before + 2);
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

  private List<FailedJob> failed(Caller caller) {
    return db.database().read(caller, tx -> tx.jobs().latest(10));
  }

  private long times(Caller caller) {
    return runs.stream().filter(run -> run.caller().userId().equals(caller.userId())).count();
  }

  private int rows(String table) {
    return db.admin()
        .withHandle(h -> h.createQuery("select count(*) from " + table).mapTo(int.class).one());
  }
}
