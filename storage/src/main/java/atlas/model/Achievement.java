package atlas.model;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that a person has reached, as the data told it then.
 *
 * @param slug what tells it from the others, in the data too
 * @param category of what it is: testing, productivity, consistency
 * @param xpReward what it is worth
 * @param badgeIcon an emoji or an address
 */
public record Achievement(
    UUID id,
    String slug,
    String name,
    String description,
    String category,
    Rarity rarity,
    int xpReward,
    @Nullable String badgeIcon,
    Instant unlockedAt) {}
