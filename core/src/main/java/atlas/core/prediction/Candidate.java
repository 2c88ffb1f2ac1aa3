package atlas.core.prediction;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A scenario that one source proposes.
 *
 * @param confidence 0 to 1 that it finds something
 * @param minutes that it takes, where the source knows
 * @param because why, in a line for the tester
 */
public record Candidate(
    String scenario,
    double confidence,
    List<String> steps,
    @Nullable Integer minutes,
    String because) {}
