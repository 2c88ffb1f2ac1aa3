package atlas.core.memory;

import atlas.core.ImportLine;
import atlas.core.memory.ImportedItems.Item;
import atlas.core.memory.Imports.Kind;
import atlas.core.tickets.TicketKeys;
import atlas.model.Criterion;
import atlas.model.Project;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.model.Task;
import atlas.model.TaskEvent;
import atlas.model.TaskPriority;
import atlas.model.TaskStatus;
import atlas.storage.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Tasks that another program has written down, in whatever state they are. */
final class ImportedTasks {
  private static final int TITLE = 200;
  private static final int TEXT = 8_000;
  private static final Set<String> FIELDS =
      Set.of(
          "kind",
          "id",
          "project",
          "project_id",
          "user_id",
          "title",
          "description",
          "acceptance_criteria",
          "constraints",
          "depends_on",
          "dependencies",
          "status",
          "priority",
          "ticket_key",
          "result",
          "locked_at",
          "locked_by",
          "created_at",
          "updated_at",
          "finished_at");

  private final Tx tx;
  private final Projects projects;
  private final TicketKeys keys;

  ImportedTasks(Tx tx, Projects projects, TicketKeys keys) {
    this.tx = tx;
    this.projects = projects;
    this.keys = keys;
  }

  /** A task, in whatever state it is. */
  Item read(ImportLine line) {
    line.only(FIELDS);
    UUID id = line.id("tasks");
    Instant at = line.madeAt(tx.at());
    String project = line.textOrNull("project", 100);
    TaskStatus said = line.one("status", TaskStatus.class);
    TaskStatus status = said == null ? TaskStatus.todo : said;
    Instant finished = line.time("finished_at");
    if (finished == null) finished = line.time("updated_at");
    if (finished == null || finished.isAfter(tx.at())) finished = tx.at();
    String ticket = line.textOrNull("ticket_key", 64);
    var task =
        new Task(
            id,
            1,
            id,
            "",
            line.text("title", TITLE),
            line.textOrNull("description", TEXT),
            status,
            priority(line),
            ticket == null ? null : keys.parse(ticket),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            line.textOrNull("result", TEXT),
            status.open() ? null : finished,
            at);
    List<String> criteria =
        List.copyOf(new LinkedHashSet<>(line.texts("acceptance_criteria", 50, 1_000)));
    List<String> constraints = line.texts("constraints", 50, 1_000);
    var dependsOn = new ArrayList<>(line.texts("depends_on", 50, 200));
    dependsOn.addAll(line.texts("dependencies", 50, 200));
    var after = new LinkedHashSet<UUID>();
    for (String named : dependsOn) after.add(ImportLine.named("tasks", named));
    if (after.contains(id)) throw Refusal.invalid("depends on itself");
    return new Item(
        line.number(),
        Kind.tasks,
        id,
        at,
        after,
        () -> add(task, projects.ensure(tx, project), criteria, constraints, dependsOn));
  }

  private String add(
      Task read,
      Project project,
      List<String> criteria,
      List<String> constraints,
      List<String> dependsOn) {
    if (read.status() == TaskStatus.in_progress) ActiveTasks.admit(tx, project, read.id());
    List<UUID> before = dependsOn.stream().map(named -> find(named).id()).distinct().toList();
    var task =
        new Task(
            read.id(),
            tx.nextNumber(Ref.Kind.TASK),
            project.id(),
            project.name(),
            read.title(),
            read.description(),
            read.status(),
            read.priority(),
            read.ticketKey(),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            read.result(),
            read.finishedAt(),
            read.createdAt());
    tx.tasks().insert(task);
    int number = 0;
    for (String text : criteria) {
      number++;
      tx.tasks().insert(criterion(task, number, text));
    }
    tx.tasks().addConstraints(task.id(), constraints.toArray(String[]::new));
    if (!before.isEmpty()) Dependencies.set(tx, task, before);
    tx.append(new TaskEvent.TaskCreated(tx.tasks().state(task)));
    return task.shortId();
  }

  /** Of a task that is done each criterion is taken as met. */
  private Criterion criterion(Task task, int number, String text) {
    Criterion open = Criterion.open(tx.newId(), task.id(), number, number, text);
    if (task.status() != TaskStatus.done) return open;
    return new Criterion(
        open.id(),
        task.id(),
        number,
        number,
        text,
        Criterion.State.met,
        null,
        null,
        null,
        null,
        task.finishedAt(),
        tx.caller().actor());
  }

  private Task find(String named) {
    var found = tx.tasks().find(ImportLine.named("tasks", named), null);
    if (found.isPresent()) return found.get();
    if (named.matches("[Tt]-\\d{1,9}")) {
      Ref ref = Ref.parse(Ref.Kind.TASK, named);
      return tx.tasks().find(ref.id(), ref.number()).orElseThrow(ref::missing);
    }
    throw Refusal.invalid("depends on " + named + ", which is neither in the file nor a task here");
  }

  private static TaskPriority priority(ImportLine line) {
    String said = line.textOrNull("priority", 100);
    if (said == null) return TaskPriority.medium;
    if (said.equalsIgnoreCase("critical") || said.equalsIgnoreCase("urgent")) {
      return TaskPriority.highest;
    }
    TaskPriority priority = line.one("priority", TaskPriority.class);
    return priority == null ? TaskPriority.medium : priority;
  }
}
