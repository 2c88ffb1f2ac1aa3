package atlas.core.planner;

import atlas.core.Differences;
import atlas.core.progress.Earning;
import atlas.core.tickets.TicketKeys;
import atlas.model.PersonalPriority;
import atlas.model.PersonalTask;
import atlas.model.PlannerEvent;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.model.SpaceName;
import atlas.storage.Tx;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a person themself has to do: made, changed, done. */
public final class PersonalTasks {
  private static final int LONGEST_TITLE = 200;

  private PersonalTasks() {}

  /**
   * What the person is to do after a bug was reported, made with the report.
   *
   * @param ticketKey the issue that was tested
   */
  public static String followUp(Tx tx, String title, String ticketKey, UUID bugId) {
    String words = Planner.line("A follow-up", title);
    PersonalTask task =
        blank(
            tx,
            Spaces.require(tx, SpaceName.work).id(),
            words.length() <= LONGEST_TITLE ? words : words.substring(0, LONGEST_TITLE - 1) + "…",
            ticketKey,
            bugId);
    tx.personalTasks().insert(task);
    tx.append(new PlannerEvent.PersonalTaskCreated(task));
    return task.shortId();
  }

  private static PersonalTask blank(
      Tx tx, UUID space, String title, @Nullable String ticketKey, @Nullable UUID bugId) {
    return new PersonalTask(
        tx.newId(),
        tx.nextNumber(Ref.Kind.PERSONAL_TASK),
        space,
        title,
        null,
        PersonalPriority.medium,
        null,
        null,
        null,
        null,
        List.of(),
        ticketKey,
        bugId,
        bugId != null,
        null,
        1,
        tx.at());
  }

  /** Makes a personal task, or changes one. */
  static Planner.Saved save(Tx tx, TicketKeys keys, Earning earning, Planner.Save save) {
    if (save.item() == null) return make(tx, keys, save);
    Ref ref = Ref.parse(Ref.Kind.PERSONAL_TASK, save.item());
    PersonalTask before = tx.personalTasks().lock(ref.id(), ref.number()).orElseThrow(ref::missing);
    PersonalTask after = changed(tx, keys, before, save, before.version() + 1);
    List<String> changed = differences(before, after);
    // What is not in the log must not be in the row.
    if (changed.isEmpty()) return saved(before, List.of());
    boolean finished = before.open() && !after.open();
    tx.personalTasks().update(after);
    tx.append(
        finished
            ? new PlannerEvent.PersonalTaskCompleted(after, changed)
            : new PlannerEvent.PersonalTaskChanged(after, changed));
    if (changed.contains("reminder")) Reminders.watch(tx, after.id(), after.remindAt());
    return saved(after, finished ? completed(tx, earning, after) : List.of());
  }

  private static Planner.Saved make(Tx tx, TicketKeys keys, Planner.Save save) {
    if (save.title() == null) throw Refusal.invalid("A new task needs a title.");
    PersonalTask blank = blank(tx, Spaces.require(tx, save.space()).id(), save.title(), null, null);
    PersonalTask task = changed(tx, keys, blank, save, 1);
    tx.personalTasks().insert(task);
    tx.append(new PlannerEvent.PersonalTaskCreated(task));
    Reminders.watch(tx, task.id(), task.remindAt());
    // One that is done already is a note of what was, and no plan that was kept: it earns nothing.
    return saved(task, List.of());
  }

  /** What is earned by it that a task is done; once, however often it is done again. */
  private static List<String> completed(Tx tx, Earning earning, PersonalTask task) {
    return earning.personalTask(tx, task.id(), task.shortId());
  }

  private static Planner.Saved saved(PersonalTask task, List<String> effects) {
    return new Planner.Saved(Planner.Type.task, task.shortId(), task.version(), effects);
  }

  private static PersonalTask changed(
      Tx tx, TicketKeys keys, PersonalTask before, Planner.Save save, int version) {
    LocalDate due = Planner.day(save, before.due());
    String time = due == null ? null : Planner.time(save, before.dueTime());
    if (due == null && save.time() != null) {
      throw Refusal.invalid("A time needs its day.");
    }
    Instant remindAt = Reminders.at(tx, save, before.remindAt());
    boolean again = Objects.equals(remindAt, before.remindAt());
    Instant done = before.completedAt();
    if (save.done() != null) done = !save.done() ? null : done == null ? tx.at() : done;
    return new PersonalTask(
        before.id(),
        before.number(),
        save.space() == null ? before.spaceId() : Spaces.require(tx, save.space()).id(),
        save.title() == null ? before.title() : Planner.line("A task", save.title()),
        Planner.description(save, before.description()),
        save.priority() == null ? before.priority() : save.priority(),
        due,
        time,
        remindAt,
        again ? before.remindedAt() : null,
        save.clears(Planner.Part.tags)
            ? List.of()
            : save.tags() == null ? before.tags() : Planner.tags(save.tags()),
        Planner.ticketKey(tx, keys, save, before.ticketKey()),
        before.bugId(),
        before.autoCreated(),
        done,
        version,
        before.createdAt());
  }

  private static List<String> differences(PersonalTask before, PersonalTask after) {
    var changed = new Differences();
    changed.of("completed", before.open(), after.open());
    changed.of("space", before.spaceId(), after.spaceId());
    changed.of("title", before.title(), after.title());
    changed.of("description", before.description(), after.description());
    changed.of("priority", before.priority(), after.priority());
    changed.of("day", before.due(), after.due());
    changed.of("time", before.dueTime(), after.dueTime());
    changed.of("reminder", before.remindAt(), after.remindAt());
    changed.of("tags", before.tags(), after.tags());
    changed.of("ticket_key", before.ticketKey(), after.ticketKey());
    return changed.names();
  }
}
