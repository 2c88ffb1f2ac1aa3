package atlas.core.tickets;

import atlas.model.Action;
import atlas.model.CalendarEvent;
import atlas.model.Countdown;
import atlas.model.FocusEvent;
import atlas.model.PersonalTask;
import atlas.model.PlannerEvent;
import atlas.model.Task;
import atlas.model.TaskEvent;
import atlas.storage.Tx;
import atlas.storage.WorkTable.Follower;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What belongs to an issue by its key follows it, where it was moved to another. */
final class MovedKeys {
  private static final List<String> CHANGED = List.of("ticket_key");

  private MovedKeys() {}

  /**
   * Lets tasks, actions, what is planned and evidence follow, also those that were removed.
   *
   * @param lostAt when keys were lost, too, that another ticket has by now; null for no such
   */
  static void follow(Tx tx, @Nullable Instant lostAt) {
    tx.removals().showRemoved();
    for (Follower follower : tx.work().tasks(lostAt)) {
      Task task = tx.tasks().lock(follower.id(), null).orElseThrow().of(follower.ticketKey());
      tx.tasks().update(task);
      tx.append(new TaskEvent.TaskChanged(tx.tasks().state(task), CHANGED));
    }
    for (Follower follower : tx.work().actions(lostAt)) {
      Action action = tx.actions().lock(follower.id(), null).orElseThrow().of(follower.ticketKey());
      tx.actions().update(action);
      tx.append(new FocusEvent.ActionChanged(action, CHANGED));
    }
    for (Follower follower : tx.work().personalTasks(lostAt)) {
      PersonalTask task =
          tx.personalTasks().lock(follower.id(), null).orElseThrow().of(follower.ticketKey());
      tx.personalTasks().update(task);
      tx.append(new PlannerEvent.PersonalTaskChanged(task, CHANGED));
    }
    for (Follower follower : tx.work().calendarEvents(lostAt)) {
      CalendarEvent event =
          tx.calendarEvents().lock(follower.id(), null).orElseThrow().of(follower.ticketKey());
      tx.calendarEvents().update(event);
      tx.append(new PlannerEvent.CalendarEventChanged(event, CHANGED));
    }
    for (Follower follower : tx.work().countdowns(lostAt)) {
      Countdown countdown =
          tx.countdowns().lock(follower.id(), null).orElseThrow().of(follower.ticketKey());
      tx.countdowns().update(countdown);
      tx.append(new PlannerEvent.CountdownChanged(countdown, CHANGED));
    }
    tx.evidence().follow(lostAt, tx.at(), tx.caller().actor());
    tx.removals().hideRemoved();
  }
}
