package atlas.model;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a model said of a piece of evidence.
 *
 * @param model its name and version
 * @param category that it suggests
 * @param tags that it suggests
 * @param sentiment from -1, bad, to 1, good
 */
public record EvidenceAnalysis(
    UUID evidenceId,
    String model,
    @Nullable String category,
    List<String> tags,
    @Nullable Double sentiment,
    List<String> keyPhrases,
    Instant analysedAt) {}
