package atlas.model;

import org.jspecify.annotations.Nullable;

/**
 * A scenario as it was tried on one ticket, over all of that ticket's ended sessions.
 *
 * @param tried how often
 * @param found how often it failed or had a bug
 * @param minutes it took on average, where that was logged
 */
public record TriedScenario(
    String ticketKey,
    String name,
    String scenarioKey,
    int tried,
    int found,
    @Nullable Double minutes) {}
