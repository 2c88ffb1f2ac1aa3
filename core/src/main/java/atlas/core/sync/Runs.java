package atlas.core.sync;

import atlas.integrations.RemoteFailure;
import atlas.model.Caller;
import atlas.model.Job;
import atlas.model.Refusal;
import atlas.model.SyncJob;
import atlas.storage.Database;
import atlas.storage.Tx;
import atlas.storage.jobs.Duty;
import atlas.storage.jobs.Handler;
import atlas.storage.jobs.Outcome;
import atlas.storage.jobs.Run;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Runs that copy from a source, in steps that each commit with the place where to go on. One run at
 * a time for a user and a source, in whichever process; what a dead one left, the next one
 * finishes.
 */
public final class Runs {
  private static final Logger log = LoggerFactory.getLogger(Runs.class);

  // A page takes seconds; whoever says nothing for so long is gone.
  public static final Duration LEASE = Duration.ofMinutes(2);

  // Others' dates know minutes, their indexes are behind their writes, and clocks differ.
  private static final Duration OVERLAP = Duration.ofMinutes(5);

  // What failed on the way is taken up from where it stopped, unless that is long ago.
  private static final Duration WORTH_RESUMING = Duration.ofDays(1);

  // Who waits for the answer would wait too long for a source that asks for patience.
  private static final Duration SOMEBODY_WAITS = Duration.ofSeconds(20);
  private static final Duration IN_BACKGROUND = Duration.ofMinutes(10);

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

  /** What is asked for. */
  public record Order(Trigger trigger, boolean full, Duration atMost) {
    /** What nobody waits for. */
    static Order inBackground(boolean full) {
      return new Order(Trigger.background, full, IN_BACKGROUND);
    }

    /** Whether nobody waits for the answer. */
    public boolean patient() {
      return atMost.compareTo(SOMEBODY_WAITS) > 0;
    }
  }

  /** A run that has the lease. */
  public record Going(UUID holder, SyncJob job, BooleanSupplier timeIsUp) {}

  /** What is done in a run, once it is known of what. */
  public interface Work {
    /** Tells it from what is copied with other settings. */
    String of();

    /** Where it begins: JSON that holds {@link #of} under that name. */
    JsonNode beginning();

    /** Whether it is to begin anew, whatever was begun before. */
    default boolean anew() {
      return false;
    }

    /** Done in the transaction in which the run begins. */
    default void begin(Tx tx) {}

    Steps steps(Going going);

    /** Done in the transaction in which the run comes to its end. */
    default void completed(Tx tx, SyncJob job) {}
  }

  /** A run that goes on. */
  public interface Steps {
    SyncJob job();

    boolean ended();

    /** Asks the source, and then writes what came and how far it is. */
    void step();
  }

  private final Database database;
  private final InstantSource clock;
  private final String source;
  private final String name;
  private final Job rest;
  private final String everything;

  /**
   * @param source as it stands in sync_jobs
   * @param name as people call it
   */
  public Runs(Database database, InstantSource clock, String source, String name) {
    this.database = database;
    this.clock = clock;
    this.source = source;
    this.name = name;
    this.rest = new Job(source + ".sync.rest", 3, Duration.ofMinutes(1), Duration.ofMinutes(10));
    this.everything = source + ".full";
  }

  /** Refuses what a server that is read-only can't do. */
  public void mayCopy() {
    if (database.readOnly()) {
      throw Refusal.forbidden(
          "This server is read-only and copies nothing; start it without --read-only.");
    }
  }

  /**
   * Runs, or goes on with the run that was not finished, until the end or until the time is up.
   *
   * @param work made once nobody else runs
   * @throws Refusal when another run goes on, or the source refuses
   */
  public Report run(Caller caller, Order order, Supplier<Work> work) {
    mayCopy();
    Optional<Report> before = database.answered(caller, Report.class);
    if (before.isPresent()) return before.get();
    Instant until = clock.instant().plus(order.atMost());
    UUID holder = lease(caller);
    Steps steps = null;
    try {
      Work of = work.get();
      SyncJob job = database.write(caller, tx -> begin(tx, holder, order, of));
      BooleanSupplier timeIsUp = () -> !clock.instant().isBefore(until);
      steps = of.steps(new Going(holder, job, timeIsUp));
      while (!steps.ended()) {
        if (timeIsUp.getAsBoolean()) return goOnLater(caller, holder, steps.job());
        steps.step();
      }
      return finish(caller, holder, steps.job(), of);
    } catch (RemoteFailure failure) {
      Refusal refusal = Remote.refusal(failure);
      throw steps == null
          ? notBegun(caller, holder, order, refusal)
          : failed(caller, holder, steps.job(), refusal);
    } catch (Refusal refusal) {
      throw steps == null ? notBegun(caller, holder, order, refusal) : refusal;
    } finally {
      database.write(caller, tx -> tx.syncJobs().release(source, holder));
    }
  }

