package atlas.model;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A piece of evidence that an insight cites.
 *
 * @param happenedAt when the work was done
 */
public record Cited(
    UUID insightId,
    UUID id,
    int number,
    EvidenceSource source,
    String title,
    @Nullable String sourceUrl,
    Instant happenedAt) {}
