package atlas.bench;

import atlas.core.prediction.likeness.Profile;
import atlas.integrations.embedding.MiniLm;
import atlas.model.Caller;
import atlas.model.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * What is predicted from: one user's tickets over three years, and what was tried on some of them,
 * ten scenarios a session. Their vectors, where the database keeps any, are made up, since a model
 * would take hours: of length 1, and alike where the tickets are about the same thing.
 *
 * @param tickets how many
 * @param scenarios of all sessions together
 */
record PredictSeed(int tickets, int scenarios) {
  private static final int AT_ONCE = 500;
  private static final int A_SESSION = 10;
  private static final int DIMENSION = 384;
  private static final int DAYS = 3 * 365;
  private static final int ROWS_AT_ONCE = 2_000;
  private static final float SCALE = 127;

  private static final String[] THINGS = {
    "checkout",
    "basket",
    "voucher",
    "invoice",
    "login",
    "product search",
    "CSV import",
    "refund",
    "address form",
    "order history",
    "stock report",
    "newsletter",
    "user roles",
    "REST API",
    "mobile menu",
    "PDF export",
    "shipping label",
    "tax table",
    "password reset",
    "audit log"
  };
  private static final String[] FAULTS = {
    "fails when the session has expired", "shows the wrong total", "is slow with many rows",
    "loses what was typed", "ignores the time zone", "is not readable on a phone",
    "accepts invalid input", "sends two e-mails", "needs a confirmation step",
    "can be filtered by date", "supports several currencies", "keeps a history of changes"
  };

  /** The key of the ticket with that number, from 1 on. */
  static String key(int number) {
    return "BENCH-" + number;
  }

  /** Makes all of it; whether vectors are among it. */
  boolean fill(Home home) throws SQLException, IOException {
    Caller caller = home.caller();
    for (int begin = 1; begin <= tickets; begin += AT_ONCE) {
      int first = begin;
      int last = Math.min(tickets, begin + AT_ONCE - 1);
      home.database()
          .write(
              caller,
              tx -> {
                List<Map<String, Object>> page = new ArrayList<>();
                for (int i = first; i <= last; i++) page.add(ticket(tx.newId(), i, tx.at()));
                return tx.tickets().store(Json.MAPPER.writeValueAsString(page));
              });
    }
    boolean vectors;
    try (Connection connection = home.connect()) {
      connection.setAutoCommit(false);
      SearchSeed.become(connection, caller);
      try (Statement insert = connection.createStatement()) {
        for (String statement : tested()) insert.execute(statement);
      }
      vectors = vectors(connection, caller);
      connection.commit();
    }
    try (Connection owner = home.connectOwner();
        var statement = owner.createStatement()) {
      statement.execute("vacuum analyze");
    }
    return vectors;
  }

  private static String summary(int number) {
    String thing = THINGS[number * 7 % THINGS.length];
    return "The %s %s: %s"
        .formatted(thing, FAULTS[number * 5 % FAULTS.length], new Prose(number).words(4));
  }

  private static String description(int number) {
    var prose = new Prose(31L * number);
    String criteria =
        "h3. Acceptance criteria\n* %s is shown\n* %s is stored once\n* nobody else sees %s"
            .formatted(prose.words(4), prose.words(3), prose.words(2));
    return prose.words(60) + "\n\n" + (number % 3 == 0 ? prose.words(40) : criteria);
  }

  private static Map<String, Object> ticket(UUID id, int number, Instant at) {
    Instant created = at.minus(Duration.ofMinutes(number * 1440L * DAYS / 100_000));
    return Map.ofEntries(
        Map.entry("id", id),
        Map.entry("ticket_key", key(number)),
        Map.entry("jira_id", Integer.toString(10_000 + number)),
        Map.entry("project_key", "BENCH"),
        Map.entry("summary", summary(number)),
        Map.entry("description", description(number)),
        Map.entry("issue_type", number % 3 == 0 ? "Bug" : number % 3 == 1 ? "Story" : "Task"),
        Map.entry("status", "Done"),
        Map.entry("status_category", "done"),
        Map.entry("priority", "High"),
        Map.entry("priority_rank", 1 + number % 5),
        Map.entry("components", List.of(THINGS[number * 7 % THINGS.length])),
        Map.entry("labels", List.of()),
        Map.entry("jira_created_at", created.toString()),
        Map.entry("jira_updated_at", created.plus(Duration.ofDays(2)).toString()),
        Map.entry("active", false),
        Map.entry("deleted", false),
        Map.entry("synced_at", at.toString()),
        Map.entry("raw", Map.of("key", key(number))));
  }

