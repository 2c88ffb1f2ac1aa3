package atlas.core.library;

import atlas.core.ImportLine;
import atlas.model.Json;
import atlas.model.LibraryScenario.Source;
import atlas.model.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Test cases of Zephyr Scale as its interface gives them: a list, or an object with one, of objects
 * with a testScript.
 */
final class ZephyrJson {
  private static final List<String> LISTS = List.of("values", "testCases", "results");
  private static final int MILLIS_A_MINUTE = 60_000;

  private ZephyrJson() {}

  static boolean isOne(JsonNode all) {
    return LISTS.stream().anyMatch(name -> all.path(name).isArray());
  }

  /** Numbers are the places in the list, the first being 1: lines mean nothing in a document. */
  static LibraryFile read(String text) {
    JsonNode all;
    try {
      all = Json.MAPPER.readTree(text);
    } catch (JacksonException notJson) {
      throw Refusal.invalid("The file is not JSON.");
    }
    JsonNode cases = all;
    for (String name : LISTS) {
      if (all.path(name).isArray()) cases = all.path(name);
    }
    var lines = new ArrayList<ImportLine>();
    var bad = new ArrayList<ScenarioImports.Line>();
    int number = 0;
    for (JsonNode one : cases.values()) {
      number++;
      if (one instanceof ObjectNode object) lines.add(line(number, object));
      else bad.add(new ScenarioImports.Line(number, "is not a JSON object"));
    }
    return new LibraryFile(Source.zephyr, lines, Set.of(), bad);
  }

  static ImportLine line(int number, ObjectNode from) {
    ObjectNode line = Json.MAPPER.createObjectNode();
    for (String field : List.of("key", "name")) line.put(field, text(from.path(field)));
    for (String field : List.of("objective", "precondition")) {
      line.put(field, Markup.plain(text(from.path(field))));
    }
    line.put("folder", text(from.path("folder")));
    line.put("priority", text(from.path("priority")));
    line.put("component", text(from.path("component")));
    line.set("labels", from.path("labels").isArray() ? from.path("labels") : line.arrayNode());
    JsonNode millis = from.path("estimatedTime");
    if (millis.isNumber()) line.put("minutes", millis.asLong() / MILLIS_A_MINUTE);
    line.put("tickets", tickets(from));
    line.set("steps", steps(from.path("testScript")));
    return new ImportLine(number, line);
  }

  private static String tickets(ObjectNode from) {
    JsonNode issues =
        from.path("issueLinks").isArray()
            ? from.path("issueLinks")
            : from.path("links").path("issues");
    return issues.toString();
  }

  private static ArrayNode steps(JsonNode script) {
    ArrayNode steps = Json.MAPPER.createArrayNode();
    if (!script.path("text").asString("").isEmpty()) {
      steps.addObject().put("step", Markup.plain(script.path("text").asString()));
    }
    for (JsonNode step : script.path("steps").values()) {
      JsonNode inline = step.path("inline").isObject() ? step.path("inline") : step;
      steps
          .addObject()
          .put("step", Markup.plain(text(inline.path("description"))))
          .put("test_data", Markup.plain(text(inline.path("testData"))))
          .put("expected", Markup.plain(text(inline.path("expectedResult"))));
    }
    return steps;
  }

  /** A text, or the name of what is an object there. */
  private static String text(JsonNode value) {
    return value.isObject() ? value.path("name").asString("") : value.asString("");
  }
}
