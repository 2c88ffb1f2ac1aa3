package atlas.core.memory;

import atlas.core.Differences;
import atlas.core.tickets.TicketKeys;
import atlas.model.Caller;
import atlas.model.Criterion;
import atlas.model.Project;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.model.Session;
import atlas.model.Task;
import atlas.model.TaskEvent;
import atlas.model.TaskPriority;
import atlas.model.TaskState;
import atlas.model.TaskStatus;
import atlas.storage.Database;
import atlas.storage.Tx;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is to be done: made and changed. */
public final class Tasks {
  private static final int MOST_CRITERIA = 50;

  /**
   * What a task is to be; null leaves as it is, and an empty list takes all away.
   *
   * @param task the one to change; null makes a new one
   * @param session the testing session that belongs to it
   */
  public record Save(
      @Nullable String task,
      @Nullable String title,
      @Nullable String project,
      @Nullable String description,
      @Nullable List<String> criteria,
      @Nullable List<String> constraints,
      @Nullable List<String> dependsOn,
      @Nullable TaskPriority priority,
      @Nullable TaskStatus status,
      @Nullable String ticketKey,
      @Nullable String session) {}

  /** A task that was saved, as T-4. */
  public record Saved(String task, TaskStatus status, String project, List<String> effects) {}

  private final Database database;
  private final Projects projects;
  private final TicketKeys keys;

  public Tasks(Database database, Projects projects, TicketKeys keys) {
    this.database = database;
    this.projects = projects;
    this.keys = keys;
  }

  /** Makes a task, or changes one. */
  public Saved save(Caller caller, Save save) {
    return database.write(
        caller, Saved.class, tx -> save.task() == null ? make(tx, save) : change(tx, save));
  }

  /** Short ids that begin so, or whose titles do, the latest first. */
  public List<String> ids(Caller caller, String prefix, int limit) {
    return database.read(caller, tx -> tx.tasks().ids(prefix, limit));
  }

  private Saved make(Tx tx, Save save) {
    if (save.title() == null || save.title().isBlank()) {
      throw Refusal.invalid("A new task needs a title; to change one, say which with task.");
    }
    TaskStatus status = save.status() == null ? TaskStatus.todo : save.status();
    if (!status.open()) throw Refusal.invalid("A new task is todo, in_progress or blocked.");
    Project project = projects.ensure(tx, save.project());
    if (status == TaskStatus.in_progress) ActiveTasks.admit(tx, project, null);
    var task =
        new Task(
            tx.newId(),
            tx.nextNumber(Ref.Kind.TASK),
            project.id(),
            project.name(),
            words("title", save.title()),
            save.description(),
            status,
            save.priority() == null ? TaskPriority.medium : save.priority(),
            save.ticketKey() == null ? null : keys.now(tx, save.ticketKey()),
            session(tx, save.session()),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            tx.at());
    tx.tasks().insert(task);
    details(tx, task, save);
    tx.append(new TaskEvent.TaskCreated(tx.tasks().state(task)));
    return new Saved(task.shortId(), status, project.name(), waits(tx, task));
  }

  private Saved change(Tx tx, Save save) {
    Ref ref = Ref.parse(Ref.Kind.TASK, Objects.requireNonNull(save.task()));
    Task seen = tx.tasks().find(ref.id(), ref.number()).orElseThrow(ref::missing);
    Project project = tx.projects().byId(seen.projectId()).orElseThrow();
    // The project first, as whoever claims a task does: two that wait for each other wait for ever.
    boolean mayBegin =
        save.status() != TaskStatus.in_progress || ActiveTasks.admits(tx, project, seen.id());
    Task before = tx.tasks().lock(seen.id(), null).orElseThrow(ref::missing);
    TaskStatus status = save.status() == null ? before.status() : save.status();
    if (!mayBegin && before.status() != status) throw ActiveTasks.full(project);
    TaskState old = tx.tasks().state(before);
    refuseOtherProject(before, save);
    if (status != before.status()) refuseStatus(tx, before, status);
    Task after = changed(tx, before, save, status);
    details(tx, after, save);
    TaskState now = tx.tasks().state(after);
    List<String> changed = differences(old, now);
    var effects = new ArrayList<String>();
    // What is not in the log must not be in the row, such as when it was last changed.
    if (!changed.isEmpty()) {
      tx.tasks().update(after);
      tx.append(new TaskEvent.TaskChanged(now, changed));
    }
    if (before.holder() != null && after.holder() == null) {
      effects.add(Claims.ended(before.holder()));
    }
    effects.addAll(after.status().open() ? waits(tx, after) : stranded(tx, after));
    return new Saved(after.shortId(), after.status(), after.projectName(), effects);
  }

  private void refuseOtherProject(Task task, Save save) {
    if (save.project() == null) return;
    String named = save.project().strip();
    if (!named.equals(task.projectName()) && !named.equals(task.projectId().toString())) {
      throw Refusal.invalid(
          task.shortId()
              + " belongs to another project and stays there; leave project out, or make a new"
              + " task.");
    }
  }

  private static void refuseStatus(Tx tx, Task task, TaskStatus to) {
    if (to == TaskStatus.done && task.status().next().contains(to)) {
      throw Refusal.invalid("complete_task is what completes " + task.shortId() + ".");
    }
    if (!task.status().next().contains(to)) throw illegal(task, to);
    String holder = task.holder();
    boolean others = holder != null && task.leased(tx.at()) && !holder.equals(tx.caller().actor());
    if (others && !People.acts(tx)) {
      throw Refusal.conflict(
          "%s is claimed by %s until %s; who holds it or the person changes its status."
              .formatted(task.shortId(), holder, task.leasedUntil()));
    }
  }

