package atlas.integrations.markup;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Writes a document as wiki markup: the blocks. */
final class WikiWriter {
  private static final int DEEPEST = 60;

  // Jira shows an error in place of code in a language that it doesn't colour.
  private static final Set<String> LANGUAGES =
      Set.of(
          "actionscript",
          "ada",
          "applescript",
          "bash",
          "c",
          "c#",
          "c++",
          "css",
          "erlang",
          "go",
          "groovy",
          "haskell",
          "html",
          "java",
          "javascript",
          "js",
          "json",
          "lua",
          "objc",
          "perl",
          "php",
          "python",
          "r",
          "ruby",
          "scala",
          "sh",
          "sql",
          "swift",
          "visualbasic",
          "xml",
          "yaml");

  private static final Map<String, String> ALSO =
      Map.of(
          "cpp",
          "c++",
          "csharp",
          "c#",
          "py",
          "python",
          "rb",
          "ruby",
          "shell",
          "sh",
          "ts",
          "javascript",
          "typescript",
          "javascript",
          "yml",
          "yaml");

  private WikiWriter() {}

  static String write(JsonNode document) {
    return blocks(document.path("content"), "\n\n", 0);
  }

  private static String blocks(JsonNode content, String between, int depth) {
    var written = new ArrayList<String>();
    for (JsonNode node : content.values()) {
      String block = depth > DEEPEST ? WikiLine.escaped(Adf.flat(node)) : block(node, depth);
      if (!block.isBlank()) written.add(block);
    }
    return String.join(between, written);
  }

  private static String block(JsonNode node, int depth) {
    JsonNode content = node.path("content");
    switch (Adf.type(node)) {
      case "paragraph":
      case "caption":
        return WikiLine.lines(content);
      case "heading":
        int level = Math.min(6, Math.max(1, Adf.attribute(node, "level").asInt(1)));
        String words = WikiLine.line(content);
        return words.isEmpty() ? "" : "h" + level + ". " + words;
      case "bulletList":
      case "taskList":
      case "decisionList":
        return list(node, "*", depth);
      case "orderedList":
        return list(node, "#", depth);
      case "blockquote":
        return "{quote}\n" + blocks(content, "\n\n", depth + 1) + "\n{quote}";
      case "codeBlock":
        return code(node);
      case "panel":
        String title = panelTitle(node);
        String bar = title.isEmpty() ? "{panel}" : "{panel:title=" + title + "}";
        return bar + "\n" + blocks(content, "\n\n", depth + 1) + "\n{panel}";
      case "expand":
      case "nestedExpand":
        String more = WikiLine.escaped(Adf.text(Adf.attribute(node, "title")));
        String inside = blocks(content, "\n\n", depth + 1);
        return more.isBlank() ? inside : "*" + more.strip() + "*\n\n" + inside;
      case "rule":
        return "----";
      case "table":
        return table(content, depth);
      default:
        boolean leaf = content.isEmpty() || AdfNodes.INLINE.contains(Adf.type(node));
        return leaf ? WikiLine.lines(List.of(node)) : blocks(content, "\n\n", depth + 1);
    }
  }

  /** The items behind the signs of all lists that they are in: "*#" is a number below a bullet. */
  private static String list(JsonNode list, String signs, int depth) {
    var lines = new ArrayList<String>();
    for (JsonNode item : list.path("content").values()) {
      String type = Adf.type(item);
      if (depth > DEEPEST) {
        lines.add(signs + " " + WikiLine.escaped(Adf.flat(item)));
      } else if (type.equals("taskList")) {
        lines.add(list(item, signs + "*", depth + 1));
      } else if (type.equals("taskItem") || type.equals("decisionItem")) {
        String state = Adf.text(Adf.attribute(item, "state"));
        String box = state.equals("DONE") ? "\\[x] " : "\\[ ] ";
        if (type.equals("decisionItem")) box = "Decision: ";
        lines.add((signs + " " + box + WikiLine.line(item.path("content"))).stripTrailing());
      } else {
        lines.addAll(item(item, signs, depth));
      }
    }
    return String.join("\n", lines);
  }

  private static List<String> item(JsonNode item, String signs, int depth) {
    var lines = new ArrayList<String>();
    var words = new StringBuilder(signs).append(' ');
    boolean first = true;
    for (JsonNode block : item.path("content").values()) {
      String type = Adf.type(block);
      if (type.endsWith("List")) {
        lines.add(list(block, signs + (type.equals("orderedList") ? "#" : "*"), depth + 1));
      } else if (lines.isEmpty()) {
        // On the item's own line, where code doesn't end the list.
        String text =
            type.equals("paragraph")
                ? WikiLine.line(block.path("content"))
                : block(block, depth + 1);
        if (!first && !text.isEmpty()) words.append(type.equals("paragraph") ? " \\\\ " : " ");
        words.append(text);
        first = false;
      } else {
        lines.add(block(block, depth + 1));
      }
    }
    lines.add(0, words.toString().stripTrailing());
    return lines;
  }

  private static String code(JsonNode node) {
    String text = Adf.flat(node);
    String given = Adf.text(Adf.attribute(node, "language")).toLowerCase(Locale.ROOT);
    String language = ALSO.getOrDefault(given, given);
    boolean code = LANGUAGES.contains(language) && !text.contains("{code");
    if (!code && text.contains("{noformat}")) {
      // Nothing in wiki markup can hold the sign that ends it.
      text = text.replace("{noformat}", "{noformat }");
    }
    String closing = code ? "{code}" : "{noformat}";
    String opening = code ? "{code:" + language + "}" : closing;
    return opening + "\n" + text.stripTrailing() + "\n" + closing;
  }

  private static String panelTitle(JsonNode panel) {
    String type = Adf.text(Adf.attribute(panel, "panelType"));
    String title = Adf.text(Adf.attribute(panel, "panelIconText"));
    if (!type.equals("custom") && !type.isEmpty()) {
      title = type.substring(0, 1).toUpperCase(Locale.ROOT) + type.substring(1);
    }
    return title.replaceAll("[{}|\\s]+", " ").strip();
  }

  private static String table(JsonNode rows, int depth) {
    var lines = new ArrayList<String>();
    for (JsonNode row : rows.values()) {
      var line = new StringBuilder();
      String bar = "|";
      for (JsonNode cell : row.path("content").values()) {
        bar = Adf.type(cell).equals("tableHeader") ? "||" : "|";
        line.append(bar).append(' ').append(cell(cell, depth)).append(' ');
      }
      if (line.length() > 0) lines.add(line.append(bar).toString());
    }
    return String.join("\n", lines);
  }

  private static String cell(JsonNode cell, int depth) {
    JsonNode only = cell.path("content").path(0);
    boolean line = cell.path("content").size() == 1 && Adf.type(only).equals("paragraph");
    if (line) return WikiLine.line(only.path("content"));
    return blocks(cell.path("content"), "\n", depth + 1);
  }
}
