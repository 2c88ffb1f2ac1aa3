package atlas.tools.memory;

import atlas.core.memory.Decisions;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool record_decision. */
public final class RecordDecision {
  private RecordDecision() {}

  public record Input(
      @Doc("What was to be decided.") @Limits(min = 1, max = 200) String title,
      @Doc("Every option that was considered, the chosen one among them.")
          @Limits(min = 1, max = 20, each = 1000)
          List<String> options,
      @Doc("The option that was taken, word for word as in options.") @Limits(min = 1, max = 1000)
          String choice,
      @Doc("Why this one, and what spoke for the others.") @Limits(min = 1, max = 8000)
          String rationale,
      @Doc("The ATLAS project's name; default the working directory's. Made on first use.")
          @Limits(min = 1, max = 100)
          @Nullable String project,
      @Doc("The earlier decision that this one replaces, e.g. D-3.") @Limits(min = 1, max = 64)
          @Nullable String supersedes,
      @Doc("The day on which to look at it again, e.g. 2026-03-31.")
          @Nullable LocalDate reviewAt) {}

  public record Output(String decision, String project, List<String> effects) {}

  public static Tool<Input, Output> tool(Decisions decisions) {
    return Tool.of(
        Toolset.memory,
        "record_decision",
        "Record a decision",
        """
        Records what was chosen, from which options, and why, so that nobody has to decide it \
        again without knowing. To change a decision, record a new one that supersedes it.""",
        Effect.ADDS,
        Input.class,
        Output.class,
        (caller, input) -> {
          var recorded =
              decisions.record(
                  caller,
                  new Decisions.Choice(
                      input.title(),
                      input.options(),
                      input.choice(),
                      input.rationale(),
                      input.project(),
                      input.supersedes(),
                      input.reviewAt()));
          return new Output(recorded.decision(), recorded.project(), recorded.effects());
        });
  }
}
