package atlas.bench;

import atlas.core.access.Users;
import atlas.model.Caller;
import atlas.model.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What is searched: tickets of one user with sessions, scenarios, tasks and a log, and as many
 * again of twenty others, since a table holds everybody's.
 */
final class SearchSeed {
  private static final int OTHERS = 20;
  private static final int AT_ONCE = 500;
  private static final int WORDS = 120;

  // Every second ticket was tested, in a session of so many.
  private static final int SCENARIOS = 10;

  private SearchSeed() {}

  static void fill(Home home, int tickets) throws SQLException {
    fill(home, home.caller(), tickets, 0);
    var users = new Users(home.database());
    for (int i = 1; i <= OTHERS; i++) {
      fill(home, users.ensure("other" + i), tickets / OTHERS, i * tickets);
    }
    try (Connection owner = home.connectOwner();
        var statement = owner.createStatement()) {
      statement.execute("vacuum analyze");
    }
  }

  private static void fill(Home home, Caller caller, int tickets, int from) throws SQLException {
    for (int begin = 1; begin <= tickets; begin += AT_ONCE) {
      int first = begin;
      int last = Math.min(tickets, begin + AT_ONCE - 1);
      home.database()
          .write(
              caller,
              tx -> {
                List<Map<String, Object>> page = new ArrayList<>();
                for (int i = first; i <= last; i++) page.add(ticket(tx.newId(), i, from, tx.at()));
                return tx.tickets().store(Json.MAPPER.writeValueAsString(page));
              });
    }
    try (Connection connection = home.connect()) {
      connection.setAutoCommit(false);
      become(connection, caller);
      for (String statement : statements()) {
        try (var insert = connection.createStatement()) {
          insert.execute(statement);
        }
      }
      connection.commit();
    }
  }

  /** From here on the transaction is the user's, as the server's are. */
  static void become(Connection connection, Caller caller) throws SQLException {
    try (PreparedStatement begin =
        connection.prepareStatement(
            "select set_config('atlas.user_id', ?, true), set_config('role', 'atlas_app', true)")) {
      begin.setString(1, caller.userId().toString());
      begin.execute();
    }
  }

  private static Map<String, Object> ticket(UUID id, int number, int from, Instant at) {
    var prose = new Prose(from + number);
    String summary = prose.words(7) + " " + Prose.sign(number);
    String description = Prose.EVERYWHERE + " " + prose.words(WORDS);
    String updated = at.minus(Duration.ofMinutes(10L * number)).toString();
    return Map.ofEntries(
        Map.entry("id", id),
        Map.entry("ticket_key", "BENCH-" + number),
        Map.entry("jira_id", Integer.toString(10_000 + number)),
        Map.entry("project_key", "BENCH"),
        Map.entry("summary", summary),
        Map.entry("description", description),
        Map.entry("issue_type", number % 3 == 0 ? "Bug" : "Story"),
        Map.entry("status", "Done"),
        Map.entry("status_category", "done"),
        Map.entry("priority", "High"),
        Map.entry("priority_rank", 2),
        Map.entry("components", List.of(number % 2 == 0 ? "Checkout" : "Harbour")),
        Map.entry("labels", List.of()),
        Map.entry("jira_updated_at", updated),
        Map.entry("active", false),
        Map.entry("deleted", false),
        Map.entry("synced_at", at.toString()),
        Map.entry("raw", Map.of("key", "BENCH-" + number, "description", description)));
  }

  private static List<String> statements() {
    return List.of(
        """
        insert into sessions (user_id, id, number, ticket_id, charter, status, outcome, tester,
          started_at, ended_at, active_seconds)
        select user_id, gen_random_uuid(), row_number() over (order by ticket_key), id,
          'Explore ' || summary, 'completed', 'passed', 'bench', jira_updated_at, jira_updated_at, 60
        from tickets where right(ticket_key, 1) < '5'
        """,
        """
        insert into scenarios (user_id, id, session_id, number, name, scenario_key, result,
          activity, notes, actor, logged_at)
        select s.user_id, gen_random_uuid(), s.id, k, split_part(s.charter, ' ', 1 + k) || ' '
            || split_part(t.description, ' ', 7 * k + 1) || ' case ' || k, 'case ' || k, 'passed', 'test',
          substr(t.description, 12, 100), 'bench', s.started_at
        from sessions s join tickets t on t.user_id = s.user_id and t.id = s.ticket_id
        cross join generate_series(1, %d) k
        """
            .formatted(SCENARIOS),
        """
        insert into events (user_id, at, actor, type, version, entity_id, short_id, session_id,
          summary, payload)
        select user_id, logged_at, 'bench', 'scenario.logged', 1, id, 'S', session_id,
          'S passed: ' || name, '{}'
        from scenarios
        """,
        """
        insert into projects (user_id, id, name)
        select atlas_user_id(), gen_random_uuid(), 'harbour'
        """,
        """
        insert into tasks (user_id, id, number, project_id, title, description, status, priority)
        select t.user_id, gen_random_uuid(), row_number() over (order by t.ticket_key), p.id,
          left(t.summary, 200), left(t.description, 300), 'todo', 'medium'
        from tickets t join projects p on p.user_id = t.user_id
        where right(t.ticket_key, 1) = '7'
        """);
  }
}
