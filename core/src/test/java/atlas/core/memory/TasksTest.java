package atlas.core.memory;

import static atlas.core.TestHouse.agent;
import static atlas.core.TestHouse.once;
import static atlas.core.TestHouse.refusal;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import atlas.core.TestHouse;
import atlas.core.memory.Claims.Action;
import atlas.core.memory.TaskSheet.Query;
import atlas.core.memory.TaskSheet.Which;
import atlas.core.memory.Tasks.Save;
import atlas.core.memory.Tasks.Saved;
import atlas.core.testing.Sessions.Start;
import atlas.model.Caller;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.model.TaskPriority;
import atlas.model.TaskStatus;
import atlas.storage.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TasksTest {
  private final TestHouse house = new TestHouse();
  private final Tasks tasks = house.tasks();
  private final TaskSheet sheet = house.taskSheet();
  private final Caller ann = house.ann();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void aTaskIsShownWhole() {
    house.jira().put("HBR-1");
    house.sessions().start(ann, new Start("HBR-1", "Explore", null, false));
    tasks.save(ann, named("First"));
    Saved saved =
        tasks.save(
            ann,
            new Save(
                null,
                " Paint the door ",
                null,
                "It is grey",
                List.of("It is red", "It is dry", "It is red "),
                List.of("No drops on the floor"),
                List.of("t-1"),
                TaskPriority.high,
                null,
                "hbr-1",
                "S-1"));
    assertThat(saved)
        .isEqualTo(new Saved("T-2", TaskStatus.todo, "house", List.of("T-2 waits for T-1")));
    TaskSheet.Whole whole = sheet.get(ann, "T-2");
    assertThat(whole.task().title()).isEqualTo("Paint the door");
    assertThat(whole.task().ticketKey()).isEqualTo("HBR-1");
    assertThat(whole.session()).isEqualTo("S-1");
    assertThat(whole.criteria())
        .extracting(TaskSheet.Line::criterion, TaskSheet.Line::text)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("T-2.1", "It is red"),
            org.assertj.core.groups.Tuple.tuple("T-2.2", "It is dry"));
    assertThat(whole.constraints()).containsExactly("No drops on the floor");
    assertThat(whole.dependsOn()).extracting(e -> e.dependsOnNumber()).containsExactly(1);
    assertThat(whole.history()).extracting(e -> e.type()).containsExactly("task.created");
    assertThat(sheet.get(ann, "T-1").waiting()).containsExactly("T-2");
    house.completion().complete(ann, done("T-1"));
    assertThat(sheet.get(ann, "T-1").waiting()).isEmpty();
  }

  @Test
  void whatIsNotNamedStaysAndACriterionKeepsItsNumber() {
    tasks.save(ann, criteria(null, List.of("one", "two", "three")));
    tasks.save(ann, criteria("T-1", List.of("three", "four", "one")));
    assertThat(sheet.get(ann, "T-1").criteria())
        .extracting(TaskSheet.Line::criterion)
        .containsExactly("T-1.3", "T-1.4", "T-1.1");
    tasks.save(ann, criteria("T-1", List.of("one", "two")));
    // A number is never given again: what was T-1.2 is not this one.
    assertThat(sheet.get(ann, "T-1").criteria())
        .extracting(TaskSheet.Line::criterion)
        .containsExactly("T-1.1", "T-1.5");
    tasks.save(ann, change("T-1", null, TaskPriority.lowest));
    TaskSheet.Whole whole = sheet.get(ann, "T-1");
    assertThat(whole.task().title()).isEqualTo("Task");
    assertThat(whole.criteria()).hasSize(2);
    long events = house.events(ann);
    tasks.save(ann, change("T-1", null, TaskPriority.lowest));
    assertThat(house.events(ann)).isEqualTo(events);
    tasks.save(ann, criteria("T-1", List.of()));
    assertThat(sheet.get(ann, "T-1").criteria()).isEmpty();
  }

  @Test
  void aCircleIsRefusedByItsName() {
    for (String title : List.of("a", "b", "c", "d")) tasks.save(ann, named(title));
    tasks.save(ann, depends("T-1", "T-2"));
    tasks.save(ann, depends("T-2", "T-3", "T-4"));
    tasks.save(ann, depends("T-4", "T-3"));
    Refusal no = refusal(() -> tasks.save(ann, depends("T-3", "T-1")));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.CONFLICT);
    assertThat(no.sentence())
        .isEqualTo(
            "That would make a circle: T-3 → T-1 → T-2 → T-3; take one of these dependencies away first.");
    assertThat(refusal(() -> tasks.save(ann, depends("T-3", "T-3"))).sentence())
        .isEqualTo("T-3 can't depend on itself.");
    assertThat(refusal(() -> tasks.save(ann, depends("T-3", "T-9"))).sentence())
        .isEqualTo("There is no task T-9 of yours.");
    tasks.save(ann, depends("T-1"));
    tasks.save(ann, depends("T-3", "T-1"));
    assertThat(house.rows("task_dependencies")).isEqualTo(4);
  }

  @Test
  void twoAtOnceMakeNoCircle() {
    tasks.save(ann, named("a"));
    tasks.save(ann, named("b"));
    List<String> results =
        Threads.race(
            2,
            n -> {
              try {
                return tasks
                    .save(ann, depends(n == 0 ? "T-1" : "T-2", n == 0 ? "T-2" : "T-1"))
                    .task();
              } catch (Refusal no) {
                return no.sentence();
              }
            });
    assertThat(results).filteredOn(r -> r.startsWith("That would make a circle: ")).hasSize(1);
    assertThat(house.rows("task_dependencies")).isEqualTo(1);
  }

  @Test
  void whatSomebodyChangesCanBeWaitedForAndAddedTo() throws Exception {
    tasks.save(ann, named("a"));
    tasks.save(ann, named("b"));
    var changing = new CountDownLatch(1);
    var changed = new CountDownLatch(1);
    var other =
        CompletableFuture.runAsync(
            () ->
                house
                    .db()
                    .database()
                    .write(
                        ann,
                        tx -> {
                          var task = tx.tasks().lock(null, 2).orElseThrow();
                          assertThat(tx.projects().lock(task.projectId())).isPresent();
                          changing.countDown();
                          return wait(changed);
                        }));
    assertThat(changing.await(10, SECONDS)).isTrue();
    var mine =
        CompletableFuture.supplyAsync(
            () -> {
              tasks.save(ann, depends("T-1", "T-2"));
              return tasks.save(ann, named("c")).task();
            });
    assertThat(mine).succeedsWithin(10, SECONDS).isEqualTo("T-3");
    changed.countDown();
    other.get(10, SECONDS);
  }

  @Test
  void whoRenamesATaskThatIsBeingClaimedLeavesItClaimed() throws Exception {
    tasks.save(ann, named("a"));
    Caller robot = agent(ann, "robot");
    var held = new CountDownLatch(1);
    var claim = new CountDownLatch(1);
    var claiming =
        CompletableFuture.runAsync(
            () ->
                house
                    .db()
                    .database()
                    .write(
                        robot,
                        tx -> {
                          var task = tx.tasks().lock(null, 1).orElseThrow();
                          held.countDown();
                          wait(claim);
                          return tx.leases().claim(task.id(), "robot", tx.at()).orElseThrow();
                        }));
    assertThat(held.await(10, SECONDS)).isTrue();
    var renaming =
        CompletableFuture.supplyAsync(
            () ->
                tasks.save(
                    robot,
                    new Save("T-1", "b", null, null, null, null, null, null, null, null, null)));
    await().until(() -> waiting() > 0);
    claim.countDown();
    claiming.get(10, SECONDS);
    assertThat(renaming)
        .succeedsWithin(10, SECONDS)
        .isEqualTo(new Saved("T-1", TaskStatus.in_progress, "house", List.of()));
    assertThat(sheet.get(ann, "T-1").task().holder()).isEqualTo("robot");
  }

  @Test
  void whatWasReleasedMeanwhileIsBegunOnlyWithinWhatTheProjectAllows() throws Exception {
    house.projects().save(ann, new Projects.Save(null, null, Map.of("max_active_tasks", 1)));
    tasks.save(ann, named("a"));
    tasks.save(ann, named("b"));
    house.claims().act(ann, Action.claim, "T-1", null);
    var held = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var releasing =
        CompletableFuture.runAsync(
            () ->
                house
                    .db()
                    .database()
                    .write(
                        ann,
                        tx -> {
                          var task = tx.tasks().find(null, 1).orElseThrow();
                          assertThat(tx.projects().lock(task.projectId())).isPresent();
                          assertThat(tx.tasks().lock(task.id(), null)).isPresent();
                          held.countDown();
                          wait(release);
                          assertThat(tx.leases().release(task.id(), "ann", true)).isPresent();
                          var next = tx.tasks().find(null, 2).orElseThrow();
                          return tx.leases().claim(next.id(), "ann", tx.at()).orElseThrow();
                        }));
    assertThat(held.await(10, SECONDS)).isTrue();
    var beginning =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return tasks.save(ann, change("T-1", TaskStatus.in_progress, null)).task();
              } catch (Refusal no) {
                return no.sentence();
              }
            });
    await().until(() -> waiting() > 0);
    release.countDown();
    releasing.get(10, SECONDS);
    assertThat(beginning).succeedsWithin(10, SECONDS);
    assertThat(house.rows("tasks where status = 'in_progress'")).isEqualTo(1);
  }

  /** How many wait for what another has locked. */
  private long waiting() {
    return house.rows(
        "pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
  }

  private static boolean wait(CountDownLatch latch) {
    try {
      return latch.await(20, SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aStepThatTheTableDoesNotHaveIsRefusedWithThoseThatItHas() {
    for (TaskStatus from : TaskStatus.values()) {
      for (TaskStatus to : TaskStatus.values()) {
        if (from == to) continue;
        String task = tasks.save(ann, named(from + " to " + to)).task();
        bring(task, from);
        if (from.next().contains(to) && to != TaskStatus.done) {
          assertThat(tasks.save(ann, change(task, to, null)).status()).isEqualTo(to);
          continue;
        }
        Refusal no = refusal(() -> tasks.save(ann, change(task, to, null)));
        if (from.next().contains(to)) {
          assertThat(no.sentence()).isEqualTo("complete_task is what completes " + task + ".");
        } else {
          List<String> legal = from.next().stream().map(Enum::name).toList();
          assertThat(no.sentence())
              .isEqualTo(
                  "%s is %s, which can't become %s, only: %s."
                      .formatted(task, from, to, String.join(", ", legal)));
          assertThat(no.details()).containsEntry("allowed", legal);
        }
      }
    }
  }

  @Test
  void noMoreThanTheProjectAllowsAreInProgress() {
    house.projects().save(ann, new Projects.Save(null, null, Map.of("max_active_tasks", 2)));
    for (int i = 0; i < 6; i++) tasks.save(ann, named("t" + i));
    List<String> results =
        Threads.race(
            6,
            n -> {
              try {
                Caller agent = agent(ann, "agent-" + n);
                return house.claims().act(agent, Action.claim, "T-" + (n + 1), null).task();
              } catch (Refusal no) {
                return no.sentence();
              }
            });
    assertThat(results.stream().filter(r -> r.startsWith("T-"))).hasSize(2);
    assertThat(results)
        .contains(
            "At most 2 tasks of house may be in progress (max_active_tasks); complete or release one.");
    Refusal no = refusal(() -> house.claims().act(ann, Action.next, null, null));
    assertThat(no.sentence()).startsWith("At most 2 tasks of house");
    var begun = new ArrayList<>(results);
    begun.removeIf(r -> !r.startsWith("T-"));
    no = refusal(() -> tasks.save(ann, started()));
    assertThat(no.sentence()).startsWith("At most 2 tasks of house");
    house.completion().complete(ann, done(begun.get(0)));
    assertThat(tasks.save(ann, started()).status()).isEqualTo(TaskStatus.in_progress);
  }

  @Test
  void tasksAreListedByRankPageByPage() {
    for (TaskPriority priority :
        List.of(TaskPriority.low, TaskPriority.highest, TaskPriority.medium)) {
      tasks.save(
          ann,
          new Save(
              null, priority.name(), null, null, null, null, null, priority, null, null, null));
    }
    tasks.save(
        ann, new Save(null, "elsewhere", "other", null, null, null, null, null, null, null, null));
    TaskSheet.Page page = sheet.list(ann, new Query(null, Which.open, null, 2, null));
    assertThat(page.tasks()).extracting(t -> t.number()).containsExactly(2, 3);
    assertThat(page.omitted()).isEqualTo(1);
    TaskSheet.Page rest = sheet.list(ann, new Query(null, Which.open, null, 2, page.nextCursor()));
    assertThat(rest.tasks()).extracting(t -> t.number()).containsExactly(1);
    assertThat(rest.nextCursor()).isNull();
    assertThat(sheet.list(ann, new Query("*", Which.all, null, 9, null)).tasks()).hasSize(4);
    Refusal no = refusal(() -> sheet.list(ann, new Query("nowhere", Which.all, null, 9, null)));
    assertThat(no.sentence())
        .startsWith("There is no project nowhere of yours. There are: ")
        .contains("house", "other");
  }

  @Test
  void readyIsOpenUnleasedAndWaitsForNothing() {
    for (String title : List.of("a", "b", "c", "d")) tasks.save(ann, named(title));
    tasks.save(ann, depends("T-2", "T-1"));
    tasks.save(ann, change("T-3", TaskStatus.blocked, null));
    assertThat(ready()).containsExactly(1, 4);
    house.claims().act(agent(ann, "robot"), Action.claim, "T-1", null);
    assertThat(ready()).containsExactly(4);
    house.clock().advance(java.time.Duration.ofMinutes(61));
    assertThat(ready()).containsExactly(1, 4);
    assertThat(house.completion().complete(ann, done("T-1")).effects())
        .containsExactly(
            "The lease of robot has ended",
            "T-2 waits no longer",
            "E-1 is evidence of it",
            "15 XP for T-1");
    assertThat(ready()).containsExactly(2, 4);
  }

  @Test
  void anothersTaskIsNotThere() {
    tasks.save(ann, named("secret"));
    Caller ben = house.ben();
    for (var call :
        List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
            () -> sheet.get(ben, "T-1"),
            () -> tasks.save(ben, change("T-1", TaskStatus.blocked, null)),
            () -> house.claims().act(ben, Action.claim, "T-1", null),
            () -> house.completion().complete(ben, done("T-1")))) {
      assertThat(refusal(call).sentence()).isEqualTo("There is no task T-1 of yours.");
    }
    assertThat(tasks.save(ben, named("mine")).task()).isEqualTo("T-1");
  }

  @Test
  void aProjectCanBeNamedByItsId() {
    tasks.save(ann, named("a"));
    String id = house.projects().id(ann, "house").toString();
    Saved saved =
        tasks.save(ann, new Save(null, "b", id, null, null, null, null, null, null, null, null));
    assertThat(saved.project()).isEqualTo("house");
    assertThat(house.rows("projects")).isEqualTo(1);
    tasks.save(ann, new Save("T-2", "c", id, null, null, null, null, null, null, null, null));
    assertThat(sheet.get(ann, "T-2").task().title()).isEqualTo("c");
  }

  @Test
  void aRepeatWithItsKeyMakesNoSecondTask() {
    Saved first = tasks.save(once(ann, "key"), named("a"));
    assertThat(tasks.save(once(ann, "key"), named("a"))).isEqualTo(first);
    assertThat(house.rows("tasks")).isEqualTo(1);
  }

  private List<Integer> ready() {
    return sheet.list(ann, new Query(null, Which.ready, null, 20, null)).tasks().stream()
        .map(t -> t.number())
        .toList();
  }

  private void bring(String task, TaskStatus status) {
    switch (status) {
      case todo -> {}
      case done -> house.completion().complete(ann, done(task));
      default -> tasks.save(ann, change(task, status, null));
    }
    assertThat(sheet.get(ann, task).task().status()).isEqualTo(status);
  }

  private static Completion.Complete done(String task) {
    assertThat(Ref.parse(Ref.Kind.TASK, task).number()).isPositive();
    return new Completion.Complete(task, List.of(), List.of(), null);
  }

  private static Save named(String title) {
    return new Save(null, title, null, null, null, null, null, null, null, null, null);
  }

  private static Save started() {
    return new Save(
        null, "More", null, null, null, null, null, null, TaskStatus.in_progress, null, null);
  }

  private static Save criteria(@Nullable String task, List<String> criteria) {
    return new Save(
        task,
        task == null ? "Task" : null,
        null,
        null,
        criteria,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private static Save depends(String task, String... on) {
    return new Save(task, null, null, null, null, null, List.of(on), null, null, null, null);
  }

  private static Save change(
      String task, @Nullable TaskStatus status, @Nullable TaskPriority priority) {
    return new Save(task, null, null, null, null, null, null, priority, status, null, null);
  }
}
