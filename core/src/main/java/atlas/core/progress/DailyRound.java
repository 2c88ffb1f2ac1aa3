package atlas.core.progress;

import atlas.model.Challenge;
import atlas.model.Job;
import atlas.storage.Database;
import atlas.storage.Tx;
import atlas.storage.jobs.Duty;
import atlas.storage.jobs.Outcome;
import atlas.storage.jobs.Run;
import java.time.Duration;
import java.util.List;

/**
 * What each of a person's days brings by itself: its challenge, and in the evening a word on the
 * streak that ends with it. It looks often enough to find the day's beginning and end in any zone;
 * a day that no process was there for has none.
 */
public final class DailyRound {
  private static final Job JOB =
      new Job("progress.day", 3, Duration.ofMinutes(1), Duration.ofMinutes(15));
  private static final Duration OFTEN = Duration.ofMinutes(15);

  private final Database database;
  private final Goals goals;
  private final Earning earning;

  /**
   * @param earning looks at those goals
   */
  public DailyRound(Database database, Goals goals, Earning earning) {
    this.database = database;
    this.goals = goals;
    this.earning = earning;
  }

  /** What looks after the days of all users. */
  public List<Duty> duties() {
    return List.of(
        Duty.everyFor(() -> database.identify(tx -> tx.users().all()), OFTEN, JOB, this::look));
  }

  private Outcome look(Run run) {
    // Most often there is nothing to do, and then nobody is kept from writing.
    boolean due =
        database.read(
            run.caller(),
            tx -> goals.challenges().next(tx).isPresent() || goals.coach().risk(tx).isPresent());
    if (!due) return Outcome.DONE;
    return database.write(
        run.caller(),
        tx -> {
          // Who earns meanwhile waits, and then finds the challenge.
          Earning.alone(tx);
          goals.challenges().assign(tx).ifPresent(challenge -> reach(tx, challenge));
          goals.coach().warn(tx);
          return Outcome.DONE;
        });
  }

  /** What the day has reached already nobody would look at before something else is earned. */
  private void reach(Tx tx, Challenge challenge) {
    earning.earn(tx, Challenges.reached(tx, challenge).earned());
  }
}
