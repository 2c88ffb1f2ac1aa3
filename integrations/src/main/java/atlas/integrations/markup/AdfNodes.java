package atlas.integrations.markup;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes nodes of a document, and says when two documents mean the same. */
final class AdfNodes {
  /** What stands within a line. */
  static final Set<String> INLINE =
      Set.of(
          "hardBreak",
          "mention",
          "emoji",
          "date",
          "status",
          "inlineCard",
          "placeholder",
          "inlineExtension",
          "mediaInline");

  /** What stands on its own, or is a part of what does. */
  static final Set<String> BLOCKS =
      Set.of(
          "paragraph",
          "heading",
          "bulletList",
          "orderedList",
          "listItem",
          "taskList",
          "taskItem",
          "blockTaskItem",
          "decisionList",
          "decisionItem",
          "blockquote",
          "codeBlock",
          "panel",
          "rule",
          "table",
          "tableRow",
          "tableHeader",
          "tableCell",
          "mediaSingle",
          "mediaGroup",
          "media",
          "caption",
          "blockCard",
          "embedCard",
          "expand",
          "nestedExpand",
          "layoutSection",
          "layoutColumn",
          "extension",
          "bodiedExtension",
          "syncBlock",
          "bodiedSyncBlock");

  static final Set<String> MARKS =
      Set.of(
          "strong",
          "em",
          "code",
          "strike",
          "underline",
          "link",
          "subsup",
          "textColor",
          "backgroundColor",
          "annotation",
          "alignment",
          "indentation",
          "breakout",
          "border",
          "fontSize",
          "fragment",
          "dataConsumer");

  private static final Set<String> BESIDE_CODE = Set.of("code", "link", "annotation");

  // An editor numbers all that it draws, and numbers it anew when the number is missing. Nothing
  // refers to these; tasks, decisions, tables and extensions are referred to and keep theirs.
  private static final Set<String> NUMBERED_ANEW =
      Set.of(
          "paragraph",
          "heading",
          "bulletList",
          "orderedList",
          "listItem",
          "blockquote",
          "codeBlock",
          "rule",
          "hardBreak",
          "tableRow",
          "tableHeader",
          "tableCell");

  // Deeper nodes are compared as they are.
  private static final int DEEPEST = 200;

  private static final Map<String, Map<String, JsonNode>> DEFAULTS = defaults();

  private AdfNodes() {}

  static ObjectNode node(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }

  static ObjectNode node(String type, Collection<? extends JsonNode> content) {
    ObjectNode node = node(type);
    if (!content.isEmpty()) node.putArray("content").addAll(content);
    return node;
  }

  /** A mark, or a node, with an attribute. */
  static ObjectNode with(ObjectNode node, String attribute, String value) {
    node.withObjectProperty("attrs").put(attribute, value);
    return node;
  }

  /** Text with its marks; beside code only those that the format allows there. */
  static ObjectNode text(String words, Collection<ObjectNode> marks) {
    boolean code = marks.stream().anyMatch(mark -> Adf.type(mark).equals("code"));
    var kept = new ArrayList<ObjectNode>();
    for (ObjectNode mark : marks) {
      String type = Adf.type(mark);
      if (code && !BESIDE_CODE.contains(type)) continue;
      if (!type.equals("annotation")) kept.removeIf(other -> Adf.type(other).equals(type));
      kept.add(mark);
    }
    ObjectNode text = node("text").put("text", words);
    if (!kept.isEmpty()) text.putArray("marks").addAll(kept);
    return text;
  }

  /** A copy of the attributes. */
  static ObjectNode attributes(JsonNode node) {
    boolean has = node.path("attrs") instanceof ObjectNode;
    return has ? (ObjectNode) node.get("attrs").deepCopy() : JsonNodeFactory.instance.objectNode();
  }

  /** Whether they mean the same: order of marks, defaults and the editor's own ids left aside. */
  static boolean same(JsonNode one, JsonNode other) {
    return normal(one).equals(normal(other));
  }

  /** The node without what says nothing: defaults, empty lists, text cut in two. */
  static JsonNode normal(JsonNode node) {
    return normal(node, 0);
  }

  private static JsonNode normal(JsonNode node, int depth) {
    if (depth > DEEPEST || !(node instanceof ObjectNode object)) return node;
    ObjectNode normal = JsonNodeFactory.instance.objectNode();
    for (var field : object.properties()) {
      JsonNode value = field.getValue();
      if (field.getKey().equals("content") && value.isArray()) value = content(value, depth + 1);
      if (field.getKey().equals("marks") && value.isArray()) value = marks(value, depth + 1);
      if (field.getKey().equals("attrs") && value.isObject()) value = attributes(object, value);
      if (!value.isContainer() || !value.isEmpty()) normal.set(field.getKey(), value);
    }
    return normal;
  }

  private static ArrayNode content(JsonNode content, int depth) {
    ArrayNode nodes = JsonNodeFactory.instance.arrayNode();
    ObjectNode run = node("text");
    var words = new StringBuilder();
    for (JsonNode child : content.values()) {
      if (!child.isObject() || isText(child) && child.path("text").asString().isEmpty()) continue;
      JsonNode next = normal(child, depth);
      if (isText(child) && words.length() > 0 && isAlike(run, next)) {
        words.append(next.path("text").asString());
        continue;
      }
      finish(run, words);
      nodes.add(next);
      if (isText(child)) {
        run = (ObjectNode) next;
        words.append(next.path("text").asString());
      }
    }
    finish(run, words);
    return nodes;
  }

  private static void finish(ObjectNode run, StringBuilder words) {
    if (words.length() > 0) run.put("text", words.toString());
    words.setLength(0);
  }

  private static boolean isAlike(JsonNode one, JsonNode other) {
    return one.path("marks").equals(other.path("marks")) && one.size() == other.size();
  }

  private static boolean isText(JsonNode node) {
    return Adf.type(node).equals("text") && node.path("text").isString();
  }

  private static ArrayNode marks(JsonNode marks, int depth) {
    var sorted = new ArrayList<JsonNode>();
    for (JsonNode mark : marks.values()) sorted.add(normal(mark, depth));
    sorted.sort(Comparator.comparing(JsonNode::toString));
    return JsonNodeFactory.instance.arrayNode().addAll(sorted);
  }

  private static ObjectNode attributes(ObjectNode node, JsonNode attributes) {
    String type = Adf.type(node);
    ObjectNode kept = (ObjectNode) attributes.deepCopy();
    if (NUMBERED_ANEW.contains(type)) kept.remove("localId");
    DEFAULTS
        .getOrDefault(type, Map.of())
        .forEach((name, value) -> kept.properties().removeIf(a -> is(a, name, value)));
    return kept;
  }

  private static boolean is(Map.Entry<String, JsonNode> attribute, String name, JsonNode value) {
    return attribute.getKey().equals(name) && attribute.getValue().equals(value);
  }

  private static Map<String, Map<String, JsonNode>> defaults() {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    JsonNode one = nodes.numberNode(1);
    return Map.of(
        "orderedList",
        Map.of("order", one),
        "hardBreak",
        Map.of("text", nodes.stringNode("\n")),
        "table",
        Map.of(
            "isNumberColumnEnabled",
            nodes.booleanNode(false),
            "layout",
            nodes.stringNode("default")),
        "tableCell",
        Map.of("colspan", one, "rowspan", one),
        "tableHeader",
        Map.of("colspan", one, "rowspan", one));
  }
}
