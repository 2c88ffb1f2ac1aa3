package atlas.storage;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.model.Caller;
import atlas.model.Json;
import atlas.model.SyncJob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SyncJobTableTest {
  private final TestDatabase db = TestDatabase.create();
  private final Caller ann = db.user("ann");
  private final Caller ben = db.user("ben");
  private final UUID one = db.nextId();
  private final UUID other = db.nextId();

  @AfterEach
  void drop() {
    db.close();
  }

  @Test
  void aLeaseIsOnesUntilItIsGivenBackOrExpires() {
    assertThat(lease(ann, one)).isTrue();
    assertThat(lease(ann, other)).isFalse();
    assertThat(lease(ben, other)).isTrue();
    db.clock().advance(Duration.ofSeconds(50));
    assertThat(renew(other)).isFalse();
    assertThat(renew(one)).as("kept").isTrue();
    db.clock().advance(Duration.ofSeconds(50));
    assertThat(lease(ann, other)).isFalse();
    db.clock().advance(Duration.ofSeconds(10));
    assertThat(leased(ann)).isFalse();
    assertThat(lease(ann, other)).as("taken from the dead").isTrue();
    assertThat(lease(ann, one)).as("back from the dead").isFalse();
    assertThat(release(one)).isFalse();
    assertThat(leased(ann)).isTrue();
    assertThat(release(other)).isTrue();
    assertThat(renew(one)).as("another had it meanwhile").isFalse();
    assertThat(lease(ann, one)).isTrue();
    db.clock().advance(Duration.ofSeconds(70));
    assertThat(renew(one)).as("late, but nobody took it").isTrue();
  }

  @Test
  void ofManyWhoWantALeaseAtOnceOneGetsIt() throws Exception {
    var threads = Executors.newFixedThreadPool(6);
    try {
      for (int round = 0; round < 10; round++) {
        var tasks = new ArrayList<Callable<Boolean>>();
        for (int n = 0; n < 6; n++) {
          UUID holder = db.nextId();
          tasks.add(() -> lease(ann, holder));
        }
        int got = 0;
        for (var done : threads.invokeAll(tasks)) got += done.get() ? 1 : 0;
        assertThat(got).isEqualTo(1);
        db.clock().advance(Duration.ofMinutes(1));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void whatADeadProcessLeftIsFoundWithItsCursor() {
    SyncJob run = job(SyncJob.Kind.incremental, "running", 0, "{\"created\":\"2026-01-03\"}");
    insert(run);
    insert(job(SyncJob.Kind.full, "completed", -1, null));
    assertThat(find(tx -> tx.syncJobs().unfinished("jira"))).contains(run);
    SyncJob further =
        new SyncJob(
            run.id(),
            "jira",
            run.kind(),
            "background",
            "failed",
            7,
            1,
            2,
            3,
            run.windowFrom(),
            run.windowUntil(),
            Json.MAPPER.readTree("{\"created\":\"2026-01-09\"}"),
            "Jira refused the token: make another.",
            run.startedAt(),
            at(5),
            at(6));
    db.database()
        .write(
            ann,
            tx -> {
              tx.syncJobs().update(further);
              return true;
            });
    assertThat(history(null, 1)).containsExactly(further);
    assertThat(find(tx -> tx.syncJobs().unfinished("jira"))).isEmpty();
  }

  @Test
  void historyIsLatestFirstAndByPages() {
    for (int n = 0; n < 5; n++) {
      insert(job(SyncJob.Kind.full, n == 4 ? "failed" : "completed", n, null));
    }
    insert(job(SyncJob.Kind.incremental, "partial", 9, null));
    List<SyncJob> page = history(null, 3);
    assertThat(page).extracting(SyncJob::startedAt).containsExactly(at(9), at(4), at(3));
    assertThat(history(at(3), 9))
        .extracting(SyncJob::startedAt)
        .containsExactly(at(2), at(1), at(0));
    assertThat(find(tx -> tx.syncJobs().latest("jira"))).map(SyncJob::startedAt).contains(at(9));
    String[] kinds = {"full", "incremental"};
    assertThat(find(tx -> tx.syncJobs().latestCompleted("jira", kinds)))
        .map(SyncJob::startedAt)
        .contains(at(3));
  }

  private boolean lease(Caller caller, UUID holder) {
    return db.database()
        .write(caller, tx -> tx.syncJobs().lease("jira", holder, tx.at().plusSeconds(60)));
  }

  private boolean renew(UUID holder) {
    return db.database()
        .write(ann, tx -> tx.syncJobs().renew("jira", holder, tx.at().plusSeconds(60)));
  }

  private boolean release(UUID holder) {
    return db.database().write(ann, tx -> tx.syncJobs().release("jira", holder));
  }

  private boolean leased(Caller caller) {
    return db.database().read(caller, tx -> tx.syncJobs().leased("jira"));
  }

  private Optional<SyncJob> find(Function<Tx, Optional<SyncJob>> work) {
    return db.database().read(ann, work);
  }

  private List<SyncJob> history(@Nullable Instant before, int limit) {
    return db.database().read(ann, tx -> tx.syncJobs().history("jira", before, limit));
  }

  private void insert(SyncJob job) {
    db.database()
        .write(
            ann,
            tx -> {
              tx.syncJobs().insert(job);
              return true;
            });
  }

  private static Instant at(int minute) {
    return Instant.parse("2026-01-10T08:00:00Z").plus(Duration.ofMinutes(minute));
  }

  private SyncJob job(SyncJob.Kind kind, String status, int minute, @Nullable String cursor) {
    JsonNode state = cursor == null ? null : Json.MAPPER.readTree(Objects.requireNonNull(cursor));
    return new SyncJob(
        db.nextId(),
        "jira",
        kind,
        "background",
        status,
        0,
        0,
        0,
        0,
        at(minute - 1),
        at(minute),
        state,
        null,
        at(minute),
        at(minute),
        null);
  }
}
