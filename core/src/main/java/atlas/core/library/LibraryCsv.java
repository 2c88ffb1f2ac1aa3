package atlas.core.library;

import atlas.core.ImportLine;
import atlas.model.Json;
import atlas.model.LibraryScenario.Source;
import atlas.model.Refusal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvReadFeature;
import tools.jackson.dataformat.csv.CsvSchema;

/**
 * Scenarios as a table with a header: as Zephyr Scale and TestRail export it, or by hand. A row
 * without key and name has one more step of the scenario before it.
 */
final class LibraryCsv {
  /** What a column says. */
  private enum Column {
    key("key", "id", "case id", "test case key", "test id"),
    name("name", "title", "summary", "test case", "test case name"),
    folder("folder", "section hierarchy", "folder path", "section"),
    component("component", "components"),
    labels("labels", "label", "tags"),
    priority("priority"),
    objective("objective", "description", "goals", "mission"),
    precondition("precondition", "preconditions"),
    step(
        "test script (step-by-step) - step",
        "steps (step)",
        "steps",
        "step",
        "test script (plain text)",
        "test script (bdd)"),
    test_data(
        "test script (step-by-step) - test data", "steps (additional info)", "test data", "data"),
    expected(
        "test script (step-by-step) - expected result",
        "steps (expected result)",
        "expected result",
        "expected results",
        "expected"),
    estimate("estimated time", "estimate", "minutes"),
    tickets("coverage (issues)", "references", "refs", "tickets", "issues");

    private final List<String> names;

    Column(String... names) {
      this.names = List.of(names);
    }
  }

  private static final Set<String> ZEPHYR =
      Set.of("test script (step-by-step) - step", "test script (plain text)", "coverage (issues)");
  private static final Set<String> TESTRAIL =
      Set.of("section hierarchy", "steps (step)", "section depth", "suite id");

  private final Map<Column, List<Integer>> columns = new EnumMap<>(Column.class);
  private final Set<String> ignored = new LinkedHashSet<>();
  private final List<ImportLine> lines = new ArrayList<>();
  private final List<ScenarioImports.Line> bad = new ArrayList<>();
  private Source source = Source.csv;

  private LibraryCsv() {}

  static LibraryFile read(String text, @Nullable Source named) {
    var csv = new LibraryCsv();
    CsvSchema schema = CsvSchema.emptySchema().withColumnSeparator(separator(text));
    // Without a header Jackson gives the rows as they are.
    try (MappingIterator<String[]> rows =
        CsvMapper.builder()
            .enable(CsvReadFeature.WRAP_AS_ARRAY)
            .build()
            .readerFor(String[].class)
            .with(schema)
            .readValues(text)) {
      int number = 1;
      boolean first = true;
      while (rows.hasNextValue()) {
        String[] row = rows.nextValue();
        if (first) csv.header(row);
        else csv.row(number, row);
        first = false;
        number = rows.currentLocation().getLineNr();
      }
    } catch (JacksonException broken) {
      int line = broken.getLocation() == null ? 0 : broken.getLocation().getLineNr();
      csv.bad.add(new ScenarioImports.Line(line, "is not CSV: a quote is not closed"));
    }
    Source source = named == null ? csv.source : named;
    return new LibraryFile(source, csv.lines, csv.ignored, csv.bad);
  }

  /** What the header is separated by. */
  private static char separator(String text) {
    String header = text.stripLeading().lines().findFirst().orElse("");
    char best = ',';
    for (char one : new char[] {';', '\t'}) {
      if (count(header, one) > count(header, best)) best = one;
    }
    return best;
  }

  private static long count(String text, char wanted) {
    return text.chars().filter(c -> c == wanted).count();
  }

  private void header(String[] cells) {
    for (int i = 0; i < cells.length; i++) {
      String cell = cells[i].strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
      if (ZEPHYR.contains(cell)) source = Source.zephyr;
      if (TESTRAIL.contains(cell)) source = Source.testrail;
      boolean known = false;
      for (Column column : Column.values()) {
        if (!column.names.contains(cell)) continue;
        columns.computeIfAbsent(column, c -> new ArrayList<>()).add(i);
        known = true;
      }
      if (!known && !cell.isEmpty()) ignored.add(cells[i].strip());
    }
    // What is meant most precisely comes first.
    columns.forEach(
        (column, places) ->
            places.sort((a, b) -> Integer.compare(rank(column, cells[a]), rank(column, cells[b]))));
    if (!columns.containsKey(Column.name)) {
      throw Refusal.invalid(
          "The first line must name the columns, and one of them must be name or title.");
    }
  }

  private static int rank(Column column, String cell) {
    return column.names.indexOf(cell.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT));
  }

  private void row(int number, String[] cells) {
    if (String.join("", cells).isBlank()) return;
    if (cell(cells, Column.key).isEmpty() && cell(cells, Column.name).isEmpty()) {
      if (lines.isEmpty()) bad.add(new ScenarioImports.Line(number, "needs a name"));
      else step((ArrayNode) lines.get(lines.size() - 1).json().path("steps"), cells);
      return;
    }
    ObjectNode line = Json.MAPPER.createObjectNode();
    for (Column column :
        List.of(
            Column.key,
            Column.name,
            Column.priority,
            Column.component,
            Column.estimate,
            Column.tickets)) {
      line.put(column.name(), cell(cells, column));
    }
    for (Column column : List.of(Column.objective, Column.precondition)) {
      line.put(column.name(), Markup.plain(cell(cells, column)));
    }
    line.put("folder", cell(cells, Column.folder).replaceAll("\\s*>\\s*", "/"));
    ArrayNode labels = line.putArray("labels");
    for (String label : cell(cells, Column.labels).split("[,;\n]")) {
      if (!label.isBlank()) labels.add(label.strip());
    }
    step(line.putArray("steps"), cells);
    lines.add(new ImportLine(number, line));
  }

  private void step(ArrayNode steps, String[] cells) {
    String step = Markup.plain(cell(cells, Column.step));
    String data = Markup.plain(cell(cells, Column.test_data));
    String expected = Markup.plain(cell(cells, Column.expected));
    if ((step + data + expected).isBlank()) return;
    steps.addObject().put("step", step).put("test_data", data).put("expected", expected);
  }

  /** The first of the column's cells with anything in it. */
  private String cell(String[] cells, Column column) {
    for (int place : columns.getOrDefault(column, List.of())) {
      if (place < cells.length && !cells[place].isBlank()) return cells[place].strip();
    }
    return "";
  }
}
