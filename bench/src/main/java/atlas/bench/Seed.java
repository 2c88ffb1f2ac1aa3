package atlas.bench;

import atlas.core.sync.Runs;
import atlas.core.testing.Sessions;
import atlas.core.tickets.Sync;
import atlas.core.tickets.TicketKeys;
import atlas.core.tickets.Tickets;
import atlas.model.Caller;
import atlas.model.Json;
import atlas.model.SyncJob;
import atlas.storage.Database;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Tickets with an open testing session each, for the calls that are measured. */
final class Seed {
  private Seed() {}

  /** So many sessions of the user, by their numbers. */
  static List<Integer> sessions(Database database, Caller caller, int count) {
    database.write(
        caller,
        tx -> {
          var tickets = new ArrayList<Map<String, Object>>();
          for (int i = 1; i <= count; i++) tickets.add(ticket(tx.newId(), i, tx.at().toString()));
          tx.tickets().store(Json.MAPPER.writeValueAsString(tickets));
          tx.syncJobs().insert(synced(tx.newId(), count, tx.at()));
          return count;
        });
    var keys = TicketKeys.DEFAULT;
    var tickets = new Tickets(database, user -> Optional.empty(), keys, InstantSource.system());
    var sessions = new Sessions(database, tickets, keys, List.of());
    var numbers = new ArrayList<Integer>();
    for (int i = 1; i <= count; i++) {
      var start = new Sessions.Start("BENCH-" + i, "Explore case " + i, 60, false);
      numbers.add(sessions.start(caller, start).session().number());
    }
    return numbers;
  }

  // The copy is new, so that nothing wants to be read from Jira.
  private static SyncJob synced(UUID id, int count, Instant at) {
    return new SyncJob(
        id,
        Sync.JIRA,
        SyncJob.Kind.full,
        Runs.Trigger.manual.name(),
        "completed",
        count,
        count,
        0,
        0,
        null,
        at,
        null,
        null,
        at,
        at,
        at);
  }

  private static Map<String, Object> ticket(UUID id, int number, String at) {
    return Map.ofEntries(
        Map.entry("id", id),
        Map.entry("ticket_key", "BENCH-" + number),
        Map.entry("jira_id", Integer.toString(10_000 + number)),
        Map.entry("project_key", "BENCH"),
        Map.entry(
            "summary", "Checkout fails for order " + number + " when the basket has a voucher"),
        Map.entry("description", "Steps: add an article, enter the voucher, pay by card."),
        Map.entry("issue_type", "Bug"),
        Map.entry("status", "Testing"),
        Map.entry("status_category", "indeterminate"),
        Map.entry("priority", "High"),
        Map.entry("priority_rank", 2),
        Map.entry("components", List.of("Checkout")),
        Map.entry("labels", List.of()),
        Map.entry("jira_updated_at", at),
        Map.entry("active", true),
        Map.entry("deleted", false),
        Map.entry("synced_at", at),
        Map.entry("raw", Map.of("key", "BENCH-" + number)));
  }
}
