package atlas.core.tickets;

import atlas.core.learning.Escapes;
import atlas.model.Job;
import atlas.model.Refusal;
import atlas.storage.Database;
import atlas.storage.EscapeTable.Stranger;
import atlas.storage.Tx;
import atlas.storage.jobs.Duty;
import atlas.storage.jobs.Outcome;
import atlas.storage.jobs.Run;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads bugs that Jira links to a ticket that was tested and that nobody else would copy, since
 * they are somebody else's: when they were created tells whether they escaped.
 */
public final class LinkedBugs {
  private static final Logger log = LoggerFactory.getLogger(LinkedBugs.class);
  private static final Job JOB =
      new Job("jira.linked", 5, Duration.ofMinutes(1), Duration.ofHours(1));
  private static final int MOST = 50;

  private final Database database;
  private final Tickets tickets;
  private final Accounts accounts;

  public LinkedBugs(Database database, Tickets tickets, Accounts accounts) {
    this.database = database;
    this.tickets = tickets;
    this.accounts = accounts;
  }

  /** Has those read that issues which were just stored are linked to. */
  static void of(Tx tx, Collection<String> jiraIds) {
    if (jiraIds.isEmpty()) return;
    tx.escapes().strangers(jiraIds.toArray(String[]::new), MOST).stream()
        .map(Stranger::jiraId)
        .collect(Collectors.toSet())
        .forEach(jiraId -> tx.schedule(JOB, jiraId, List.of(), tx.at()));
  }

  /** What reads them. */
  public List<Duty> duties() {
    return List.of(Duty.once(JOB, this::read));
  }

  private Outcome read(Run run) {
    if (database.readOnly() || accounts.jira(run.caller().userId()).isEmpty()) {
      return Outcome.ELSEWHERE;
    }
    String[] tested = {run.instance()};
    for (Stranger bug : database.read(run.caller(), tx -> tx.escapes().strangers(tested, MOST))) {
      try {
        tickets.require(run.caller(), bug.bugKey());
      } catch (Refusal refusal) {
        if (refusal.kind() == Refusal.Kind.UNAVAILABLE) throw refusal;
        // Nothing that the user may see: then it is nothing to them.
        log.debug("A linked bug is not read: {}", refusal.kind().word());
      }
    }
    // Jira may tell of a link from the ticket's side alone.
    return database.write(
        run.caller(),
        tx -> {
          Escapes.among(tx, List.of(tested));
          return Outcome.DONE;
        });
  }
}
