package atlas.tools.memory;

import atlas.core.Outside;
import atlas.core.memory.Checkpoints;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tool create_checkpoint. */
public final class CreateCheckpoint {
  private CreateCheckpoint() {}

  public record Input(
      @Doc("A few words to know it by.") @Limits(min = 1, max = 200) String label,
      @Doc("What was done and where it stands.") @Limits(min = 1, max = 8000) String summary,
      @Doc("What whoever goes on is to do first, and what they must know.")
          @Limits(min = 1, max = 8000)
          String resumeInstructions,
      @Doc("Branch, commit or pull request, e.g. main@1a2b3c4.") @Limits(max = 500)
          @Nullable String repoRef,
      @Doc("The project; default the working directory's.") @Limits(min = 1, max = 100)
          @Nullable String project,
      @Doc("Anything else worth keeping, at most 16 KB.") @Limits(max = 50)
          @Nullable Map<String, Object> snapshot) {}

  public record Output(
      String checkpoint, String project, Instant createdAt, List<String> effects) {}

  public static Tool<Input, Output> tool(Checkpoints checkpoints) {
    return Tool.of(
        Toolset.memory,
        "create_checkpoint",
        "Create a checkpoint",
        """
        Saves where the work stopped and how to take it up again, for yourself tomorrow or for \
        another agent. ATLAS adds open tasks, claims, sessions and last decisions by itself.""",
        Effect.ADDS,
        Input.class,
        Output.class,
        (caller, input) -> {
          var saved =
              checkpoints.create(
                  caller,
                  new Checkpoints.Save(
                      input.label(),
                      input.summary(),
                      input.resumeInstructions(),
                      input.repoRef(),
                      input.project(),
                      input.snapshot()));
          return new Output(
              saved.checkpoint(),
              Outside.line(saved.project()),
              saved.createdAt(),
              saved.effects());
        });
  }
}
