package atlas.core.planner;

import atlas.model.CalendarEvent;
import atlas.model.Job;
import atlas.model.PersonalTask;
import atlas.model.PlannerEvent;
import atlas.model.Profile;
import atlas.model.Refusal;
import atlas.storage.Database;
import atlas.storage.Tx;
import atlas.storage.jobs.Duty;
import atlas.storage.jobs.Outcome;
import atlas.storage.jobs.Run;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tells at its time what the person wanted to be reminded of: an event, which reaches whoever
 * listens. Each time has a job of its own, so that it is told once, whichever process is there.
 */
final class Reminders {
  private static final Job JOB =
      new Job("planner.remind", 8, Duration.ofSeconds(30), Duration.ofMinutes(30));

  private final Database database;

  Reminders(Database database) {
    this.database = database;
  }

  /** What tells them. */
  Duty duty() {
    return Duty.once(JOB, this::tell);
  }

  /** Has it told at that time; one for another time finds that it is not wanted any more. */
  static void watch(Tx tx, UUID id, @Nullable Instant at) {
    if (at == null) return;
    tx.schedule(JOB, id + "." + at.getEpochSecond(), List.of(id), at);
  }

  /** When it is to be told, after what was said of it. */
  static @Nullable Instant at(Tx tx, Planner.Save save, @Nullable Instant before) {
    if (save.clears(Planner.Part.remind_at)) return null;
    if (save.remindAt() == null) return before;
    // As exact as the job that tells it.
    Instant said = save.remindAt().truncatedTo(ChronoUnit.SECONDS);
    if (said.equals(before)) return before;
    if (!said.isAfter(tx.at())) throw Refusal.invalid("remind_at must be in the future.");
    return said;
  }

  private Outcome tell(Run run) {
    UUID id = run.ids().get(0);
    return database.write(run.caller(), tx -> tell(tx, id));
  }

  private static Outcome tell(Tx tx, UUID id) {
    if (!tx.users().profile().map(Profile::notifications).orElse(false)) return Outcome.DONE;
    Optional<PersonalTask> task = tx.personalTasks().lock(id, null);
    if (task.isPresent()) {
      PersonalTask of = task.get();
      if (of.open() && isDue(tx, of.remindAt(), of.remindedAt())) {
        PersonalTask told = of.reminded(tx.at());
        tx.personalTasks().update(told);
        tx.append(new PlannerEvent.PersonalTaskReminded(told));
      }
      return Outcome.DONE;
    }
    Optional<CalendarEvent> event = tx.calendarEvents().lock(id, null);
    if (event.isPresent() && isDue(tx, event.get().remindAt(), event.get().remindedAt())) {
      CalendarEvent told = event.get().reminded(tx.at());
      tx.calendarEvents().update(told);
      tx.append(new PlannerEvent.CalendarEventReminded(told));
    }
    return Outcome.DONE;
  }

  private static boolean isDue(Tx tx, @Nullable Instant at, @Nullable Instant told) {
    return at != null && told == null && !at.isAfter(tx.at());
  }
}
