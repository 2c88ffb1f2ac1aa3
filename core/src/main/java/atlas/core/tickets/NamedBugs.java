package atlas.core.tickets;

import atlas.model.Job;
import atlas.model.Refusal;
import atlas.model.Session;
import atlas.storage.Database;
import atlas.storage.Tx;
import atlas.storage.jobs.Duty;
import atlas.storage.jobs.Outcome;
import atlas.storage.jobs.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads bugs that sessions name and that nobody else would copy, since somebody filed them in Jira
 * for somebody else; and has earned what they are worth, whichever way they come.
 */
public final class NamedBugs {
  /** What is older is nothing that somebody just did. */
  public static final Duration LATELY = Duration.ofDays(30);

  private static final Logger log = LoggerFactory.getLogger(NamedBugs.class);
  private static final Job READ =
      new Job("jira.named", 5, Duration.ofMinutes(1), Duration.ofHours(1));
  private static final Job EARN =
      new Job("progress.bugs", 5, Duration.ofMinutes(1), Duration.ofHours(1));
  private static final int MOST = 20;

  private final Database database;
  private final Tickets tickets;
  private final Accounts accounts;
  private final Consumer<Tx> earn;

  /**
   * @param earn adds what bugs are worth that sessions found
   */
  public NamedBugs(Database database, Tickets tickets, Accounts accounts, Consumer<Tx> earn) {
    this.database = database;
    this.tickets = tickets;
    this.accounts = accounts;
    this.earn = earn;
  }

  /** Has those read that are missing when a session ends: of it, or of others before it. */
  public static void of(Tx tx, Session session) {
    if (tx.ledger().unknownBugs(since(tx), 1).isEmpty()) return;
    tx.schedule(READ, session.id().toString(), List.of(), tx.at());
  }

  /** Has earned what issues are worth that were just stored, where sessions had found them. */
  static void of(Tx tx, Collection<String> jiraIds) {
    if (jiraIds.isEmpty()) return;
    // Not here: who earns comes last in a transaction.
    if (tx.ledger().named(jiraIds.toArray(String[]::new), since(tx))) {
      tx.schedule(EARN, tx.newId().toString(), List.of(), tx.at());
    }
  }

  private static Instant since(Tx tx) {
    return tx.at().minus(LATELY);
  }

  /** What reads them, and what has them earned. */
  public List<Duty> duties() {
    return List.of(Duty.once(READ, this::read), Duty.once(EARN, this::earned));
  }

  private Outcome read(Run run) {
    List<String> keys = database.read(run.caller(), tx -> tx.ledger().unknownBugs(since(tx), MOST));
    if (keys.isEmpty()) return Outcome.DONE;
    if (database.readOnly() || accounts.jira(run.caller().userId()).isEmpty()) {
      return Outcome.ELSEWHERE;
    }
    for (String key : keys) {
      try {
        tickets.require(run.caller(), key);
      } catch (Refusal refusal) {
        if (refusal.kind() == Refusal.Kind.UNAVAILABLE) throw refusal;
        // A slip of the pen, or nothing that the user may see: it may be there the next time.
        log.debug("A bug that was named is not read: {}", refusal.kind().word());
      }
    }
    return Outcome.DONE;
  }

  private Outcome earned(Run run) {
    if (database.readOnly()) return Outcome.ELSEWHERE;
    return database.write(
        run.caller(),
        tx -> {
          earn.accept(tx);
          return Outcome.DONE;
        });
  }
}
