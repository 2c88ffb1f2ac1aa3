package atlas.integrations.markup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A table of a document as a Markdown table: one line a row, cells that span become empty ones. One
 * that would be mostly padding is given as its words, one line a row.
 */
final class AdfTable {
  private static final int WIDEST_SPAN = 50;
  private static final int WIDEST = 100;
  private static final int MOST_CELLS = 20_000;

  private AdfTable() {}

  static String markdown(JsonNode table, int depth) {
    var rows = new ArrayList<List<@Nullable JsonNode>>();
    // How many more rows a cell above still covers, by column.
    Map<Integer, Integer> covered = new HashMap<>();
    int width = 0;
    for (JsonNode row : table.path("content").values()) {
      List<@Nullable JsonNode> cells = cells(row, covered);
      rows.add(cells);
      width = Math.max(width, cells.size());
      if (width > WIDEST || (long) width * rows.size() > MOST_CELLS) return flat(table, depth);
    }
    if (width == 0) return "";
    var lines = new ArrayList<String>();
    // Markdown has no table without a header, so one that lacks it gets an empty one.
    if (!isHeader(table.path("content").path(0))) lines.add(line(List.of(), width, depth));
    for (List<@Nullable JsonNode> row : rows) {
      lines.add(line(row, width, depth));
    }
    lines.add(1, "|" + " --- |".repeat(width));
    return String.join("\n", lines);
  }

  private static String flat(JsonNode table, int depth) {
    var lines = new ArrayList<String>();
    for (JsonNode row : table.path("content").values()) {
      var words = new ArrayList<String>();
      for (JsonNode cell : row.path("content").values()) words.add(words(cell, depth));
      words.removeIf(String::isEmpty);
      if (!words.isEmpty()) lines.add(String.join(" | ", words));
    }
    return String.join("\n", lines);
  }

  private static boolean isHeader(JsonNode row) {
    for (JsonNode cell : row.path("content").values()) {
      if (!Adf.type(cell).equals("tableHeader")) return false;
    }
    return true;
  }

  /** The cells by column, and null where one spans or covers; no more than it takes to be wide. */
  private static List<@Nullable JsonNode> cells(JsonNode row, Map<Integer, Integer> covered) {
    var cells = new ArrayList<@Nullable JsonNode>();
    for (JsonNode cell : row.path("content").values()) {
      skipCovered(cells, covered);
      int columns = span(cell, "colspan");
      int rows = span(cell, "rowspan");
      for (int i = 0; i < columns; i++) {
        if (rows > 1) covered.put(cells.size(), rows - 1);
        cells.add(i == 0 ? cell : null);
      }
      if (cells.size() > WIDEST) return cells;
    }
    skipCovered(cells, covered);
    return cells;
  }

  private static void skipCovered(List<@Nullable JsonNode> cells, Map<Integer, Integer> covered) {
    while (covered.containsKey(cells.size())) {
      covered.computeIfPresent(cells.size(), (column, left) -> left == 1 ? null : left - 1);
      cells.add(null);
    }
  }

  private static int span(JsonNode cell, String name) {
    return Math.min(WIDEST_SPAN, Math.max(1, Adf.attribute(cell, name).asInt(1)));
  }

  private static String words(JsonNode cell, int depth) {
    String words = Adf.inside(cell, depth).strip().replace("|", "\\|");
    // From the first of the spaces alone, so that none is looked at from each one before it.
    return words.replaceAll("(?<![ \\t])[ \\t]*+\\n+", "<br>");
  }

  private static String line(List<@Nullable JsonNode> cells, int width, int depth) {
    var line = new StringBuilder("|");
    for (int i = 0; i < width; i++) {
      JsonNode cell = i < cells.size() ? cells.get(i) : null;
      String words = cell == null ? "" : words(cell, depth);
      line.append(words.isEmpty() ? " |" : " " + words + " |");
    }
    return line.toString();
  }
}
