package atlas.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the views of work memory tell; whose rows they show is RowSecurityTest's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ViewsTest {
  private final TestDatabase db = TestDatabase.create();
  private final UUID ann = db.user("ann").userId();

  @BeforeAll
  void aProjectWithTasks() {
    as(
        handle -> {
          handle.execute(
              "insert into projects (user_id, id, name) values (?, ?, 'house')", ann, ann);
          int number = 0;
          for (String status : List.of("todo", "in_progress", "blocked", "done", "cancelled")) {
            number++;
            handle.execute(
                "insert into tasks (user_id, id, number, project_id, title, status, priority,"
                    + " finished_at) values (?, ?, ?, ?, ?, ?, 'medium', ?::timestamptz)",
                ann,
                id(status),
                number,
                ann,
                "Be " + status,
                status,
                status.equals("done") || status.equals("cancelled") ? "2026-01-14T09:00Z" : null);
          }
          handle.execute(
              "update tasks set holder = 'lantern', leased_at = '2026-01-15T08:00Z',"
                  + " leased_until = '2026-01-15T09:30Z' where status = 'in_progress'");
          handle.execute(
              "insert into task_dependencies (user_id, task_id, depends_on_id)"
                  + " values (?, ?, ?), (?, ?, ?)",
              ann,
              id("todo"),
              id("done"),
              ann,
              id("blocked"),
              id("todo"));
          for (int nth = 1; nth <= 3; nth++) criterion(handle, nth);
          handle.execute(
              "insert into artifacts (user_id, id, number, task_id, type, ref, actor)"
                  + " values (?, ?, 1, ?, 'pr', 'x', 'ann'), (?, ?, 2, ?, 'pr', 'y', 'ann')",
              ann,
              id("r1"),
              id("todo"),
              ann,
              id("r2"),
              id("todo"));
          handle.execute("select set_config('atlas.archived', 'on', true)");
          handle.execute("update artifacts set archived_at = now() where number = 2");
        });
  }

  private void criterion(Handle handle, int number) {
    handle.execute(
        "insert into task_criteria (user_id, id, task_id, number, position, text, state, waiver,"
            + " settled_at, settled_by, archived_at) values (?, ?, ?, ?, 1, 'true', ?, ?,"
            + " ?::timestamptz, ?, ?::timestamptz)",
        ann,
        id("c" + number),
        id("todo"),
        number,
        number == 1 ? "met" : number == 2 ? "waived" : "open",
        number == 2 ? "why" : null,
        number < 3 ? "2026-01-14T09:00Z" : null,
        number < 3 ? "ann" : null,
        number == 3 ? "2026-01-14T09:00Z" : null);
  }

  @AfterAll
  void drop() {
    db.close();
  }

  @Test
  void activeTasksAreThoseInProgressOrBlockedWithTheirLease() {
    assertThat(
            rows("select title, project_name, holder, is_leased from active_tasks order by title"))
        .containsExactly(
            row("Be blocked", "house", null, false),
            row("Be in_progress", "house", "lantern", true));
    assertThat(
            rows(
                "2026-01-15T09:30Z",
                "select title, project_name, holder, is_leased from active_tasks where holder <> ''"))
        .as("a lease ends by itself")
        .containsExactly(row("Be in_progress", "house", "lantern", false));
  }

  @Test
  void progressCountsWhatIsThereAndNotWhatWasRemoved() {
    assertThat(
            rows(
                "select title, total_criteria, met_criteria, waived_criteria, artifact_count,"
                    + " dependencies_done from task_progress where status in ('todo', 'blocked')"
                    + " order by title"))
        .extracting(Map::values)
        .extracting(Object::toString)
        .containsExactly("[Be blocked, 0, 0, 0, 0, false]", "[Be todo, 2, 1, 1, 1, true]");
  }

  @Test
  void recentEventsHaveTheNamesOfTheirProjectAndTask() {
    as(
        handle ->
            handle.execute(
                "insert into events (user_id, at, actor, type, version, entity_id, summary, payload,"
                    + " project_id, task_id) values (?, '2026-01-15T09:00Z', 'ann', 'task.created',"
                    + " 1, ?, 's', '{}', ?, ?)",
                ann,
                id("todo"),
                ann,
                id("todo")));
    assertThat(rows("select project_name, task_number, task_title from recent_events"))
        .extracting(Map::values)
        .extracting(Object::toString)
        .containsExactly("[house, 1, Be todo]");
  }

  private static Map<String, Object> row(
      String title,
      String project,
      @org.jspecify.annotations.Nullable String holder,
      boolean leased) {
    var row = new java.util.LinkedHashMap<String, Object>();
    row.put("title", title);
    row.put("project_name", project);
    row.put("holder", holder);
    row.put("is_leased", leased);
    return row;
  }

  private static UUID id(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private List<Map<String, Object>> rows(String sql) {
    return rows("2026-01-15T09:00Z", sql);
  }

  private List<Map<String, Object>> rows(String at, String sql) {
    return db.server()
        .inTransaction(
            handle -> {
              become(handle, at);
              return handle.createQuery(sql).mapToMap().list();
            });
  }

  private void as(org.jdbi.v3.core.HandleConsumer<RuntimeException> work) {
    db.server()
        .useTransaction(
            handle -> {
              become(handle, "2026-01-15T09:00Z");
              work.useHandle(handle);
            });
  }

  private void become(Handle handle, String at) {
    handle.execute(
        "select set_config('atlas.user_id', ?, true), set_config('atlas.now', ?, true),"
            + " set_config('role', 'atlas_app', true)",
        ann.toString(),
        at);
  }
}
