package atlas.model;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was tried in a session and how it went.
 *
 * @param number within the session: S-12.3 is the third of session 12
 * @param opportunity whether it was tried beside the charter
 * @param scenarioKey the name without case and punctuation, by which the same scenario is known
 */
public record Scenario(
    UUID id,
    UUID sessionId,
    int number,
    String name,
    String scenarioKey,
    Result result,
    Activity activity,
    boolean opportunity,
    @Nullable String notes,
    @Nullable Integer minutes,
    @Nullable UUID predictionId,
    @Nullable String bugKey,
    String actor,
    Instant loggedAt) {

  /** The name as others write it too: lower case, letters and digits, single spaces. */
  public static String keyOf(String name) {
    return name.toLowerCase(java.util.Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
  }
}