  /**
   * What is done without being asked: a run each so often, and the end of what was begun.
   *
   * @param every zero for never, so that only what was begun is ended
   * @param users whose it is
   * @param hasAccount whether this process can do it for a user
   * @param run does it
   */
  public List<Duty> duties(
      Duration every,
      Supplier<? extends List<UUID>> users,
      Predicate<UUID> hasAccount,
      BiFunction<Caller, Order, Report> run) {
    Duty ending = Duty.once(rest, work -> inBackground(work, hasAccount, run, true));
    if (every.isZero()) return List.of(ending);
    Job each = new Job(source + ".sync", 1, Duration.ofMinutes(1), Duration.ofMinutes(1));
    Handler handler = work -> inBackground(work, hasAccount, run, false);
    return List.of(ending, Duty.everyFor(users, every, each, handler));
  }

  /**
   * A run that nobody waits for.
   *
   * @param toItsEnd whether no other may come that would go on with it
   */
  private Outcome inBackground(
      Run work,
      Predicate<UUID> hasAccount,
      BiFunction<Caller, Order, Report> run,
      boolean toItsEnd) {
    Caller caller = work.caller();
    if (!hasAccount.test(caller.userId())) return Outcome.ELSEWHERE;
    boolean full = work.instance().equals(everything);
    try {
      Report report = run.apply(caller, Order.inBackground(full));
      // A job that is being done can't be scheduled: it has to come back by itself. What goes on
      // with all that was asked for is another one, which does not begin it again.
      boolean comesBack = toItsEnd && !full && report.goesOn();
      return comesBack ? Outcome.later(clock.instant()) : Outcome.DONE;
    } catch (Refusal refused) {
      // It stands in sync_jobs, where whoever asks for the state finds it; time brings a next one.
      log.info("{} was not copied: {}", name, refused.kind().word());
    }
    return toItsEnd && isBegun(caller)
        ? Outcome.later(clock.instant().plus(rest.longestBackoff()))
        : Outcome.DONE;
  }

  private boolean isBegun(Caller caller) {
    return database.read(
        caller, tx -> tx.syncJobs().unfinished(source).isPresent() || tx.syncJobs().leased(source));
  }

  /**
   * Has it run in the background once the transaction has committed.
   *
   * @param full copies everything and not only what changed
   */
  public void later(Tx tx, boolean full) {
    tx.schedule(rest, full ? everything : source, List.of(), tx.at());
  }

  private Report goOnLater(Caller caller, UUID holder, SyncJob job) {
    return database.write(
        caller,
        Report.class,
        tx -> {
          keep(tx, source, holder);
          later(tx, false);
          SyncJob waiting = job.waiting(null);
          tx.syncJobs().update(waiting);
          return new Report(waiting, true);
        });
  }

  private UUID lease(Caller caller) {
    return database.write(
        caller,
        tx -> {
          UUID holder = tx.newId();
          if (!tx.syncJobs().lease(source, holder, tx.at().plus(LEASE))) {
            throw Refusal.conflict(
                name + " is being copied for you already; get_sync_status says how far it is.");
          }
          return holder;
        });
  }

  /** Who was too slow must not write over what another did meanwhile. */
  public static void keep(Tx tx, String source, UUID holder) {
    if (tx.syncJobs().renew(source, holder, tx.at().plus(LEASE))) return;
    throw Refusal.conflict(
        "This run was too slow, and another has taken over; get_sync_status says how far it is.");
  }

