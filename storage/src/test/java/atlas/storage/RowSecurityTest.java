package atlas.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two users over every table and view that the catalogue knows, as Database does it (with the role
 * set) and as the serving login alone.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RowSecurityTest {
  /** Tables whose rows only functions that run as the owner may add, or the owner's login. */
  private static final Set<String> BY_FUNCTION = Set.of("users", "api_tokens", "exported_months");

  /** Tables that functions which run as the owner read. */
  private static final Set<String> SEEN_BY_OWNER =
      Set.of("users", "api_tokens", "webhook_accounts", "exported_months");

  /**
   * Work that waits, which the scheduler finds and changes on behalf of nobody: it has to see
   * everybody's. The rows hold ids and times; on behalf of a user it is as any other table.
   */
  private static final String NOBODYS = "scheduled_tasks";

  private static final String EXPORT =
      "insert into exported_months (user_id, month, events, exported_at)"
          + " values (?, '2025-11-01', 3, now())";

  private final TestDatabase db = TestDatabase.create();
  private final UUID ann = db.user("ann").userId();
  private final UUID ben = db.user("ben").userId();

  @BeforeAll
  void everybodyHasARowInEveryTable() {
    for (UUID user : List.of(ann, ben)) {
      as(user, true, handle -> addAll(handle, user));
      db.owner().useHandle(handle -> handle.execute(EXPORT, user));
    }
  }

  private static int addAll(Handle handle, UUID user) {
    SampleRows.addAll(handle, user, 1);
    handle.execute(
        "select issue_token(?, sha256(?::text::bytea), 'mine', '{read}', atlas_now() + '1 day')",
        user,
        user);
    return 0;
  }

  @AfterAll
  void drop() {
    db.close();
  }

  Stream<String> tables() {
    return relations("c.relkind in ('r', 'p') and not c.relispartition");
  }

  Stream<String> views() {
    return relations("c.relkind in ('v', 'm')");
  }

  Stream<String> partitions() {
    return relations("c.relispartition and c.relkind in ('r', 'p')");
  }

  private Stream<String> relations(String which) {
    return db.admin()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select c.relname from pg_class c where "
                            + which
                            + " and c.relnamespace = 'public'::regnamespace"
                            + " and c.relname <> 'flyway_schema_history' order by 1")
                    .mapTo(String.class)
                    .list()
                    .stream());
  }

  @ParameterizedTest
  @MethodSource("tables")
  void everyTableIsOwnedRowByRow(String table) {
    String user = table.equals("users") ? "id" : "user_id";
    long[] both = counts(table, user);
    assertThat(both).as("rows of ann and of ben in %s", table).doesNotContain(0);
    for (boolean withRole : new boolean[] {true, false}) {
      if (table.equals("api_tokens")) {
        assertThat(state(ben, withRole, "select * from api_tokens")).isEqualTo("42501");
      } else {
        assertThat(seen(ben, withRole, table, user)).containsOnly(ben);
        if (table.equals(NOBODYS)) {
          assertThat(seen(null, withRole, table, user)).containsExactlyInAnyOrder(ann, ben);
        } else {
          assertThat(seen(null, withRole, table, user)).isEmpty();
        }
        // A condition of one's own, which must not be evaluated on the other's rows.
        assertThat(seen(ben, withRole, table + " where " + user + " = '" + ann + "'", user))
            .isEmpty();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  void nobodyChangesTheOthersRows(String table) {
    String user = table.equals("users") ? "id" : "user_id";
    String before = content(table, user);
    String where = " where " + user + " = '" + ann + "'";
    String toBen = "update " + table + " set " + user + " = '" + ben + "'";
    for (boolean withRole : new boolean[] {true, false}) {
      for (UUID somebody : others(table)) {
        assertNothing(somebody, withRole, toBen + where);
        assertNothing(somebody, withRole, toBen + ", " + user + " = " + user + where);
        assertNothing(somebody, withRole, "delete from " + table + where);
        assertThat(state(somebody, withRole, "truncate " + table + " cascade")).isEqualTo("42501");
      }
      // Nor does anybody give a row of their own away.
      String away = "update " + table + " set " + user + " = '" + ann + "' where " + user;
      assertThat(state(ben, withRole, away + " = '" + ben + "'")).isEqualTo("42501");
    }
    assertThat(content(table, user)).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("tables")
  void nobodyAddsRowsInTheOthersName(String table) {
    if (BY_FUNCTION.contains(table)) {
      String insert =
          table.equals("users")
              ? "insert into users (id, name) values (gen_random_uuid(), 'carl')"
              : table.equals("exported_months")
                  ? EXPORT.replace("?", "'" + ben + "'")
                  : "insert into api_tokens (user_id, id, hash, label, scopes, expires_at) values ('"
                      + ben
                      + "', gen_random_uuid(), sha256('x'), 'x', '{read}', atlas_now() + '1 day')";
      assertThat(state(ben, true, insert)).isEqualTo("42501");
      assertThat(state(ben, false, insert)).isEqualTo("42501");
      return;
    }
    for (boolean withRole : new boolean[] {true, false}) {
      for (UUID somebody : others(table)) {
        assertThat(
                state(
                    somebody,
                    withRole,
                    handle -> {
                      SampleRows.add(handle, table, ann, 2);
                      return 1;
                    }))
            .isEqualTo("42501");
      }
    }
  }

  /** Who has no business with ann's rows. */
  private List<@Nullable UUID> others(String table) {
    return table.equals(NOBODYS) ? List.of(ben) : Arrays.asList(ben, null);
  }

  @Test
  void thereIsNothingButIdsAndTimesInTheTableThatTheSchedulerSeesWhole() {
    List<String> columns =
        db.admin()
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            "select column_name || ' ' || data_type from information_schema.columns"
                                + " where table_name = :table order by 1")
                        .bind("table", NOBODYS)
                        .mapTo(String.class)
                        .list());
    // JobData makes task_data, of ids; a job's name is a constant, and its instance made of ids.
    assertThat(columns)
        .filteredOn(column -> column.endsWith(" text") || column.endsWith(" bytea"))
        .containsExactly(
            "picked_by text", "task_data bytea", "task_instance text", "task_name text");
  }

  @ParameterizedTest
  @MethodSource("views")
  void viewsShowOnesOwnRows(String view) {
    for (boolean withRole : new boolean[] {true, false}) {
      assertThat(seen(ben, withRole, view, "user_id")).containsOnly(ben);
      assertThat(seen(ann, withRole, view, "user_id")).containsOnly(ann);
      assertThat(seen(null, withRole, view, "user_id")).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("partitions")
  void aPartitionIsNoWayRoundItsTable(String partition) {
    for (boolean withRole : new boolean[] {true, false}) {
      for (String statement :
          List.of("select from ", "delete from ", "truncate ", "insert into ")) {
        String rest = partition + (statement.startsWith("insert") ? " default values" : "");
        assertThat(state(ben, withRole, statement + rest)).isEqualTo("42501");
      }
    }
  }

  @Test
  void theOwnersLoginSeesNoUsersRowsEither() {
    List<String> seen = new ArrayList<>();
    db.owner()
        .useHandle(
            handle ->
                tables()
                    .filter(table -> !SEEN_BY_OWNER.contains(table))
                    .filter(table -> count(handle, table) > 0)
                    .forEach(seen::add));
    assertThat(seen).isEmpty();
  }

  @Test
  void theServingLoginBecomesNobodyElse() {
    String owner = db.logins().owner().user();
    for (String role :
        List.of(owner, "postgres", "pg_read_all_data", "atlas_backup", "atlas_purge")) {
      assertThat(state(ben, false, "set role \"" + role + "\"")).isNotEqualTo("");
    }
    assertThat(state(ben, false, "create table mine (id integer)")).isEqualTo("42501");
    assertThat(state(ben, false, "create temporary table mine (id integer)")).isEqualTo("42501");
    assertThat(state(ben, false, "alter table tickets disable row level security"))
        .isEqualTo("42501");
    assertThat(state(ben, false, "drop policy own on tickets")).isEqualTo("42501");
    assertThat(state(ben, false, "set row_security = off")).isEqualTo("");
    assertThat(
            state(
                ben,
                false,
                handle -> {
                  handle.execute("set local row_security = off");
                  return (int) count(handle, "tickets");
                }))
        .isEqualTo("42501");
  }

  private long[] counts(String table, String user) {
    return db.admin()
        .withHandle(
            handle ->
                new long[] {
                  count(handle, table + " where " + user + " = '" + ann + "'"),
                  count(handle, table + " where " + user + " = '" + ben + "'")
                });
  }

  private static long count(Handle handle, String from) {
    return handle.createQuery("select count(*) from " + from).mapTo(Long.class).one();
  }

  private String content(String table, String user) {
    return db.admin()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select coalesce(string_agg(t::text, ' ' order by t::text), '') from "
                            + table
                            + " t where "
                            + user
                            + " = '"
                            + ann
                            + "'")
                    .mapTo(String.class)
                    .one());
  }

  private List<UUID> seen(@Nullable UUID who, boolean withRole, String from, String user) {
    return as(
        who,
        withRole,
        handle -> handle.createQuery("select " + user + " from " + from).mapTo(UUID.class).list());
  }

  private void assertNothing(@Nullable UUID who, boolean withRole, String statement) {
    var rows = new int[1];
    String state =
        state(
            who,
            withRole,
            handle -> {
              rows[0] = handle.execute(statement);
              return rows[0];
            });
    assertThat(state).as(statement).isIn("", "42501", "42601");
    assertThat(rows[0]).as(statement).isZero();
  }

  private String state(@Nullable UUID who, boolean withRole, String statement) {
    return state(who, withRole, handle -> handle.execute(statement));
  }

  /** The SQLSTATE that the work ends with; empty where it succeeds. It is rolled back. */
  private String state(@Nullable UUID who, boolean withRole, Function<Handle, Integer> work) {
    var failure =
        catchThrowableOfType(
            JdbiException.class,
            () ->
                as(
                    who,
                    withRole,
                    handle -> {
                      int rows = work.apply(handle);
                      handle.rollback();
                      return rows;
                    }));
    if (failure == null) return "";
    return failure.getCause() instanceof SQLException sql ? sql.getSQLState() : "?";
  }

  private <R> R as(@Nullable UUID who, boolean withRole, Function<Handle, R> work) {
    return db.server()
        .inTransaction(
            handle -> {
              if (who != null) {
                handle.execute("select set_config('atlas.user_id', ?, true)", who.toString());
              }
              // What is private is hidden from its own user, too, by whoever doesn't say this.
              handle.execute("select set_config('atlas.private', 'on', true)");
              if (withRole) handle.execute("set local role atlas_app");
              return work.apply(handle);
            });
  }
}
