package atlas.model;

import org.jspecify.annotations.Nullable;

/**
 * What testing came to on a ticket, over its completed sessions.
 *
 * @param bugs of all sessions together
 * @param meanSeconds how long a session took, without its breaks
 * @param meanAccuracy which share of what was predicted for a session was useful, 0 to 1; null
 *     where nothing was
 */
public record Effectiveness(
    int sessions,
    int bugs,
    double bugsPerSession,
    double meanSeconds,
    @Nullable Double meanAccuracy,
    int xp) {}
