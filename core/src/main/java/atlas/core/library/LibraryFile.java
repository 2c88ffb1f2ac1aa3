package atlas.core.library;

import atlas.core.ImportLine;
import atlas.model.Json;
import atlas.model.LibraryScenario.Source;
import atlas.model.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a file of scenarios says, whatever its form: one line for each, with the same fields.
 *
 * @param ignored columns that say nothing that is kept
 * @param bad lines that are none
 */
record LibraryFile(
    Source source, List<ImportLine> lines, Set<String> ignored, List<ScenarioImports.Line> bad) {
  /** Finds out the form by how it begins. */
  static LibraryFile read(String text, @Nullable Source named) {
    String start = text.stripLeading();
    if (start.isEmpty()) throw Refusal.invalid("The file is empty.");
    if (start.startsWith("<")) return TestRailXml.read(text);
    if (start.startsWith("[")) return ZephyrJson.read(text);
    if (!start.startsWith("{")) return LibraryCsv.read(text, named);
    return isWhole(start.lines().findFirst().orElse("")) ? lines(text, named) : document(text);
  }

  private static boolean isWhole(String line) {
    try {
      return Json.MAPPER.readTree(line) instanceof ObjectNode one && isScenario(one);
    } catch (JacksonException notOne) {
      return false;
    }
  }

  private static boolean isScenario(ObjectNode one) {
    return one.has("key") || one.has("name");
  }

  /** JSON over several lines is a document; one that is none is told as lines that are bad. */
  private static LibraryFile document(String text) {
    try {
      JsonNode all = Json.MAPPER.readTree(text);
      if (ZephyrJson.isOne(all)) return ZephyrJson.read(text);
    } catch (JacksonException severalDocuments) {
      // Lines, of which the first is bad.
    }
    return lines(text, null);
  }

  private static LibraryFile lines(String text, @Nullable Source named) {
    var lines = new ArrayList<ImportLine>();
    var bad = new ArrayList<ScenarioImports.Line>();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      if (line.isBlank()) continue;
      try {
        lines.add(ImportLine.read(number, line));
      } catch (Refusal refusal) {
        bad.add(new ScenarioImports.Line(number, refusal.sentence()));
      }
    }
    boolean zephyr = !lines.isEmpty() && lines.get(0).json().has("testScript");
    if (zephyr) lines.replaceAll(line -> ZephyrJson.line(line.number(), line.json()));
    Source source = named != null ? named : zephyr ? Source.zephyr : Source.jsonl;
    return new LibraryFile(source, lines, Set.of(), bad);
  }
}
