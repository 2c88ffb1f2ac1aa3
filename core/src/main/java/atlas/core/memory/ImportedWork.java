package atlas.core.memory;

import atlas.core.ImportLine;
import atlas.core.memory.Imports.Kind;
import atlas.core.tickets.TicketKeys;
import atlas.model.Checkpoint;
import atlas.model.Criterion;
import atlas.model.Decision;
import atlas.model.DecisionStatus;
import atlas.model.Json;
import atlas.model.MemoryEvent;
import atlas.model.Project;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.model.Task;
import atlas.model.TaskEvent;
import atlas.model.TaskPriority;
import atlas.model.TaskStatus;
import atlas.storage.Tx;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Tasks, decisions and checkpoints that another program has written down, on their way in. */
final class ImportedWork {
  private static final int TITLE = 200;
  private static final int TEXT = 8_000;
  private static final Set<String> OF_SESSION =
      Set.of(
          "kind",
          "id",
          "project",
          "project_id",
          "user_id",
          "snapshot",
          "summary",
          "created_at",
          "updated_at");
  private static final Set<String> OF_TASK =
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
  private static final Set<String> OF_DECISION =
      Set.of(
          "kind",
          "id",
          "project",
          "project_id",
          "user_id",
          "title",
          "options",
          "choice",
          "rationale",
          "status",
          "supersedes",
          "review_at",
          "outcome",
          "created_at",
          "updated_at");

  /**
   * A line that was read and is to be added.
   *
   * @param at when it was made
   * @param after what other lines, by their ids, must be there before it
   * @param row adds it once they are, and says its short id
   */
  record Item(int number, Kind kind, UUID id, Instant at, Set<UUID> after, Row row) {}

  /** Adds a row. */
  @FunctionalInterface
  interface Row {
    String add();
  }

  private final Tx tx;
  private final Projects projects;
  private final TicketKeys keys;
  private final Map<UUID, Item> items = new LinkedHashMap<>();
  private final List<Imports.Line> twice = new ArrayList<>();
  private final Map<UUID, String> known = new HashMap<>();

  ImportedWork(Tx tx, Projects projects, TicketKeys keys) {
    this.tx = tx;
    this.projects = projects;
    this.keys = keys;
  }

  /** A row of agent_sessions becomes a checkpoint. */
  void session(ImportLine line) {
    line.only(OF_SESSION);
    UUID id = line.id("agent_sessions");
    Instant at = line.madeAt(tx.at());
    String project = project(line);
    String summary = line.textOrNull("summary", TEXT);
    JsonNode snapshot = line.json().path("snapshot");
    if (snapshot.isMissingNode() || snapshot.isNull()) snapshot = null;
    if (summary == null && snapshot == null) throw Refusal.invalid("needs a summary or a snapshot");
    if (snapshot != null && snapshot.toString().contains("\\u0000")) {
      throw Refusal.invalid("snapshot has a NUL character");
    }
    LocalDate day = LocalDate.ofInstant(at, ZoneOffset.UTC);
    String label = summary == null ? "Agent session of " + day : title(summary);
    JsonNode kept = snapshot;
    put(
        new Item(
            line.number(),
            Kind.agent_sessions,
            id,
            at,
            Set.of(),
            () ->
                checkpoint(
                    id,
                    at,
                    projects.ensure(tx, project),
                    label,
                    summary == null ? "An agent session; its snapshot says more." : summary,
                    kept)));
  }

  private String checkpoint(
      UUID id,
      Instant at,
      Project project,
      String label,
      String summary,
      @Nullable JsonNode snapshot) {
    var checkpoint =
        new Checkpoint(
            id,
            tx.nextNumber(Ref.Kind.CHECKPOINT),
            project.id(),
            label,
            summary,
            next(snapshot),
            null,
            snapshot,
            Json.MAPPER.createObjectNode(),
            tx.events().position(),
            at);
    tx.checkpoints().insert(checkpoint);
    tx.append(new MemoryEvent.CheckpointCreated(checkpoint));
    return checkpoint.shortId();
  }

  /** How to go on, where the snapshot says it in one of the usual words. */
  private static String next(@Nullable JsonNode snapshot) {
    if (snapshot != null) {
      for (String name : new String[] {"resume_instructions", "next_steps", "next"}) {
        JsonNode said = snapshot.path(name);
        String text =
            said.isArray()
                ? String.join("\n", said.values().stream().map(JsonNode::asString).toList())
                : said.isString() ? said.asString() : "";
        if (!text.isBlank()) return text.length() > TEXT ? text.substring(0, TEXT) : text.strip();
      }
    }
    return "Imported from agent_sessions: go on from the summary and the snapshot.";
  }

  private static String title(String text) {
    String first = text.lines().findFirst().orElse(text).strip();
    return first.length() <= TITLE ? first : first.substring(0, TITLE - 1) + "…";
  }

