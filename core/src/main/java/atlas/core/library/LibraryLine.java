package atlas.core.library;

import atlas.core.ImportLine;
import atlas.core.tickets.TicketKeys;
import atlas.model.Json;
import atlas.model.LibraryScenario;
import atlas.model.LibraryScenario.Source;
import atlas.model.Refusal;
import atlas.model.Scenario;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One scenario of a file, as far as it is kept. */
record LibraryLine(
    int number,
    String key,
    String name,
    String folder,
    List<String> components,
    List<String> labels,
    @Nullable String priority,
    String objective,
    String precondition,
    ArrayNode steps,
    @Nullable Integer minutes,
    List<String> ticketKeys) {
  private static final int TEXT = 20_000;
  private static final int MOST_STEPS = 200;
  private static final int ALL_STEPS = 100_000;
  private static final int MOST_TICKETS = 200;
  private static final int DAY = 24 * 60;
  private static final Pattern CLOCK = Pattern.compile("(\\d{1,3}):(\\d{2})(:\\d{2})?");
  private static final Pattern PART = Pattern.compile("(\\d{1,6})\\s*([a-z]*)");
  private static final Set<String> FIELDS =
      Set.of(
          "key",
          "name",
          "folder",
          "component",
          "components",
          "labels",
          "tags",
          "status",
          "priority",
          "priority_p1_to_p4",
          "objective",
          "precondition",
          "steps",
          "minutes",
          "estimate",
          "created",
          "tickets",
          "ticket_refs");

  /** Reads it; what is wrong with it is a refusal. */
  static LibraryLine read(ImportLine line, TicketKeys keys) {
    line.only(FIELDS);
    if (ImportLine.hasNul(line.json())) throw Refusal.invalid("has a NUL character");
    String name = line.text("name", 500);
    String key = line.textOrNull("key", 200);
    // Without one the name is what it is known by.
    if (key == null) key = name.length() <= 200 ? name : name.substring(0, 200);
    String priority = line.textOrNull("priority_p1_to_p4", 100);
    Set<String> components = new LinkedHashSet<>(line.texts("components", 100, 255));
    String component = line.textOrNull("component", 255);
    if (component != null) components.add(component);
    Set<String> labels = new LinkedHashSet<>(line.texts("labels", 50, 255));
    labels.addAll(line.texts("tags", 50, 255));
    return new LibraryLine(
        line.number(),
        key,
        name,
        folder(line.textOrNull("folder", 1_000)),
        List.copyOf(components),
        List.copyOf(labels),
        priority == null ? line.textOrNull("priority", 100) : priority,
        or(line.textOrNull("objective", TEXT)),
        or(line.textOrNull("precondition", TEXT)),
        steps(line.json().path("steps")),
        minutes(line),
        tickets(line.json(), keys));
  }

  LibraryScenario scenario(UUID id, int shortNumber, Source source) {
    return new LibraryScenario(
        id,
        shortNumber,
        source,
        key,
        name,
        Scenario.keyOf(name),
        folder,
        components,
        labels,
        priority,
        objective,
        precondition,
        steps,
        minutes,
        ticketKeys);
  }

  private static String or(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static String folder(@Nullable String folder) {
    return or(folder).replaceAll("\\s*/\\s*", "/").replaceAll("^/+|/+$", "");
  }

  private static ArrayNode steps(JsonNode given) {
    if (given.isMissingNode() || given.isNull()) return Json.MAPPER.createArrayNode();
    if (!given.isArray()) throw Refusal.invalid("steps is not a list");
    if (given.size() > MOST_STEPS) throw Refusal.invalid("has more than 200 steps");
    ArrayNode steps = Json.MAPPER.createArrayNode();
    int length = 0;
    for (JsonNode one : given.values()) {
      ObjectNode step = steps.addObject();
      put(step, "step", one.isString() ? one : one.path("step"));
      put(
          step,
          "data",
          one.path("test_data").isMissingNode() ? one.path("data") : one.path("test_data"));
      put(step, "expected", one.path("expected"));
      for (JsonNode part : step.values()) length += part.asString().length();
    }
    if (length > ALL_STEPS) {
      throw Refusal.invalid("has steps of " + length + " characters, of 100000 at most");
    }
    return steps;
  }

  private static void put(ObjectNode step, String name, JsonNode text) {
    if (text.isMissingNode() || text.isNull()) {
      step.put(name, "");
      return;
    }
    if (!text.isString()) throw Refusal.invalid("has a step whose " + name + " is not text");
    step.put(name, text.asString().strip());
  }

  /** As 90, 1:30 or 1h 30m; none where it says nothing that is a time. */
  private static @Nullable Integer minutes(ImportLine line) {
    JsonNode number = line.json().path("minutes");
    String text =
        number.isNumber() ? Long.toString(number.asLong()) : line.textOrNull("estimate", 100);
    if (text == null && !number.isNumber()) text = line.textOrNull("minutes", 100);
    if (text == null) return null;
    long minutes = minutes(text.toLowerCase(Locale.ROOT));
    return minutes < 1 ? null : Integer.valueOf((int) Math.min(DAY, minutes));
  }

  private static long minutes(String text) {
    Matcher clock = CLOCK.matcher(text.strip());
    if (clock.matches()) {
      return 60L * Integer.parseInt(clock.group(1)) + Integer.parseInt(clock.group(2));
    }
    double sum = 0;
    Matcher parts = PART.matcher(text);
    while (parts.find()) {
      double one = Integer.parseInt(parts.group(1));
      String unit = parts.group(2);
      if (unit.startsWith("d")) sum += one * 8 * 60;
      else if (unit.startsWith("h")) sum += one * 60;
      else if (unit.startsWith("s")) sum += one / 60;
      else sum += one;
    }
    return (long) Math.ceil(sum);
  }

  private static List<String> tickets(ObjectNode line, TicketKeys keys) {
    Set<String> found = new LinkedHashSet<>();
    for (String field : List.of("tickets", "ticket_refs")) {
      JsonNode value = line.path(field);
      Matcher matcher =
          keys.pattern().matcher(value.isString() ? value.asString() : value.toString());
      while (matcher.find() && found.size() < MOST_TICKETS) found.add(matcher.group());
    }
    return new ArrayList<>(found);
  }
}
