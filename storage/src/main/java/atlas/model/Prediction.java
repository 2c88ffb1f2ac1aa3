package atlas.model;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A scenario that was predicted, and what became of it.
 *
 * @param confidence 0 to 1
 * @param tried whether the session that settled it tried it; null until then
 * @param foundBug whether that found a bug; null until then
 */
public record Prediction(
    UUID id,
    int number,
    UUID batchId,
    String scenario,
    String scenarioKey,
    double confidence,
    PredictionSource source,
    List<String> steps,
    int estimatedMinutes,
    String because,
    @Nullable Feedback feedback,
    @Nullable Integer rating,
    @Nullable String comment,
    @Nullable Integer actualMinutes,
    @Nullable Boolean tried,
    @Nullable Boolean foundBug) {

  /** The short id: P-9. */
  public String shortId() {
    return Ref.Kind.PREDICTION.shortId(number);
  }
}
