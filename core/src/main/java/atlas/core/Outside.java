package atlas.core;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How text that other people wrote is shown: without characters that can't be seen, and, where it
 * is more than a line, between marks that tell a model that these are not our words.
 */
public final class Outside {
  private static final Pattern SPACES = Pattern.compile("\\s+");
  // Possessive, so that what only begins like a mark is looked at once.
  private static final Pattern MARK =
      Pattern.compile("(?iU)<[\\s\\x{2800}]*+(/?+)[\\s\\x{2800}]*+outside");

  private Outside() {}

  /** One line, at most so long; what can't be seen is left out, and no mark is in it. */
  public static String line(String text, int maxLength) {
    String plain = SPACES.matcher(clean(text)).replaceAll(" ").strip();
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

  /** What came as JSON, with each of its texts and names as that shows it. */
  public static @Nullable Object data(@Nullable Object value, UnaryOperator<String> shown) {
    if (value instanceof String text) return shown.apply(text);
    if (value instanceof List<?> list) {
      return list.stream().map(part -> data(part, shown)).toList();
    }
    return value instanceof Map<?, ?> map ? data(map, shown) : value;
  }

  /** The same for what has names. */
  public static Map<String, @Nullable Object> data(Map<?, ?> named, UnaryOperator<String> shown) {
    var all = new LinkedHashMap<String, @Nullable Object>();
    named.forEach((name, part) -> all.put(line(String.valueOf(name), 100), data(part, shown)));
    return all;
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
    return text.indexOf('<') < 0 ? text : MARK.matcher(text).replaceAll("‹$1outside");
  }

  // By hand, since every line of every answer comes through here: as patterns these questions were
  // two fifths of what a busy server did.
  private static String clean(String text) {
    var kept = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      int character = text.codePointAt(at);
      at += Character.charCount(character);
      if (character == '\r') {
        if (at < text.length() && text.charAt(at) == '\n') at++;
        kept.append('\n');
      } else if (character == 0x2028 || character == 0x2029) {
        kept.append('\n');
      } else if (!invisible(character)) {
        kept.appendCodePoint(character);
      }
    }
    return kept.toString();
  }

  private static boolean invisible(int character) {
    if (character >= ' ' && character <= '~') return false;
    return switch (Character.getType(character)) {
      case Character.CONTROL -> character != '\n' && character != '\t';
      // Bidi, zero width, tags; halves of characters; what has no meaning to anybody else.
      case Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED ->
          true;
      default -> variationSelector(character) || blankLetter(character);
    };
  }

  private static boolean variationSelector(int character) {
    return character >= 0xFE00 && character <= 0xFE0F
        || character >= 0xE0100 && character <= 0xE01EF
        || character >= 0x180B && character <= 0x180F;
  }

  private static boolean blankLetter(int character) {
    return switch (character) {
      case 0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0 -> true;
      default -> false;
    };
  }
}
