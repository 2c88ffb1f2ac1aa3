package atlas.core;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How text that other people wrote is shown: without characters that can't be seen, and, where it
 * is more than a line, between marks that tell a model that these are not our words.
 */
public final class Outside {
  // Controls, formatting characters (bidi, zero width), tags, variation selectors, blank letters,
  // half characters; not \n, \t.
  private static final Pattern INVISIBLE =
      Pattern.compile(
          "[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cn}\\p{Cs}\\x{FE00}-\\x{FE0F}\\x{E0100}-\\x{E01EF}"
              + "\\x{34F}\\x{115F}\\x{1160}\\x{17B4}\\x{17B5}\\x{180B}-\\x{180F}\\x{3164}\\x{FFA0}"
              + "&&[^\\n\\t]]");
  private static final Pattern LINE_END = Pattern.compile("\\r\\n?|[\\x{2028}\\x{2029}]");
  // Possessive, so that what only begins like a mark is looked at once.
  private static final Pattern MARK =
      Pattern.compile("(?iU)<[\\s\\x{2800}]*+(/?+)[\\s\\x{2800}]*+outside");

  private Outside() {}

  /** One line, at most so long; what can't be seen is left out, and no mark is in it. */
  public static String line(String text, int maxLength) {
    String plain = clean(text).replaceAll("\\s+", " ").strip();
    return plain.length() <= maxLength
        ? unmarked(plain)
        : unmarked(plain.substring(0, cut(plain, maxLength))) + "…";
  }

  /** One line of the length that a title may have. */
  public static String line(String text) {
    return line(text, 300);
  }

  /**
   * Text of several lines that our own users and their agents wrote: what can't be seen is gone.
   */
  public static String text(String text) {
    return unmarked(clean(text)).strip();
  }

  /** One line, or nothing. */
  public static @Nullable String lineOrNull(@Nullable String text) {
    return text == null ? null : line(text);
  }

  /**
   * Text of several lines between marks that name where it came from. The text can't close them
   * itself.
   */
  public static String block(String source, String text, int maxLength) {
    String plain = clean(text).strip();
    String shown =
        plain.length() <= maxLength
            ? unmarked(plain)
            : unmarked(plain.substring(0, cut(plain, maxLength)))
                + "\n[… "
                + (plain.length() - maxLength)
                + " more characters]";
    return "<outside source=\"" + source + "\">\n" + shown + "\n</outside>";
  }

  private static int cut(String text, int at) {
    // Not in the middle of a character that takes two places.
    return Character.isHighSurrogate(text.charAt(at - 1)) ? at - 1 : at;
  }

  private static String unmarked(String text) {
    return MARK.matcher(text).replaceAll("‹$1outside");
  }

  private static String clean(String text) {
    return INVISIBLE.matcher(LINE_END.matcher(text).replaceAll("\n")).replaceAll("");
  }
}
