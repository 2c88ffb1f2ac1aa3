package atlas.core.meaning;

import atlas.storage.VectorTable.Kind;
import java.util.UUID;

/**
 * Something that means about what was asked for.
 *
 * @param strength 0 to 1: how far it is from what has nothing to do with it
 */
public record Meant(Kind kind, UUID id, double strength) {}
