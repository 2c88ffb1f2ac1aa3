package atlas.tools.memory;

import atlas.core.memory.Context;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Format;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tool get_project_context. */
public final class GetProjectContext {
  private static final int TOKENS = 2_000;
  private static final int DETAILED = 6_000;

  private GetProjectContext() {}

  public record Input(
      @Doc("The project; default the working directory's; * lists all.") @Limits(min = 1, max = 100)
          @Nullable String project,
      @Doc("How long the answer may be; default 2000.") @Limits(min = 500, max = 8000)
          @Nullable Integer maxTokens,
      @Doc("concise (default), or detailed: 6000 tokens.") @Nullable Format format) {}

  public record Output(
      String project,
      @Nullable String goal,
      Map<String, @Nullable Object> rules,
      @Doc("Where the work stopped, and how to go on.") Context.@Nullable Resume checkpoint,
      @Doc("Yours first, then others', then what is ready.") List<Context.OpenTask> tasks,
      @Doc("Decisions to look at again now.") List<Context.Decided> reviewsDue,
      @Doc("Those that hold or are proposed, latest first.") List<Context.Decided> decisions,
      @Doc("Open testing sessions.") List<Context.OpenSession> sessions,
      @Doc("Latest first.") List<Context.Happened> events,
      @Doc("All projects, for *.") List<Context.Line> projects,
      @Doc("What did not fit, and what tells it.") List<String> leftOut,
      @Doc("About how long this is.") int tokens) {}

  public static Tool<Input, Output> tool(Context context) {
    return Tool.of(
        Toolset.memory,
        "get_project_context",
        "Get a project's context",
        """
        Gives all you need to take up the work: goal, last checkpoint, open tasks and who has \
        them, decisions, what happened. Call it first.""",
        Effect.READS,
        Input.class,
        Output.class,
        (caller, input) -> {
          int usual = Format.isDetailed(input.format()) ? DETAILED : TOKENS;
          int most = input.maxTokens() == null ? usual : input.maxTokens();
          var pack = context.get(caller, input.project(), most);
          return new Output(
              pack.project(),
              pack.goal(),
              pack.rules(),
              pack.checkpoint(),
              pack.tasks(),
              pack.reviewsDue(),
              pack.decisions(),
              pack.sessions(),
              pack.events(),
              pack.projects(),
              pack.leftOut(),
              pack.tokens());
        });
  }
}
