package atlas.model;

import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wrote to name one of its things: a short id such as S-12, or the UUID.
 *
 * @param number of the short id, or null where the UUID was given
 * @param id the UUID, or null where the short id was given
 */
public record Ref(Kind kind, @Nullable Integer number, @Nullable UUID id) {
  /** The things that have short ids, with their letters. */
  public enum Kind {
    SESSION("S"),
    /** Of a session, and named after it: S-12.3. */
    SCENARIO("S"),
    PREDICTION("P"),
    CHECKPOINT("C"),
    DECISION("D"),
    TASK("T"),
    ARTIFACT("R"),
    MEMORY("M"),
    LIBRARY_SCENARIO("L"),
    EVIDENCE("E"),
    INSIGHT("I"),
    ACTION("A"),
    /** How the person felt; O, as M is a memory. */
    MOOD("O"),
    JOURNAL_ENTRY("J"),
    /** Of what was done or seen in a theater. */
    FOCUS_LOG("F"),
    PERSONAL_TASK("U"),
    CALENDAR_EVENT("V"),
    COUNTDOWN("N"),
    HABIT("H"),
    /** What the coach said. */
    COACH_LINE("G"),
    /** Has no short id, but a name. */
    THEATER("theater"),
    /** Of what was learned. */
    PATTERN("K");

    private final String letter;

    Kind(String letter) {
      this.letter = letter;
    }

    /** The kind in words: session, library scenario. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** The short id of that number: S-12. */
    public String shortId(int number) {
      return letter + "-" + number;
    }
  }

  private static final Pattern SHORT = Pattern.compile("([A-Za-z])-(\\d{1,9})");

  /** Reads what a caller wrote; refuses what can't be the short id or UUID of that kind. */
  public static Ref parse(Kind kind, String text) {
    String written = text.strip();
    Matcher matcher = SHORT.matcher(written);
    if (matcher.matches() && matcher.group(1).equalsIgnoreCase(kind.letter)) {
      return new Ref(kind, Integer.valueOf(matcher.group(2)), null);
    }
    try {
      return new Ref(kind, null, UUID.fromString(written));
    } catch (IllegalArgumentException notOne) {
      throw Refusal.invalid(
          ("AEIOU".indexOf(kind.name().charAt(0)) < 0 ? "A " : "An ")
              + kind.word()
              + " is named like "
              + kind.shortId(12)
              + "; this is not: "
              + (written.length() > 40 ? written.substring(0, 40) + "…" : written));
    }
  }

  /**
   * Reads a short id of whichever of those kinds; refuses what is none.
   *
   * @param others what might have been meant besides
   */
  public static Ref parseAny(List<Kind> kinds, String text, String others) {
    Matcher matcher = SHORT.matcher(text.strip());
    if (matcher.matches()) {
      for (Kind kind : kinds) {
        if (matcher.group(1).equalsIgnoreCase(kind.letter)) {
          return new Ref(kind, Integer.valueOf(matcher.group(2)), null);
        }
      }
    }
    throw Refusal.invalid(
        "Name it by its short id: "
            + kinds.stream()
                .map(kind -> kind.shortId(12) + " (" + kind.word() + ")")
                .collect(Collectors.joining(", "))
            + ", "
            + others
            + ".");
  }

  /** The refusal for a thing that isn't there, or isn't the caller's. */
  public Refusal missing() {
    return Refusal.notFound("There is no " + kind.word() + " " + this + " of yours.");
  }

  @Override
  public String toString() {
    return number != null ? kind.shortId(number) : String.valueOf(id);
  }
}
