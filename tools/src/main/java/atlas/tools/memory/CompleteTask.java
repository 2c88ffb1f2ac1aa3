package atlas.tools.memory;

import atlas.core.memory.Completion;
import atlas.core.memory.TaskSheet;
import atlas.model.TaskStatus;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool complete_task. */
public final class CompleteTask {
  private CompleteTask() {}

  public record Input(
      @Doc("The task, e.g. T-4.") @Limits(min = 1, max = 64) String task,
      @Doc(
              "What shows each criterion: \"2: R-5\" (artifact), \"2: S-12\" (session) or \"2: in"
                  + " words\" for T-4.2; without a number, for all others.")
          @Limits(max = 50, each = 2000)
          @Nullable List<String> evidence,
      @Doc("Why a criterion needs none, in the same form.") @Limits(max = 50, each = 2000)
          @Nullable List<String> waivers,
      @Doc("What came of it.") @Limits(min = 1, max = 4000) @Nullable String summary) {}

  public record Output(
      String task, TaskStatus status, List<TaskSheet.Line> criteria, List<String> effects) {}

  public static Tool<Input, Output> tool(Completion completion) {
    return Tool.of(
        Toolset.memory,
        "complete_task",
        "Complete a task",
        """
        Makes a task done, with what shows that each of its criteria is met. Some projects refuse \
        without evidence or a waiver for each.""",
        Effect.CHANGES,
        Input.class,
        Output.class,
        (caller, input) -> {
          var done =
              completion.complete(
                  caller,
                  new Completion.Complete(
                      input.task(),
                      input.evidence() == null ? List.of() : input.evidence(),
                      input.waivers() == null ? List.of() : input.waivers(),
                      input.summary()));
          return new Output(done.task(), done.status(), done.criteria(), done.effects());
        });
  }
}
