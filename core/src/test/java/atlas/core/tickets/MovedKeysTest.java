package atlas.core.tickets;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.evidence.Evidences;
import atlas.core.evidence.Evidences.Add;
import atlas.core.evidence.Uploads;
import atlas.core.focus.Actions;
import atlas.core.focus.NextActions;
import atlas.core.memory.Completion;
import atlas.core.memory.Rebuild;
import atlas.core.memory.Recall;
import atlas.core.memory.TaskSheet;
import atlas.core.memory.Tasks;
import atlas.core.memory.Timeline;
import atlas.core.planner.Agenda;
import atlas.core.planner.Items;
import atlas.core.planner.Planner;
import atlas.core.sync.Runs.Trigger;
import atlas.integrations.jira.FakeJira;
import atlas.integrations.jira.Jira;
import atlas.model.CalendarEntry;
import atlas.model.Caller;
import atlas.model.CountdownDay;
import atlas.model.Hit;
import atlas.model.TimelineEntry;
import atlas.model.Todo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What belongs to an issue, once Jira has moved that to another project. */
class MovedKeysTest {
  private final TestHouse house = new TestHouse();
  private final FakeJira fake = FakeJira.cloud();
  private final Jira jira = fake.jira();
  private final Caller ann = house.ann();
  private final Sync sync =
      new Sync(house.db().database(), user -> Optional.of(jira), house.clock());
  private final Evidences evidences =
      new Evidences(
          house.db().database(), TicketKeys.DEFAULT, new Uploads(Path.of("none"), List.of()));

  @BeforeEach
  void copy() {
    fake.setClock(house.clock().instant());
    fake.put("HBR-2").assignee(FakeJira.ME, "Ann Ottosen");
    fake.put("HBR-3").assignee(FakeJira.ME, "Ann Ottosen");
    run();
    evidence("Saw it", "HBR-2");
    evidence("Saw the other", "HBR-3");
    evidence("Was wrong", "HBR-2");
    house.removal().remove(ann, "E-3");
    task("Paint");
    task("Repair");
    house
        .completion()
        .complete(ann, new Completion.Complete("T-2", List.of(), List.of(), "It holds"));
    house
        .focus()
        .actions()
        .save(
            ann,
            new Actions.Save(
                null, "cs", "Talk", null, null, null, null, null, null, null, null, "HBR-2", null,
                null, null));
  }

  private void plan(Planner.Type type, String json) {
    Planner.Saved unused = house.planner().save(ann, Items.item(type, json));
  }

  private List<String> found(String words) {
    var query = new Recall.Query(words, Hit.Kind.personal_task, null, null, null, 10, null);
    return house.recall().search(ann, query).hits().stream().map(Recall.Recalled::name).toList();
  }

  private Agenda.Held agenda() {
    return house.agenda().get(ann, null, null, 50);
  }

  @AfterEach
  void close() {
    fake.close();
    house.close();
  }

  private void run() {
    house.clock().advance(Duration.ofMinutes(20));
    fake.setClock(house.clock().instant());
    sync.run(ann, Trigger.manual, false, Duration.ofMinutes(10));
  }

  private void move(String from, String to) {
    house.clock().advance(Duration.ofMinutes(3));
    fake.setClock(house.clock().instant());
    fake.put(from).move(to);
    run();
  }

  private void evidence(String title, String key) {
    evidences.add(
        ann, new Add(null, title, "Seen", null, null, null, key, null, null, List.of(), null));
  }

  private void task(String title) {
    house
        .tasks()
        .save(
            ann,
            new Tasks.Save(null, title, null, null, null, null, null, null, null, "HBR-2", null));
  }

  private List<String> tasks(String key) {
    var query = new TaskSheet.Query("*", TaskSheet.Which.all, key, 10, null);
    return house.taskSheet().list(ann, query).tasks().stream().map(task -> task.title()).toList();
  }

  private List<String> timeline(String key) {
    var query = new Timeline.Query(null, null, key, null, null, null, null, 50, null);
    return house.timeline().get(ann, query).events().stream().map(TimelineEntry::summary).toList();
  }

  private List<String> keys(int... evidence) {
    return IntStream.of(evidence)
        .mapToObj(number -> evidences.get(ann, "E-" + number).evidence().ticketKey())
        .toList();
  }

