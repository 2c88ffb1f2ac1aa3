package atlas.integrations.markup;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Cuts a row of wiki markup into its cells; a bar within a link or an image is none. */
final class WikiCells {
  private WikiCells() {}

  static ObjectNode row(String row) {
    var cells = new ArrayList<ObjectNode>();
    int at = 0;
    while (at < row.length()) {
      boolean head = row.startsWith("||", at);
      int begin = at + (head ? 2 : 1);
      int end = end(row, begin);
      String words = row.substring(begin, end);
      boolean last = end == row.length();
      if (!last || !words.isBlank()) cells.add(cell(head, words.strip()));
      at = end;
    }
    return AdfNodes.node("tableRow", cells);
  }

  private static ObjectNode cell(boolean head, String words) {
    var line = new ArrayList<ObjectNode>();
    for (String part : words.split("\n")) {
      if (!line.isEmpty()) line.add(AdfNodes.node("hardBreak"));
      line.addAll(WikiWords.read(part.strip()));
    }
    List<ObjectNode> content = List.of(AdfNodes.node("paragraph", line));
    return AdfNodes.node(head ? "tableHeader" : "tableCell", content);
  }

  private static int end(String row, int begin) {
    int at = begin;
    while (at < row.length()) {
      char sign = row.charAt(at);
      if (sign == '|') return at;
      int closing = sign == '[' ? closing(row, at, ']') : sign == '!' ? closing(row, at, '!') : -1;
      if (sign == '\\') at++;
      at = closing < 0 ? at + 1 : closing + 1;
    }
    return row.length();
  }

  // Looks no further than the same sign again, so that no sign is passed twice.
  private static int closing(String row, int opening, char sign) {
    char begin = row.charAt(opening);
    for (int i = opening + 1; i < row.length(); i++) {
      char next = row.charAt(i);
      if (next == sign) return i;
      if (next == begin || next == '\n' || begin == '!' && next == ' ') return -1;
    }
    return -1;
  }
}
