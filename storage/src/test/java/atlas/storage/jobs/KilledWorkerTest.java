package atlas.storage.jobs;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import atlas.model.Caller;
import atlas.storage.PostgresUrl;
import atlas.storage.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KilledWorkerTest {
  private final TestDatabase db = TestDatabase.create();
  private final Caller ann = db.user("ann");
  private final Map<Process, Queue<String>> said = new ConcurrentHashMap<>();

  @AfterEach
  void drop() {
    db.close();
  }

  @Test
  void whatAKilledProcessWasDoingIsDoneByAnother() throws Exception {
    Process killed = start("hang");
    Process heir = null;
    try {
      // It has two threads, and both are busy before the other comes.
      schedule("one");
      schedule("two");
      await().until(() -> said(killed).size() == 2);
      heir = start("finish");
      Process other = heir;
      schedule("three");
      await().until(() -> said(other).contains("three 1"));
      // As long as it lives, its work is its own.
      await().during(4, SECONDS).until(() -> picked() == 2);
      killed.destroyForcibly();
      assertThat(killed.waitFor(30, SECONDS)).isTrue();
      await().atMost(30, SECONDS).until(() -> waiting() == 0);
      assertThat(said(killed)).containsExactlyInAnyOrder("one 1", "two 1");
      assertThat(said(other)).containsExactlyInAnyOrder("three 1", "one 2", "two 2");
      other.outputWriter().close();
      assertThat(other.waitFor(30, SECONDS)).isTrue();
      assertThat(other.exitValue()).isZero();
    } finally {
      killed.destroyForcibly();
      if (heir != null) heir.destroyForcibly();
    }
  }

  private Process start(String what) throws IOException {
    PostgresUrl login = db.logins().server();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Worker.class.getName(),
                login.jdbc(),
                login.user(),
                login.password(),
                what)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Queue<String> lines = new ConcurrentLinkedQueue<>();
    said.put(process, lines);
    new Thread(() -> process.inputReader().lines().forEach(lines::add), "reader").start();
    return process;
  }

  private Queue<String> said(Process process) {
    return said.getOrDefault(process, new ConcurrentLinkedQueue<>());
  }

  private void schedule(String instance) {
    boolean added =
        db.database().write(ann, tx -> tx.schedule(Worker.JOB, instance, List.of(), tx.at()));
    assertThat(added).isTrue();
  }

  private int waiting() {
    return db.database().read(ann, tx -> tx.jobs().waiting());
  }

  private int picked() {
    return db.admin()
        .withHandle(
            h ->
                h.createQuery("select count(*) from scheduled_tasks where picked")
                    .mapTo(int.class)
                    .one());
  }
}
