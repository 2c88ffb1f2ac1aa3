package atlas.integrations.markup;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Atlassian Document Format, in which Jira Cloud keeps rich text, to Markdown and from it.
 * There are two ways to Markdown: one to read, one to edit. Nothing that Jira sends makes this
 * throw.
 */
public final class Adf {
  private static final int DEEPEST = 60;

  // From the first of the spaces alone, so that none is looked at from each one before it.
  private static final String BREAKS = "(?<!\\s)\\s*\\n\\s*";
  private static final int LONGEST = 256 * 1024;

  private Adf() {}

  /**
   * The document as Markdown to read; what Markdown has no word for keeps its text. Plain text, as
   * older answers have it, stays as it is. What is very long ends in an ellipsis.
   */
  public static String markdown(@Nullable JsonNode document) {
    if (document == null) return "";
    if (document.isString()) return cut(document.stringValue().strip());
    if (document.isArray()) return cut(blocks(document, 0));
    return cut(block(document, 0).stripTrailing());
  }

  private static String cut(String markdown) {
    if (markdown.length() <= LONGEST) return markdown;
    boolean half = Character.isHighSurrogate(markdown.charAt(LONGEST - 1));
    return markdown.substring(0, half ? LONGEST - 1 : LONGEST) + "…";
  }

  /**
   * The document as Markdown to edit: {@link #document} makes the same document of it again. What
   * Markdown can't say stands in tags such as {@code <adf-status color="blue">}, and what the tags
   * can't say in a fenced block {@code adf:<type>} as JSON.
   */
  public static String exact(@Nullable JsonNode document) {
    if (document == null) return "";
    if (document.isString()) return document.stringValue().strip();
    if (document.isArray()) return exact(AdfNodes.node("doc", List.copyOf(document.values())));
    boolean whole = type(document).equals("doc") || type(document).isEmpty();
    return AdfExact.markdown(whole ? document : AdfNodes.node("doc", List.of(document)));
  }

  /**
   * The document that the Markdown describes, in the nodes that Jira allows where it allows them.
   * Takes what people write and what {@link #markdown} and {@link #exact} write.
   */
  public static ObjectNode document(@Nullable String markdown) {
    return AdfReader.read(markdown == null ? "" : markdown);
  }

  /** The blocks below each other, with an empty line between two. */
  static String blocks(JsonNode content, int depth) {
    var written = new ArrayList<String>();
    var loose = new ArrayList<JsonNode>();
    long length = 0;
    for (JsonNode node : content.values()) {
      // The rest would be cut off.
      if (length > LONGEST) break;
      if (isBlock(node)) {
        addLoose(loose, written);
        String block = block(node, depth);
        add(block, written);
        length += block.length();
      } else {
        loose.add(node);
      }
    }
    addLoose(loose, written);
    return String.join("\n\n", written);
  }

  // Text without a paragraph around it: not allowed, and seen.
  private static void addLoose(List<JsonNode> loose, List<String> written) {
    add(AdfInline.markdown(loose).strip(), written);
    loose.clear();
  }

  private static void add(String block, List<String> written) {
    if (!block.isBlank()) written.add(block);
  }

  private static boolean isKnownBlock(String type) {
    // Media stands among words too, and rows and cells only in their table.
    return AdfNodes.BLOCKS.contains(type) && !type.equals("media") && !type.startsWith("table")
        || type.equals("table");
  }

  private static boolean isBlock(JsonNode node) {
    String type = type(node);
    if (isKnownBlock(type)) return true;
    if (AdfInline.knows(type)) return false;
    for (JsonNode child : node.path("content").values()) {
      if (isKnownBlock(type(child))) return true;
    }
    return false;
  }

  private static String block(JsonNode node, int depth) {
    JsonNode content = node.path("content");
    if (depth > DEEPEST) return flat(node);
    switch (type(node)) {
      case "paragraph":
        return AdfInline.markdown(content).strip();
      case "heading":
        return heading(node);
      case "bulletList":
        return list(content, "- ", 0, depth);
      case "orderedList":
        return list(content, "", Math.max(0, attribute(node, "order").asInt(1)), depth);
      case "taskList":
        return taskList(content, depth);
      case "decisionList":
        return list(content, "- Decision: ", 0, depth);
      case "blockquote":
        return prefixed("> ", "> ", blocks(content, depth + 1));
      case "codeBlock":
        return code(node);
      case "panel":
        return prefixed("> ", "> ", titled(panelTitle(node), blocks(content, depth + 1)));
      case "expand":
      case "nestedExpand":
        return titled(text(attribute(node, "title")), blocks(content, depth + 1));
      case "rule":
        return "---";
      case "table":
        return AdfTable.markdown(node, depth + 1);
      case "mediaGroup":
      case "mediaSingle":
        return blocks(content, depth + 1);
      case "caption":
        return AdfInline.emphasised(content);
      case "blockCard":
      case "embedCard":
      case "extension":
      case "syncBlock":
        return AdfInline.markdown(List.of(node)).strip();
      default:
        return content.isEmpty() ? AdfInline.markdown(List.of(node)).strip() : inside(node, depth);
    }
  }

