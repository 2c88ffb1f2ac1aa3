package atlas.model;

import java.time.Instant;
import java.util.UUID;

/**
 * One of the two halves of a person's days, and how it looks.
 *
 * @param colour as #1565c0
 * @param version raised by each change
 */
public record Space(
    UUID id, SpaceName name, String colour, String icon, int version, Instant createdAt) {}
