package atlas.model;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a person felt.
 *
 * @param score from 1, the worst, to 5
 * @param sessionId the session that brought it
 * @param taskId or the task
 * @param day of the person's that it was felt on
 * @param actor who logged it
 */
public record MoodLog(
    UUID id,
    int number,
    Mood mood,
    BigDecimal score,
    MoodContext context,
    @Nullable UUID sessionId,
    @Nullable UUID taskId,
    @Nullable String note,
    LocalDate day,
    String actor,
    Instant loggedAt,
    Instant createdAt) {
  /** The short id: O-4. */
  public String shortId() {
    return Ref.Kind.MOOD.shortId(number);
  }
}
