package atlas.core.writing;

import atlas.core.meaning.Alike;
import atlas.core.planner.Agenda;
import atlas.core.prediction.Panel;
import atlas.core.prediction.Predictions;
import atlas.core.prediction.SameWords;
import atlas.core.prediction.SimilarTickets;
import atlas.core.prediction.Templates;
import atlas.core.progress.Earning;
import atlas.core.testing.Ending;
import atlas.core.testing.Sessions;
import atlas.core.testing.Sheets;
import atlas.core.tickets.Accounts;
import atlas.core.tickets.Sync;
import atlas.core.tickets.TicketKeys;
import atlas.core.tickets.Tickets;
import atlas.integrations.Http;
import atlas.integrations.jira.FakeJira;
import atlas.integrations.jira.Jira;
import atlas.model.Caller;
import atlas.model.RemoteWrite;
import atlas.model.Ticket;
import atlas.storage.Database;
import atlas.storage.TestDatabase;
import atlas.storage.jobs.Outcome;
import atlas.storage.jobs.Run;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** What writes to Jira, over a Jira of its own; Ann has an account there and Ben has none. */
final class Desk implements AutoCloseable {
  /** So short that a test can wait for the end of a request that comes late. */
  private static final Http.Limits SHORT =
      new Http.Limits(
          Duration.ofSeconds(1),
          Duration.ofMillis(500),
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          1024 * 1024);

  /** Leaves the first attempt to the job. */
  static final Executor REFUSING =
      task -> {
        throw new RejectedExecutionException();
      };

  private final TestDatabase db = TestDatabase.create();
  private final FakeJira jira;
  private final Caller ann = db.user("ann");
  private final Caller ben = db.user("ben");
  private final Accounts accounts;
  private final Executor executor;
  private Jira account;
  private @Nullable Jira moved;

  /** One where the first attempt is made before a call is answered. */
  Desk() {
    this(Runnable::run);
  }

  Desk(Executor executor) {
    this(executor, FakeJira.cloud());
  }

  Desk(Executor executor, FakeJira jira) {
    this.executor = executor;
    this.jira = jira;
    this.account = jira.jira(SHORT);
    this.accounts = user -> user.equals(ann.userId()) ? Optional.of(account) : Optional.empty();
  }

  FakeJira jira() {
    return jira;
  }

  Accounts accounts() {
    return accounts;
  }

  TestDatabase db() {
    return db;
  }

  Caller ann() {
    return ann;
  }

  Caller ben() {
    return ben;
  }

  /** From now on Ann's account is at another Jira. */
  void account(Jira other) {
    account = other;
    moved = other;
  }

  Tickets tickets() {
    return new Tickets(db.database(), accounts, TicketKeys.DEFAULT, db.clock());
  }

  Delivery delivery() {
    return new Delivery(db.database(), tickets(), accounts, Earning.in(null));
  }

  Outbox outbox() {
    return new Outbox(db.database(), delivery(), executor);
  }

  IssueWrites issues() {
    return issues(db.database());
  }

  IssueWrites issues(Database database) {
    return new IssueWrites(database, tickets(), accounts, outbox());
  }

  BugReports bugs() {
    return new BugReports(db.database(), accounts, outbox());
  }

  Agenda agenda() {
    return new Agenda(db.database(), accounts);
  }

  Sheets sheets() {
    return new Sheets(db.database());
  }

  Predictions predictions() {
    var sources = List.of(new SimilarTickets(), Templates.shipped());
    return new Predictions(
        db.database(),
        tickets(),
        new Panel(db.database(), sources, db.clock()),
        new SameWords(),
        db.clock(),
        Alike.byWords());
  }

  Sync sync() {
    return new Sync(db.database(), accounts, db.clock());
  }

  Sessions sessions() {
    return sessions(Predictions.settling(), new SessionWrites(db.database(), accounts, outbox()));
  }

  Sessions sessions(Ending... endings) {
    return new Sessions(db.database(), tickets(), TicketKeys.DEFAULT, List.of(endings));
  }

  /** What was recorded, in its order. */
  List<RemoteWrite> writes() {
    return db
        .admin()
        .withHandle(
            h ->
                h.createQuery("select id from remote_writes order by requested_at, id")
                    .mapTo(UUID.class)
                    .list())
        .stream()
        .map(id -> db.database().read(ann, tx -> tx.remoteWrites().find(id).orElseThrow()))
        .toList();
  }

  RemoteWrite write(RemoteWrite.Kind kind) {
    return writes().stream().filter(w -> w.kind() == kind).findFirst().orElseThrow();
  }

  /** The job of that write, done now as the scheduler would. */
  Outcome run(RemoteWrite write) {
    var caller = Caller.of(ann.userId(), "atlas");
    return delivery().run(new Run(caller, write.id().toString(), List.of(write.id()), 1, false));
  }

  /** Time passes, for Ann's client of Jira too, which has a clock of its own. */
  void later(Duration pause) {
    db.clock().advance(pause);
    if (moved == null) account = jira.jira(SHORT);
  }

  /** Everything that waits is tried again, and again, each time after so long a pause. */
  void runAll(Duration pause, int times) {
    for (int i = 0; i < times; i++) {
      later(pause);
      writes().forEach(this::run);
    }
  }

  /** How it stands with Jira, as Ann sees it. */
  Sync.State state() {
    return sync().state(ann, 1);
  }

  Ticket ticket(String key) {
    return db.database().read(ann, tx -> tx.tickets().find(key).orElseThrow());
  }

  long rows(String what) {
    return db.admin()
        .withHandle(h -> h.createQuery("select count(*) from " + what).mapTo(Long.class).one());
  }

  @Override
  public void close() {
    jira.close();
    db.close();
  }
}
