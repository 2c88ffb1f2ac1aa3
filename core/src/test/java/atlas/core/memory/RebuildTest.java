package atlas.core.memory;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.memory.Rebuild.Difference;
import atlas.core.progress.Progress;
import atlas.model.Caller;
import atlas.model.Json;
import atlas.model.LoggedEvent;
import atlas.model.Refusal;
import atlas.storage.ReadModelTable.Model;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RebuildTest {
  @TempDir Path files;

  private final TestHouse house = new TestHouse();
  private final Rebuild rebuild = new Rebuild(house.db().database());
  private final Caller ann = house.ann();

  @AfterEach
  void close() {
    house.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 20261121, 77})
  void theLogAloneMakesEveryRowAgain(long seed) {
    int done = new History(house, ann, seed, files).live(700);
    new History(house, house.ben(), seed + 1, files).live(60);
    assertThat(done).as("seed %d", seed).isGreaterThan(250);
    Map<String, String> before = dump();
    Rebuild.Report report = rebuild.check(ann);
    assertThat(report.differences()).as("seed %d", seed).isEmpty();
    assertThat(report.rows()).isGreaterThan(150);
    // Numbers that were given out, too, but for evidence: some of its are never used.
    sql(
        "delete from counters where kind in ('task', 'artifact', 'checkpoint', 'decision', 'memory',"
            + " 'insight', 'action', 'focus log', 'personal task', 'calendar event', 'countdown',"
            + " 'habit', 'mood', 'journal entry')"
            + " and user_id = '"
            + ann.userId()
            + "'");
    for (int i = Model.values().length - 1; i >= 0; i--) {
      sql("delete from " + Model.values()[i].table() + " where user_id = '" + ann.userId() + "'");
    }
    assertThat(dump()).isNotEqualTo(before);
    assertThat(rebuild.rebuild(ann).differences()).hasSize(report.rows());
    assertThat(dump()).as("seed %d", seed).isEqualTo(before);
    assertThat(rebuild.check(ann).differences()).isEmpty();
    assertThat(rebuild.rebuild(ann).differences()).isEmpty();
    assertThat(dump()).isEqualTo(before);
  }

  @Test
  void aHistoryHasEveryKindOfEventThereIs() {
    new History(house, ann, 1, files).live(1_500);
    new History(house, ann, 2, files).live(1_500);
    List<String> types =
        house
            .db()
            .admin()
            .withHandle(
                h ->
                    h.createQuery(
                            "select distinct type from events where split_part(type, '.', 1) in"
                                + " ('project', 'task', 'artifact', 'checkpoint', 'decision',"
                                + " 'memory', 'evidence', 'insight', 'theater', 'action', 'activity',"
                                + " 'space', 'personal_task', 'calendar_event', 'countdown', 'habit',"
                                + " 'xp',"
                                + " 'item') order by 1")
                        .mapTo(String.class)
                        .list());
    assertThat(types)
        .containsExactly(
            "action.changed",
            "action.created",
            "activity.corrected",
            "activity.logged",
            "artifact.added",
            "calendar_event.changed",
            "calendar_event.created",
            "calendar_event.reminded",
            "checkpoint.created",
            "countdown.changed",
            "countdown.created",
            "decision.changed",
            "decision.recorded",
            "decision.superseded",
            "evidence.added",
            "evidence.analysed",
            "evidence.changed",
            "evidence.files_added",
            "habit.changed",
            "habit.created",
            "habit.frozen",
            "habit.logged",
            "insight.changed",
            "insight.reviewed",
            "insight.saved",
            "insight.shown",
            "item.removed",
            "item.restored",
            "memory.saved",
            "personal_task.changed",
            "personal_task.completed",
            "personal_task.created",
            "personal_task.reminded",
            "project.changed",
            "project.created",
            "project.removed",
            "project.restored",
            "space.changed",
            "space.created",
            "task.changed",
            "task.claimed",
            "task.completed",
            "task.created",
            "task.released",
            "task.renewed",
            "theater.changed",
            "theater.created",
            "xp.earned");
    assertThat(rebuild.check(ann).differences()).isEmpty();
  }

  /** Who adds a table's column must say whether the log makes it. */
  @Test
  void everyColumnThatPostgresDoesNotMakeIsMadeFromTheLog() {
    for (Model model : Model.values()) {
      List<String> columns =
          house
              .db()
              .admin()
              .withHandle(
                  h ->
                      h.createQuery(
                              "select attname from pg_attribute where attrelid = :table::regclass"
                                  + " and attnum > 0 and not attisdropped and attgenerated = ''")
                          .bind("table", model.table())
                          .mapTo(String.class)
                          .list());
      columns.remove("user_id");
      if (model == Model.INSIGHTS) columns.removeAll(List.of("token_hash", "token_until"));
      assertThat(model.columns().split(", "))
          .as(model.table())
          .containsExactlyInAnyOrderElementsOf(columns);
    }
  }

  @Test
  void whatDiffersIsToldAndMended() {
    task("Paint");
    task("Repair");
    house.completion().add(ann, new Completion.Add("T-1", atlas.model.Artifact.Type.pr, "x", null));
    Map<String, String> before = dump();
    sql("update tasks set title = 'Burn', status = 'blocked' where number = 1");
    sql("delete from artifacts");
    sql(
        "insert into tasks (user_id, id, number, project_id, title, status, priority)"
            + " select user_id, gen_random_uuid(), 9, project_id, 'Nobody''s', 'todo', 'low' from tasks"
            + " where number = 1");
    Map<String, String> broken = dump();
    List<Difference> differences = rebuild.check(ann).differences();
    assertThat(differences).extracting(Difference::row).containsExactly("T-1", "T-9", "R-1");
    assertThat(differences.get(0).what())
        .contains("status is \"blocked\" and by the log \"todo\"")
        .contains("title is \"Burn\" and by the log \"Paint\"");
    assertThat(differences)
        .filteredOn(difference -> !difference.row().equals("T-1"))
        .extracting(Difference::what)
        .containsExactly("is in no event", "is missing");
    assertThat(dump()).as("a check changes nothing").isEqualTo(broken);
    assertThat(rebuild.rebuild(ann).differences()).isEqualTo(differences);
    assertThat(dump()).isEqualTo(before);
    assertThat(rebuild.check(ann).differences()).isEmpty();
    var latest =
        house
            .timeline()
            .get(ann, new Timeline.Query(null, null, null, null, null, null, null, 1, null));
    assertThat(latest.events().get(0).summary())
        .isEqualTo("Work memory was made again from the log: 3 differences");
  }

  @Test
  void whatWasEarnedIsTheSumOfTheLogAndComesBackFromIt() {
    new History(house, ann, 3, files).live(900);
    var progress = new Progress(house.db().database());
    var before = progress.get(ann, 50);
    assertThat(before.totals().total()).isGreaterThan(100);
    assertThat(before.habits()).isNotEmpty();
    assertThat(earnedByTheLog()).isEqualTo(before.totals().total());
    sql("delete from habit_logs");
    sql("delete from habit_freezes");
    sql("delete from habits");
    sql("delete from xp_ledger");
    assertThat(progress.get(ann, 50).totals().total()).isZero();
    assertThat(rebuild.rebuild(ann).differences())
        .filteredOn(difference -> difference.row().startsWith("xp_ledger"))
        .hasSizeGreaterThan(10);
    assertThat(progress.get(ann, 50)).isEqualTo(before);
  }

  private int earnedByTheLog() {
    return house
        .db()
        .admin()
        .withHandle(
            h ->
                h.createQuery(
                        "select sum((entry ->> 'amount')::int) from events,"
                            + " jsonb_array_elements(payload -> 'entries') as entry"
                            + " where type = 'xp.earned' and user_id = :user")
                    .bind("user", ann.userId())
                    .mapTo(Integer.class)
                    .one());
  }

  @Test
  void aLedgerThatSomebodyForgedIsToldAndNotPutRight() {
    new History(house, ann, 1, files).live(1);
    sql(
        "insert into xp_ledger select user_id, 'session', id, 'more', 'work', 'S-9', 500, 500,"
            + " '2026-01-15', started_at from sessions");
    assertThat(rebuild.check(ann).differences())
        .extracting(Difference::what)
        .containsExactly("is in no event");
    Refusal no = refusal(() -> rebuild.rebuild(ann));
    assertThat(no.sentence())
        .startsWith("The ledger only grows, so that this can't be made good: xp_ledger session ")
        .endsWith(" more is in no event. Restore a backup.");
  }

  @Test
  void aChangeThatChangesNothingLeavesTheRowAsItIs() {
    task("Paint");
    Map<String, String> before = dump();
    house.clock().advance(Duration.ofMinutes(1));
    house
        .tasks()
        .save(
            ann,
            new Tasks.Save("T-1", "Paint", null, null, null, null, null, null, null, null, null));
    assertThat(dump()).isEqualTo(before);
  }

  @Test
  void nobodysWriteIsLostWhileRowsAreMadeAgain() throws Exception {
    task("First");
    var pool = Executors.newFixedThreadPool(4);
    try {
      var work = new ArrayList<Callable<Integer>>();
      for (int writer = 0; writer < 3; writer++) {
        work.add(
            () -> {
              int made = 0;
              for (int i = 0; i < 40; i++) made += made();
              return made;
            });
      }
      work.add(
          () -> {
            int mended = 0;
            for (int i = 0; i < 25; i++) {
              sql("update tasks set title = 'Burn' where number = 1");
              mended += rebuild.rebuild(ann).differences().size();
            }
            return mended;
          });
      var done = new ArrayList<Integer>();
      for (var each : pool.invokeAll(work)) done.add(each.get());
      assertThat(done).containsExactly(40, 40, 40, 25);
    } finally {
      pool.shutdownNow();
    }
    assertThat(house.rows("tasks")).isEqualTo(121);
    assertThat(rebuild.check(ann).differences()).isEmpty();
  }

  private int made() {
    task("Another");
    return 1;
  }

  @Test
  void whatOlderVersionsWroteIsReplayedAsTheMigrationsLeftIt() {
    String user = "'" + ann.userId() + "'";
    String project = "'00000000-0000-0000-0000-0000000000f1'";
    String at = "'2025-11-01T10:00:00.123456Z'";
    sql(
        "insert into projects (user_id, id, name, created_at, updated_at) values ("
            + String.join(", ", user, project, "'attic'", at, at)
            + ")");
    sql(
        "insert into checkpoints (user_id, id, number, project_id, label, summary,"
            + " resume_instructions, created_at, snapshot, captured, event_position) values ("
            + String.join(", ", user, project, "1", project, "'l'", "'s'", "'r'", at)
            + ", '{\"branch\": \"main\"}', '{\"open_sessions\": []}', 7)");
    sql(
        "insert into decisions (user_id, id, number, project_id, title, options, choice, rationale,"
            + " status, created_at, updated_at) values ("
            + String.join(", ", user, project, "1", project, "'t'", "'{a,b}'", "'a'", "'r'")
            + ", 'superseded', "
            + at
            + ", "
            + at
            + ")");
    String id = "\"id\": \"00000000-0000-0000-0000-0000000000f1\"";
    String of = "\"project_id\": \"00000000-0000-0000-0000-0000000000f1\"";
    String made = "\"created_at\": \"2025-11-01T10:00:00.123456Z\"";
    event("project.created", 1, "{\"project\": {" + id + ", \"name\": \"attic\"}}");
    event(
        "checkpoint.created",
        1,
        "{\"checkpoint\": {"
            + String.join(", ", id, of, made)
            + ", \"number\": 1, \"label\": \"l\", \"summary\": \"s\", \"resume_instructions\": \"r\","
            + " \"snapshot\": {\"given\": {\"branch\": \"main\"}, \"open_sessions\": [],"
            + " \"event_position\": 7}}}");
    event(
        "decision.recorded",
        1,
        "{\"decision\": {"
            + String.join(", ", id, of, made)
            + ", \"number\": 1, \"title\": \"t\", \"options\": [\"a\", \"b\"], \"choice\": \"a\","
            + " \"rationale\": \"r\", \"status\": \"accepted\"}}");
    event("decision.superseded", 1, "{\"by\": \"D-2\"}");
    assertThat(rebuild.check(ann).differences()).isEmpty();
    Map<String, String> before = dump();
    sql("delete from checkpoints");
    sql("delete from decisions");
    assertThat(rebuild.rebuild(ann).differences()).hasSize(2);
    assertThat(dump().get("checkpoints")).isEqualTo(before.get("checkpoints"));
    assertThat(dump().get("decisions")).isEqualTo(before.get("decisions"));
  }

  @Test
  void whatAnOlderVersionRemovedWasChangedByThat() {
    var id = new UUID(0, 1);
    var saved = Instant.parse("2025-11-01T10:00:00Z");
    var replay = new Replay();
    var memory = Json.MAPPER.createObjectNode();
    memory.putObject("memory").put("id", id.toString());
    var item = Json.MAPPER.createObjectNode().put("kind", "MEMORY");
    replay.apply(new LoggedEvent(1, saved, "memory.saved", 1, id, memory));
    replay.apply(new LoggedEvent(2, saved.plusSeconds(1), "item.removed", 2, id, item));
    replay.apply(new LoggedEvent(3, saved.plusSeconds(2), "item.restored", 2, id, item));
    assertThat(replay.rows(Model.MEMORIES).get(0).path("updated_at").asString())
        .isEqualTo(saved.toString());
    Instant older = saved.plusSeconds(3);
    replay.apply(new LoggedEvent(4, older, "item.removed", 1, id, item));
    assertThat(replay.rows(Model.MEMORIES).get(0).path("updated_at").asString())
        .isEqualTo(older.toString());
  }

  @Test
  void whatANewerVersionWroteIsNotGuessedAt() {
    event("project.created", 9, "{}");
    Refusal no = refusal(() -> rebuild.rebuild(ann));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
    assertThat(no.sentence())
        .isEqualTo(
            "The log has an event of type project.created, version 9, which this build can't replay:"
                + " upgrade ATLAS.");
  }

  @Test
  void aLogThatLacksMonthsMakesNothing() {
    task("Paint");
    sql(
        "insert into exported_months (user_id, month, events, exported_at) values ('"
            + ann.userId()
            + "', '2025-11-01', 3, now())");
    Map<String, String> before = dump();
    assertThat(refusal(() -> rebuild.rebuild(ann)).sentence())
        .isEqualTo(
            "Events of 2025-11 were exported, and what the rest makes would not be the whole: bring"
                + " them back with atlas import events and the files, and then repeat this.");
    assertThat(dump()).isEqualTo(before);
    assertThat(rebuild.check(house.ben()).differences()).isEmpty();
  }

  private void event(String type, int version, String payload) {
    house
        .db()
        .admin()
        .useHandle(
            h ->
                h.createUpdate(
                        "insert into events (user_id, at, actor, type, version, entity_id, summary,"
                            + " payload) values (:user, '2025-11-01T10:00:00.123456Z', 'ann', :type,"
                            + " :version, '00000000-0000-0000-0000-0000000000f1', 'x', :payload::jsonb)")
                    .bind("user", ann.userId())
                    .bind("type", type)
                    .bind("version", version)
                    .bind("payload", payload)
                    .execute());
  }

  private void task(String title) {
    house
        .tasks()
        .save(
            ann, new Tasks.Save(null, title, null, null, null, null, null, null, null, null, null));
  }

  private void sql(String statement) {
    house.db().admin().useHandle(h -> h.execute(statement));
  }

  /** Every row of every table that is made again, but for tokens; and the numbers given out. */
  private Map<String, String> dump() {
    var dump = new TreeMap<String, String>();
    house
        .db()
        .admin()
        .useHandle(
            h -> {
              var tables = new ArrayList<>(List.of("counters", "sessions", "scenarios"));
              for (Model model : Model.values()) tables.add(model.table());
              for (String table : tables) {
                dump.put(
                    table,
                    h.createQuery(
                            "select coalesce(string_agg(row::text, e'\\n' order by row::text), '')"
                                + " from (select to_jsonb(t) - 'token_hash' - 'token_until' as row"
                                + " from "
                                + table
                                + " t) as rows")
                        .mapTo(String.class)
                        .one());
              }
            });
    return dump;
  }
}
