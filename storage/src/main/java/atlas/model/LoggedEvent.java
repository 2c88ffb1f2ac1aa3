package atlas.model;

import java.time.Instant;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * An event as it lies in the log, whatever version of ATLAS wrote it.
 *
 * @param seq the order in which things happened; two that began at once may have it otherwise in at
 * @param version the shape of the payload
 */
public record LoggedEvent(
    long seq, Instant at, String type, int version, UUID entityId, JsonNode payload) {}
