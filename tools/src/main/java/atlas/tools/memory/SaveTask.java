package atlas.tools.memory;

import atlas.core.Outside;
import atlas.core.memory.Tasks;
import atlas.model.TaskPriority;
import atlas.model.TaskStatus;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool save_task. */
public final class SaveTask {
  private SaveTask() {}

  public record Input(
      @Doc("The task to change, e.g. T-4; leave out for a new one.") @Limits(min = 1, max = 64)
          @Nullable String task,
      @Doc("What is to be done; a new task needs it.") @Limits(min = 1, max = 200)
          @Nullable String title,
      @Doc("The project; default the working directory's.") @Limits(min = 1, max = 100)
          @Nullable String project,
      @Doc("What whoever does it must know.") @Limits(min = 1, max = 8000)
          @Nullable String description,
      @Doc("What is true when it is done, one each. Replaces the list.")
          @Limits(max = 50, each = 1000)
          @Nullable List<String> acceptanceCriteria,
      @Doc("What to keep to.") @Limits(max = 50, each = 1000) @Nullable List<String> constraints,
      @Doc("Tasks to be done first, e.g. T-3.") @Limits(max = 50, each = 64)
          @Nullable List<String> dependsOn,
      @Doc("Default medium.") @Nullable TaskPriority priority,
      @Doc("complete_task makes it done.") @Nullable TaskStatus status,
      @Doc("The issue it belongs to.") @Limits(min = 3, max = 64) @Nullable String ticketKey,
      @Doc("The testing session it belongs to, e.g. S-12.") @Limits(min = 1, max = 64)
          @Nullable String session) {}

  public record Output(String task, TaskStatus status, String project, List<String> effects) {}

  public static Tool<Input, Output> tool(Tasks tasks) {
    return Tool.of(
        Toolset.memory,
        "save_task",
        "Save a task",
        """
        Makes a task, or changes one: what you leave out stays. Make a task for work that outlives \
        this conversation or that others may take.""",
        Effect.CHANGES,
        Input.class,
        Output.class,
        (caller, input) -> {
          var saved =
              tasks.save(
                  caller,
                  new Tasks.Save(
                      input.task(),
                      input.title(),
                      input.project(),
                      input.description(),
                      input.acceptanceCriteria(),
                      input.constraints(),
                      input.dependsOn(),
                      input.priority(),
                      input.status(),
                      input.ticketKey(),
                      input.session()));
          return new Output(
              saved.task(), saved.status(), Outside.line(saved.project()), saved.effects());
        });
  }
}
