package atlas.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import atlas.model.Caller;
import atlas.model.Checkpoint;
import atlas.model.JobData;
import atlas.model.Refusal;
import atlas.model.Session;
import atlas.model.SyncJob;
import atlas.model.Ticket;
import atlas.model.TicketNote;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UpgradeTest {
  private static final String ANN = "00000000-0000-0000-0000-00000000000a";
  private static final String BEN = "00000000-0000-0000-0000-00000000000b";

  private final String name = TestServer.newName();
  private final DatabaseSetup.Logins logins = TestServer.empty(name);
  private final Caller ann = Caller.of(UUID.fromString(ANN), "ann");
  private final Opening opening =
      new Opening(
          new Connector(
              () -> new Connector.Logins.Pair(logins.server(), logins.owner()),
              4,
              new TestClock()));
  private final Database database =
      new Database(opening, new TestClock(), () -> new UUID(7, 7), false);

  @AfterEach
  void drop() {
    opening.close();
    TestServer.asAdmin(handle -> handle.execute("drop database " + name + " with (force)"));
  }

  @Test
  void whatVersionOneKeptIsThereInVersionTwo() {
    atVersionOne(
        handle -> {
          ticket(handle, ANN, "HBR-1", "1", 1);
          note(handle, "HBR-1", "about HBR-1", 3);
          session(handle, "HBR-1", 1, "active");
          handle.execute(
              "insert into sync_jobs (user_id, id, source, trigger, status, started_at)"
                  + " values (?::uuid, gen_random_uuid(), 'jira', 'manual', 'completed', '2026-01-05')",
              ANN);
        });
    Ticket ticket = ticket("HBR-1");
    assertThat(ticket.jiraId()).isEqualTo("1");
    assertThat(ticket.active()).isTrue();
    assertThat(ticket.deleted()).isFalse();
    assertThat(ticket.storyPoints()).isNull();
    assertThat(note(ticket)).contains(new TicketNote("about HBR-1", 3));
    assertThat(sessions(ticket)).extracting(Session::number).containsExactly(1);
    List<SyncJob> jobs = database.read(ann, tx -> tx.syncJobs().history("jira", null, 5));
    assertThat(jobs).extracting(SyncJob::kind).containsExactly(SyncJob.Kind.full);
    assertThat(keysWithoutForce()).isEmpty();
  }

  @Test
  void aSessionThatIsOpenIsLookedAfterFromNowOn() {
    atVersionOne(
        handle -> {
          ticket(handle, ANN, "HBR-1", "1", 1);
          ticket(handle, ANN, "HBR-2", "2", 1);
          session(handle, "HBR-1", 1, "active");
          session(handle, "HBR-2", 2, "abandoned");
        });
    Session open = sessions(ticket("HBR-1")).get(0);
    assertThat(open.environment()).isEmpty();
    assertThat(open.charterOffered()).isFalse();
    var data = new JobData(ann.userId(), open.id().toString(), List.of(open.id()));
    String job =
        "scheduled_tasks where task_name = 'session.idle' and user_id = '%s'"
            + " and task_instance = '%s' and convert_from(task_data, 'UTF8') = '%s'"
            + " and execution_time > now() + interval '23 hours'";
    assertThat(rows(job.formatted(ANN, data.key(), data.text()))).isEqualTo(1);
    assertThat(rows("scheduled_tasks where task_name = 'session.idle'")).isEqualTo(1);
    assertThat(keysWithoutForce()).isEmpty();
  }

  @Test
  void theCopiesOfAMovedIssueBecomeOneTicketThatHasWhatTheyHad() {
    atVersionOne(
        handle -> {
          ticket(handle, ANN, "HBR-1", "1", 1);
          ticket(handle, ANN, "LGT-5", "1", 2);
          ticket(handle, ANN, "OLD-9", "1", 0);
          ticket(handle, ANN, "HBR-2", "2", 1);
          ticket(handle, BEN, "HBR-1", "1", 3);
          note(handle, "HBR-1", "later", 4);
          session(handle, "HBR-1", 1, "abandoned");
          session(handle, "LGT-5", 2, "active");
        });
    Ticket moved = ticket("LGT-5");
    assertThat(ticket("HBR-1")).isEqualTo(moved);
    assertThat(ticket("OLD-9")).isEqualTo(moved);
    assertThat(ticket("HBR-2").jiraId()).isEqualTo("2");
    assertThat(note(moved)).contains(new TicketNote("later", 4));
    assertThat(sessions(moved)).extracting(Session::number).containsExactlyInAnyOrder(1, 2);
    assertThat(rows("tickets")).isEqualTo(3);
  }

  @Test
  void aCopyWithAnOpenSessionStaysForItself() {
    atVersionOne(
        handle -> {
          ticket(handle, ANN, "HBR-1", "1", 1);
          ticket(handle, ANN, "LGT-5", "1", 2);
          session(handle, "HBR-1", 1, "active");
          session(handle, "LGT-5", 2, "active");
        });
    Ticket left = ticket("HBR-1");
    assertThat(left.jiraId()).isEqualTo("1~HBR-1");
    assertThat(left.active()).isFalse();
    assertThat(sessions(left)).extracting(Session::number).containsExactly(1);
    assertThat(sessions(ticket("LGT-5"))).extracting(Session::number).containsExactly(2);
  }

  @Test
  void whatACheckpointWasGivenAndWhatWasSeenAreApart() {
    atVersionOne(
        handle -> {
          handle.execute(
              "insert into projects (user_id, id, name) values (?::uuid, ?::uuid, 'house')",
              ANN,
              ANN);
          for (String snapshot : List.of("{}", "{\"given\": {\"branch\": \"main\"}, ")) {
            handle.execute(
                "insert into checkpoints (user_id, id, number, project_id, label, summary,"
                    + " resume_instructions, snapshot)"
                    + " values (?::uuid, gen_random_uuid(), ?, ?::uuid, 'Monday', 'Half', 'Go', ?::jsonb)",
                ANN,
                snapshot.length(),
                ANN,
                snapshot.equals("{}")
                    ? snapshot
                    : snapshot + "\"open_sessions\": [], \"event_position\": 7}");
          }
        });
    Checkpoint bare = database.read(ann, tx -> tx.checkpoints().find(null, 2)).orElseThrow();
    assertThat(bare.snapshot()).isNull();
    assertThat(bare.captured()).isEmpty();
    assertThat(bare.eventPosition()).isZero();
    int full = "{\"given\": {\"branch\": \"main\"}, ".length();
    Checkpoint kept = database.read(ann, tx -> tx.checkpoints().find(null, full)).orElseThrow();
    assertThat(String.valueOf(kept.snapshot())).isEqualTo("{\"branch\":\"main\"}");
    assertThat(kept.captured().propertyNames()).containsExactly("open_sessions");
    assertThat(kept.eventPosition()).isEqualTo(7);
    assertThat(keysWithoutForce()).isEmpty();
  }

  @Test
  void aDatabaseOfVersionOneIsNotServedWhereNobodyMayUpgradeIt() {
    atVersionOne(handle -> {});
    Refusal no =
        Objects.requireNonNull(
            catchThrowableOfType(
                Refusal.class,
                () ->
                    new Connector(
                            () -> new Connector.Logins.Pair(logins.server(), null),
                            1,
                            new TestClock())
                        .get()
                        .close()));
    assertThat(no.sentence())
        .isEqualTo(
            "The database is at version 1 and this build needs "
                + Migrations.NEWEST
                + ": set ATLAS_DATABASE_OWNER_URL once, or run atlas db init.");
  }

  private void atVersionOne(org.jdbi.v3.core.HandleConsumer<RuntimeException> fill) {
    PostgresUrl owner = logins.owner();
    Flyway.configure()
        .dataSource(owner.jdbc(), owner.user(), owner.password())
        .locations("classpath:migrations")
        .target("1")
        .load()
        .migrate();
    admin()
        .useHandle(
            handle -> {
              handle.execute(
                  "insert into users (id, name) values (?::uuid, 'ann'), (?::uuid, 'ben')",
                  ANN,
                  BEN);
              fill.useHandle(handle);
            });
  }

  private static void ticket(Handle handle, String user, String key, String jiraId, int day) {
    handle.execute(
        "insert into tickets (user_id, id, ticket_key, jira_id, project_key, summary, issue_type,"
            + " status, status_category, priority_rank, active, raw, jira_updated_at, synced_at)"
            + " values (?::uuid, gen_random_uuid(), ?, ?, 'HBR', 'Invoice', 'Bug', 'Open', 'new',"
            + " 3, true, '{}', '2026-01-01'::timestamptz + ? * interval '1 day', '2026-01-09')",
        user,
        key,
        jiraId,
        day);
  }

  private static void note(Handle handle, String key, String note, int difficulty) {
    handle.execute(
        "insert into ticket_notes (user_id, ticket_id, note, difficulty)"
            + " select user_id, id, ?, ? from tickets where ticket_key = ? and user_id = ?::uuid",
        note,
        difficulty,
        key,
        ANN);
  }

  private static void session(Handle handle, String key, int number, String status) {
    boolean open = status.equals("active");
    handle.execute(
        "insert into sessions (user_id, id, number, ticket_id, charter, status, tester, started_at,"
            + " ended_at, active_seconds)"
            + " select user_id, gen_random_uuid(), ?, id, 'Explore', ?, 'ann', '2026-01-03',"
            + (open ? " null, null" : " '2026-01-04', 60")
            + " from tickets where ticket_key = ? and user_id = ?::uuid",
        number,
        status,
        key,
        ANN);
  }

  private Ticket ticket(String key) {
    Optional<Ticket> found = database.read(ann, tx -> tx.tickets().find(key));
    return found.orElseThrow();
  }

  private Optional<TicketNote> note(Ticket ticket) {
    return database.read(ann, tx -> tx.tickets().note(ticket.id()));
  }

  private List<Session> sessions(Ticket ticket) {
    return database.read(ann, tx -> tx.sessions().ofTicket(ticket.id(), 10));
  }

  private int rows(String table) {
    return admin()
        .withHandle(h -> h.createQuery("select count(*) from " + table).mapTo(int.class).one());
  }

  private List<String> keysWithoutForce() {
    return admin()
        .withHandle(
            h ->
                h.createQuery(
                        "select relname from pg_class where relnamespace = 'public'::regnamespace"
                            + " and relkind in ('r', 'p') and not relforcerowsecurity"
                            + " and relname <> 'flyway_schema_history'")
                    .mapTo(String.class)
                    .list());
  }

  private Jdbi admin() {
    PostgresUrl admin = TestServer.admin();
    return Connector.jdbi(new UrlSource(admin.with(name, admin.user(), admin.password())));
  }
}
