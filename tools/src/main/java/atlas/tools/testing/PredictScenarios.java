package atlas.tools.testing;

import atlas.core.Outside;
import atlas.core.SourceReport;
import atlas.core.prediction.Predictions;
import atlas.model.PredictionSource;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool predict_scenarios. */
public final class PredictScenarios {
  private static final int MOST_CRITERIA = 20;

  private PredictScenarios() {}

  public record Input(
      @Doc("The Jira issue to predict for, e.g. HBR-12.") @Limits(min = 3, max = 64)
          @Nullable String ticketKey,
      @Doc("Instead of ticket_key: what it is about, in a line.") @Limits(min = 1, max = 500)
          @Nullable String summary,
      @Doc("With summary: more about it.") @Limits(max = 8000) @Nullable String description,
      @Doc("With summary: the part of the product.") @Limits(min = 1, max = 100)
          @Nullable String component,
      @Doc("With summary; default Story.") @Limits(min = 1, max = 100) @Nullable String issueType,
      @Doc("How many at most; default 5.") @Limits(min = 1, max = 20) @Nullable Integer topK) {}

  public record Scenario(
      @Doc("Give it to log_scenario and rate_prediction.") @Nullable String id,
      String scenario,
      @Doc("0 to 100.") long confidence,
      @Doc("hybrid: several sources say the same.") PredictionSource source,
      List<String> steps,
      int estimatedMinutes,
      @Doc("Why it is proposed.") String because) {}

  public record SimilarIssue(String key, String summary, @Doc("0 to 100.") long similarity) {}

  public record Output(
      @Nullable String ticketKey,
      List<Scenario> predictions,
      List<Predictions.EdgeCase> edgeCases,
      int totalEstimatedMinutes,
      @Doc("Acceptance criteria that no predicted scenario touches.")
          List<String> uncoveredCriteria,
      List<SimilarIssue> similarIssues,
      @Doc("Who was asked, and what became of it.") List<SourceReport> sources,
      @Doc("Which source failed.") @Nullable String degraded,
      List<String> effects) {}

  public static Tool<Input, Output> tool(Predictions predictions) {
    return Tool.of(
            Toolset.testing,
            "predict_scenarios",
            "Predict test scenarios",
            """
            Proposes the test scenarios that tend to find bugs on an issue like this one, most \
            promising first. Needs a ticket_key or a summary. Draws on what was tried on similar \
            issues, what was learned of the component, and templates; adds edge cases and the \
            acceptance criteria that no scenario covers. Keeps what it proposed.""",
            Effect.RECORDS,
            Input.class,
            Output.class,
            (caller, input) ->
                output(
                    predictions.predict(
                        caller,
                        new Predictions.Ask(
                            input.ticketKey(),
                            input.summary(),
                            input.description(),
                            input.component(),
                            input.issueType(),
                            input.topK() == null ? 5 : input.topK()))))
        .asksOutside();
  }

  private static Output output(Predictions.Answer answer) {
    return new Output(
        answer.ticketKey(),
        answer.predictions().stream()
            .map(
                p ->
                    new Scenario(
                        p.id(),
                        Outside.line(p.scenario(), 500),
                        Math.round(100 * p.confidence()),
                        p.source(),
                        p.steps(),
                        p.estimatedMinutes(),
                        Outside.line(p.because(), 500)))
            .toList(),
        answer.edgeCases().stream()
            .map(
                e ->
                    new Predictions.EdgeCase(
                        e.description(), e.criticality(), Outside.line(e.component(), 100)))
            .toList(),
        answer.totalEstimatedMinutes(),
        answer.uncoveredCriteria().stream()
            .limit(MOST_CRITERIA)
            .map(c -> Outside.line(c, 300))
            .toList(),
        answer.similar().stream()
            .map(
                s ->
                    new SimilarIssue(
                        s.ticketKey(), Outside.line(s.summary()), Math.round(100 * s.similarity())))
            .toList(),
        answer.sources(),
        answer.degraded(),
        answer.effects());
  }
}
