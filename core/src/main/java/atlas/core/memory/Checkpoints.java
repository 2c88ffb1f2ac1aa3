package atlas.core.memory;

import atlas.model.Caller;
import atlas.model.Checkpoint;
import atlas.model.Json;
import atlas.model.MemoryEvent;
import atlas.model.Project;
import atlas.model.Ref;
import atlas.model.Session;
import atlas.model.TaskLine;
import atlas.model.TaskPriority;
import atlas.model.TaskStatus;
import atlas.storage.Database;
import atlas.storage.TaskTable;
import atlas.storage.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Where the work stopped, so that the next one can take it up from there. */
public final class Checkpoints {
  /** What is to be saved. */
  public record Save(
      String label,
      String summary,
      String resumeInstructions,
      @Nullable String repoRef,
      @Nullable String project,
      @Nullable Map<String, Object> snapshot) {}

  /** A checkpoint that was saved, as C-7. */
  public record Saved(String checkpoint, String project, Instant createdAt, List<String> effects) {}

  private record OpenSession(String session, String ticketKey, String status, String charter) {}

  private record OpenTask(String task, TaskStatus status, TaskPriority priority, String title) {}

  private record Lease(String task, String who, @Nullable Instant until) {}

  private record Decided(String decision, String title, String choice, String status) {}

  private static final int TASKS = 50;
  private static final int DECISIONS = 5;

  private final Database database;
  private final Projects projects;

  public Checkpoints(Database database, Projects projects) {
    this.database = database;
    this.projects = projects;
  }

  /** Saves what the caller says, and what ATLAS itself sees at this moment. */
  public Saved create(Caller caller, Save save) {
    return database.write(
        caller,
        Saved.class,
        tx -> {
          Project project = projects.ensure(tx, save.project());
          List<Session> open = tx.sessions().open();
          List<TaskLine> tasks =
              tx.tasks()
                  .list(TaskTable.Filter.open(project.id(), tx.at(), tx.caller().actor(), TASKS));
          var checkpoint =
              new Checkpoint(
                  tx.newId(),
                  tx.nextNumber(Ref.Kind.CHECKPOINT),
                  project.id(),
                  save.label(),
                  save.summary(),
                  save.resumeInstructions(),
                  save.repoRef(),
                  save.snapshot() == null ? null : Json.MAPPER.valueToTree(save.snapshot()),
                  captured(tx, project, open, tasks),
                  tx.events().position(),
                  tx.at());
          tx.checkpoints().insert(checkpoint);
          tx.append(new MemoryEvent.CheckpointCreated(checkpoint));
          return new Saved(checkpoint.shortId(), project.name(), tx.at(), noted(open, tasks));
        });
  }

  /** A checkpoint as it was saved, with the name of its project. */
  public record Kept(Checkpoint checkpoint, String project) {}

  /** The checkpoint of that id. */
  public Kept get(Caller caller, String named) {
    Ref ref = Ref.parse(Ref.Kind.CHECKPOINT, named);
    return database.read(
        caller,
        tx -> {
          var checkpoint = tx.checkpoints().find(ref.id(), ref.number()).orElseThrow(ref::missing);
          return new Kept(checkpoint, tx.projects().name(checkpoint.projectId()).orElseThrow());
        });
  }

  /** Short ids that begin so, or whose labels do, the latest first. */
  public List<String> ids(Caller caller, String prefix, int limit) {
    return database.read(caller, tx -> tx.checkpoints().ids(prefix, limit));
  }

  private static List<String> noted(List<Session> sessions, List<TaskLine> tasks) {
    var effects = new ArrayList<String>();
    if (!sessions.isEmpty()) {
      effects.add("Open sessions noted: " + names(sessions.stream().map(Session::shortId)));
    }
    if (!tasks.isEmpty()) {
      int more = tasks.get(0).matching() - tasks.size();
      effects.add(
          "Open tasks noted: "
              + names(tasks.stream().map(t -> Ref.Kind.TASK.shortId(t.number())))
              + (more > 0 ? " and " + more + " more" : ""));
    }
    return effects;
  }

  private static String names(Stream<String> names) {
    return names.collect(Collectors.joining(", "));
  }

  /** What whoever goes on would otherwise have to ask for: tasks, leases, sessions, decisions. */
  private static ObjectNode captured(
      Tx tx, Project project, List<Session> open, List<TaskLine> tasks) {
    ObjectNode captured = Json.MAPPER.createObjectNode();
    put(
        captured,
        "open_tasks",
        tasks.stream()
            .map(
                t ->
                    new OpenTask(
                        Ref.Kind.TASK.shortId(t.number()), t.status(), t.priority(), t.title()))
            .toList());
    put(
        captured,
        "leases",
        tasks.stream()
            .filter(t -> t.holder() != null)
            .map(
                t ->
                    new Lease(
                        Ref.Kind.TASK.shortId(t.number()),
                        String.valueOf(t.holder()),
                        t.leasedUntil()))
            .toList());
    put(
        captured,
        "open_sessions",
        open.stream()
            .map(s -> new OpenSession(s.shortId(), s.ticketKey(), s.status().name(), s.charter()))
            .toList());
    put(
        captured,
        "decisions",
        tx.decisions().latest(project.id(), DECISIONS).stream()
            .map(d -> new Decided(d.shortId(), d.title(), d.choice(), d.status().name()))
            .toList());
    captured.put("active_tickets", tx.tickets().countActive());
    return captured;
  }

  private static void put(ObjectNode captured, String name, List<? extends Record> what) {
    captured.set(name, Json.MAPPER.valueToTree(what));
  }
}
