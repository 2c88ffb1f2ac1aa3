package atlas.tools.memory;

import atlas.core.memory.Completion;
import atlas.model.Artifact;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool add_artifact. */
public final class AddArtifact {
  private AddArtifact() {}

  public record Input(
      @Doc("The task it came of, e.g. T-4.") @Limits(min = 1, max = 64) String task,
      @Doc("What it is.") Artifact.Type type,
      @Doc("Where it is: an address, a path, a commit.") @Limits(min = 1, max = 2000) String ref,
      @Doc("What it shows.") @Limits(min = 1, max = 4000) @Nullable String summary) {}

  public record Output(String artifact, String task, List<String> effects) {}

  public static Tool<Input, Output> tool(Completion completion) {
    return Tool.of(
            Toolset.memory,
            "add_artifact",
            "Add an artifact",
            """
            Keeps a reference to what came of a task, such as a pull request or a test report. \
            complete_task takes it as evidence.""",
            Effect.ADDS,
            Input.class,
            Output.class,
            (caller, input) -> {
              var added =
                  completion.add(
                      caller,
                      new Completion.Add(input.task(), input.type(), input.ref(), input.summary()));
              return new Output(added.artifact(), added.task(), added.effects());
            })
        .onRequest();
  }
}
