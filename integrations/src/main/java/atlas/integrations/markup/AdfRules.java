package atlas.integrations.markup;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the format allows within what, where Markdown allows more. What doesn't fit keeps its words
 * and gives up its form; a node that was written as a node is its writer's word and stays.
 */
final class AdfRules {
  private static final Set<String> PANEL_TYPES =
      Set.of("info", "note", "tip", "warning", "error", "success");

  static final Set<String> HOLDS_WORDS =
      Set.of("paragraph", "heading", "caption", "taskItem", "decisionItem");

  private static final Map<String, Set<String>> FORBIDDEN =
      Map.of(
          "blockquote",
          Set.of("heading", "blockquote", "panel", "table", "rule", "taskList", "decisionList"),
          "listItem",
          Set.of("heading", "blockquote", "panel", "table", "rule", "decisionList"),
          "panel",
          Set.of("blockquote", "panel", "table"),
          "blockTaskItem",
          Set.of("heading", "blockquote", "panel", "table", "rule", "taskList", "decisionList"),
          "tableCell",
          Set.of("table"),
          "tableHeader",
          Set.of("table"),
          "nestedExpand",
          Set.of("table"));

  private static final Set<String> NEVER_EMPTY =
      Set.of(
          "blockquote",
          "panel",
          "expand",
          "nestedExpand",
          "layoutColumn",
          "bodiedExtension",
          "bodiedSyncBlock",
          "tableCell",
          "tableHeader");

  private static final Set<String> FIRST_IN_ITEM =
      Set.of("paragraph", "codeBlock", "mediaSingle", "mediaGroup", "extension");

  private final Set<JsonNode> given = Collections.newSetFromMap(new IdentityHashMap<>());

  ObjectNode given(ObjectNode node) {
    given.add(node);
    return node;
  }

  boolean isGiven(ObjectNode node) {
    return given.contains(node);
  }

  /** The blocks as they may stand within a node of that type. */
  List<ObjectNode> fit(String parent, List<ObjectNode> blocks) {
    List<ObjectNode> fitting = allowed(parent, blocks);
    boolean item = parent.equals("listItem");
    if (item && (fitting.isEmpty() || !FIRST_IN_ITEM.contains(Adf.type(fitting.get(0))))) {
      fitting.add(0, AdfNodes.node("paragraph"));
    }
    if (fitting.isEmpty() && NEVER_EMPTY.contains(parent)) {
      fitting.add(AdfNodes.node("paragraph"));
    }
    return fitting;
  }

  private List<ObjectNode> allowed(String parent, List<ObjectNode> blocks) {
    Set<String> forbidden = FORBIDDEN.getOrDefault(parent, Set.of());
    var allowed = new ArrayList<ObjectNode>();
    for (ObjectNode block : blocks) {
      boolean stays = given.contains(block) || !forbidden.contains(Adf.type(block));
      if (stays) allowed.add(block);
      else allowed.addAll(allowed(parent, plainer(block)));
    }
    return allowed;
  }

  /** Whether the line is the name of a kind of panel, as that panel reads in Markdown. */
  static boolean isPanelTitle(JsonNode line) {
    JsonNode words = line.path(0);
    JsonNode marks = words.path("marks");
    boolean strong = marks.size() == 1 && Adf.type(marks.path(0)).equals("strong");
    String title = Adf.text(words.path("text")).toLowerCase(Locale.ROOT);
    return line.size() == 1 && strong && PANEL_TYPES.contains(title);
  }

  /** The blocks without so many characters at the beginning, and without what is empty then. */
  static List<ObjectNode> without(List<ObjectNode> blocks, int characters) {
    var rest = new ArrayList<>(blocks);
    ObjectNode first = rest.get(0).deepCopy();
    ArrayNode line = first.withArrayProperty("content");
    String text = Adf.text(line.path(0).path("text")).substring(characters);
    if (text.isEmpty()) line.remove(0);
    else ((ObjectNode) line.get(0)).put("text", text);
    if (!line.isEmpty() && Adf.type(line.get(0)).equals("hardBreak")) line.remove(0);
    if (line.isEmpty()) rest.remove(0);
    else rest.set(0, first);
    return rest;
  }

  private List<ObjectNode> plainer(ObjectNode block) {
    return switch (Adf.type(block)) {
      case "heading" -> List.of(strong(block));
      case "blockquote" -> children(block);
      case "panel" -> panel(block);
      case "table" -> rows(block);
      case "taskList" -> List.of(bullets(block));
      case "decisionList" -> List.of(bullets(block));
      default -> List.of();
    };
  }

  private static List<ObjectNode> children(JsonNode node) {
    var children = new ArrayList<ObjectNode>();
    for (JsonNode child : node.path("content").values()) children.add((ObjectNode) child);
    return children;
  }

  private static ObjectNode strong(ObjectNode heading) {
    var words = new ArrayList<ObjectNode>();
    for (ObjectNode child : children(heading)) words.add(strongly(child));
    return AdfNodes.node("paragraph", words);
  }

  private static ObjectNode strongly(ObjectNode child) {
    if (!Adf.type(child).equals("text")) return child;
    var marks = new ArrayList<ObjectNode>();
    for (JsonNode mark : child.path("marks").values()) marks.add((ObjectNode) mark);
    marks.add(AdfNodes.node("strong"));
    return AdfNodes.text(child.path("text").asString(), marks);
  }

  private static List<ObjectNode> panel(ObjectNode panel) {
    String type = Adf.text(Adf.attribute(panel, "panelType"));
    String title = type.substring(0, 1).toUpperCase(Locale.ROOT) + type.substring(1);
    ObjectNode words = AdfNodes.text(title, List.of(AdfNodes.node("strong")));
    var blocks = new ArrayList<ObjectNode>();
    blocks.add(AdfNodes.node("paragraph", List.of(words)));
    blocks.addAll(children(panel));
    return blocks;
  }

  private static List<ObjectNode> rows(ObjectNode table) {
    var lines = new ArrayList<ObjectNode>();
    for (ObjectNode row : children(table)) {
      var line = new ArrayList<ObjectNode>();
      for (ObjectNode cell : children(row)) {
        if (!line.isEmpty()) line.add(AdfNodes.text(" | ", List.of()));
        for (ObjectNode paragraph : children(cell)) line.addAll(children(paragraph));
      }
      lines.add(AdfNodes.node("paragraph", line));
    }
    return lines;
  }

  private static ObjectNode bullets(ObjectNode tasks) {
    var items = new ArrayList<ObjectNode>();
    for (ObjectNode task : children(tasks)) {
      if (Adf.type(task).equals("taskList")) {
        ObjectNode below = bullets(task);
        if (items.isEmpty()) items.add(item(List.of()));
        items.get(items.size() - 1).withArrayProperty("content").add(below);
        continue;
      }
      boolean done = Adf.text(Adf.attribute(task, "state")).equals("DONE");
      String sign = done ? "[x] " : "[ ] ";
      if (Adf.type(task).equals("decisionItem")) sign = "Decision: ";
      var words = new ArrayList<ObjectNode>(List.of(AdfNodes.text(sign, List.of())));
      words.addAll(children(task));
      items.add(item(words));
    }
    return AdfNodes.node("bulletList", items);
  }

  private static ObjectNode item(List<ObjectNode> words) {
    return AdfNodes.node("listItem", List.of(AdfNodes.node("paragraph", words)));
  }
}
