package atlas.core.focus;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.focus.OfflineChanges.Outcome;
import atlas.core.focus.OfflineChanges.Report;
import atlas.model.ActionStatus;
import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.OfflineChange.Result;
import atlas.storage.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OfflineChangesTest {
  private static final String[] A_DAY = {
    "{'operation_id':'1','entity':'theater','operation':'insert',"
        + "'values':{'theater':'home','energy':20}}",
    "{'operation_id':'2','entity':'action','operation':'insert',"
        + "'values':{'theater':'home','title':'Paint','gap':2}}",
    "{'operation_id':'3','entity':'action','operation':'update','id':'op:2','base_version':1,"
        + "'values':{'select':true,'due':'2026-02-01','clear':['minutes']}}",
    "{'operation_id':'4','entity':'focus_log','operation':'insert','values':{'kind':'execution',"
        + "'action':'op:2','text':'Painted','minutes':40,'at':'2026-01-14T20:00:00Z'}}",
    "{'operation_id':'5','entity':'focus_log','operation':'update','id':'op:4','base_version':1,"
        + "'values':{'minutes':50}}",
    "{'operation_id':'6','entity':'theater','operation':'update','id':'op:1','base_version':2,"
        + "'values':{'rename_to':'house'}}",
    "{'operation_id':'7','entity':'action','operation':'delete','id':'op:2','base_version':2}"
  };

  private static final String[] ELSEWHERE = {
    "{'operation_id':'1','entity':'users','operation':'update','id':'ben','base_version':1,"
        + "'values':{'role':'manager'}}",
    "{'operation_id':'1','entity':'tasks','operation':'insert','values':{'title':'x'}}",
    "{'operation_id':'1','table_name':'users','operation':'INSERT','payload':{'name':'eve'}}",
    "{'operation_id':'1','entity':'action','operation':'insert',"
        + "'values':{'theater':'ibm','title':'x','user_id':'00000000-0000-0000-0000-000000000001'}}",
    "{'operation_id':'1','entity':'action','operation':'insert',"
        + "'values':{'theater':'ibm','title':'x','id':'00000000-0000-0000-0000-000000000001'}}",
    "{'operation_id':'1','entity':'action','operation':'insert','user_id':'x',"
        + "'values':{'theater':'ibm','title':'x'}}",
    "{'operation_id':'1','entity':'action','operation':'insert','id':'A-1',"
        + "'values':{'theater':'ibm','title':'x'}}",
    "{'operation_id':'1','entity':'action','operation':'insert',"
        + "'values':{'theater':'ibm','title':{'x':1}}}",
    "{'operation_id':'1','entity':'action','operation':'insert',"
        + "'values':{'theater':'ibm','title':'x','gap':9}}",
    "{'operation_id':'1','entity':'action','operation':'insert',"
        + "'values':[{'theater':'ibm','title':'x'}]}",
    "{'operation_id':'1','entity':'action','operation':'truncate','id':'A-1','base_version':1}",
    "{'operation_id':'1','entity':'action','operation':'update','id':'A-1',"
        + "'values':{'title':'x'}}",
    "{'operation_id':'1','entity':'action','operation':'update',"
        + "'id':\"1'; delete from actions; --\",'base_version':1,'values':{'title':'x'}}",
    "{'operation_id':'1','entity':'theater','operation':'delete',"
        + "'id':\"x'); drop table theaters; --\",'base_version':1}",
    "{'operation_id':'1','entity':'action','operation':'update','id':'op:nothing',"
        + "'base_version':1,'values':{'title':'x'}}",
    "{'operation_id':'1','entity':'action','operation':'insert',"
        + "'values':{'theater':'ibm','title':'a\\u0000b'}}",
    "[1,2]",
    "null",
    "{}"
  };

  private static final String[] A_TASK = {
    "{'operation_id':'8','entity':'personal_task','operation':'insert',"
        + "'values':{'title':'Buy oil','day':'2026-01-20','tags':['lamp']}}",
    "{'operation_id':'9','entity':'personal_task','operation':'update','id':'op:8',"
        + "'base_version':1,'values':{'done':true}}",
    "{'operation_id':'10','entity':'personal_task','operation':'update','id':'U-1',"
        + "'base_version':3,'values':{'title':'Buy more oil'}}",
    "{'operation_id':'11','entity':'personal_task','operation':'delete','id':'U-1',"
        + "'base_version':2}",
    "{'operation_id':'12','entity':'personal_task','operation':'insert',"
        + "'values':{'title':'x','auto_created':true}}"
  };

  private final TestHouse house = new TestHouse();
  private final Focus focus = house.focus();
  private final Caller ann = house.ann();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void whatWasPlannedOfflineIsAppliedOnce() {
    assertThat(apply(A_TASK).outcomes())
        .extracting(Outcome::result)
        .containsExactly(
            Result.applied, Result.applied, Result.conflict, Result.applied, Result.refused);
    assertThat(house.rows("personal_tasks where completed_at is not null")).isEqualTo(1);
    assertThat(house.rows("xp_ledger")).isEqualTo(1);
    long events = house.events(ann);
    assertThat(apply(A_TASK).outcomes())
        .extracting(Outcome::result)
        .startsWith(Result.duplicate, Result.duplicate)
        .doesNotContain(Result.applied);
    assertThat(house.events(ann)).isEqualTo(events);
  }

  @Test
  void aTaskIsNotLostWithAReminderThatHasPassed() {
    String insert =
        "{'operation_id':'1','entity':'personal_task','operation':'insert',"
            + "'values':{'title':'Call Ann','remind_at':'2026-01-15T10:00:00.5Z'}}";
    house.clock().advance(Duration.ofHours(1));
    assertThat(house.clock().instant()).isEqualTo("2026-01-15T10:00:00Z");
    Outcome late = apply(insert).outcomes().get(0);
    assertThat(late.result()).isEqualTo(Result.applied);
    assertThat(late.reason()).isEqualTo("Its remind_at has passed and was left out.");
    assertThat(house.rows("personal_tasks where remind_at is null")).isEqualTo(1);
    assertThat(apply(insert).counts()).containsExactly(Map.entry("duplicate", 1));
    Outcome early =
        apply(
                "{'operation_id':'2','entity':'personal_task','operation':'update','id':'op:1',"
                    + "'base_version':1,'values':{'remind_at':'2026-01-15T10:00:01Z'}}")
            .outcomes()
            .get(0);
    assertThat(early.reason()).isNull();
    house.clock().advance(Duration.ofHours(1));
    Outcome same =
        apply(
                "{'operation_id':'3','entity':'personal_task','operation':'update','id':'op:1',"
                    + "'base_version':2,'values':{'done':true,"
                    + "'remind_at':'2026-01-15T10:00:01Z'}}")
            .outcomes()
            .get(0);
    assertThat(same.reason()).as("it has that reminder already").isNull();
    assertThat(
            house.rows("personal_tasks where remind_at is not null and completed_at is not null"))
        .isEqualTo(1);
  }

  @Test
  void aDayOfflineIsAppliedInItsOrder() {
    Report report = apply(A_DAY);
    assertThat(report.counts()).containsExactly(Map.entry("applied", 7));
    assertThat(report.outcomes())
        .extracting(o -> o.line() + " " + o.id() + " " + o.version())
        .containsExactly(
            "1 home 2", "2 A-1 1", "3 A-1 2", "4 F-1 1", "5 F-1 2", "6 house 3", "7 A-1 2");
    assertThat(house.rows("theaters where name = 'house' and energy = 20")).isEqualTo(1);
    assertThat(house.rows("focus_logs where minutes = 50 and logged_at = '2026-01-14T20:00Z'"))
        .isEqualTo(1);
    assertThat(house.rows("actions where archived_at is not null and not selected")).isEqualTo(1);
    assertThat(house.rows("events where type in ('action.created', 'action.changed')"))
        .as("made, selected, and left when it was removed")
        .isEqualTo(3);
  }

  @Test
  void theSameFileAgainChangesNothing() {
    apply(A_DAY);
    Map<String, String> before = dump();
    Report again = apply(A_DAY);
    assertThat(again.counts()).containsExactly(Map.entry("duplicate", 7));
    assertThat(again.outcomes())
        .extracting(Outcome::id)
        .as("but for what was removed")
        .containsExactly("house", null, null, "F-1", "F-1", "house", null);
    assertThat(dump()).isEqualTo(before);
  }

  @Test
  void whatWasRefusedIsTriedAgainByTheSameFile() {
    String[] backwards = {
      "{'operation_id':'1','entity':'action','operation':'update','id':'op:2','base_version':1,"
          + "'values':{'gap':3}}",
      "{'operation_id':'2','entity':'action','operation':'insert',"
          + "'values':{'theater':'ibm','title':'Write'}}"
    };
    assertThat(apply(backwards).outcomes())
        .extracting(Outcome::result)
        .containsExactly(Result.refused, Result.applied);
    assertThat(apply(backwards).outcomes())
        .extracting(Outcome::result)
        .containsExactly(Result.applied, Result.duplicate);
    assertThat(apply(backwards).counts()).containsExactly(Map.entry("duplicate", 2));
  }

  @Test
  void manyThatSendTheSameAtOnceApplyItOnce() {
    List<Report> reports = Threads.race(6, n -> apply(A_DAY));
    int applied =
        reports.stream()
            .flatMap(report -> report.outcomes().stream())
            .mapToInt(outcome -> outcome.result() == Result.applied ? 1 : 0)
            .sum();
    assertThat(applied).isEqualTo(7);
    assertThat(house.rows("focus_logs")).isEqualTo(1);
    assertThat(house.rows("events where type = 'activity.corrected'")).isEqualTo(1);
  }

  @Test
  void aConflictChangesNothingAndShowsBothSides() {
    focus.actions().save(ann, ActionsTest.action("ibm", "Write"));
    focus.actions().save(ann, ActionsTest.gap("A-1", 5, null));
    String change =
        "{'operation_id':'x','entity':'action','operation':'update','id':'A-1','base_version':1,"
            + "'values':{'gap':0}}";
    long events = house.events(ann);
    Outcome conflict = apply(change).outcomes().get(0);
    assertThat(conflict.result()).isEqualTo(Result.conflict);
    assertThat(conflict.version()).isEqualTo(2);
    assertThat(conflict.yours()).isEqualTo("{\"gap\":0}");
    assertThat(conflict.current()).contains("\"gap\":5", "\"version\":2");
    assertThat(conflict.reason())
        .isEqualTo(
            "A-1 is at version 2, and the change is of version 1: settle it and send it with that.");
    assertThat(house.events(ann)).isEqualTo(events);
    assertThat(apply(change).outcomes().get(0).attempts()).as("retries are counted").isEqualTo(2);
    // Settled by the client, under the same name.
    Outcome settled =
        apply(change.replace("'base_version':1", "'base_version':2")).outcomes().get(0);
    assertThat(settled.result()).isEqualTo(Result.applied);
    assertThat(settled.attempts()).isEqualTo(3);
    assertThat(house.rows("actions where gap = 0")).isEqualTo(1);
  }

  /** One change raises versions that the client knows nothing of, and the next is of the old. */
  @Test
  void aQueueIsInNoConflictWithItself() {
    focus.actions().save(ann, ActionsTest.action("ibm", "One"));
    focus.actions().save(ann, ActionsTest.action("ibm", "Two"));
    focus.actions().save(ann, ActionsTest.select("A-1", true, null));
    assertThat(
            apply(
                    "{'operation_id':'1','entity':'action','operation':'update','id':'A-2',"
                        + "'base_version':1,'values':{'select':true}}",
                    "{'operation_id':'2','entity':'action','operation':'update','id':'A-1',"
                        + "'base_version':2,'values':{'status':'done'}}",
                    "{'operation_id':'3','entity':'theater','operation':'update','id':'ibm',"
                        + "'base_version':1,'values':{'energy':70}}",
                    "{'operation_id':'4','entity':'theater','operation':'update','id':'cs',"
                        + "'base_version':1,'values':{'energy':40}}",
                    "{'operation_id':'5','entity':'action','operation':'update','id':'A-2',"
                        + "'base_version':1,'values':{'gap':1}}",
                    "{'operation_id':'6','entity':'action','operation':'update','id':'A-1',"
                        + "'base_version':1,'values':{'gap':1}}")
                .outcomes())
        .extracting(o -> o.result() + " " + o.version())
        .containsExactly(
            "applied 2", "applied 4", "applied 2", "applied 3", "applied 3", "conflict 4");
    assertThat(house.rows("actions where number = 1 and status = 'done'")).isEqualTo(1);
    assertThat(house.rows("theaters where name = 'cs' and energy = 40")).isEqualTo(1);
  }

  @Test
  void whatSomebodyElseChangesMeanwhileIsAConflict() {
    focus.actions().save(ann, ActionsTest.action("ibm", "One"));
    Call.Progress other =
        (done, total, message) -> {
          if (done == 2) focus.actions().save(ann, ActionsTest.gap("A-1", 5, null));
        };
    String change =
        "{'operation_id':'#','entity':'action','operation':'update','id':'A-1',"
            + "'base_version':1,'values':{'gap':#}}";
    var lines = new ArrayList<String>();
    for (int i = 1; i <= 3; i++) lines.add(change.replace("#", String.valueOf(i)));
    lines.add(change.replace("#", "4").replace("'base_version':1", "'base_version':4"));
    Report report =
        focus.offline().apply(ann.in(new Call(null, other)), lines(lines.toArray(String[]::new)));
    assertThat(report.outcomes())
        .extracting(o -> o.result() + " " + o.version())
        .containsExactly("applied 2", "applied 3", "conflict 4", "applied 5");
  }

  @Test
  void whatIsRefusedSaysWhyAndTheRestGoesOn() {
    Report report =
        apply(
            "{'operation_id':'a','entity':'action','operation':'insert',"
                + "'values':{'theater':'nowhere','title':'x'}}",
            "not json",
            "",
            "{'operation_id':'b','entity':'action','operation':'insert',"
                + "'values':{'theater':'ibm','title':'y'}}",
            "{'operation_id':'b','entity':'action','operation':'insert',"
                + "'values':{'theater':'ibm','title':'z'}}");
    assertThat(report.outcomes())
        .extracting(Outcome::result)
        .containsExactly(Result.refused, Result.refused, Result.applied, Result.refused);
    assertThat(report.outcomes().get(0).reason())
        .startsWith("There is no theater nowhere of yours");
    assertThat(report.outcomes().get(3).reason())
        .isEqualTo("Another change was applied by that operation_id; give this one its own.");
    assertThat(house.rows("actions")).isEqualTo(1);
    assertThat(house.rows("offline_changes where result = 'refused' and operation_id = 'a'"))
        .isEqualTo(1);
    // What was in its way is gone.
    focus.theaters().save(ann, new Theaters.Save("nowhere", null, null, null, null, false));
    Outcome later =
        apply(
                "{'operation_id':'a','entity':'action','operation':'insert',"
                    + "'values':{'theater':'nowhere','title':'x'}}")
            .outcomes()
            .get(0);
    assertThat(later.result()).isEqualTo(Result.applied);
    assertThat(later.attempts()).isEqualTo(2);
  }

  @Test
  void theFieldsAreThoseOfTheTools() {
    Report report =
        apply(
            "{'operation_id':'1','entity':'theater','operation':'insert',"
                + "'values':{'theater':'home'}}",
            "{'operation_id':'2','entity':'theater','operation':'update','id':'theater:home',"
                + "'base_version':1,'values':{'rename_to':'house'}}",
            // As they were called once.
            "{'operation_id':'3','entity':'theater','operation':'insert',"
                + "'values':{'name':'yard'}}",
            "{'operation_id':'4','entity':'theater','operation':'update','id':'yard',"
                + "'base_version':1,'values':{'name':'garden'}}",
            "{'operation_id':'5','entity':'personal_task','operation':'insert',"
                + "'values':{'title':'x','due':'2026-01-20'}}");
    assertThat(report.counts()).as(report.toString()).containsExactly(Map.entry("applied", 5));
    assertThat(house.rows("theaters where name in ('house', 'garden')")).isEqualTo(2);
    assertThat(house.rows("personal_tasks where due = '2026-01-20'")).isEqualTo(1);
  }

  @Test
  void aRefusalNamesTheFieldsAndWhatIsWrongWithOne() {
    String task = "{'operation_id':'1','entity':'personal_task','operation':'insert','values':{";
    assertThat(reason(task + "'dya':'2026-01-20'}}"))
        .isEqualTo(
            "values has no dya here, but space, title, description, priority, day, time,"
                + " remind_at, tags, ticket_key, done.");
    assertThat(reason(task + "'remind_at':'2026-01-20T10:00'}}"))
        .isEqualTo("remind_at is a time with its zone such as 2026-01-15T09:00:00Z.");
    assertThat(reason(task + "'day':'tomorrow'}}")).isEqualTo("day is a day such as 2026-03-31.");
    assertThat(reason(task + "'title':'x','day':'2026-01-20','time':'5pm'}}"))
        .isEqualTo("A time is like 17:30.");
    assertThat(reason(task + "'tags':'x'}}")).isEqualTo("tags is a list.");
    assertThat(reason("{'operation_id':'1','entity':'user','operation':'insert','values':{}}"))
        .isEqualTo("entity is one of theater, action, focus_log, personal_task.");
    assertThat(reason(task + "'title':'x'},'what':'user'}"))
        .isEqualTo(
            "A change has no what, but operation_id, entity, operation, id, base_version,"
                + " values.");
  }

  private @Nullable String reason(String change) {
    return apply(change).outcomes().get(0).reason();
  }

  /** A queue is a file of somebody's: whatever it names, nothing else is written. */
  @Test
  void whatTriesToWriteElsewhereIsRefused() {
    focus.actions().save(house.ben(), ActionsTest.action("ibm", "Ben's"));
    focus.theaters().save(ann, new Theaters.Save("ibm", null, null, null, 60, false));
    Map<String, String> before = dump();
    before.remove("offline_changes");
    for (String change : ELSEWHERE) {
      Outcome outcome = apply(change).outcomes().get(0);
      assertThat(outcome.result()).as(outcome.toString()).isEqualTo(Result.refused);
      assertThat(outcome.reason()).isNotBlank().doesNotContain("atlas.", "Exception", "select ");
      Map<String, String> after = dump();
      after.remove("offline_changes");
      assertThat(after).as(change).isEqualTo(before);
    }
  }

  @Test
  void whatNamesSomebodyElsesThingIsRefused() {
    focus.actions().save(house.ben(), ActionsTest.action("ibm", "Ben's"));
    String bens =
        house
            .db()
            .admin()
            .withHandle(
                h -> h.createQuery("select id::text from actions").mapTo(String.class).one());
    for (String id : List.of("A-1", bens)) {
      Outcome outcome =
          apply(
                  "{'operation_id':'o"
                      + id
                      + "','entity':'action','operation':'update','id':'"
                      + id
                      + "','base_version':1,'values':{'title':'Mine'}}")
              .outcomes()
              .get(0);
      assertThat(outcome.reason()).isEqualTo("There is no action " + id + " of yours.");
    }
    assertThat(house.rows("actions where title = 'Ben''s' and version = 1")).isEqualTo(1);
  }

  @Test
  void theRulesAreThoseOfEverybody() {
    focus.actions().save(ann, ActionsTest.action("ibm", "One"));
    focus.actions().save(ann, ActionsTest.select("A-1", null, true));
    focus.actions().save(ann, ActionsTest.action("ibm", "Two"));
    Report report =
        apply(
            "{'operation_id':'1','entity':'action','operation':'update','id':'A-2',"
                + "'base_version':1,'values':{'select':true}}",
            "{'operation_id':'2','entity':'theater','operation':'update','id':'ibm',"
                + "'base_version':1,'values':{'energy':30}}",
            "{'operation_id':'3','entity':'theater','operation':'delete','id':'ibm',"
                + "'base_version':2}");
    assertThat(report.outcomes())
        .extracting(Outcome::result)
        .containsExactly(Result.refused, Result.applied, Result.refused);
    assertThat(report.outcomes().get(0).reason()).startsWith("A-1 is pinned there");
    assertThat(report.outcomes().get(2).reason()).startsWith("It has open actions: A-1, A-2");
    assertThat(house.rows("theaters where name = 'cs' and energy = 70")).isEqualTo(1);
    assertThat(house.rows("actions where status = '" + ActionStatus.open + "'")).isEqualTo(2);
  }

  @Test
  void whatIsLockedIsPinned() {
    Report report =
        apply(
            "{'operation_id':'1','entity':'action','operation':'insert',"
                + "'values':{'theater':'ibm','title':'Write','is_locked':true}}");
    assertThat(report.counts()).containsExactly(Map.entry("applied", 1));
    assertThat(house.rows("actions where pinned and selected")).isEqualTo(1);
  }

  @Test
  void aRepeatOfTheCallGetsTheSameAnswer() {
    Caller once = TestHouse.once(ann, "k");
    Report first = focus.offline().apply(once, lines(A_DAY));
    assertThat(focus.offline().apply(once, lines(A_DAY))).isEqualTo(first);
  }

  private Report apply(String... changes) {
    return focus.offline().apply(ann, lines(changes));
  }

  private static List<String> lines(String... changes) {
    return Arrays.stream(changes)
        .map(
            line ->
                line.contains("\"")
                    // What is in double quotes already has an apostrophe of its own.
                    ? line.replaceAll("'(?=[^\"]*(?:\"[^\"]*\"[^\"]*)*$)", "\"")
                    : line.replace('\'', '"'))
        .toList();
  }

  /** Every row of every table with rows of users, whosever they are. */
  private Map<String, String> dump() {
    var dump = new TreeMap<String, String>();
    house
        .db()
        .admin()
        .useHandle(
            handle -> {
              List<String> tables =
                  handle
                      .createQuery(
                          "select c.relname from pg_class c join pg_attribute a"
                              + " on a.attrelid = c.oid and a.attname in ('user_id', 'role')"
                              + " where c.relkind in ('r', 'p') and not c.relispartition"
                              + " and c.relnamespace = 'public'::regnamespace")
                      .mapTo(String.class)
                      .list();
              for (String table : tables) {
                dump.put(
                    table,
                    handle
                        .createQuery(
                            "select coalesce(string_agg(t::text, ' ' order by t::text), '') from "
                                + table
                                + " t")
                        .mapTo(String.class)
                        .one());
              }
            });
    return dump;
  }
}
