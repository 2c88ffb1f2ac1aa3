package atlas.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A log as it is shown.
 *
 * @param action the number of what it was done for
 * @param evidence the short ids of what shows it
 */
public record FocusLogLine(
    int number,
    FocusLog.Kind kind,
    String theater,
    @Nullable Integer action,
    String text,
    @Nullable String details,
    @Nullable Integer minutes,
    String actor,
    Instant loggedAt,
    int version,
    List<String> evidence) {}