  @Test
  void whatBelongsToAnIssueFollowsItToItsNewKey() {
    List<String> before = timeline("HBR-2");
    move("HBR-2", "LGT-9");
    assertThat(keys(1, 2, 4)).containsExactly("LGT-9", "HBR-3", "LGT-9");
    assertThat(tasks("LGT-9")).containsExactly("Paint", "Repair");
    assertThat(tasks("hbr-2")).as("by the key it had").containsExactly("Paint", "Repair");
    house.removal().restore(ann, "E-3");
    assertThat(keys(3)).as("what was removed, too").containsExactly("LGT-9");
    assertThat(timeline("LGT-9")).containsAll(before).contains("HBR-2 is LGT-9 now");
    assertThat(timeline("HBR-2")).isEqualTo(timeline("LGT-9"));
    assertThat(timeline("HBR-3")).doesNotContain("HBR-2 is LGT-9 now");
    assertThat(house.focus().next().get(ann, new NextActions.Query(null, 3)).toString())
        .contains("LGT-9")
        .doesNotContain("HBR-2");
    assertThat(new Rebuild(house.db().database()).check(ann).differences()).isEmpty();
    evidence("Saw more", "HBR-2");
    task("Varnish");
    assertThat(keys(5)).containsExactly("LGT-9");
    assertThat(tasks("LGT-9")).contains("Varnish");
  }

  @Test
  void whatIsPlannedForAnIssueFollowsItToItsNewKey() {
    plan(Planner.Type.task, "'title':'Ask','priority':'critical','ticket_key':'HBR-2'");
    plan(Planner.Type.task, "'title':'Gone','ticket_key':'HBR-2'");
    plan(Planner.Type.event, "'title':'Review','day':'2026-01-15','ticket_key':'HBR-2'");
    plan(Planner.Type.countdown, "'title':'Launch','day':'2026-02-01','ticket_key':'HBR-2'");
    house.removal().remove(ann, "U-2");
    move("HBR-2", "LGT-9");
    house.removal().restore(ann, "U-2");
    assertThat(agenda().todos()).extracting(Todo::ticketKey).containsExactly("LGT-9", "LGT-9");
    assertThat(agenda().entries()).extracting(CalendarEntry::ticketKey).containsExactly("LGT-9");
    assertThat(agenda().countdowns()).extracting(CountdownDay::ticketKey).containsExactly("LGT-9");
    assertThat(found("LGT-9")).contains("U-1", "U-2");
    assertThat(house.focus().next().get(ann, new NextActions.Query(null, 20)).toString())
        .contains("U-1")
        .doesNotContain("HBR-2");
    plan(Planner.Type.task, "'title':'Ask again','ticket_key':'HBR-2'");
    assertThat(house.rows("personal_tasks where ticket_key = 'LGT-9'"))
        .as("by the key it had")
        .isEqualTo(3);
    assertThat(timeline("LGT-9")).contains("Personal task U-1 has another ticket_key");
    assertThat(new Rebuild(house.db().database()).check(ann).differences()).isEmpty();
  }

  @Test
  void twoIssuesMayChangeTheirKeys() {
    fake.put("HBR-2").move("TMP-1");
    fake.put("HBR-3").move("HBR-2");
    move("TMP-1", "HBR-3");
    assertThat(keys(1, 2)).containsExactly("HBR-3", "HBR-2");
    assertThat(tasks("HBR-3")).containsExactly("Paint", "Repair");
    long events = house.events(ann);
    run();
    assertThat(keys(1, 2)).containsExactly("HBR-3", "HBR-2");
    assertThat(house.events(ann)).as("but for the run itself").isLessThanOrEqualTo(events + 2);
  }

  @Test
  void whatWasWrittenMeanwhileFollowsWithTheNextCopy() {
    move("HBR-2", "LGT-9");
    house
        .db()
        .admin()
        .useHandle(
            h -> {
              h.execute("update evidence set ticket_key = 'HBR-2' where number = 1");
              h.execute("update tasks set ticket_key = 'HBR-2' where number = 1");
            });
    run();
    assertThat(keys(1)).containsExactly("LGT-9");
    assertThat(tasks("LGT-9")).contains("Paint");
  }
}
