package atlas.integrations.markup;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a document as Markdown that reads back as the same document. Each block is written in the
 * plainest form that does: signs of Markdown, tags around them, its JSON in a fence.
 */
final class AdfExact {
  private static final int DEEPEST = 30;
  private static final int GREATEST_NUMBER = 999_999_999;

  private static final Set<String> FIELDS = Set.of("type", "attrs", "marks", "content");
  private static final Set<String> BULLETS = Set.of("bulletList", "taskList");

  private static final JsonNode NOTHING = JsonNodeFactory.instance.objectNode();

  private AdfExact() {}

  static String markdown(JsonNode document) {
    List<JsonNode> blocks = new ArrayList<>();
    for (JsonNode block : AdfNodes.normal(document).path("content").values()) blocks.add(block);
    String markdown = String.join("\n\n", blocks(blocks, 0, true));
    if (reads(markdown, blocks)) return markdown;
    return String.join("\n\n", blocks.stream().map(AdfExact::fence).toList());
  }

  /** Whether these blocks, and no others, are what the Markdown says. */
  static boolean reads(String markdown, List<JsonNode> blocks) {
    JsonNode read = AdfNodes.normal(AdfReader.read(markdown)).path("content");
    return List.copyOf(read.values()).equals(blocks);
  }

  private static List<String> blocks(Iterable<JsonNode> nodes, int depth, boolean checked) {
    var written = new ArrayList<String>();
    String before = "";
    boolean second = false;
    for (JsonNode node : nodes) {
      String type = Adf.type(node);
      boolean alike = type.equals(before) || BULLETS.contains(type) && BULLETS.contains(before);
      second = alike && !second;
      before = type;
      String block = block(node, depth, second);
      written.add(checked && !reads(block, List.of(node)) ? fence(node) : block);
    }
    return written;
  }

  /** The block; the second of two lists has another sign, or they would be one. */
  private static String block(JsonNode node, int depth, boolean second) {
    if (depth > DEEPEST || !AdfNodes.BLOCKS.contains(Adf.type(node))) return fence(node);
    for (String field : node.propertyNames()) if (!FIELDS.contains(field)) return fence(node);
    ObjectNode attributes = AdfNodes.attributes(node);
    String plain = plain(node, attributes, depth, second);
    if (plain != null && attributes.isEmpty() && !node.has("marks")) return plain;
    String type = Adf.type(node);
    boolean empty = node.path("content").isEmpty() && plain == null;
    String tag = AdfTag.write(type, attributes, node.path("marks"), empty);
    if (tag == null) return fence(node);
    if (empty) return tag;
    if (plain == null) plain = content(node, depth);
    return plain == null ? fence(node) : within(tag, plain, type);
  }

  private static @Nullable String content(JsonNode node, int depth) {
    JsonNode content = node.path("content");
    if (AdfRules.HOLDS_WORDS.contains(Adf.type(node))) return AdfExactWords.line(content, "");
    return inside(node, depth);
  }

  private static String inside(JsonNode node, int depth) {
    return String.join("\n\n", blocks(node.path("content").values(), depth + 1, false));
  }

  /** In signs of Markdown, if it has them; what they say is taken out of the attributes. */
  private static @Nullable String plain(
      JsonNode node, ObjectNode attributes, int depth, boolean second) {
    JsonNode content = node.path("content");
    switch (Adf.type(node)) {
      case "paragraph":
        return content.isEmpty() ? null : AdfExactWords.line(content, "");
      case "heading":
        JsonNode level = attributes.path("level");
        boolean heading = level.isInt() && level.asInt() >= 1 && level.asInt() <= 6;
        if (!heading || content.isEmpty()) return null;
        attributes.remove("level");
        return AdfExactWords.line(content, "#".repeat(level.asInt()) + " ");
      case "blockquote":
        if (content.isEmpty() || AdfRules.isPanelTitle(content.path(0).path("content")))
          return null;
        return Adf.prefixed("> ", "> ", inside(node, depth));
      case "codeBlock":
        return code(content, attributes);
      case "rule":
        return "---";
      case "bulletList":
        return items(content, second ? "* " : "- ", -1, depth);
      case "orderedList":
        JsonNode order = attributes.path("order");
        int first = order.isInt() ? order.asInt() : 1;
        if (first < 0 || first > GREATEST_NUMBER - content.size()) return null;
        attributes.remove("order");
        return items(content, second ? ") " : ". ", first, depth);
      case "taskList":
        return tasks(node, attributes, depth);
      case "table":
        return table(content);
      default:
        return null;
    }
  }

  // Counted from the first number on, or not at all when that is negative.
  private static @Nullable String items(JsonNode items, String sign, int first, int depth) {
    var lines = new ArrayList<String>();
    int number = first;
    for (JsonNode item : items.values()) {
      boolean plain = Adf.type(item).equals("listItem") && item.size() == 2;
      if (!plain || item.path("content").isEmpty()) return null;
      String mark = first < 0 ? sign : number++ + sign;
      String words = item(item.path("content"), depth);
      lines.add(Adf.prefixed(mark, " ".repeat(mark.length()), Adf.tight(words)));
    }
    return lines.isEmpty() ? null : String.join("\n", lines);
  }

