package atlas.bench;

import atlas.storage.EventTable;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the tools make PostgreSQL do, with nothing between it and the driver: the same statements in
 * the same transactions, prepared once, their rows read and dropped. One connection, one thread.
 */
final class ByHand {
  private static final String ACTOR = "bench";
  private static final EventTable.Filter OF_A_SESSION =
      new EventTable.Filter(null, null, null, new UUID(0, 0), null, null, null, null, null, 0);
  private static final Sql BEGIN = Sql.begin();
  private static final Sql LOCK_SESSION = Sql.of("SessionTable", "lock");
  private static final Sql FIND_SESSION = Sql.of("SessionTable", "find");
  private static final Sql NEXT_SCENARIO = Sql.of("ScenarioTable", "nextNumber");
  private static final Sql INSERT_SCENARIO = Sql.of("ScenarioTable", "insert");
  private static final Sql FIND_PROJECT = Sql.of("ProjectTable", "find");
  private static final Sql NEXT_NUMBER = Sql.of("CounterTable", "next");
  private static final Sql INSERT_DECISION = Sql.of("DecisionTable", "insert");
  private static final Sql KEEP_EVIDENCE = Sql.of("EvidenceTable", "keep");
  private static final Sql APPEND = Sql.of("EventTable", "insert");
  private static final Sql TIMELINE = Sql.of("EventTable", "timeline", OF_A_SESSION.wanted());
  private static final Sql ASSIGNED = Sql.of("TicketTable", "assigned");
  private static final Sql LAST_SYNC = Sql.of("SyncJobTable", "lastSync");

  private final Connection connection;
  private final UUID userId;
  private final Map<Sql, PreparedStatement> prepared = new HashMap<>();

  ByHand(Connection connection, UUID userId) throws SQLException {
    this.connection = connection;
    this.userId = userId;
    connection.setAutoCommit(false);
  }

  /** log_scenario with a session named. */
  void logScenario(int sessionNumber, String name) throws SQLException {
    Instant at = begin(false);
    UUID sessionId;
    String ticketKey;
    var which = new HashMap<String, @Nullable Object>();
    which.put("number", sessionNumber);
    try (ResultSet row = query(LOCK_SESSION, which)) {
      row.next();
      sessionId = row.getObject("id", UUID.class);
      ticketKey = row.getString("ticket_key");
    }
    int number;
    try (ResultSet row = query(NEXT_SCENARIO, Map.of("sessionId", sessionId))) {
      row.next();
      number = row.getInt(1);
    }
    UUID id = UUID.randomUUID();
    var scenario = new HashMap<String, @Nullable Object>();
    scenario.put("id", id);
    scenario.put("sessionId", sessionId);
    scenario.put("number", number);
    scenario.put("name", name);
    scenario.put("scenarioKey", name.toLowerCase(java.util.Locale.ROOT));
    scenario.put("result", "passed");
    scenario.put("activity", "test");
    scenario.put("opportunity", false);
    scenario.put("minutes", 5);
    scenario.put("actor", ACTOR);
    scenario.put("loggedAt", at);
    update(INSERT_SCENARIO, scenario);
    String shortId = "S-" + sessionNumber + "." + number;
    append(
        event("scenario.logged", id, shortId, shortId + " passed: " + name),
        Map.of("sessionId", sessionId, "ticketKey", ticketKey, "at", at),
        """
        {"entity_id":"%s","session_id":"%s","short_id":"%s","ticket_key":"%s","name":"%s","result":"passed"}"""
            .formatted(id, sessionId, shortId, ticketKey, name));
    connection.commit();
  }

  /** record_decision in a project that is there. */
  void recordDecision(String project, String title) throws SQLException {
    Instant at = begin(false);
    UUID projectId;
    try (ResultSet row = query(FIND_PROJECT, Map.of("name", project))) {
      row.next();
      projectId = row.getObject("id", UUID.class);
    }
    int number;
    try (ResultSet row = query(NEXT_NUMBER, Map.of("kind", "decision"))) {
      row.next();
      number = row.getInt(1);
    }
    UUID id = UUID.randomUUID();
    var decision = new HashMap<String, @Nullable Object>();
    decision.put("id", id);
    decision.put("number", number);
    decision.put("projectId", projectId);
    decision.put("title", title);
    decision.put("options", new String[] {Words.CHOICE, Words.OTHER});
    decision.put("choice", Words.CHOICE);
    decision.put("rationale", Words.RATIONALE);
    decision.put("status", "accepted");
    decision.put("createdAt", at);
    update(INSERT_DECISION, decision);
    String shortId = "D-" + number;
    append(
        event("decision.recorded", id, shortId, "Decision " + shortId + ": " + title),
        Map.of("projectId", projectId, "at", at),
        """
        {"decision":{"id":"%s","number":%d,"project_id":"%s","title":"%s","options":["%s","%s"],\
        "choice":"%s","rationale":"%s","status":"accepted","created_at":"%s"}}"""
            .formatted(
                id,
                number,
                projectId,
                title,
                Words.CHOICE,
                Words.OTHER,
                Words.CHOICE,
                Words.RATIONALE,
                at));
    var evidence = new HashMap<String, @Nullable Object>();
    evidence.put("items", evidence(id, project, title, at));
    evidence.put("at", at);
    evidence.put("actor", ACTOR);
    read(query(KEEP_EVIDENCE, evidence));
    connection.commit();
  }