  /** The refusal of a step that the table of statuses doesn't have. */
  static Refusal illegal(Task task, TaskStatus to) {
    List<String> legal = task.status().next().stream().map(Enum::name).toList();
    if (task.status() == to) {
      return Refusal.conflict(task.shortId() + " is " + to + " already.").with("allowed", legal);
    }
    return Refusal.conflict(
            "%s is %s, which can't become %s, only: %s."
                .formatted(task.shortId(), task.status(), to, String.join(", ", legal)))
        .with("allowed", legal);
  }

  private Task changed(Tx tx, Task before, Save save, TaskStatus status) {
    boolean keeps = status == TaskStatus.in_progress && before.status() == status;
    boolean reopened = status.open() && !before.status().open();
    return new Task(
        before.id(),
        before.number(),
        before.projectId(),
        before.projectName(),
        save.title() == null ? before.title() : words("title", save.title()),
        save.description() == null ? before.description() : save.description(),
        status,
        save.priority() == null ? before.priority() : save.priority(),
        save.ticketKey() == null ? before.ticketKey() : keys.now(tx, save.ticketKey()),
        save.session() == null ? before.sessionId() : session(tx, save.session()),
        keeps ? before.holder() : null,
        keeps ? before.leasedAt() : null,
        keeps ? before.leasedUntil() : null,
        before.lostBy(),
        before.lostSince(),
        before.lostUntil(),
        reopened ? null : before.result(),
        status == TaskStatus.cancelled && before.status() != status
            ? tx.at()
            : status.open() ? null : before.finishedAt(),
        before.createdAt());
  }

  private void details(Tx tx, Task task, Save save) {
    if (save.criteria() != null) criteria(tx, task, save.criteria());
    if (save.constraints() != null) {
      tx.tasks().clearConstraints(task.id());
      List<String> constraints =
          save.constraints().stream().map(text -> words("constraint", text)).toList();
      tx.tasks().addConstraints(task.id(), constraints.toArray(String[]::new));
    }
    if (save.dependsOn() != null) {
      Dependencies.set(tx, task, Dependencies.find(tx, save.dependsOn()));
    }
  }

  /** Those that are there already keep their number and what showed them; the rest is new. */
  private static void criteria(Tx tx, Task task, List<String> wanted) {
    var texts = new LinkedHashSet<String>();
    for (String text : wanted) texts.add(words("criterion", text));
    if (texts.size() > MOST_CRITERIA) throw Refusal.invalid("A task has at most 50 criteria.");
    var there =
        tx.tasks().criteria(task.id()).stream()
            .collect(Collectors.toMap(Criterion::text, c -> c, (one, other) -> one));
    there.values().stream()
        .filter(criterion -> !texts.contains(criterion.text()))
        .forEach(criterion -> tx.tasks().dropCriterion(criterion.id(), tx.at()));
    int number = tx.tasks().lastCriterion(task.id());
    int position = 0;
    for (String text : texts) {
      position++;
      Criterion kept = there.get(text);
      if (kept != null) tx.tasks().update(kept.at(position));
      else {
        number++;
        tx.tasks().insert(Criterion.open(tx.newId(), task.id(), number, position, text));
      }
    }
  }

  private static String words(String what, String text) {
    if (text.isBlank()) throw Refusal.invalid("A " + what + " needs words.");
    return text.strip();
  }

  private static @Nullable UUID session(Tx tx, @Nullable String named) {
    if (named == null) return null;
    Ref ref = Ref.parse(Ref.Kind.SESSION, named);
    Session session = tx.sessions().find(ref.id(), ref.number()).orElseThrow(ref::missing);
    return session.id();
  }

  private static List<String> differences(TaskState old, TaskState now) {
    var changed = new Differences();
    Task before = old.task();
    Task after = now.task();
    changed.of("status", before.status(), after.status());
    changed.of("title", before.title(), after.title());
    changed.of("description", before.description(), after.description());
    changed.of("priority", before.priority(), after.priority());
    changed.of("ticket_key", before.ticketKey(), after.ticketKey());
    changed.of("session", before.sessionId(), after.sessionId());
    changed.of("acceptance_criteria", old.criteria(), now.criteria());
    changed.of("constraints", old.constraints(), now.constraints());
    changed.of("depends_on", old.dependsOn(), now.dependsOn());
    return changed.names();
  }

  private static List<String> waits(Tx tx, Task task) {
    List<String> undone = Dependencies.undone(tx, task);
    return undone.isEmpty()
        ? List.of()
        : List.of(task.shortId() + " waits for " + String.join(", ", undone));
  }

  private static List<String> stranded(Tx tx, Task task) {
    List<String> waiting = waiting(tx, task);
    return waiting.isEmpty()
        ? List.of()
        : List.of(
            "Still waiting for "
                + task.shortId()
                + ", which won't be done: "
                + String.join(", ", waiting));
  }

  /** The tasks that wait for this one; for one that is done nobody does. */
  static List<String> waiting(Tx tx, Task task) {
    if (task.status() == TaskStatus.done) return List.of();
    return tx.tasks().waitingFor(task.id()).stream().map(Ref.Kind.TASK::shortId).toList();
  }
}
