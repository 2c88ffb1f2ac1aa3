package atlas.storage.jobs;

import atlas.model.Job;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A job and what does it here.
 *
 * @param every the pause between two times, for one that recurs
 * @param users for whom it recurs; null is once for everybody
 */
public record Duty(
    Job job,
    Handler handler,
    @Nullable Duration every,
    @Nullable Supplier<? extends List<UUID>> users) {

  /** A job that a transaction schedules. */
  public static Duty once(Job job, Handler handler) {
    return new Duty(job, handler, null, null);
  }

  /** A job that recurs, on behalf of nobody, once across all processes. */
  public static Duty every(Duration pause, Job job, Handler handler) {
    return new Duty(job, handler, pause, null);
  }

  /**
   * A job that recurs for each of those users, once across all processes.
   *
   * @param users asked once the database is open, and each minute from then on
   */
  public static Duty everyFor(
      Supplier<? extends List<UUID>> users, Duration pause, Job job, Handler handler) {
    return new Duty(job, handler, pause, users);
  }
}