  /** What holds blocks or words and has no sign of its own, such as a column, an item, a cell. */
  static String inside(JsonNode node, int depth) {
    JsonNode content = node.path("content");
    return depth > DEEPEST ? flat(node) : blocks(content, depth + 1);
  }

  private static String heading(JsonNode node) {
    int level = Math.min(6, Math.max(1, attribute(node, "level").asInt(1)));
    String words = AdfInline.markdown(node.path("content")).replaceAll(BREAKS, " ").strip();
    return words.isEmpty() ? "" : "#".repeat(level) + " " + words;
  }

  /** The items, each behind its mark; without a mark they are counted. */
  private static String list(JsonNode items, String mark, int first, int depth) {
    var lines = new ArrayList<String>();
    int number = first;
    for (JsonNode item : items.values()) {
      String sign = mark.isEmpty() ? number++ + ". " : mark;
      // Below "- Decision: " too, two spaces are where the item's text begins.
      String margin = " ".repeat(mark.isEmpty() ? sign.length() : 2);
      lines.add(prefixed(sign, margin, tight(inside(item, depth))));
    }
    return String.join("\n", lines);
  }

  private static String taskList(JsonNode items, int depth) {
    var lines = new ArrayList<String>();
    for (JsonNode item : items.values()) {
      if (type(item).equals("taskList")) {
        lines.add(prefixed("  ", "  ", block(item, depth + 1)));
      } else {
        boolean done = "DONE".equals(text(attribute(item, "state")));
        lines.add(prefixed(done ? "- [x] " : "- [ ] ", "  ", tight(inside(item, depth))));
      }
    }
    return String.join("\n", lines);
  }

  // A list follows its item's words without an empty line, as people write it; one that doesn't
  // begin with 1 needs the line, or it would be more words.
  static String tight(String item) {
    return item.replaceFirst("\\A((?!<adf-|```)[^\\n]+)\\n\\n(?=(?:[-*] |1[.)] ))", "$1\n");
  }

  private static String code(JsonNode node) {
    var words = new StringBuilder();
    for (JsonNode child : node.path("content").values()) words.append(flat(child));
    String text = words.toString().stripTrailing();
    String fence = fence(text, 3);
    String language = text(attribute(node, "language")).replaceAll("[`\\s]", "");
    return fence + language + "\n" + text + "\n" + fence;
  }

  /** So many backticks that the text has no row of as many. */
  static String fence(String text, int least) {
    int longest = 0;
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      run = text.charAt(i) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return "`".repeat(Math.max(least, longest + 1));
  }

  private static String panelTitle(JsonNode node) {
    String type = text(attribute(node, "panelType"));
    if (type.equals("custom")) return text(attribute(node, "panelIconText"));
    return type.isEmpty() ? "" : type.substring(0, 1).toUpperCase(Locale.ROOT) + type.substring(1);
  }

  private static String titled(String title, String body) {
    String line = title.replaceAll("\\s+", " ").strip();
    if (line.isEmpty()) return body;
    String bold = "**" + AdfInline.escaped(line) + "**";
    return body.isBlank() ? bold : bold + "\n\n" + body;
  }

  static String prefixed(String first, String rest, String text) {
    if (text.isEmpty()) return first.stripTrailing();
    String[] lines = text.split("\n", -1);
    var out = new StringBuilder(first).append(lines[0]);
    for (int i = 1; i < lines.length; i++) {
      String prefix = lines[i].isEmpty() ? rest.stripTrailing() : rest;
      out.append('\n').append(prefix).append(lines[i]);
    }
    return out.toString();
  }

  /** All words of a node without any form, however deep they lie. */
  static String flat(JsonNode node) {
    var words = new ArrayList<String>();
    var open = new ArrayDeque<JsonNode>(List.of(node));
    while (!open.isEmpty()) {
      JsonNode next = open.pop();
      String text = text(next.isString() ? next : next.path("text"));
      if (!text.isEmpty()) words.add(text);
      var children = new ArrayList<>(next.path("content").values());
      for (int i = children.size() - 1; i >= 0; i--) open.push(children.get(i));
    }
    return String.join(" ", words);
  }

  static String type(JsonNode node) {
    return text(node.path("type"));
  }

  static JsonNode attribute(JsonNode node, String name) {
    return node.path("attrs").path(name);
  }

  static String text(JsonNode node) {
    return node.isString() ? node.stringValue() : "";
  }
}
