package atlas.model;

import java.util.UUID;

/** A scenario that a source proposed for what a session tested. */
public record Proposed(
    UUID sessionId, UUID predictionId, String scenario, PredictionSource source) {}
