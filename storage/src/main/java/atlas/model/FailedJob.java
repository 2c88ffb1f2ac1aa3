package atlas.model;

import java.time.Instant;
import java.util.UUID;

/**
 * Work that was given up.
 *
 * @param reason a sentence, or types and places for our log; never an exception's words
 */
public record FailedJob(
    UUID id, String job, String instance, int attempts, String reason, Instant failedAt) {}
