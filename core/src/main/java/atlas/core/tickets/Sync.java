package atlas.core.tickets;

import atlas.core.sync.Runs;
import atlas.core.sync.Runs.Order;
import atlas.core.sync.Runs.Report;
import atlas.core.sync.Runs.Trigger;
import atlas.integrations.jira.Jira;
import atlas.integrations.jira.Jql;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.model.SyncJob;
import atlas.model.TicketEvent;
import atlas.storage.Database;
import atlas.storage.Tx;
import atlas.storage.jobs.Duty;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Copies a user's Jira issues. */
public final class Sync {
  /** The source whose issues are copied. */
  public static final String JIRA = "jira";

  private static final int MOST_RUNS = 50;

  /**
   * How it stands with Jira.
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
  private final Runs runs;

  public Sync(Database database, Accounts accounts, InstantSource clock) {
    this.database = database;
    this.accounts = accounts;
    this.runs = new Runs(database, clock, JIRA, "Jira");
  }

  /**
   * Runs, or goes on with the run that was not finished, until the end or until the time is up.
   *
   * @param full copies everything and not only what changed
   * @throws Refusal when there is no account, another run goes on, or Jira refuses
   */
  public Report run(Caller caller, Trigger trigger, boolean full, Duration atMost) {
    return run(caller, new Order(trigger, full, atMost));
  }

  private Report run(Caller caller, Order order) {
    return run(caller, order, false);
  }

  /**
   * Takes the Jira that the account is at for the user's from now on, and copies all of it. The
   * tickets of another one stay with all that is known of them, inactive and under ids that no
   * issue has.
   *
   * @throws Refusal as a run does
   */
  public Report runAtNewSite(Caller caller, Duration atMost) {
    return run(caller, new Order(Trigger.manual, true, atMost), true);
  }

  /** Makes sure that the copy is of the Jira that the account is at. */
  public void checkSite(Caller caller, Jira jira) {
    Sites.check(database, caller, jira);
  }

  private Report run(Caller caller, Order order, boolean newSite) {
    runs.mayCopy();
    Optional<Report> before = database.answered(caller, Report.class);
    if (before.isPresent()) return before.get();
    if (!accounts.has(caller.userId())) throw Accounts.none();
    return runs.run(caller, order, () -> work(caller, order, newSite));
  }

  private Runs.Work work(Caller caller, Order order, boolean newSite) {
    Jira account = accounts.require(caller.userId());
    Jira jira = order.patient() ? account.patient() : account;
    Optional<Sites.Move> move =
        newSite ? Optional.of(Sites.look(database, caller, jira)) : Optional.empty();
    Optional<Jql> history = accounts.history(caller.userId());
    return new Copying(caller, new SyncRun.What(jira, history, fingerprint(jira, history)), move);
  }

  /** A copy of Jira's issues. */
  private final class Copying implements Runs.Work {
    private final Caller caller;
    private final SyncRun.What what;
    private final Optional<Sites.Move> move;

    Copying(Caller caller, SyncRun.What what, Optional<Sites.Move> move) {
      this.caller = caller;
      this.what = what;
      this.move = move;
    }

    @Override
    public String of() {
      return what.of();
    }

    @Override
    public JsonNode beginning() {
      return SyncPlace.beginning(what.of()).json();
    }

    @Override
    public boolean anew() {
      return move.isPresent();
    }

    @Override
    public void begin(Tx tx) {
      move.ifPresent(to -> to.make(tx));
    }

    @Override
    public Runs.Steps steps(Runs.Going going) {
      return new SyncRun(database, caller, what, going);
    }

    @Override
    public void completed(Tx tx, SyncJob job) {
      boolean changed = job.created() + job.updated() + job.deactivated() > 0;
      // What somebody asked for is worth telling; every quarter of an hour is not.
      if (!changed && !job.trigger().equals(Trigger.manual.name())) return;
      tx.append(
          new TicketEvent.TicketsSynced(
              job.id(), job.fetched(), job.created(), job.updated(), job.deactivated()));
    }
  }

  /**
   * What is done without being asked: a run each so often, and the end of what was begun.
   *
   * @param every zero for never, so that only what was begun is ended
   */
  public List<Duty> duties(Duration every) {
    return runs.duties(every, accounts::users, accounts::has, this::run);
  }

  /** What ran, and how it went. */
  public State state(Caller caller, int limit) {
    boolean configured = accounts.has(caller.userId());
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

  /** Which projects and history are copied, so that a change of them is seen. */
  private static String fingerprint(Jira jira, Optional<Jql> history) {
    String what = new TreeSet<>(jira.projects()) + " " + history.map(Jql::fingerprint).orElse("");
    return UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
