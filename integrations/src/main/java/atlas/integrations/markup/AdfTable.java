package atlas.integrations.markup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A table of a document as a Markdown table: one line a row, cells that span become empty ones. */
final class AdfTable {
  private static final int WIDEST_SPAN = 50;

  private AdfTable() {}

  static String markdown(JsonNode table, int depth) {
    var rows = new ArrayList<List<String>>();
    boolean headed = false;
    // How many more rows a cell above still covers, by column.
    Map<Integer, Integer> covered = new HashMap<>();
    for (JsonNode row : table.path("content").values()) {
      if (rows.isEmpty()) headed = isHeader(row);
      rows.add(cells(row, covered, depth));
    }
    int width = rows.stream().mapToInt(List::size).max().orElse(0);
    if (width == 0) return "";
    var lines = new ArrayList<String>();
    // Markdown has no table without a header, so one that lacks it gets an empty one.
    if (!headed) lines.add(line(List.of(), width));
    for (List<String> row : rows) {
      lines.add(line(row, width));
    }
    lines.add(1, "|" + " --- |".repeat(width));
    return String.join("\n", lines);
  }

  private static boolean isHeader(JsonNode row) {
    for (JsonNode cell : row.path("content").values()) {
      if (!Adf.type(cell).equals("tableHeader")) return false;
    }
    return true;
  }

  private static List<String> cells(JsonNode row, Map<Integer, Integer> covered, int depth) {
    var cells = new ArrayList<String>();
    for (JsonNode cell : row.path("content").values()) {
      skipCovered(cells, covered);
      int columns = span(cell, "colspan");
      int rows = span(cell, "rowspan");
      for (int i = 0; i < columns; i++) {
        if (rows > 1) covered.put(cells.size(), rows - 1);
        cells.add(i == 0 ? words(cell, depth) : "");
      }
    }
    skipCovered(cells, covered);
    return cells;
  }

  private static void skipCovered(List<String> cells, Map<Integer, Integer> covered) {
    while (covered.containsKey(cells.size())) {
      covered.computeIfPresent(cells.size(), (column, left) -> left == 1 ? null : left - 1);
      cells.add("");
    }
  }

  private static int span(JsonNode cell, String name) {
    return Math.min(WIDEST_SPAN, Math.max(1, Adf.attribute(cell, name).asInt(1)));
  }

  private static String words(JsonNode cell, int depth) {
    return Adf.inside(cell, depth).strip().replace("|", "\\|").replaceAll("[ \\t]*\\n+", "<br>");
  }

  private static String line(List<String> cells, int width) {
    var line = new StringBuilder("|");
    for (int i = 0; i < width; i++) {
      String cell = i < cells.size() ? cells.get(i) : "";
      line.append(cell.isEmpty() ? " |" : " " + cell + " |");
    }
    return line.toString();
  }
}
