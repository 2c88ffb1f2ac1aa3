package atlas.tools.memory;

import atlas.core.Outside;
import atlas.core.memory.Decisions;
import atlas.model.DecisionStatus;
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
      @Doc("What was to be decided.") @Limits(min = 1, max = 200) @Nullable String title,
      @Doc("Every option, the chosen one among them.") @Limits(min = 1, max = 20, each = 1000)
          @Nullable List<String> options,
      @Doc("The one that was taken, word for word.") @Limits(min = 1, max = 1000)
          @Nullable String choice,
      @Doc("Why this one, and what spoke for the others.") @Limits(min = 1, max = 8000)
          @Nullable String rationale,
      @Doc("The project; default the working directory's.") @Limits(min = 1, max = 100)
          @Nullable String project,
      @Doc("The earlier decision that this one replaces, e.g. D-3.") @Limits(min = 1, max = 64)
          @Nullable String supersedes,
      @Doc("Default accepted.") @Nullable Status status,
      @Doc("The day to look at it again.") @Nullable LocalDate reviewAt,
      @Doc("What came of it; ends the review.") @Limits(min = 1, max = 8000)
          @Nullable String outcome,
      @Doc("To change the status, review_at or outcome of one, e.g. D-3, and nothing else.")
          @Limits(min = 1, max = 64)
          @Nullable String decision) {}

  /** What a caller may make of a decision; superseded is what another decision does. */
  public enum Status {
    proposed,
    accepted,
    rejected
  }

  public record Output(
      String decision, DecisionStatus status, String project, List<String> effects) {}

  public static Tool<Input, Output> tool(Decisions decisions) {
    return Tool.of(
        Toolset.memory,
        "record_decision",
        "Record a decision",
        """
        Records what was chosen, from which options, and why, so that nobody has to decide it \
        again without knowing. To decide otherwise, record a new one that supersedes it.""",
        Effect.CHANGES,
        Input.class,
        Output.class,
        (caller, input) -> {
          var recorded =
              decisions.record(
                  caller,
                  new Decisions.Choice(
                      input.decision(),
                      input.title(),
                      input.options(),
                      input.choice(),
                      input.rationale(),
                      input.project(),
                      input.supersedes(),
                      input.status() == null ? null : DecisionStatus.valueOf(input.status().name()),
                      input.reviewAt(),
                      input.outcome()));
          return new Output(
              recorded.decision(),
              recorded.status(),
              Outside.line(recorded.project()),
              recorded.effects());
        });
  }
}
