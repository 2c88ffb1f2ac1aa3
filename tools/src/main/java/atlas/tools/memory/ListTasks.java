package atlas.tools.memory;

import atlas.core.Outside;
import atlas.core.memory.Claims;
import atlas.core.memory.Projects;
import atlas.core.memory.TaskSheet;
import atlas.model.Artifact;
import atlas.model.Caller;
import atlas.model.Ref;
import atlas.model.TaskLine;
import atlas.model.TaskPriority;
import atlas.model.TaskStatus;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Format;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool list_tasks. */
public final class ListTasks {
  private static final int USUAL = 20;

  private ListTasks() {}

  public record Input(
      @Doc("One task whole, e.g. T-4: criteria, artifacts, lease, history.")
          @Limits(min = 1, max = 64)
          @Nullable String task,
      @Doc("The project; default the working directory's; * for all.") @Limits(min = 1, max = 100)
          @Nullable String project,
      @Doc("Default open. ready: open, not claimed, waiting for nothing.")
          TaskSheet.@Nullable Which status,
      @Doc("Only those of this issue.") @Limits(min = 3, max = 64) @Nullable String ticketKey,
      @Doc("Default 20.") @Limits(min = 1, max = 100) @Nullable Integer limit,
      @Doc("next_cursor of the page before.") @Limits(min = 1, max = 500) @Nullable String cursor,
      @Doc("concise (default), or detailed.") @Nullable Format format) {}

  public record Line(
      String task,
      String title,
      TaskStatus status,
      TaskPriority priority,
      @Doc("Whether somebody could begin with it now.") boolean ready,
      @Doc("Who has claimed it.") @Nullable String holder,
      @Nullable Instant leasedUntil,
      @Doc("How many of its criteria are met or waived, e.g. 1/3.") @Nullable String criteria,
      @Doc("Tasks that have to be done first.") @Nullable List<String> waitsFor,
      @Nullable String ticketKey,
      @Nullable String session,
      @Nullable String project) {}

  public record Made(
      String artifact, Artifact.Type type, String ref, @Nullable String summary, Instant at) {}

  public record Happened(Instant at, String actor, String type, String summary) {}

  public record Whole(
      String task,
      String title,
      @Nullable String description,
      TaskStatus status,
      TaskPriority priority,
      String project,
      @Nullable String ticketKey,
      @Nullable String session,
      @Doc("Who works on it, and whose lease ran out before.") Claims.@Nullable Lease lease,
      List<TaskSheet.Line> criteria,
      List<String> constraints,
      @Doc("What has to be done first, with its status.") List<String> dependsOn,
      @Doc("Open tasks that wait for this one.") List<String> waiting,
      List<Made> artifacts,
      @Doc("What came of it.") @Nullable String result,
      @Nullable Instant finishedAt,
      @Doc("Latest first.") List<Happened> history) {}

  public record Output(
      @Doc("The most important first.") List<Line> tasks,
      @Doc("The one that was asked for.") @Nullable Whole whole,
      int count,
      @Doc("How many more there are.") int omitted,
      @Nullable String nextCursor) {}

  public static Tool<Input, Output> tool(TaskSheet tasks) {
    return Tool.of(
        Toolset.memory,
        "list_tasks",
        "List tasks",
        """
        Lists what is to be done, the most important first, with who works on it; or shows one \
        task whole.""",
        Effect.READS,
        Input.class,
        Output.class,
        (caller, input) ->
            input.task() == null ? page(tasks, caller, input) : one(tasks, caller, input.task()));
  }

  private static Output one(TaskSheet tasks, Caller caller, String task) {
    return new Output(List.of(), whole(tasks.get(caller, task)), 1, 0, null);
  }

  private static Output page(TaskSheet tasks, Caller caller, Input input) {
    var page =
        tasks.list(
            caller,
            new TaskSheet.Query(
                input.project(),
                input.status() == null ? TaskSheet.Which.open : input.status(),
                input.ticketKey(),
                input.limit() == null ? USUAL : input.limit(),
                input.cursor()));
    boolean named = Projects.ALL.equals(input.project()) || Format.isDetailed(input.format());
    return new Output(
        page.tasks().stream().map(task -> line(task, page.at(), named)).toList(),
        null,
        page.tasks().size(),
        page.omitted(),
        page.nextCursor());
  }

  private static Line line(TaskLine task, Instant at, boolean named) {
    return new Line(
        Ref.Kind.TASK.shortId(task.number()),
        Outside.line(task.title()),
        task.status(),
        task.priority(),
        task.ready(at),
        Outside.lineOrNull(task.holder()),
        task.leasedUntil(),
        task.progress(),
        task.waitsForIds(),
        task.ticketKey(),
        task.sessionNumber() == null ? null : Ref.Kind.SESSION.shortId(task.sessionNumber()),
        named ? Outside.line(task.projectName()) : null);
  }

  private static Whole whole(TaskSheet.Whole shown) {
    var task = shown.task();
    return new Whole(
        task.shortId(),
        Outside.line(task.title()),
        task.description() == null ? null : Outside.text(task.description()),
        task.status(),
        task.priority(),
        Outside.line(task.projectName()),
        task.ticketKey(),
        shown.session(),
        shown.lease() == null ? null : shown.lease().shown(),
        shown.criteria(),
        shown.constraints().stream().map(text -> Outside.line(text, 1_000)).toList(),
        shown.dependsOn().stream()
            .map(e -> Ref.Kind.TASK.shortId(e.dependsOnNumber()) + " " + e.dependsOnStatus())
            .toList(),
        shown.waiting(),
        shown.artifacts().stream().map(ListTasks::made).toList(),
        task.result() == null ? null : Outside.text(task.result()),
        task.finishedAt(),
        shown.history().stream()
            .map(
                e ->
                    new Happened(
                        e.at(),
                        Outside.line(e.actor(), 100),
                        e.type(),
                        Outside.line(e.summary(), 300)))
            .toList());
  }

  private static Made made(Artifact artifact) {
    return new Made(
        artifact.shortId(),
        artifact.type(),
        Outside.line(artifact.ref(), 2_000),
        Outside.lineOrNull(artifact.summary()),
        artifact.createdAt());
  }
}
