package atlas.model;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one source said of a prediction that was settled, and what came of it.
 *
 * @param source null for what was shown of it, all sources together
 * @param place among what it proposed then, the surest first
 * @param known whether it was tried, or rejected by who should have
 * @param found whether that found a bug
 * @param passedOver whether nobody tried or rated it, but tried what stood further down the list
 */
public record SourceSaid(
    UUID predictionId,
    UUID batchId,
    @Nullable PredictionSource source,
    double confidence,
    int place,
    boolean known,
    boolean found,
    boolean passedOver,
    Instant settledAt) {}
