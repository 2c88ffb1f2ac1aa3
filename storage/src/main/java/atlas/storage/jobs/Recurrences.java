package atlas.storage.jobs;

import atlas.model.Caller;
import atlas.model.Fault;
import atlas.model.Job;
import atlas.model.JobData;
import atlas.storage.Database;
import com.github.kagkarlsson.scheduler.ScheduledExecutionsFilter;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceException;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What recurs, and for whom: users come and go while a process runs. */
final class Recurrences {
  static final String ACTOR = "atlas";

  private static final Logger log = LoggerFactory.getLogger(Recurrences.class);
  private static final String RECURRING = "recurring";

  private final Scheduler scheduler;
  private final Database database;
  private final InstantSource clock;
  // For whom each job recurs as far as this process has seen.
  private final Map<String, Set<UUID>> seen = new LinkedHashMap<>();

  Recurrences(Scheduler scheduler, Database database, InstantSource clock) {
    this.scheduler = scheduler;
    this.database = database;
    this.clock = clock;
  }

  /** Adds what is missing, and brings forward what had a longer pause before. */
  synchronized void begin(List<Duty> duties) {
    for (Duty duty : duties) {
      Duration every = duty.every();
      if (every == null) continue;
      try {
        if (duty.users() == null) {
          recur(duty.job(), null, every);
          continue;
        }
        for (UUID user : duty.users().get()) {
          recur(duty.job(), user, every);
          seen(duty).add(user);
        }
      } catch (RuntimeException e) {
        log.warn("Job {} does not recur yet: {}", duty.job().name(), Fault.of(e));
      }
    }
  }

  /** Begins for users who came meanwhile, and ends for those who left. */
  synchronized void askAgain(List<Duty> duties) {
    for (Duty duty : duties) {
      if (duty.users() == null) continue;
      try {
        askAgain(duty, new LinkedHashSet<>(duty.users().get()));
      } catch (RuntimeException e) {
        log.warn("Job {} keeps its users for now: {}", duty.job().name(), Fault.of(e));
      }
    }
  }

  private void askAgain(Duty duty, Set<UUID> users) {
    var scheduled = new HashSet<String>();
    scheduler.fetchScheduledExecutionsForTask(
        duty.job().name(),
        String.class,
        ScheduledExecutionsFilter.all(),
        found -> scheduled.add(found.getTaskInstance().getId()));
    for (UUID user : users) {
      if (!scheduled.contains(data(user).key())) {
        recur(duty.job(), user, Objects.requireNonNull(duty.every()));
      }
    }
    Set<UUID> known = seen(duty);
    // Only whom this process had: others may be another's, whose accounts are elsewhere.
    known.removeIf(user -> !users.contains(user) && ended(duty.job(), user));
    known.addAll(users);
  }

  private boolean ended(Job job, UUID user) {
    try {
      scheduler.cancel(instance(job, user));
      return true;
    } catch (TaskInstanceException notNow) {
      // It runs at this moment, or another process was faster: the next look tells.
      return scheduler.getScheduledExecution(instance(job, user)).isEmpty();
    }
  }

  private void recur(Job job, @Nullable UUID user, Duration every) {
    TaskInstance<String> instance = instance(job, user);
    boolean added =
        user == null
            ? scheduler.scheduleIfNotExists(instance, clock.instant())
            : database.write(
                Caller.of(user, ACTOR),
                tx -> tx.schedule(job, RECURRING, List.of(), clock.instant()));
    if (added) return;
    Instant next = clock.instant().plus(every);
    scheduler
        .getScheduledExecution(instance)
        .filter(waiting -> !waiting.isPicked() && waiting.getExecutionTime().isAfter(next))
        .ifPresent(late -> scheduler.reschedule(instance, next));
  }

  private static TaskInstance<String> instance(Job job, @Nullable UUID user) {
    JobData data = data(user);
    return new TaskInstance<>(job.name(), data.key(), data.text());
  }

  private static JobData data(@Nullable UUID user) {
    return new JobData(user, RECURRING, List.of());
  }

  private Set<UUID> seen(Duty duty) {
    return seen.computeIfAbsent(duty.job().name(), name -> new LinkedHashSet<>());
  }
}
