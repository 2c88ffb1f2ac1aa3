package atlas.integrations.jira;

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

/** Reads what Jira's JSON holds; what is absent or of another type is null. */
final class Nodes {
  // 2026-11-20T14:30:00.000+0000, and the forms that ISO allows.
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .appendPattern("[XXX][XX][X]")
          .toFormatter();

  // PostgreSQL keeps no NUL, neither in text nor in JSON.
  private static final Pattern NUL = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000");

  private Nodes() {}

  /** The text or number as a text, without the space around it; null for anything else. */
  static @Nullable String word(JsonNode node) {
    if (!node.isString() && !node.isNumber()) return null;
    String word = clean(node.asString()).strip();
    return word.isEmpty() ? null : word;
  }

  static String word(JsonNode node, String otherwise) {
    String word = word(node);
    return word == null ? otherwise : word;
  }

  static List<String> words(JsonNode list, Function<JsonNode, JsonNode> part) {
    var words = new ArrayList<String>();
    for (JsonNode element : list.values()) {
      String word = word(part.apply(element));
      if (word != null) words.add(word);
    }
    return words;
  }

  static @Nullable Instant instant(JsonNode node) {
    String word = word(node);
    if (word == null) return null;
    try {
      return OffsetDateTime.parse(word, TIME).toInstant();
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  static @Nullable LocalDate date(JsonNode node) {
    String word = word(node);
    if (word == null) return null;
    try {
      return LocalDate.parse(word);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  static @Nullable ZoneId zone(JsonNode node) {
    String word = word(node);
    if (word == null) return null;
    try {
      return ZoneId.of(word);
    } catch (DateTimeException e) {
      return null;
    }
  }

  static @Nullable Long whole(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : null;
  }

  static @Nullable BigDecimal number(JsonNode node) {
    return node.isNumber() ? node.decimalValue() : null;
  }

  static String clean(String text) {
    return text.replace("\0", "");
  }

  /** The JSON itself, in a form that a database takes. */
  static String raw(JsonNode node) {
    return NUL.matcher(node.toString()).replaceAll("$1");
  }
}
