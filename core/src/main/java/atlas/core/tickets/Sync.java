package atlas.core.tickets;

import atlas.integrations.RemoteFailure;
import atlas.integrations.jira.Jira;
import atlas.integrations.jira.Jql;
import atlas.model.Caller;
import atlas.model.Job;
import atlas.model.Refusal;
import atlas.model.SyncJob;
import atlas.model.TicketEvent;
import atlas.storage.Database;
import atlas.storage.Tx;
import atlas.storage.jobs.Duty;
import atlas.storage.jobs.Outcome;
import atlas.storage.jobs.Run;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies a user's Jira issues, in steps that each commit with the place where to go on. One run at
 * a time for an account, in whichever process; what a dead one left, the next one finishes.
 */
public final class Sync {
  private static final Logger log = LoggerFactory.getLogger(Sync.class);

  /** The one source there is. */
  public static final String JIRA = "jira";

  // A page takes seconds; whoever says nothing for so long is gone.
  static final Duration LEASE = Duration.ofMinutes(2);

  // Jira's dates know minutes, its index is behind its writes, and clocks differ.
  private static final Duration OVERLAP = Duration.ofMinutes(5);

  // What failed on the way is taken up from where it stopped, unless that is long ago.
  private static final Duration WORTH_RESUMING = Duration.ofDays(1);
  private static final Duration SOMEBODY_WAITS = Duration.ofSeconds(20);
  private static final Duration IN_BACKGROUND = Duration.ofMinutes(10);
  private static final Job EACH =
      new Job("jira.sync", 1, Duration.ofMinutes(1), Duration.ofMinutes(1));
  private static final Job REST =
      new Job("jira.sync.rest", 3, Duration.ofMinutes(1), Duration.ofMinutes(10));
  private static final int MOST_RUNS = 50;

  /** Why a run was begun. */
  public enum Trigger {
    background,
    webhook,
    manual
  }

  /**
   * What a run did.
   *
   * @param goesOn whether the time was up before the end, so that it must be run again
   */
  public record Report(SyncJob job, boolean goesOn) {}

  /**
   * How it stands with a source.
   *
   * @param runs latest first
   * @param writesWaiting what is to be written there and is not there yet
   * @param writesProblem what keeps the oldest of them, and what to do
   */
  public record State(
      boolean configured,
      boolean running,
      @Nullable Instant lastSync,
      List<SyncJob> runs,
      int writesWaiting,
      @Nullable String writesProblem) {}

  private final Database database;
  private final Accounts accounts;
  private final InstantSource clock;

  public Sync(Database database, Accounts accounts, InstantSource clock) {
    this.database = database;
    this.accounts = accounts;
    this.clock = clock;
  }

  /**
   * Runs, or goes on with the run that was not finished, until the end or until the time is up.
   *
   * @param full copies everything and not only what changed
   * @throws Refusal when there is no account, another run goes on, or Jira refuses
   */
  public Report run(Caller caller, Trigger trigger, boolean full, Duration atMost) {
    return run(caller, trigger, full, false, atMost);
  }

  /**
   * Takes the Jira that the account is at for the user's from now on, and copies all of it. The
   * tickets of another one stay with all that is known of them, inactive and under ids that no
   * issue has.
   *
   * @throws Refusal as a run does
   */
  public Report runAtNewSite(Caller caller, Duration atMost) {
    return run(caller, Trigger.manual, true, true, atMost);
  }

  /** Makes sure that the copy is of the Jira that the account is at. */
  public void checkSite(Caller caller, Jira jira) {
    Sites.check(database, caller, jira);
  }

  private Report run(
      Caller caller, Trigger trigger, boolean full, boolean newSite, Duration atMost) {
    if (database.readOnly()) {
      throw Refusal.forbidden(
          "This server is read-only and copies nothing; start it without --read-only.");
    }
    Optional<Report> before = database.answered(caller, Report.class);
    if (before.isPresent()) return before.get();
    Jira account = accounts.require(caller.userId());
    // Who waits for the answer would wait too long for a Jira that asks for patience.
    Jira jira = atMost.compareTo(SOMEBODY_WAITS) > 0 ? account.patient() : account;
    Instant until = clock.instant().plus(atMost);
    UUID holder = lease(caller);
    SyncRun run = null;
    try {
      Optional<Sites.Move> move =
          newSite ? Optional.of(Sites.look(database, caller, jira)) : Optional.empty();
      Optional<Jql> history = accounts.history(caller.userId());
      String of = fingerprint(jira, history);
      SyncJob job = database.write(caller, tx -> begin(tx, holder, trigger, full, of, move));
      BooleanSupplier timeIsUp = () -> !clock.instant().isBefore(until);
      var what = new SyncRun.What(jira, history, of);
      run = new SyncRun(database, caller, what, holder, job, timeIsUp);
      while (!run.ended()) {
        if (timeIsUp.getAsBoolean()) {
          return goOnLater(caller, run.job());
        }
        run.step();
      }
      return finish(caller, holder, run);
    } catch (RemoteFailure failure) {
      throw failed(caller, holder, run, failure);
    } finally {
      database.write(caller, tx -> tx.syncJobs().release(JIRA, holder));
    }
  }

  /**
   * What is done without being asked: a run each so often, and the end of what was begun.
   *
   * @param every zero for never, so that only what was begun is ended
   */
  public List<Duty> duties(Duration every) {
    Duty rest = Duty.once(REST, this::inBackground);
    return every.isZero()
        ? List.of(rest)
        : List.of(rest, Duty.everyFor(accounts::users, every, EACH, this::inBackground));
  }

