package atlas.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import atlas.model.Caller;
import atlas.model.Event;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventLogTest {
  private final TestDatabase db = TestDatabase.create();
  private final Caller ann = db.user("ann");

  @BeforeAll
  void somethingHappened() {
    append();
  }

  @AfterAll
  void drop() {
    db.close();
  }

  Stream<String> logs() {
    return db.admin()
        .withHandle(
            handle ->
                handle
                    .createQuery("select relid::regclass::text from pg_partition_tree('events')")
                    .mapTo(String.class)
                    .list()
                    .stream());
  }

  @ParameterizedTest
  @MethodSource("logs")
  void nobodyWhoLogsInChangesAnEvent(String log) {
    for (String change :
        List.of(
            "update " + log + " set summary = 'nothing'",
            "update " + log + " set summary = 'nothing' where false",
            "delete from " + log,
            "delete from " + log + " where false",
            "truncate " + log,
            "insert into "
                + log
                + " default values on conflict (user_id, at, seq) do update set summary = 'nothing'",
            "merge into "
                + log
                + " e using users u on u.id = e.user_id when matched then delete")) {
      String user = "select set_config('atlas.user_id', '" + ann.userId() + "', false)";
      assertThat(state(db.server(), user, change)).as(change).isEqualTo("42501");
      assertThat(state(db.server(), user, "set role atlas_app", change))
          .as(change)
          .isEqualTo("42501");
      assertThat(state(db.owner(), user, change)).as(change).isEqualTo("42501");
    }
    assertThat(count("events")).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("logs")
  void theServingLoginCannotTakeTheGuardAway(String log) {
    for (String change :
        List.of(
            "alter table " + log + " disable trigger refuse_change",
            "alter table " + log + " disable trigger all",
            "drop trigger refuse_change on " + log,
            "alter table " + log + " no force row level security",
            "alter table " + log + " rename to gone",
            "drop table " + log,
            "create policy mine on " + log + " using (true)",
            "create rule mine as on insert to " + log + " do instead nothing")) {
      assertThat(state(db.server(), change)).as(change).isEqualTo("42501");
    }
    // Which PostgreSQL answers with a warning, and does nothing.
    assertThat(state(db.server(), "grant delete on " + log + " to atlas_app", "delete from " + log))
        .isEqualTo("42501");
    if (!log.equals("events")) {
      assertThat(state(db.server(), "alter table events detach partition " + log))
          .isEqualTo("42501");
    }
  }

  @Test
  void theServingLoginCannotGetRoundTheGuard() {
    for (String change :
        List.of(
            "set session_replication_role = replica",
            "create or replace function refuse_change() returns trigger language plpgsql as "
                + "'begin return null; end'",
            "drop function refuse_change()",
            "select guard_event_partition('events')",
            "create table events_2050_01 partition of events "
                + "for values from ('2050-01-01') to ('2050-02-01')",
            "select setval('event_seq', 1)",
            "alter sequence event_seq restart")) {
      assertThat(state(db.server(), change)).as(change).isEqualTo("42501");
    }
  }

  @Test
  void everyPartitionIsGuardedAndMadeAhead() {
    assertThat(logs()).contains("events_default", "events_2026_01", "events_2026_12");
    db.server().useHandle(h -> h.execute("select make_event_partitions('2027-02-15', 3)"));
    assertThat(logs())
        .contains("events_2027_02", "events_2027_04")
        .doesNotContain("events_2027_05");
    List<String> unguarded =
        db.admin()
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            """
                        select c.relname
                        from pg_partition_tree('events') p join pg_class c on c.oid = p.relid
                        where not c.relrowsecurity or not c.relforcerowsecurity
                          or not exists (
                            select from pg_trigger g
                            where g.tgrelid = c.oid and g.tgname = 'refuse_change'
                              and g.tgenabled = 'O')
                          or pg_get_userbyid(c.relowner) <> :owner
                          or (p.isleaf and has_table_privilege('atlas_app', c.oid,
                            'select, insert, update, delete, truncate'))
                        """)
                        .bind("owner", db.logins().owner().user())
                        .mapTo(String.class)
                        .list());
    assertThat(unguarded).isEmpty();
  }

  @Test
  void anEventOutsideEveryMonthIsKept() {
    try (var other = TestDatabase.create()) {
      Caller carl = other.user("carl");
      other.clock().advance(Duration.ofDays(4_000));
      other.database().write(carl, tx -> append(tx));
      assertThat(partitionOfTheOne(other)).isEqualTo("events_default");
      // The month can't be made any more, and that is no reason to fail or to lose anything.
      other.server().useHandle(h -> h.execute("select make_event_partitions('2036-12-01', 3)"));
      assertThat(partitionOfTheOne(other)).isEqualTo("events_default");
      other.database().write(carl, tx -> append(tx));
      long seen = other.database().read(carl, tx -> tx.events().count());
      assertThat(seen).isEqualTo(2);
    }
  }

  @Test
  void anEventOfTheLastMomentOfAMonthIsInItsMonthWhateverTheTimeZone() {
    for (String zone : List.of("Pacific/Kiritimati", "America/Los_Angeles")) {
      db.server()
          .useHandle(
              handle -> {
                handle.execute("set time zone '" + zone + "'");
                handle.execute("select make_event_partitions('2029-03-01', 1)");
              });
    }
    List<String> bounds =
        db.admin()
            .withHandle(
                handle -> {
                  handle.execute("set time zone 'UTC'");
                  return handle
                      .createQuery(
                          "select pg_get_expr(relpartbound, oid) from pg_class "
                              + "where relispartition and relkind = 'r' and relname like 'events_2029%'")
                      .mapTo(String.class)
                      .list();
                });
    assertThat(bounds)
        .containsExactly(
            "FOR VALUES FROM ('2029-03-01 00:00:00+00') TO ('2029-04-01 00:00:00+00')");
  }

  @Test
  void severalMayMakePartitionsAtOnceWhileEventsCome() throws Exception {
    var pool = Executors.newFixedThreadPool(8);
    try {
      var tasks = new ArrayList<Callable<Integer>>();
      for (int n = 0; n < 6; n++) {
        tasks.add(
            () -> {
              db.server()
                  .useHandle(h -> h.execute("select make_event_partitions('2031-01-01', 12)"));
              return 0;
            });
      }
      for (int n = 0; n < 2; n++) {
        tasks.add(
            () -> {
              for (int i = 0; i < 20; i++) append();
              return 0;
            });
      }
      long before = count("events");
      for (var done : pool.invokeAll(tasks)) done.get();
      assertThat(count("events")).isEqualTo(before + 40);
    } finally {
      pool.shutdownNow();
    }
    assertThat(logs().filter(log -> log.startsWith("events_2031"))).hasSize(12);
    assertThat(count("events")).isPositive();
    db.admin().useHandle(h -> h.execute("alter table events disable trigger refuse_change"));
    db.admin().useHandle(h -> h.execute("delete from events where type <> 'user.added'"));
    db.admin().useHandle(h -> h.execute("alter table events enable trigger refuse_change"));
  }

  private void append() {
    db.database().write(ann, tx -> append(tx));
  }

  private static int append(Tx tx) {
    tx.append(new Event.UserAdded(tx.newId(), "ann"));
    return 0;
  }

  private static String partitionOfTheOne(TestDatabase other) {
    return other
        .admin()
        .withHandle(
            h ->
                h.createQuery("select tableoid::regclass::text from events")
                    .mapTo(String.class)
                    .one());
  }

  private long count(String from) {
    return db.admin()
        .withHandle(h -> h.createQuery("select count(*) from " + from).mapTo(Long.class).one());
  }

  /** The SQLSTATE of the last of those statements; empty where it succeeds. Rolled back. */
  private static String state(Jdbi login, String... statements) {
    var failure =
        catchThrowableOfType(
            JdbiException.class,
            () ->
                login.useTransaction(
                    handle -> {
                      for (String statement : statements) handle.execute(statement);
                      handle.rollback();
                    }));
    if (failure == null) return "";
    return failure.getCause() instanceof SQLException sql ? sql.getSQLState() : "?";
  }
}
