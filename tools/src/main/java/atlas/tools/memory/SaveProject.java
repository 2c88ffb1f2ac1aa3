package atlas.tools.memory;

import atlas.core.memory.Projects;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tool save_project. */
public final class SaveProject {
  private SaveProject() {}

  public record Input(
      @Doc("Its name; default the working directory's.") @Limits(min = 1, max = 100)
          @Nullable String name,
      @Doc("What it is for: the goal, which comes first in its context.")
          @Limits(min = 1, max = 4000)
          @Nullable String description,
      @Doc(
              "Rules to set; null takes one back. Enforced: require_evidence_for_done,"
                  + " max_active_tasks, lease_minutes (60). Others are kept and shown.")
          @Limits(max = 50)
          @Nullable Map<String, Object> rules) {}

  public record Output(
      String project,
      @Doc("All rules as they are now.") Map<String, @Nullable Object> rules,
      List<String> effects) {}

  public static Tool<Input, Output> tool(Projects projects) {
    return Tool.of(
            Toolset.memory,
            "save_project",
            "Save a project",
            """
            Makes a project, or changes its goal and its rules. A project is the piece of work \
            that tasks, checkpoints and decisions belong to.""",
            Effect.CHANGES,
            Input.class,
            Output.class,
            (caller, input) -> {
              var saved =
                  projects.save(
                      caller, new Projects.Save(input.name(), input.description(), input.rules()));
              return new Output(saved.project(), saved.rules(), saved.effects());
            })
        .onRequest();
  }
}