  /** A task, in whatever state it is. */
  void task(ImportLine line) {
    line.only(OF_TASK);
    UUID id = line.id("tasks");
    Instant at = line.madeAt(tx.at());
    String project = project(line);
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
    put(
        new Item(
            line.number(),
            Kind.tasks,
            id,
            at,
            after,
            () -> add(task, projects.ensure(tx, project), criteria, constraints, dependsOn)));
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
    tx.append(new TaskEvent.TaskCreated(Tasks.state(tx, task)));
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

  /** A decision, and the one that it took the place of. */
  void decision(ImportLine line) {
    line.only(OF_DECISION);
    UUID id = line.id("decisions");
    Instant at = line.madeAt(tx.at());
    String project = project(line);
    DecisionStatus status = line.one("status", DecisionStatus.class);
    String choice = line.text("choice", 1_000);
    List<String> options = Decisions.options(line.texts("options", 20, 1_000), choice);
    String earlier = line.textOrNull("supersedes", 200);
    var decision =
        new Decision(
            id,
            1,
            id,
            line.text("title", TITLE),
            options,
            choice,
            line.text("rationale", TEXT),
            status == null ? DecisionStatus.accepted : status,
            null,
            line.day("review_at"),
            line.textOrNull("outcome", TEXT),
            at);
    Set<UUID> after = earlier == null ? Set.of() : Set.of(ImportLine.named("decisions", earlier));
    if (after.contains(id)) throw Refusal.invalid("supersedes itself");
    put(
        new Item(
            line.number(),
            Kind.decisions,
            id,
            at,
            after,
            () -> add(decision, projects.ensure(tx, project), earlier)));
  }

  private String add(Decision read, Project project, @Nullable String supersedes) {
    Decision earlier = supersedes == null ? null : earlier(supersedes);
    var decision =
        new Decision(
            read.id(),
            tx.nextNumber(Ref.Kind.DECISION),
            project.id(),
            read.title(),
            read.options(),
            read.choice(),
            read.rationale(),
            read.status(),
            earlier == null ? null : earlier.id(),
            read.reviewAt(),
            read.outcome(),
            read.createdAt());
    tx.decisions().insert(decision);
    tx.append(new MemoryEvent.DecisionRecorded(decision));
    if (earlier != null && earlier.status() != DecisionStatus.superseded) {
      Decisions.supersede(tx, earlier, decision);
    }
    return decision.shortId();
  }

  private Decision earlier(String named) {
    var found = tx.decisions().lock(ImportLine.named("decisions", named), null);
    if (found.isPresent()) return found.get();
    if (named.matches("[Dd]-\\d{1,9}")) {
      Ref ref = Ref.parse(Ref.Kind.DECISION, named);
      return tx.decisions().lock(ref.id(), ref.number()).orElseThrow(ref::missing);
    }
    throw Refusal.invalid(
        "supersedes " + named + ", which is neither in the file nor a decision here");
  }

  private static @Nullable String project(ImportLine line) {
    return line.textOrNull("project", 100);
  }

  private void put(Item item) {
    Item first = items.putIfAbsent(item.id(), item);
    if (first != null) {
      twice.add(new Imports.Line(item.number(), "the same as line " + first.number()));
    }
  }

  /** The items in an order in which each finds what it needs; those in a circle are bad lines. */
  List<Item> ordered(Imports.Report report) {
    report.there().addAll(twice);
    UUID[] ids = items.keySet().toArray(UUID[]::new);
    tx.removals().showRemoved();
    for (var there : tx.removals().known(ids)) known.put(there.id(), there.name());
    tx.removals().hideRemoved();
    // Checkpoints get their numbers in the order of their times; the rest in that of the file.
    List<Item> sorted = new ArrayList<>(items.values());
    sorted.sort(
        Comparator.comparing(
            (Item item) -> item.kind() == Kind.agent_sessions ? item.at() : Instant.MAX));
    var ordered = new LinkedHashSet<Item>();
    for (Item item : sorted) visit(item, new LinkedHashSet<>(), ordered, report);
    return List.copyOf(ordered);
  }

  private void visit(Item item, Set<Item> path, Set<Item> ordered, Imports.Report report) {
    if (ordered.contains(item)) return;
    if (!path.add(item)) {
      report.bad().add(new Imports.Line(item.number(), circle(item, path)));
      return;
    }
    for (UUID id : item.after()) {
      Item before = items.get(id);
      if (before != null) visit(before, path, ordered, report);
    }
    path.remove(item);
    ordered.add(item);
  }

  private static String circle(Item item, Set<Item> path) {
    List<String> lines =
        path.stream()
            .dropWhile(other -> !other.equals(item))
            .map(other -> Integer.toString(other.number()))
            .toList();
    return "is in a circle: lines " + String.join(", ", lines) + " need each other";
  }

  /** What there is already of the item, or null. */
  @Nullable String there(Item item) {
    return known.get(item.id());
  }

  /** Adds it, and says its short id. */
  String add(Item item) {
    return item.row().add();
  }
}
