package atlas.tools.testing;

import atlas.core.prediction.Predictions;
import atlas.model.Feedback;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool rate_prediction. */
public final class RatePrediction {
  private RatePrediction() {}

  public record Input(
      @Doc("The prediction, e.g. P-9.") @Limits(min = 1, max = 64) String prediction,
      @Doc("accepted: tested as proposed; modified: tested in another form; rejected: of no use.")
          Feedback feedback,
      @Doc("1 useless to 5 just right.") @Limits(min = 1, max = 5) @Nullable Integer rating,
      @Doc("Why, in a sentence or two.") @Limits(max = 2000) @Nullable String comment,
      @Doc("What it really took.") @Limits(max = 1440) @Nullable Integer actualMinutes) {}

  public record Output(String prediction, List<String> effects) {}

  public static Tool<Input, Output> tool(Predictions predictions) {
    return Tool.of(
        Toolset.testing,
        "rate_prediction",
        "Rate a prediction",
        """
        Rates what a predicted scenario was worth; the rating is kept with the prediction. A later \
        rating takes the place of an earlier one.""",
        Effect.CHANGES,
        Input.class,
        Output.class,
        (caller, input) -> {
          var rated =
              predictions.rate(
                  caller,
                  new Predictions.Rating(
                      input.prediction(),
                      input.feedback(),
                      input.rating(),
                      input.comment(),
                      input.actualMinutes()));
          return new Output(rated.prediction(), rated.effects());
        });
  }
}
