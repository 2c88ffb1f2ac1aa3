package atlas.core;

import atlas.model.Json;
import atlas.model.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A line of a file that is imported: a JSON object, whose fields are asked for one by one. What is
 * wrong with a field is a refusal that names it.
 *
 * @param number of the line, the first being 1
 */
public record ImportLine(int number, ObjectNode json) {
  // As other programs write it too: without a colon in the zone, or with a space for the T.
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .appendPattern("[XXX][XX][X]")
          .toFormatter(Locale.ROOT);

  /** Reads a line; refuses what is no JSON object. */
  public static ImportLine read(int number, String text) {
    try {
      if (Json.MAPPER.readTree(text) instanceof ObjectNode json)
        return new ImportLine(number, json);
    } catch (JacksonException notJson) {
      throw Refusal.invalid("is not JSON");
    }
    throw Refusal.invalid("is not a JSON object");
  }

  /** Refuses fields of other names: a misspelt one would be lost. */
  public void only(Set<String> fields) {
    var others = new TreeSet<>(json.propertyNames());
    others.removeAll(fields);
    if (!others.isEmpty()) {
      throw Refusal.invalid(
          "has a field "
              + others.first()
              + ", which is none of "
              + String.join(", ", new TreeSet<>(fields)));
    }
  }

  /** A text that must be there, with words in it. */
  public String text(String field, int longest) {
    String text = textOrNull(field, longest);
    if (text == null) throw Refusal.invalid("needs a " + field);
    return text;
  }

  /** A text; null where there is none, or nothing in it. */
  public @Nullable String textOrNull(String field, int longest) {
    JsonNode value = json.path(field);
    if (value.isMissingNode() || value.isNull()) return null;
    if (!value.isString()) throw Refusal.invalid(field + " is not text");
    return words(field, value.asString(), longest);
  }

  private static @Nullable String words(String field, String text, int longest) {
    String words = text.strip();
    if (words.indexOf('\0') >= 0) throw Refusal.invalid(field + " has a NUL character");
    if (words.length() > longest) {
      throw Refusal.invalid(
          field + " has " + words.length() + " characters, of " + longest + " at most");
    }
    return words.isEmpty() ? null : words;
  }

  /** Whether a NUL is in it, which PostgreSQL keeps nowhere. */
  public static boolean hasNul(JsonNode value) {
    if (value.isString()) return value.asString().indexOf('\0') >= 0;
    return value.propertyNames().stream().anyMatch(name -> name.indexOf('\0') >= 0)
        || value.values().stream().anyMatch(ImportLine::hasNul);
  }

  /** Texts; none where the field is absent. An object gives a text for each of its fields. */
  public List<String> texts(String field, int most, int longest) {
    JsonNode value = json.path(field);
    var texts = new ArrayList<String>();
    if (value.isMissingNode() || value.isNull()) return texts;
    if (value instanceof ObjectNode object) {
      object.forEachEntry((name, part) -> texts.add(name + ": " + plain(part)));
    } else if (value.isArray()) {
      for (JsonNode part : value.values()) texts.add(plain(part));
    } else throw Refusal.invalid(field + " is not a list of texts");
    if (texts.size() > most) throw Refusal.invalid(field + " has more than " + most + " entries");
    var kept = new ArrayList<String>();
    for (String text : texts) {
      String words = words(field, text, longest);
      if (words != null) kept.add(words);
    }
    return kept;
  }

  private static String plain(JsonNode part) {
    if (!(part instanceof ObjectNode object))
      return part.isString() ? part.asString() : part.toString();
    for (String name : new String[] {"title", "name", "option", "text"}) {
      if (object.path(name).isString()) return object.path(name).asString();
    }
    return object.toString();
  }

  /** A time with its zone; null where there is none. */
  public @Nullable Instant time(String field) {
    String text = textOrNull(field, 64);
    if (text == null) return null;
    try {
      return OffsetDateTime.parse(text.replaceFirst("^(\\S{10}) ", "$1T"), TIME)
          .toInstant()
          .truncatedTo(ChronoUnit.MICROS);
    } catch (DateTimeException notOne) {
      throw Refusal.invalid(field + " is not a time with its zone, such as 2026-01-15T09:00:00Z");
    }
  }

  /** The time at which it was made; that of the import where nothing is said. */
  public Instant madeAt(Instant now) {
    Instant at = time("created_at");
    if (at == null) return now;
    if (at.isAfter(now)) throw Refusal.invalid("created_at is in the future");
    return at;
  }

  /** A day; null where there is none. */
  public @Nullable LocalDate day(String field) {
    String text = textOrNull(field, 64);
    if (text == null) return null;
    try {
      return LocalDate.parse(text.length() > 10 ? text.substring(0, 10) : text);
    } catch (DateTimeException notOne) {
      throw Refusal.invalid(field + " is not a day, such as 2026-01-15");
    }
  }

  /** One of the names of an enum; null where there is none. */
  public <E extends Enum<E>> @Nullable E one(String field, Class<E> of) {
    String text = textOrNull(field, 100);
    if (text == null) return null;
    for (E constant : of.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(text)) return constant;
    }
    throw Refusal.invalid(
        field
            + " is none of "
            + List.of(of.getEnumConstants()).toString().replaceAll("[\\[\\]]", ""));
  }

  /** What a file of that kind calls this line; null where it calls it nothing. */
  public @Nullable String name() {
    JsonNode id = json.path("id");
    return id.isNumber() ? id.asString() : textOrNull("id", 200);
  }

  /**
   * The id that it has here, the same each time that it is imported: its own where that is a UUID,
   * else one made of its own, else of all that the line says.
   */
  public UUID id(String kind) {
    String name = name();
    return named(kind, name == null ? json.toString() : name);
  }

  /** The id of what a file of that kind calls so. */
  public static UUID named(String kind, String name) {
    try {
      return UUID.fromString(name);
    } catch (IllegalArgumentException noUuid) {
      return UUID.nameUUIDFromBytes(
          ("atlas.import/" + kind + "/" + name).getBytes(StandardCharsets.UTF_8));
    }
  }
}
