package atlas.model;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A bug on a ticket that something was predicted for: found by a session, or escaped from it.
 *
 * @param name of the scenario that found it, or its own summary
 * @param predictionId the prediction that the scenario names
 */
public record FoundBug(UUID sessionId, String name, @Nullable UUID predictionId) {}
