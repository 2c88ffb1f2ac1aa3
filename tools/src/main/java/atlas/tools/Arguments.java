package atlas.tools;

import atlas.model.Days;
import atlas.model.Json;
import atlas.model.Refusal;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The arguments of a call against the tool's schema: mends what models are known to get wrong (null
 * or "" for absent, "42" for 42, "Failed" for failed, one item for a list, JSON in a string), and
 * refuses everything else with a sentence.
 */
final class Arguments {
  private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");
  private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,18}(\\.\\d{1,18})?");
  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
  // Times of which a day is the beginning, or until the end of which they go.
  private static final Set<String> BEGINS = Set.of("since", "happened_at", "at");
  private static final Set<String> ENDS = Set.of("until", "expires_at");
  private static final int MOST_PROBLEMS = 5;
  private static final int DEEPEST = 32;
  private static final int MOST_DIGITS = 320;
  private static final int LONGEST_OBJECT = 16 * 1024;

  private final Map<String, Property> properties = new LinkedHashMap<>();
  private final Set<String> required = new LinkedHashSet<>();
  private final Schema schema;

  Arguments(Map<String, Object> inputSchema) {
    JsonNode tree = Json.MAPPER.valueToTree(inputSchema);
    tree.path("properties")
        .forEachEntry((name, property) -> properties.put(name, new Property(name, property)));
    tree.path("required").forEach(name -> required.add(name.stringValue()));
    schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(tree);
  }

  /**
   * The arguments as the schema wants them.
   *
   * @param days the person's, by whose clock a day is a time
   */
  Map<String, Object> check(@Nullable Map<String, Object> given, Supplier<Days> days) {
    var arguments = new LinkedHashMap<String, Object>();
    if (given != null) {
      given.forEach(
          (name, value) -> {
            Object mended = value == null ? null : mended(name, value, days);
            if (mended != null) arguments.put(name, mended);
          });
    }
    var problems = new LinkedHashSet<String>();
    refuseUnknown(arguments);
    refuseMonsters(arguments);
    for (String name : required) {
      if (!arguments.containsKey(name)) problems.add(name + " is missing");
    }
    for (Error error : schema.validate(Json.MAPPER.<JsonNode>valueToTree(arguments))) {
      String name = error.getInstanceLocation().toString().replaceFirst("^[/$.]+", "");
      Property property = properties.get(name.replaceFirst("[/.\\[].*", ""));
      if (property != null) problems.add(property.sentence());
    }
    arguments.forEach((name, value) -> property(name).check(value, problems));
    if (!problems.isEmpty()) {
      throw Refusal.invalid(
          String.join("; ", problems.stream().limit(MOST_PROBLEMS).toList()) + ".");
    }
    return arguments;
  }

  private @Nullable Object mended(String name, Object value, Supplier<Days> days) {
    Property property = properties.get(name);
    if (property == null) return value;
    if (value instanceof String text && text.isBlank() && !required.contains(name)) return null;
    return property.mended(value, days);
  }

  private Property property(String name) {
    Property property = properties.get(name);
    if (property == null) throw new IllegalStateException(name + " was let through");
    return property;
  }

  private void refuseUnknown(Map<String, Object> arguments) {
    var unknown = new ArrayList<String>();
    for (String name : arguments.keySet()) {
      if (!properties.containsKey(name)) unknown.add(shown(name));
    }
    if (unknown.isEmpty()) return;
    throw Refusal.invalid(
        "Unknown: "
            + String.join(", ", unknown.subList(0, Math.min(MOST_PROBLEMS, unknown.size())))
            + ". Allowed: "
            + (properties.isEmpty() ? "nothing" : String.join(", ", properties.keySet()))
            + ".");
  }

  private static void refuseMonsters(Map<String, Object> arguments) {
    arguments.forEach(
        (name, value) -> {
          String monster = monster(value, DEEPEST);
          if (monster != null) throw Refusal.invalid(name + " " + monster);
        });
  }

  /** What would cost far more than its length: deep nesting, and 1e99999 written out. */
  private static @Nullable String monster(@Nullable Object value, int levels) {
    if (value instanceof Number number && isHuge(number)) {
      return "holds a number that is out of range; write it as text.";
    }
    Collection<?> parts = List.of();
    if (value instanceof Map<?, ?> map) parts = map.values();
    if (value instanceof Collection<?> list) parts = list;
    if (levels == 0 && !parts.isEmpty()) {
      return "is nested too deep; " + DEEPEST + " levels are the most.";
    }
    for (Object part : parts) {
      String monster = monster(part, levels - 1);
      if (monster != null) return monster;
    }
    return null;
  }

  private static boolean isHuge(Number number) {
    if (number instanceof BigInteger whole) return whole.bitLength() > MOST_DIGITS;
    if (!(number instanceof BigDecimal decimal)) return false;
    return Math.abs((long) decimal.scale()) + decimal.precision() > MOST_DIGITS;
  }

  private static String shown(String name) {
    String plain = name.replaceAll("[^\\x20-\\x7e]", "?");
    return plain.length() > 60 ? plain.substring(0, 60) + "…" : plain;
  }

  /** An argument of the tool, and what it takes. */
  private record Property(String name, JsonNode schema) {
    private String type() {
      return schema.path("type").asString("");
    }

    Object mended(Object value, Supplier<Days> days) {
      if (value instanceof Number number && type().equals("integer")) return whole(number);
      if (!(value instanceof String text)) {
        return type().equals("array") && !(value instanceof List<?>) ? List.of(value) : value;
      }
      String plain = text.strip();
      return switch (type()) {
        case "array" -> json(plain, "[") instanceof List<?> list ? list : items(plain, text);
        case "object" -> json(plain, "{") instanceof Map<?, ?> map ? map : value;
        case "integer" -> WHOLE.matcher(plain).matches() ? new BigInteger(plain) : value;
        case "number" -> DECIMAL.matcher(plain).matches() ? new BigDecimal(plain) : value;
        case "boolean" ->
            plain.equalsIgnoreCase("true") || plain.equalsIgnoreCase("false")
                ? (Object) Boolean.valueOf(plain)
                : value;
        default -> schema.has("format") ? time(plain, days) : word(plain, text);
      };
    }

    private static Object whole(Number number) {
      // The validator breaks on decimals that no long holds; a text it just refuses.
      if (isHuge(number)) return number.toString();
      try {
        return new BigDecimal(number.toString()).toBigIntegerExact();
      } catch (ArithmeticException fraction) {
        return number.toString();
      }
    }

    private String time(String plain, Supplier<Days> days) {
      try {
        if (!takesDay() || !DAY.matcher(plain).matches()) {
          return OffsetDateTime.parse(plain).toInstant().toString();
        }
        LocalDate day = LocalDate.parse(plain);
        return days.get().begin(ENDS.contains(name) ? day.plusDays(1) : day).toString();
      } catch (DateTimeException unreadable) {
        return plain;
      }
    }

    /** Whether a day says enough of when it is. */
    private boolean takesDay() {
      return schema.path("format").asString("").equals("date-time")
          && (BEGINS.contains(name) || ENDS.contains(name));
    }

    /** A text for a list: words that there are, with commas, or one item. */
    private List<String> items(String plain, String text) {
      return schema.path("items").has("enum") ? List.of(plain.split("\\s*,\\s*")) : List.of(text);
    }

    private String word(String plain, String text) {
      String word = plain.toLowerCase(Locale.ROOT).replace(' ', '_');
      for (JsonNode allowed : schema.path("enum")) {
        if (allowed.stringValue().equals(word)) return word;
      }
      return text;
    }

    private static @Nullable Object json(String text, String begin) {
      if (!text.startsWith(begin)) return null;
      try {
        return Json.MAPPER.readValue(text, Object.class);
      } catch (JacksonException notJson) {
        return null;
      }
    }

    /** What the schema does not hold by itself: formats, and the size of an object. */
    void check(Object value, Set<String> problems) {
      if (value instanceof Map<?, ?>) {
        int length = Json.MAPPER.writeValueAsString(value).length();
        if (length > LONGEST_OBJECT) problems.add(sentence());
      }
      if (schema.has("format") && value instanceof String text && !isFormatted(text.strip())) {
        problems.add(sentence());
      }
    }

    private boolean isFormatted(String text) {
      try {
        int year =
            schema.path("format").asString("").equals("date")
                ? LocalDate.parse(text).getYear()
                : OffsetDateTime.parse(text).getYear();
        return year >= 1900 && year < 2200;
      } catch (DateTimeException unreadable) {
        return false;
      }
    }

    String sentence() {
      return name + " must be " + (takesDay() ? "a day or " : "") + wanted(schema);
    }

    private static String wanted(JsonNode schema) {
      return switch (schema.path("type").asString("")) {
        case "integer" ->
            "a whole number from " + schema.path("minimum") + " to " + schema.path("maximum");
        case "number" ->
            "a number from " + schema.path("minimum") + " to " + schema.path("maximum");
        case "boolean" -> "true or false";
        case "array" ->
            "a list of "
                + range(schema, "minItems", "maxItems", "item")
                + ", each "
                + wanted(schema.path("items"));
        case "object" ->
            "a JSON object with "
                + range(schema, "minProperties", "maxProperties", "entry")
                + ", at most 16 KB";
        default -> text(schema);
      };
    }

    private static String text(JsonNode schema) {
      if (schema.has("enum")) {
        var words = new ArrayList<String>();
        schema.path("enum").forEach(word -> words.add(word.stringValue()));
        return "one of " + String.join(", ", words);
      }
      return switch (schema.path("format").asString("")) {
        case "date" -> "a day such as 2026-03-31";
        case "date-time" -> "a time with its zone such as 2026-01-15T09:00:00Z";
        default -> "text of " + range(schema, "minLength", "maxLength", "character");
      };
    }

    private static String range(JsonNode schema, String least, String most, String what) {
      String unit = what.equals("entry") ? "entries" : what + "s";
      String to = schema.path(most) + " " + unit;
      return schema.has(least) ? schema.path(least) + " to " + to : "at most " + to;
    }
  }
}