  private Outcome inBackground(Run work) {
    if (accounts.jira(work.caller().userId()).isEmpty()) return Outcome.ELSEWHERE;
    try {
      run(work.caller(), Trigger.background, false, IN_BACKGROUND);
    } catch (Refusal refused) {
      // It stands in sync_jobs, where whoever asks for the state finds it; time brings a next one.
      log.info("Jira was not copied: {}", refused.kind().word());
    }
    return Outcome.DONE;
  }

  private Report goOnLater(Caller caller, SyncJob job) {
    return database.write(
        caller,
        Report.class,
        tx -> {
          tx.schedule(REST, JIRA, List.of(), tx.at());
          SyncJob waiting = job.waiting();
          tx.syncJobs().update(waiting);
          return new Report(waiting, true);
        });
  }

  /** What ran, and how it went. */
  public State state(Caller caller, int limit) {
    boolean configured = accounts.jira(caller.userId()).isPresent();
    return database.read(
        caller,
        tx ->
            new State(
                configured,
                tx.syncJobs().leased(JIRA),
                tx.syncJobs().lastSync(JIRA).orElse(null),
                tx.syncJobs().history(JIRA, null, Math.min(limit, MOST_RUNS)),
                tx.remoteWrites().countWaiting(),
                tx.remoteWrites().waitsFor().orElse(null)));
  }

  private UUID lease(Caller caller) {
    return database.write(
        caller,
        tx -> {
          UUID holder = tx.newId();
          if (!tx.syncJobs().lease(JIRA, holder, tx.at().plus(LEASE))) {
            throw Refusal.conflict(
                "Jira is being copied for you already; get_sync_status says how far it is.");
          }
          return holder;
        });
  }

  /** Who was too slow must not write over what another did meanwhile. */
  static void keep(Tx tx, UUID holder) {
    if (tx.syncJobs().renew(JIRA, holder, tx.at().plus(LEASE))) return;
    throw Refusal.conflict(
        "This run was too slow, and another has taken over; get_sync_status says how far it is.");
  }

  private static SyncJob begin(
      Tx tx, UUID holder, Trigger trigger, boolean full, String of, Optional<Sites.Move> move) {
    keep(tx, holder);
    move.ifPresent(to -> to.make(tx));
    Optional<SyncJob> left = tx.syncJobs().unfinished(JIRA);
    boolean goesOn = left.isPresent() && move.isEmpty() && SyncPlace.isOf(left.get().cursor(), of);
    if (goesOn && (!full || left.get().kind() == SyncJob.Kind.full)) return left.get();
    // Somebody wants everything, or something else: what was to bring a part of it is not needed
    // any more.
    left.ifPresent(part -> tx.syncJobs().update(part.ended("partial", part.error(), tx.at())));
    Optional<SyncJob> failed =
        tx.syncJobs()
            .latest(JIRA)
            .filter(job -> move.isEmpty())
            .filter(job -> SyncPlace.isOf(job.cursor(), of) && job.windowUntil() != null)
            .filter(job -> job.status().equals("partial") || job.status().equals("failed"))
            .filter(job -> job.startedAt().plus(WORTH_RESUMING).isAfter(tx.at()))
            .filter(job -> !full || job.kind() == SyncJob.Kind.full);
    Instant since = full ? null : since(tx, of);
    boolean everything = failed.map(job -> job.windowFrom() == null).orElse(since == null);
    var job =
        new SyncJob(
            tx.newId(),
            JIRA,
            everything ? SyncJob.Kind.full : SyncJob.Kind.incremental,
            trigger.name(),
            "running",
            0,
            0,
            0,
            0,
            failed.isPresent() ? failed.get().windowFrom() : since,
            failed.isPresent() ? failed.get().windowUntil() : tx.at(),
            failed.isPresent() ? failed.get().cursor() : SyncPlace.beginning(of).json(),
            null,
            tx.at(),
            tx.at(),
            null);
    tx.syncJobs().insert(job);
    return job;
  }

  /** From when on what changed is missing; null where all of it may be. */
  private static @Nullable Instant since(Tx tx, String of) {
    return tx.syncJobs()
        .latestCompleted(JIRA, new String[] {"full", "incremental"})
        // What is copied since then only has not changed since then.
        .filter(job -> SyncPlace.isOf(job.cursor(), of))
        .map(SyncJob::windowUntil)
        .map(end -> end.minus(OVERLAP))
        .orElse(null);
  }

  /** Which projects and history are copied, so that a change of them is seen. */
  private static String fingerprint(Jira jira, Optional<Jql> history) {
    String what = new TreeSet<>(jira.projects()) + " " + history.map(Jql::fingerprint).orElse("");
    return UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private Report finish(Caller caller, UUID holder, SyncRun run) {
    return database.write(
        caller,
        Report.class,
        tx -> {
          keep(tx, holder);
          SyncJob job = run.job().ended("completed", null, tx.at());
          tx.syncJobs().update(job);
          boolean changed = job.created() + job.updated() + job.deactivated() > 0;
          // What somebody asked for is worth telling; every quarter of an hour is not.
          if (changed || job.trigger().equals(Trigger.manual.name())) {
            tx.append(
                new TicketEvent.TicketsSynced(
                    job.id(), job.fetched(), job.created(), job.updated(), job.deactivated()));
          }
          return new Report(job, false);
        });
  }

  private Refusal failed(Caller caller, UUID holder, @Nullable SyncRun run, RemoteFailure failure) {
    Refusal refusal = Remote.refusal(failure);
    if (run != null) {
      SyncJob job = run.job();
      String status = job.fetched() > 0 ? "partial" : "failed";
      database.write(
          caller,
          tx -> {
            keep(tx, holder);
            tx.syncJobs().update(job.ended(status, refusal.sentence(), tx.at()));
            return job;
          });
    }
    return refusal;
  }
}
