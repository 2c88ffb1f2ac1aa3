package atlas.tools.evidence;

import atlas.core.insight.Insights;
import atlas.model.Caller;
import atlas.model.InsightType;
import atlas.model.Measure;
import atlas.model.Refusal;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool save_insight. */
public final class SaveInsight {
  private SaveInsight() {}

  public record Input(
      @Doc("What it is about.") @Nullable InsightType type,
      @Doc("In a line.") @Limits(min = 1, max = 200) @Nullable String title,
      @Doc("What the evidence shows, and nothing else.") @Limits(min = 1, max = 8000)
          @Nullable String content,
      @Doc("How sure you are, 0 to 1.") @Limits(max = 1) @Nullable Double confidence,
      @Doc("What it rests on, e.g. E-5.") @Limits(min = 1, max = 50, each = 64)
          @Nullable List<String> evidence,
      @Doc("Instead of all these: a trend that ATLAS computes and keeps with its numbers.")
          @Nullable Measure measure,
      @Doc("With measure: the first day; default 90 days before to.") @Nullable LocalDate from,
      @Doc("With measure: the last day; default today.") @Nullable LocalDate to,
      @Doc("To change one, e.g. I-4; the person then has to review it again.")
          @Limits(min = 1, max = 64)
          @Nullable String insight) {}

  public record Output(String insight, List<String> effects) {}

  public static Tool<Input, Output> tool(Insights insights) {
    return Tool.of(
            Toolset.evidence,
            "save_insight",
            "Save an insight",
            """
            Saves what evidence shows of the person's work: a strength, an improvement, an \
            achievement or a trend. It cites that evidence, and waits for the person's word, which \
            is never yours to say: review_insight asks them.""",
            Effect.CHANGES,
            Input.class,
            Output.class,
            (caller, input) -> {
              var saved = saved(insights, caller, input);
              return new Output(saved.insight(), saved.effects());
            })
        .onRequest();
  }

  private static Insights.Saved saved(Insights insights, Caller caller, Input input) {
    if (input.measure() == null) {
      if (input.from() != null || input.to() != null) {
        throw Refusal.invalid("from and to go with measure.");
      }
      return insights.save(
          caller,
          new Insights.Draft(
              input.insight(),
              input.type(),
              input.title(),
              input.content(),
              input.confidence(),
              input.evidence()));
    }
    boolean written =
        input.title() != null
            || input.content() != null
            || input.confidence() != null
            || input.evidence() != null
            || input.insight() != null;
    if (written || input.type() != null && input.type() != InsightType.trend) {
      throw Refusal.invalid("What a measure says is computed: give from and to alone with it.");
    }
    return insights.keep(caller, input.measure(), input.from(), input.to());
  }
}