  private SyncJob begin(Tx tx, UUID holder, Order order, Work work) {
    keep(tx, source, holder);
    work.begin(tx);
    String of = work.of();
    Optional<SyncJob> left = tx.syncJobs().unfinished(source);
    boolean goesOn = left.isPresent() && !work.anew() && isOf(left.get().cursor(), of);
    if (goesOn && (!order.full() || left.get().kind() == SyncJob.Kind.full)) return left.get();
    // Somebody wants everything, or something else: what was to bring a part of it is not needed
    // any more.
    left.ifPresent(part -> tx.syncJobs().update(part.ended("partial", part.error(), tx.at())));
    Optional<SyncJob> failed =
        tx.syncJobs()
            .latest(source)
            .filter(job -> !work.anew())
            .filter(job -> isOf(job.cursor(), of) && job.windowUntil() != null)
            .filter(job -> job.status().equals("partial") || job.status().equals("failed"))
            .filter(job -> job.startedAt().plus(WORTH_RESUMING).isAfter(tx.at()))
            .filter(job -> !order.full() || job.kind() == SyncJob.Kind.full);
    Instant since = order.full() ? null : since(tx, of);
    boolean everything = failed.map(job -> job.windowFrom() == null).orElse(since == null);
    var job =
        new SyncJob(
            tx.newId(),
            source,
            everything ? SyncJob.Kind.full : SyncJob.Kind.incremental,
            order.trigger().name(),
            "running",
            0,
            0,
            0,
            0,
            failed.isPresent() ? failed.get().windowFrom() : since,
            failed.isPresent() ? failed.get().windowUntil() : tx.at(),
            failed.isPresent() ? failed.get().cursor() : work.beginning(),
            null,
            tx.at(),
            tx.at(),
            null);
    tx.syncJobs().insert(job);
    return job;
  }

  /** From when on what changed is missing; null where all of it may be. */
  private @Nullable Instant since(Tx tx, String of) {
    return lastWhole(tx)
        // What is copied since then only has not changed since then.
        .filter(job -> isOf(job.cursor(), of))
        .map(SyncJob::windowUntil)
        .map(end -> end.minus(OVERLAP))
        .orElse(null);
  }

  /** The last run that came to its end. */
  public Optional<SyncJob> lastWhole(Tx tx) {
    return tx.syncJobs().latestCompleted(source, new String[] {"full", "incremental"});
  }

  /** Whether a run that was there copied the same. */
  public static boolean isOf(@Nullable JsonNode place, String of) {
    return place != null && place.path("of").asString("").equals(of);
  }

  private Report finish(Caller caller, UUID holder, SyncJob done, Work work) {
    return database.write(
        caller,
        Report.class,
        tx -> {
          keep(tx, source, holder);
          SyncJob job = done.ended("completed", null, tx.at());
          tx.syncJobs().update(job);
          work.completed(tx, job);
          return new Report(job, false);
        });
  }

  private Refusal failed(Caller caller, UUID holder, SyncJob job, Refusal refusal) {
    String status = job.fetched() > 0 ? "partial" : "failed";
    database.write(
        caller,
        tx -> {
          keep(tx, source, holder);
          tx.syncJobs().update(job.ended(status, refusal.sentence(), tx.at()));
          return job;
        });
    return refusal;
  }

  /**
   * It failed before it was known of what: what failed on its way before can still be resumed, and
   * what waits to be gone on with goes on waiting.
   */
  private Refusal notBegun(Caller caller, UUID holder, Order order, Refusal refusal) {
    database.write(
        caller,
        tx -> {
          keep(tx, source, holder);
          Optional<SyncJob> before =
              tx.syncJobs().latest(source).filter(job -> !job.status().equals("completed"));
          String why = refusal.sentence();
          before
              .filter(job -> job.finishedAt() == null)
              .ifPresentOrElse(
                  job -> tx.syncJobs().update(job.waiting(why)),
                  () -> tx.syncJobs().insert(unbegun(tx, order, before, why)));
          return holder;
        });
    return refusal;
  }

  private SyncJob unbegun(Tx tx, Order order, Optional<SyncJob> before, String why) {
    return new SyncJob(
        tx.newId(),
        source,
        before
            .map(SyncJob::kind)
            .orElse(order.full() ? SyncJob.Kind.full : SyncJob.Kind.incremental),
        order.trigger().name(),
        "failed",
        0,
        0,
        0,
        0,
        before.map(SyncJob::windowFrom).orElse(null),
        before.map(SyncJob::windowUntil).orElse(tx.at()),
        before.map(SyncJob::cursor).orElse(null),
        why,
        tx.at(),
        tx.at(),
        tx.at());
  }
}
