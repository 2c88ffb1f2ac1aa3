package atlas.model;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a neural backend may learn from: a scenario that was tried on a ticket, or rejected for it,
 * and how it went.
 *
 * @param id of the scenario; of the prediction, where it was rejected
 * @param tried false for what was rejected
 */
public record TrainingRow(
    UUID id,
    Instant at,
    String summary,
    String description,
    List<String> components,
    String issueType,
    int priorityRank,
    String scenario,
    boolean tried,
    @Nullable Result result,
    boolean foundBug,
    @Nullable Integer minutes,
    @Nullable PredictionSource source,
    @Nullable Double confidence,
    @Nullable Feedback feedback,
    @Nullable Integer rating) {}