  private static String item(JsonNode content, int depth) {
    JsonNode first = content.path(0);
    boolean paragraph = first.size() == 1 && Adf.type(first).equals("paragraph");
    if (paragraph && content.size() == 1) return "";
    List<String> blocks = blocks(content.values(), depth + 1, false);
    // Words that look like the box of a task stay words within tags.
    String words = Adf.text(first.path("content").path(0).path("text"));
    if (AdfReader.TASK.matcher(words).lookingAt() && Adf.type(first).equals("paragraph")) {
      String tag = AdfTag.write("paragraph", NOTHING, NOTHING, false);
      if (tag != null) blocks.set(0, within(tag, blocks.get(0), "paragraph"));
    }
    return String.join("\n\n", blocks);
  }

  private static String within(String tag, String blocks, String type) {
    return tag + "\n\n" + blocks + "\n\n" + AdfTag.close(type);
  }

  private static @Nullable String tasks(JsonNode list, ObjectNode attributes, int depth) {
    if (depth > DEEPEST || list.has("marks")) return null;
    String name = AdfTag.write("taskList", attributes, list.path("marks"), true);
    var lines = new ArrayList<String>();
    for (JsonNode task : list.path("content").values()) {
      ObjectNode more = AdfNodes.attributes(task);
      if (Adf.type(task).equals("taskList") && !lines.isEmpty()) {
        String below = tasks(task, more, depth + 1);
        if (below == null) return null;
        lines.add(Adf.prefixed("  ", "  ", below));
        continue;
      }
      String state = Adf.text(more.path("state"));
      more.remove("state");
      String tag = AdfTag.write("taskItem", more, task.path("marks"), true);
      boolean known = state.equals("TODO") || state.equals("DONE");
      boolean words = !task.path("content").isEmpty();
      String line = words ? AdfExactWords.line(task.path("content"), "# ") : "# ";
      if (!Adf.type(task).equals("taskItem") || tag == null || line == null || !known) return null;
      String box = state.equals("DONE") ? "- [x] " : "- [ ] ";
      lines.add(box + (lines.isEmpty() ? name : "") + tag + line.substring(2));
    }
    for (String attribute : List.copyOf(attributes.propertyNames())) attributes.remove(attribute);
    return name == null || lines.isEmpty() ? null : String.join("\n", lines);
  }

  private static @Nullable String code(JsonNode content, ObjectNode attributes) {
    JsonNode words = content.path(0);
    boolean plain = content.isEmpty() || content.size() == 1 && words.size() == 2;
    if (!plain) return null;
    String language = Adf.text(attributes.path("language"));
    if (!language.matches("[^\\s`\\\\&]+") || language.startsWith("adf:")) language = "";
    else attributes.remove("language");
    return fenced(language, Adf.text(words.path("text")));
  }

  /** A table whose cells hold a line each; the rows of others are written as tags. */
  private static @Nullable String table(JsonNode rows) {
    var lines = new ArrayList<String>();
    int width = rows.path(0).path("content").size();
    boolean headed = true;
    for (JsonNode row : rows.values()) {
      if (row.size() != 2 || row.path("content").size() != width) return null;
      boolean head = lines.isEmpty();
      for (JsonNode cell : row.path("content").values()) {
        if (head && !Adf.type(cell).equals("tableHeader")) headed = false;
      }
      var line = new StringBuilder("|");
      for (JsonNode cell : row.path("content").values()) {
        String written = cell(cell, head && headed ? "tableHeader" : "tableCell");
        if (written == null) return null;
        line.append(' ').append(written).append(" |");
      }
      lines.add(line.toString());
    }
    if (lines.isEmpty() || width == 0) return null;
    if (!headed) lines.add(0, "|" + " |".repeat(width));
    lines.add(1, "|" + " --- |".repeat(width));
    return String.join("\n", lines);
  }

  private static @Nullable String cell(JsonNode cell, String usual) {
    JsonNode content = cell.path("content");
    JsonNode only = content.path(0);
    boolean plain = content.size() == 1 && Adf.type(only).equals("paragraph");
    if (!plain || only.has("attrs") || only.has("marks") || cell.has("marks")) return null;
    String type = Adf.type(cell);
    if (!type.equals("tableHeader") && !type.equals("tableCell")) return null;
    boolean asUsual = type.equals(usual) && !cell.has("attrs");
    String tag = asUsual ? "" : AdfTag.write(type, cell.path("attrs"), cell.path("marks"), true);
    String line = only.has("content") ? AdfExactWords.line(only.path("content"), "# ") : "# ";
    if (tag == null || line == null) return null;
    return (tag + line.substring(2)).replace("|", "\\|");
  }

  static String fence(JsonNode node) {
    return fenced("adf:" + Adf.type(node).replaceAll("[^A-Za-z0-9]", ""), node.toString());
  }

  private static String fenced(String language, String text) {
    String fence = Adf.fence(text, 3);
    String lines = text.isEmpty() ? "" : text + "\n";
    return fence + language + "\n" + lines + fence;
  }
}
