package atlas.model;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A day that somebody waits for.
 *
 * @param colour as #1565c0
 * @param active whether it is still counted
 * @param version raised by each change
 */
public record Countdown(
    UUID id,
    int number,
    String title,
    LocalDate day,
    Category category,
    @Nullable String colour,
    @Nullable String icon,
    @Nullable String ticketKey,
    boolean active,
    int version,
    Instant createdAt) {
  /** What it is about. */
  public enum Category {
    work,
    personal,
    life_event
  }

  /** The short id: N-2. */
  public String shortId() {
    return Ref.Kind.COUNTDOWN.shortId(number);
  }

  /** The same under another key of its issue. */
  public Countdown of(String key) {
    return new Countdown(
        id, number, title, day, category, colour, icon, key, active, version + 1, createdAt);
  }
}