  private List<String> tested() {
    int sessions = Math.max(1, scenarios / A_SESSION);
    int step = Math.max(1, tickets / sessions);
    return List.of(
        """
        insert into sessions (user_id, id, number, ticket_id, charter, status, outcome, tester,
          started_at, ended_at, active_seconds)
        select t.user_id, gen_random_uuid(), row_number() over (order by t.ticket_key, s.n), t.id,
          'Explore ' || t.summary, 'completed', 'passed', 'bench', t.jira_updated_at,
          t.jira_updated_at + interval '1 hour', 3600
        from tickets t cross join generate_series(1, %d) s (n)
        where split_part(t.ticket_key, '-', 2)::int %% %d = 0
        """
            .formatted(Math.max(1, (sessions + tickets - 1) / tickets), step),
        // As testers do, they try the same things again, each in a few forms.
        """
        insert into scenarios (user_id, id, session_id, number, name, scenario_key, result,
          activity, notes, minutes, actor, logged_at)
        select m.user_id, gen_random_uuid(), m.session_id, m.k, m.name,
          trim(regexp_replace(lower(m.name), '[^a-z0-9]+', ' ', 'g')),
          case when m.turn %% 7 = 0 then 'failed' else 'passed' end, 'test',
          'Seen with order ' || m.turn, 5 + m.turn %% 25, 'bench', m.at
        from (
          select s.user_id, s.id as session_id, k, s.started_at + k * interval '5 minutes' as at,
            s.number * 3 + k as turn,
            (array['Pay', 'Save', 'Search', 'Import', 'Cancel', 'Open', 'Export', 'Delete',
              'Change', 'Print'])[1 + (s.number * 7 + k * 3) %% 10]
            || ' the ' || t.components[1] || ' '
            || (array['twice in a row', 'with an empty field', 'as a guest', 'on a phone',
              'with the longest name', 'after the session expired', 'with two tabs open',
              'in another time zone', 'without a connection', 'with special characters',
              'and go back', 'with a thousand rows', 'as an administrator', 'on the last day',
              'with a right-to-left name', 'while somebody else does'])
              [1 + (s.number * 11 + k * 5) %% 16] as name
          from sessions s join tickets t on t.user_id = s.user_id and t.id = s.ticket_id
          cross join generate_series(1, %d) k
        ) m
        """
            .formatted(A_SESSION),
        """
        insert into counters (user_id, kind, last) values (atlas_user_id(), 'session', 1000000)
        on conflict (user_id, kind) do update set last = 1000000
        """);
  }

  private static boolean vectors(Connection connection, Caller caller)
      throws SQLException, IOException {
    try (Statement look = connection.createStatement();
        ResultSet there = look.executeQuery("select to_regclass('public.vectors') is not null")) {
      there.next();
      if (!there.getBoolean(1)) return false;
    }
    String model;
    try (var embedder = new MiniLm(java.nio.file.Path.of(System.getProperty("java.io.tmpdir")))) {
      model = embedder.model();
    }
    String insert =
        """
        insert into vectors (user_id, kind, item_id, part, model, dimension, text_hash, item_at,
          vector, made_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, now() - interval '1 hour')
        """;
    // A library that was read an hour ago: what is new is looked at by each call.
    try (Statement age = connection.createStatement()) {
      age.executeUpdate("update tickets set profile_at = profile_at - interval '1 hour'");
    }
    try (PreparedStatement row = connection.prepareStatement(insert)) {
      row.setObject(1, caller.userId());
      row.setString(5, model);
      row.setInt(6, DIMENSION);
      tickets(connection, row);
      scenarios(connection, row);
    }
    return true;
  }

  private static void tickets(Connection connection, PreparedStatement row) throws SQLException {
    try (Statement read = connection.createStatement()) {
      read.setFetchSize(ROWS_AT_ONCE);
      try (ResultSet ticket =
          read.executeQuery("select id, profile_at, summary, description from tickets")) {
        int rows = 0;
        while (ticket.next()) {
          String summary = ticket.getString(3);
          List<String> texts = Profile.texts(summary, ticket.getString(4));
          for (int part = 0; part < texts.size(); part++) {
            add(row, "ticket", ticket, part, texts.get(part), about(summary));
          }
          if (++rows % ROWS_AT_ONCE == 0) row.executeBatch();
        }
      }
    }
    row.executeBatch();
  }

  private static void scenarios(Connection connection, PreparedStatement row) throws SQLException {
    try (Statement read = connection.createStatement()) {
      read.setFetchSize(ROWS_AT_ONCE);
      try (ResultSet scenario = read.executeQuery("select id, logged_at, name from scenarios")) {
        int rows = 0;
        while (scenario.next()) {
          String name = scenario.getString(3);
          add(row, "scenario", scenario, 0, Profile.texts(name, "").get(0), about(name));
          if (++rows % ROWS_AT_ONCE == 0) row.executeBatch();
        }
      }
    }
    row.executeBatch();
  }

  private static void add(
      PreparedStatement row, String kind, ResultSet item, int part, String text, int about)
      throws SQLException {
    row.setString(2, kind);
    row.setObject(3, item.getObject(1, UUID.class));
    row.setInt(4, part);
    row.setBytes(7, hash(text));
    row.setObject(8, item.getObject(2, java.time.OffsetDateTime.class));
    row.setBytes(9, vector(about, text.hashCode()));
    row.addBatch();
  }

  private static int about(String text) {
    for (int i = 0; i < THINGS.length; i++) {
      if (text.contains(THINGS[i])) return i;
    }
    return THINGS.length;
  }

  private static byte[] vector(int about, int number) {
    var common = new Random(about);
    var own = new Random(number);
    double[] values = new double[DIMENSION];
    double length = 0;
    for (int i = 0; i < DIMENSION; i++) {
      values[i] = 0.7 * common.nextGaussian() + own.nextGaussian();
      length += values[i] * values[i];
    }
    double most = 0;
    for (int i = 0; i < DIMENSION; i++) {
      values[i] /= Math.sqrt(length);
      most = Math.max(most, Math.abs(values[i]));
    }
    var packed = ByteBuffer.allocate(Float.BYTES + DIMENSION).order(ByteOrder.LITTLE_ENDIAN);
    packed.putFloat((float) (most / SCALE));
    for (double value : values) packed.put((byte) Math.round(value / most * SCALE));
    return packed.array();
  }

  private static byte[] hash(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
