package atlas.storage.jobs;

import atlas.model.Job;
import atlas.storage.Connector;
import atlas.storage.Database;
import atlas.storage.Opening;
import atlas.storage.PostgresUrl;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/**
 * A process that does jobs, until its input ends. The first never ends its job, which is how a test
 * can kill it in the middle of one.
 */
final class Worker {
  static final Job JOB = new Job("work.do", 3, Duration.ofMillis(50), Duration.ofMillis(100));

  private Worker() {}

  /**
   * @param args JDBC URL, user, password, and what it does: hang or finish
   */
  public static void main(String[] args) throws IOException {
    var clock = InstantSource.system();
    var login = new PostgresUrl(args[0], args[1], args[2]);
    boolean hangs = args[3].equals("hang");
    try (var opening =
            new Opening(new Connector(() -> new Connector.Logins.Pair(login, null), 6, clock));
        var jobs =
            new Jobs(
                opening,
                new Database(opening, clock, UUID::randomUUID, false),
                clock,
                UUID::randomUUID,
                List.of(Duty.once(JOB, run -> work(run, hangs))),
                new Pace(Duration.ofMillis(200), Duration.ofMillis(500)))) {
      jobs.start();
      opening.ahead();
      while (System.in.read() >= 0) continue;
    }
  }

  private static Outcome work(Run run, boolean hangs) {
    System.out.println(run.instance() + " " + run.attempt());
    if (!hangs) return Outcome.DONE;
    try {
      new CountDownLatch(1).await();
      return Outcome.DONE;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
