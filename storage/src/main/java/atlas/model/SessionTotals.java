package atlas.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a session amounts to so far.
 *
 * @param pausedSeconds of the pauses that have ended
 * @param pausedSince start of the pause it is in
 */
public record SessionTotals(
    int scenarios, int failed, int bugs, int pausedSeconds, @Nullable Instant pausedSince) {}
