package atlas.core.memory;

import static atlas.core.TestHouse.agent;
import static atlas.core.TestHouse.refusal;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.memory.Claims.Action;
import atlas.core.memory.Claims.Claimed;
import atlas.core.memory.Tasks.Save;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.model.TaskPriority;
import atlas.model.TaskStatus;
import atlas.storage.PostgresUrl;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClaimsTest {
  private static final int PROCESSES = 4;
  private static final int ROUNDS = 25;

  private final TestHouse house = new TestHouse();
  private final Claims claims = house.claims();
  private final Caller ann = house.ann();
  private final Caller robot = agent(ann, "robot");
  private final Caller other = agent(ann, "other");

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void aClaimSaysWhoSinceWhenAndUntilWhen() {
    task("a", null);
    Claimed claimed = claim(robot, "T-1");
    Instant now = house.clock().instant();
    assertThat(claimed.status()).isEqualTo(TaskStatus.in_progress);
    assertThat(claimed.lease())
        .isEqualTo(new Claims.Lease("robot", now, now.plus(Duration.ofMinutes(60)), null));
    Refusal no = refusal(() -> claim(other, "T-1"));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.CONFLICT);
    assertThat(no.sentence())
        .isEqualTo("T-1 is claimed by robot until 2026-01-15T10:00:00Z; next gives another.");
    assertThat(no.details()).containsEntry("holder", "robot");
    // Another process of the same client is another worker.
    assertThat(refusal(() -> claim(robot, "T-1")).sentence())
        .endsWith("; renew keeps it if that is you, and next gives another.");
  }

  @Test
  void aLeaseThatRanOutIsTakenByAnotherWhoLearnsWhatWasLost() {
    task("a", null);
    house.projects().save(ann, new Projects.Save(null, null, Map.of("lease_minutes", 5)));
    Instant begun = house.clock().instant();
    claim(robot, "T-1");
    house.clock().advance(Duration.ofMinutes(5));
    Claimed taken = claim(other, "T-1");
    Claims.Lease lease = Objects.requireNonNull(taken.lease());
    assertThat(lease.lostBefore())
        .isEqualTo(new Claims.Lost("robot", begun, begun.plus(Duration.ofMinutes(5))));
    assertThat(taken.effects()).hasSize(1);
    assertThat(refusal(() -> act(robot, Action.renew, "T-1")).sentence())
        .startsWith("T-1 is claimed by other until ")
        .endsWith(", not by you.");
    assertThat(refusal(() -> act(robot, Action.release, "T-1")).kind())
        .isEqualTo(Refusal.Kind.CONFLICT);
  }

  @Test
  void aLeaseIsRenewedByItsHolderEvenLateIfNobodyCame() {
    task("a", null);
    claim(robot, "T-1");
    house.clock().advance(Duration.ofMinutes(70));
    Claimed renewed = act(robot, Action.renew, "T-1");
    assertThat(Objects.requireNonNull(renewed.lease()).until())
        .isEqualTo(house.clock().instant().plus(Duration.ofMinutes(60)));
    assertThat(refusal(() -> claim(other, "T-1")).kind()).isEqualTo(Refusal.Kind.CONFLICT);
    task("b", null);
    assertThat(refusal(() -> act(robot, Action.renew, "T-2")).sentence())
        .isEqualTo("T-2 is not claimed; claim it.");
  }

  @Test
  void onlyTheHolderOrThePersonReleases() {
    task("a", null);
    assertThat(refusal(() -> act(robot, Action.release, "T-1")).sentence())
        .isEqualTo("T-1 is not claimed, so there is nothing to release.");
    claim(robot, "T-1");
    assertThat(refusal(() -> act(other, Action.release, "T-1")).sentence())
        .isEqualTo(
            "T-1 is claimed by robot until 2026-01-15T10:00:00Z; only who holds it or the person releases it.");
    Claimed free = act(robot, Action.release, "T-1");
    assertThat(free.lease()).isNull();
    assertThat(free.status()).isEqualTo(TaskStatus.todo);
    claim(robot, "T-1");
    assertThat(act(ann, Action.release, "T-1").lease()).isNull();
    assertThat(house.rows("events where type = 'task.released'")).isEqualTo(2);
  }

  @Test
  void whatIsNotReadyIsNotClaimedAndTheReasonIsTold() {
    task("a", null);
    task("b", null);
    house.tasks().save(ann, depends("T-2", "T-1"));
    assertThat(refusal(() -> claim(robot, "T-2")).sentence())
        .isEqualTo("T-2 waits for T-1, to be done first.");
    status("T-1", TaskStatus.blocked);
    assertThat(refusal(() -> claim(robot, "T-1")).sentence())
        .isEqualTo("T-1 is blocked; save_task makes it todo when it is not any more.");
    status("T-1", TaskStatus.cancelled);
    assertThat(refusal(() -> claim(robot, "T-1")).sentence())
        .isEqualTo("T-1 is cancelled, which can't become in_progress, only: todo.");
    assertThat(refusal(() -> act(robot, Action.claim, null)).sentence())
        .isEqualTo("Say which task to claim, e.g. T-4.");
  }

  @Test
  void nextIsTheMostImportantAndFirstWhatSomebodyBeganWith() {
    task("low", TaskPriority.low);
    task("high", TaskPriority.high);
    task("high, begun", TaskPriority.high);
    claim(other, "T-3");
    house.clock().advance(Duration.ofMinutes(60));
    assertThat(act(robot, Action.next, null).task()).isEqualTo("T-3");
    assertThat(act(robot, Action.next, null).task()).isEqualTo("T-2");
    assertThat(act(robot, Action.next, null).task()).isEqualTo("T-1");
    assertThat(refusal(() -> act(robot, Action.next, null)).sentence())
        .startsWith("No task of house is ready");
  }

  @Test
  void ofAgentsThatWorkUnderOneNameOnlyThePersonChangesAnothersTask() {
    task("a", null);
    claim(robot, "T-1");
    var blocked =
        new Save("T-1", null, null, null, null, null, null, null, TaskStatus.blocked, null, null);
    assertThat(refusal(() -> house.tasks().save(other, blocked)).sentence())
        .endsWith("; who holds it or the person changes its status.");
    assertThat(
            refusal(
                    () ->
                        house
                            .completion()
                            .complete(
                                other, new Completion.Complete("T-1", List.of(), List.of(), null)))
                .sentence())
        .endsWith("; who holds it or the person completes it.");
    assertThat(house.tasks().save(ann, blocked).effects())
        .containsExactly("The lease of robot has ended");
  }

  @Test
  void ofProcessesThatRaceForOneTaskExactlyOneWins() throws Exception {
    for (int i = 0; i < ROUNDS; i++) task("t" + i, null);
    List<Process> racers = new ArrayList<>();
    try {
      // All under one name, as processes of one client are.
      for (int i = 0; i < PROCESSES; i++) racers.add(start());
      for (Process racer : racers) assertThat(racer.inputReader().readLine()).isEqualTo("ready");
      for (int round = 1; round <= ROUNDS; round++) {
        for (Process racer : racers) say(racer, "claim T-" + round);
        var answers = new ArrayList<String>();
        for (Process racer : racers) answers.add(racer.inputReader().readLine());
        assertThat(answers)
            .as("round " + round)
            .containsOnlyOnce("T-" + round)
            .containsOnly("T-" + round, "conflict");
      }
      house
          .db()
          .admin()
          .useHandle(
              h ->
                  h.execute(
                      "update tasks set leased_at = '2026-01-01', leased_until = '2026-01-02'"));
      for (Process racer : racers) say(racer, "next all");
      var got = new ArrayList<String>();
      for (Process racer : racers) {
        for (String task = racer.inputReader().readLine();
            task != null && !task.equals("not_found");
            task = racer.inputReader().readLine()) {
          got.add(task);
        }
        say(racer, "end");
      }
      assertThat(got).hasSize(ROUNDS).doesNotHaveDuplicates();
      for (Process racer : racers) {
        assertThat(racer.waitFor(30, SECONDS)).isTrue();
        assertThat(racer.exitValue()).isZero();
      }
    } finally {
      racers.forEach(Process::destroyForcibly);
    }
    assertThat(house.rows("events where type = 'task.claimed'")).isEqualTo(2 * ROUNDS);
  }

  private Process start() throws IOException {
    PostgresUrl login = house.db().logins().server();
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Racer.class.getName(),
            login.jdbc(),
            login.user(),
            login.password(),
            ann.userId().toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void say(Process racer, String line) throws IOException {
    racer.outputWriter().write(line + "\n");
    racer.outputWriter().flush();
  }

  private void task(String title, @Nullable TaskPriority priority) {
    house
        .tasks()
        .save(ann, new Save(null, title, null, null, null, null, null, priority, null, null, null));
  }

  private void status(String task, TaskStatus status) {
    house
        .tasks()
        .save(ann, new Save(task, null, null, null, null, null, null, null, status, null, null));
  }

  private static Save depends(String task, String on) {
    return new Save(task, null, null, null, null, null, List.of(on), null, null, null, null);
  }

  private Claimed claim(Caller caller, String task) {
    return act(caller, Action.claim, task);
  }

  private Claimed act(Caller caller, Action action, @Nullable String task) {
    return claims.act(caller, action, task, null);
  }
}
