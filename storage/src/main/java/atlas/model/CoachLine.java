package atlas.model;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.UUID;

/**
 * What the coach said, why, and in which voice: G-3.
 *
 * @param day of the person's on which it was said
 */
public record CoachLine(
    UUID id,
    int number,
    Trigger trigger,
    CoachVoice voice,
    String text,
    LocalDate day,
    Instant saidAt) {
  /** What made the coach speak, the weightiest first. */
  public enum Trigger {
    level_up,
    achievement,
    challenge_done,
    streak_milestone,
    session_ended,
    streak_at_risk;

    /** In words: level up. */
    public String words() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** The short id: G-3. */
  public String shortId() {
    return Ref.Kind.COACH_LINE.shortId(number);
  }
}
