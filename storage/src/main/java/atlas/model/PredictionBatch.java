package atlas.model;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One asking for scenarios; sources is the JSON of those that answered. */
public record PredictionBatch(
    UUID id, @Nullable UUID ticketId, @Nullable UUID sessionId, String sources) {}
