package atlas.core.memory;

import atlas.core.Outside;
import atlas.core.tickets.TicketKeys;
import atlas.model.Artifact;
import atlas.model.Caller;
import atlas.model.Criterion;
import atlas.model.Cursor;
import atlas.model.Dependency;
import atlas.model.Ref;
import atlas.model.Task;
import atlas.model.TaskLine;
import atlas.model.TaskStatus;
import atlas.model.TimelineEntry;
import atlas.storage.Database;
import atlas.storage.EventTable;
import atlas.storage.TaskTable;
import atlas.storage.Tx;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tasks as they are shown: in a list, and one of them whole. */
public final class TaskSheet {
  private static final int ARTIFACTS = 50;
  private static final int HISTORY = 20;
  private static final int TEXT = 300;

  /** Which tasks of a project. */
  public enum Which {
    open,
    ready,
    todo,
    in_progress,
    blocked,
    done,
    cancelled,
    all
  }

  /**
   * What is to be listed.
   *
   * @param project null is the default one, * all of them
   */
  public record Query(
      @Nullable String project,
      Which which,
      @Nullable String ticketKey,
      int limit,
      @Nullable String cursor) {}

  /**
   * A page of tasks, the most important first.
   *
   * @param at when it was looked at
   */
  public record Page(List<TaskLine> tasks, int omitted, @Nullable String nextCursor, Instant at) {}

  /** A criterion as it is shown: T-4.2, and what shows it or why it is waived. */
  public record Line(
      String criterion, String text, Criterion.State state, @Nullable String shownBy) {}

  /** A task with everything that belongs to it, its history latest first. */
  public record Whole(
      Task task,
      @Nullable String session,
      Claims.@Nullable Lease lease,
      List<Line> criteria,
      List<String> constraints,
      List<Dependency> dependsOn,
      List<String> waiting,
      List<Artifact> artifacts,
      List<TimelineEntry> history,
      Instant at) {}

  private final Database database;
  private final Projects projects;
  private final TicketKeys keys;

  public TaskSheet(Database database, Projects projects, TicketKeys keys) {
    this.database = database;
    this.projects = projects;
    this.keys = keys;
  }

  /** The tasks that fit. */
  public Page list(Caller caller, Query query) {
    List<String> after = Cursor.parts(query.cursor(), 2);
    Integer rank = after.isEmpty() ? null : number(after.get(0));
    Integer number = after.isEmpty() ? null : number(after.get(1));
    return database.read(
        caller,
        tx -> {
          UUID project = projects.requireOrAll(tx, query.project());
          List<TaskLine> tasks =
              tx.tasks()
                  .list(
                      new TaskTable.Filter(
                          project,
                          statuses(query.which()),
                          query.which() == Which.ready,
                          query.ticketKey() == null ? null : keys.now(tx, query.ticketKey()),
                          tx.at(),
                          rank,
                          number,
                          null,
                          query.limit()));
          int omitted = tasks.isEmpty() ? 0 : tasks.get(0).matching() - tasks.size();
          TaskLine last = tasks.isEmpty() ? null : tasks.get(tasks.size() - 1);
          String next =
              omitted == 0 || last == null
                  ? null
                  : Cursor.of(
                      Integer.toString(last.priorityRank()), Integer.toString(last.number()));
          return new Page(tasks, omitted, next, tx.at());
        });
  }

  /** One task whole. */
  public Whole get(Caller caller, String named) {
    Ref ref = Ref.parse(Ref.Kind.TASK, named);
    return database.read(
        caller,
        tx -> {
          Task task = tx.tasks().find(ref.id(), ref.number()).orElseThrow(ref::missing);
          return new Whole(
              task,
              session(tx, task.sessionId()),
              Claims.lease(task),
              lines(tx, task, TEXT),
              tx.tasks().constraints(task.id()),
              tx.tasks().dependencies(task.id()),
              Tasks.waiting(tx, task),
              tx.artifacts().ofTask(task.id(), ARTIFACTS),
              tx.events().timeline(EventTable.Filter.ofTask(task.id(), HISTORY)),
              tx.at());
        });
  }

  /** The criteria of a task as they are shown. */
  static List<Line> lines(Tx tx, Task task, int longest) {
    return tx.tasks().shown(task.id()).stream()
        .map(
            c ->
                new Line(
                    task.shortId() + "." + c.number(),
                    Outside.line(c.text(), longest),
                    c.state(),
                    c.shownBy() == null ? null : Outside.line(c.shownBy(), longest)))
        .toList();
  }

  private static @Nullable String session(Tx tx, @Nullable UUID id) {
    if (id == null) return null;
    return tx.sessions().find(id, null).map(session -> session.shortId()).orElse(null);
  }

  private static String @Nullable [] statuses(Which which) {
    return switch (which) {
      case all -> null;
      case open -> TaskStatus.openNames();
      case ready -> new String[] {TaskStatus.todo.name(), TaskStatus.in_progress.name()};
      default -> new String[] {which.name()};
    };
  }

  private static int number(String part) {
    try {
      return Integer.parseInt(part);
    } catch (NumberFormatException notOurs) {
      throw Cursor.bad();
    }
  }
}
