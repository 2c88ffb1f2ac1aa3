package atlas.core.testing;

import atlas.model.Job;
import atlas.model.Session;
import atlas.model.SessionStatus;
import atlas.storage.Database;
import atlas.storage.Tx;
import atlas.storage.jobs.Duty;
import atlas.storage.jobs.Outcome;
import atlas.storage.jobs.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Abandons sessions that nobody came back to. Each has a job of its own, which is added when it
 * starts and looks when it may be time: so it is done once, whichever process is there.
 */
final class Idle {
  private static final Job JOB =
      new Job("session.idle", 8, Duration.ofMinutes(1), Duration.ofHours(1));

  // Whoever pauses means to come back, after a weekend, too.
  private static final int WHILE_PAUSED = 7;

  private final Database database;
  private final Duration limit;

  /**
   * @param limit without activity; zero is never
   */
  Idle(Database database, Duration limit) {
    this.database = database;
    this.limit = limit;
  }

  /** What looks after sessions. */
  Duty duty() {
    return Duty.once(JOB, this::look);
  }

  /** Has the session looked after, from its start on. */
  void watch(Tx tx, Session session) {
    if (limit.isZero()) return;
    tx.schedule(JOB, session.id().toString(), List.of(session.id()), tx.at().plus(limit));
  }

  private Outcome look(Run run) {
    UUID id = run.ids().get(0);
    return limit.isZero() ? Outcome.DONE : database.write(run.caller(), tx -> look(tx, id));
  }

  private Outcome look(Tx tx, UUID id) {
    Optional<Session> locked = tx.sessions().lock(id, null).filter(s -> s.status().open());
    if (locked.isEmpty()) return Outcome.DONE;
    Session session = locked.get();
    Instant last = tx.sessions().lastActivity(id);
    boolean paused = session.status() == SessionStatus.paused;
    Instant until = last.plus(paused ? limit.multipliedBy(WHILE_PAUSED) : limit);
    if (tx.at().isBefore(until)) return Outcome.later(until);
    long hours = Duration.between(last, tx.at()).toHours();
    // It ended when its last sign of life came: the time after that was no testing.
    OpenSession.abandon(tx, session, "No activity for " + hours + " h", last);
    return Outcome.DONE;
  }
}
