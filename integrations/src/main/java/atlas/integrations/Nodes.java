package atlas.integrations;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Reads what the JSON of other systems holds; what is absent or of another type is null. */
public final class Nodes {
  // 2026-11-20T14:30:00.000+0000, and the forms that ISO allows.
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .appendPattern("[XXX][XX][X]")
          .toFormatter();

  private static final Pattern EXPONENT = Pattern.compile("\\d[eE][+-]?\\d{4}");
  private static final int MOST_DIGITS = 1_000;
  private static final int LONGEST_NAME = 255;

  // PostgreSQL keeps no NUL, neither in text nor in JSON.
  private static final Pattern NUL = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000");

  private Nodes() {}

  /** The text or number as a text, without the space around it; null for anything else. */
  public static @Nullable String word(JsonNode node) {
    if (!node.isString() && !node.isNumber()) return null;
    String word = clean(node.asString()).strip();
    return word.isEmpty() ? null : word;
  }

  /** The same, with what stands for nothing. */
  public static String word(JsonNode node, String otherwise) {
    String word = word(node);
    return word == null ? otherwise : word;
  }

  /** A word that is a name, and no longer than one. */
  public static @Nullable String name(JsonNode node) {
    String word = word(node);
    return word == null ? null : cut(word, LONGEST_NAME);
  }

  /** The same, with what stands for none. */
  public static String name(JsonNode node, String otherwise) {
    String name = name(node);
    return name == null ? otherwise : name;
  }

  /** That part of each element of a list, as names. */
  public static List<String> words(JsonNode list, Function<JsonNode, JsonNode> part) {
    var words = new ArrayList<String>();
    for (JsonNode element : list.values()) {
      String word = name(part.apply(element));
      if (word != null) words.add(word);
    }
    return words;
  }

  /** A point in time, in any form of ISO; of a usual year. */
  public static @Nullable Instant instant(JsonNode node) {
    String word = word(node);
    if (word == null) return null;
    try {
      OffsetDateTime time = OffsetDateTime.parse(word, TIME);
      return isUsual(time.getYear()) ? time.toInstant() : null;
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** A day of a usual year. */
  public static @Nullable LocalDate date(JsonNode node) {
    String word = word(node);
    if (word == null) return null;
    try {
      LocalDate date = LocalDate.parse(word);
      return isUsual(date.getYear()) ? date : null;
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  // Of four digits, which every database and every reader takes.
  private static boolean isUsual(int year) {
    return year >= 2 && year <= 9998;
  }

  /** A time zone that Java knows. */
  public static @Nullable ZoneId zone(JsonNode node) {
    String word = word(node);
    if (word == null) return null;
    try {
      return ZoneId.of(word);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** A whole number. */
  public static @Nullable Long whole(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : null;
  }

  /** A number with as many digits as a database takes. */
  public static @Nullable BigDecimal number(JsonNode node) {
    return node.isNumber() && !isHuge(node) ? node.decimalValue() : null;
  }

  /** The text without NUL, which PostgreSQL does not keep. */
  public static String clean(String text) {
    return text.replace("\0", "");
  }

  /** At most so long; what is cut off is seen to be. */
  public static String cut(String word, int longest) {
    if (word.length() <= longest) return word;
    boolean half = Character.isHighSurrogate(word.charAt(longest - 1));
    return word.substring(0, half ? longest - 1 : longest) + "…";
  }

  /** The JSON itself, in a form that a database takes. */
  public static String raw(JsonNode node) {
    String raw = node.toString();
    if (EXPONENT.matcher(raw).find()) raw = tamed(node).toString();
    return NUL.matcher(raw).replaceAll("$1");
  }

  private static JsonNode tamed(JsonNode node) {
    if (isHuge(node)) return JsonNodeFactory.instance.nullNode();
    if (node.isArray()) {
      var list = JsonNodeFactory.instance.arrayNode();
      for (JsonNode element : node.values()) list.add(tamed(element));
      return list;
    }
    if (!node.isObject()) return node;
    var object = JsonNodeFactory.instance.objectNode();
    node.properties().forEach(part -> object.set(part.getKey(), tamed(part.getValue())));
    return object;
  }

  // More digits than a number of PostgreSQL has, written with an exponent.
  private static boolean isHuge(JsonNode node) {
    return node.isBigDecimal() && Math.abs((long) node.decimalValue().scale()) > MOST_DIGITS;
  }
}
