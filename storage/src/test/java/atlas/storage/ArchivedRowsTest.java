package atlas.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was removed is hidden from whoever doesn't say that they want to see it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchivedRowsTest {
  /** Numbered by counting, so that their statements filter what the policies must not hide. */
  private static final Set<String> COUNTED = Set.of("scenarios", "task_criteria");

  private final TestDatabase db = TestDatabase.create();
  private final UUID ann = db.user("ann").userId();

  @BeforeAll
  void aRowInEveryTable() {
    db.server()
        .useTransaction(
            handle -> {
              become(handle, false);
              SampleRows.addAll(handle, ann, 1);
            });
  }

  @AfterAll
  void drop() {
    db.close();
  }

  Stream<String> tables() {
    return archivable().stream().filter(table -> !COUNTED.contains(table));
  }

  private List<String> archivable() {
    return db.admin()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid"
                            + " where c.relkind = 'r' and a.attname = 'archived_at' order by 1")
                    .mapTo(String.class)
                    .list());
  }

  @Test
  void whateverHasAShortIdCanBeRemoved() {
    assertThat(archivable())
        .containsExactly(
            "actions",
            "artifacts",
            "calendar_events",
            "checkpoints",
            "coach_lines",
            "countdowns",
            "decisions",
            "evidence",
            "focus_logs",
            "habits",
            "insights",
            "journal_entries",
            "library_scenarios",
            "memories",
            "mood_logs",
            "personal_tasks",
            "predictions",
            "projects",
            "scenarios",
            "sessions",
            "task_criteria",
            "tasks",
            "theaters");
  }

  @ParameterizedTest
  @MethodSource("tables")
  void whatIsArchivedIsSeenByWhoAsksForItAlone(String table) {
    db.server()
        .useTransaction(
            handle -> {
              become(handle, true);
              assertThat(handle.execute("update " + table + " set archived_at = atlas_now()"))
                  .isPositive();
              become(handle, false);
              assertThat(count(handle, table)).isZero();
              assertThat(handle.execute("update " + table + " set archived_at = null")).isZero();
              become(handle, true);
              assertThat(count(handle, table)).isPositive();
              assertThat(handle.execute("update " + table + " set archived_at = null"))
                  .isPositive();
              become(handle, false);
              assertThat(count(handle, table)).isPositive();
              handle.rollback();
            });
  }

  @ParameterizedTest
  @MethodSource("tables")
  void nobodyArchivesByAccident(String table) {
    var failure =
        Objects.requireNonNull(
            catchThrowableOfType(
                JdbiException.class,
                () ->
                    db.server()
                        .useTransaction(
                            handle -> {
                              become(handle, false);
                              handle.execute(
                                  "update "
                                      + table
                                      + " set archived_at = atlas_now()"
                                      + " where user_id = atlas_user_id()");
                            })));
    assertThat(((SQLException) Objects.requireNonNull(failure.getCause())).getSQLState())
        .isEqualTo("42501");
  }

  private void become(Handle handle, boolean seesArchived) {
    handle.execute(
        "select set_config('atlas.user_id', ?, true), set_config('atlas.archived', ?, true),"
            + " set_config('atlas.private', 'on', true), set_config('role', 'atlas_app', true)",
        ann.toString(),
        seesArchived ? "on" : "");
  }

  private static long count(Handle handle, String table) {
    return handle.createQuery("select count(*) from " + table).mapTo(Long.class).one();
  }
}