  /** That it was decided, as evidence. */
  private static String evidence(UUID decision, String project, String title, Instant at) {
    return """
        [{"place":0,"id":"%s","source":"decision","source_id":"%s","title":"%s","summary":"%s",\
        "content":"Chosen: %s\\nFrom: %s, %s\\nWhy: %s","source_url":null,"happened_at":"%s",\
        "ticket_key":null,"category":"decision","category_suggested":true,"tags":[],\
        "suggested_tags":["%s"]}]"""
        .formatted(
            UUID.randomUUID(),
            decision,
            title,
            Words.CHOICE,
            Words.CHOICE,
            Words.CHOICE,
            Words.OTHER,
            Words.RATIONALE,
            at,
            project);
  }

  /** get_timeline of a session. */
  int timeline(int sessionNumber, int limit) throws SQLException {
    begin(true);
    UUID sessionId;
    var which = new HashMap<String, @Nullable Object>();
    which.put("number", sessionNumber);
    try (ResultSet row = query(FIND_SESSION, which)) {
      row.next();
      sessionId = row.getObject("id", UUID.class);
    }
    int read = read(query(TIMELINE, Map.of("sessionId", sessionId, "limit", limit)));
    connection.commit();
    return read;
  }

  /** get_assigned_issues from the copy. */
  int assigned(int limit) throws SQLException {
    begin(true);
    int read = read(query(ASSIGNED, Map.of("projects", new String[0], "limit", limit)));
    read += read(query(LAST_SYNC, Map.of("source", "jira")));
    connection.commit();
    return read;
  }

  private Instant begin(boolean readOnly) throws SQLException {
    Instant at = Instant.now();
    read(
        query(
            BEGIN,
            Map.of(
                "userId",
                userId.toString(),
                "at",
                at.toString(),
                "timeout",
                "15s",
                "readOnly",
                readOnly ? "on" : "off",
                "log",
                readOnly ? "free" : "shared")));
    return at;
  }

  private static Map<String, @Nullable Object> event(
      String type, UUID id, String shortId, String line) {
    var event = new HashMap<String, @Nullable Object>();
    event.put("actor", ACTOR);
    event.put("type", type);
    event.put("version", 1);
    event.put("entityId", id);
    event.put("shortId", shortId);
    event.put("line", line);
    return event;
  }

  private void append(Map<String, @Nullable Object> event, Map<String, Object> more, String payload)
      throws SQLException {
    event.putAll(more);
    event.put("payload", payload);
    update(APPEND, event);
  }

  private ResultSet query(Sql sql, Map<String, ?> values) throws SQLException {
    return bound(sql, values).executeQuery();
  }

  private void update(Sql sql, Map<String, ?> values) throws SQLException {
    bound(sql, values).executeUpdate();
  }

  private PreparedStatement bound(Sql sql, Map<String, ?> values) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql.text());
      prepared.put(sql, statement);
    }
    int position = 0;
    for (String name : sql.names()) bind(statement, ++position, values.get(name));
    return statement;
  }

  private void bind(PreparedStatement statement, int position, @Nullable Object value)
      throws SQLException {
    if (value == null) {
      statement.setNull(position, Types.NULL);
    } else if (value instanceof Instant instant) {
      statement.setObject(position, OffsetDateTime.ofInstant(instant, ZoneOffset.UTC));
    } else if (value instanceof String[] texts) {
      Array array = connection.createArrayOf("text", texts);
      statement.setArray(position, array);
    } else {
      statement.setObject(position, value);
    }
  }

  /** Reads every column of every row, as whoever asks for rows does. */
  private static int read(ResultSet rows) throws SQLException {
    try (rows) {
      int columns = rows.getMetaData().getColumnCount();
      int read = 0;
      while (rows.next()) {
        for (int i = 1; i <= columns; i++) rows.getString(i);
        read++;
      }
      return read;
    }
  }
}
