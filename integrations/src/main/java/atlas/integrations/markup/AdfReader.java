package atlas.integrations.markup;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.ListBlock;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.Text;
import org.commonmark.node.ThematicBreak;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads Markdown into the blocks of a document. */
final class AdfReader {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int DEEPEST = 50;
  private static final String FENCE = "adf:";
  static final Pattern TASK = Pattern.compile("\\[([ xX])] ");
  private static final Pattern ALERT =
      Pattern.compile("\\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION|INFO|ERROR|SUCCESS)]\\s*");

  private static final Map<String, String> PANELS = Map.of("important", "note", "caution", "error");

  private final AdfRules rules = new AdfRules();
  private final Map<Node, Boolean> areTasks = new IdentityHashMap<>();
  private int tasks;

  private AdfReader() {}

  /** The document that the Markdown describes. */
  static ObjectNode read(String markdown) {
    var reader = new AdfReader();
    ObjectNode document = AdfNodes.node("doc").put("version", 1);
    document.putArray("content").addAll(reader.blocks(Markdown.parse(markdown), "doc"));
    return document;
  }

  private List<ObjectNode> blocks(Node parent, String type) {
    var children = new ArrayList<Node>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNext()) {
      children.add(node);
    }
    return blocks(children, type);
  }

  /** The blocks; those between two tags are within the node that the tags say. */
  private List<ObjectNode> blocks(List<Node> nodes, String type) {
    var tags = new ArrayList<@Nullable AdfTag>();
    for (Node node : nodes) {
      tags.add(node instanceof HtmlBlock html ? AdfTag.read(html.getLiteral()) : null);
    }
    Map<Integer, Integer> pairs = AdfTag.pairs(tags);
    var open = new ArrayList<List<ObjectNode>>();
    open.add(new ArrayList<>());
    for (int i = 0; i < nodes.size(); i++) {
      List<ObjectNode> into = open.get(open.size() - 1);
      AdfTag tag = tags.get(i);
      Integer partner = pairs.get(i);
      if (partner != null && partner > i && open.size() > DEEPEST) {
        pairs.remove(partner);
        partner = null;
      }
      if (tag != null && tag.kind() == AdfTag.Kind.EMPTY) {
        into.add(whole(tag));
      } else if (tag == null || partner == null) {
        into.addAll(block(nodes.get(i)));
      } else if (partner > i) {
        open.add(new ArrayList<>());
      } else {
        open.remove(open.size() - 1);
        AdfTag opening = tags.get(partner);
        if (opening != null) open.get(open.size() - 1).add(tagged(opening, into));
      }
    }
    return rules.fit(type, open.get(0));
  }

  private ObjectNode whole(AdfTag tag) {
    if (AdfNodes.BLOCKS.contains(tag.type())) return rules.given(tag.node());
    if (!AdfNodes.INLINE.contains(tag.type())) return AdfNodes.node("paragraph");
    return AdfNodes.node("paragraph", List.of(tag.node()));
  }

  /** What the tags enclose: the one block that they say more about, or all that is in a node. */
  private ObjectNode tagged(AdfTag tag, List<ObjectNode> content) {
    ObjectNode only = content.size() == 1 ? content.get(0) : null;
    if (only != null && Adf.type(only).equals(tag.type()) && !rules.isGiven(only)) {
      tag.attributes().properties().forEach(a -> attribute(only, a.getKey(), a.getValue()));
      if (!tag.marks().isEmpty()) only.set("marks", tag.marks());
      return rules.given(only);
    }
    ObjectNode node = tag.node();
    boolean words = AdfRules.HOLDS_WORDS.contains(tag.type());
    if (words && only != null && Adf.type(only).equals("paragraph")) {
      if (only.has("content")) node.set("content", only.get("content"));
    } else {
      List<ObjectNode> fitting = rules.fit(tag.type(), content);
      if (!fitting.isEmpty()) node.putArray("content").addAll(fitting);
    }
    return rules.given(node);
  }

  private static void attribute(ObjectNode node, String name, JsonNode value) {
    node.withObjectProperty("attrs").set(name, value);
  }

  private List<ObjectNode> block(Node node) {
    if (node instanceof Paragraph) return List.of(line("paragraph", node));
    if (node instanceof Heading heading) {
      ObjectNode line = line("heading", node);
      line.withObjectProperty("attrs").put("level", heading.getLevel());
      return List.of(line);
    }
    if (node instanceof BlockQuote) return List.of(quote(blocks(node, "")));
    if (node instanceof ListBlock list) return lists(list);
    if (node instanceof FencedCodeBlock code) return List.of(fenced(code));
    if (node instanceof IndentedCodeBlock code) return List.of(code(code.getLiteral(), ""));
    if (node instanceof ThematicBreak) return List.of(AdfNodes.node("rule"));
    if (node instanceof TableBlock) return table(node);
    if (node instanceof HtmlBlock html) return List.of(html(html.getLiteral().strip()));
    return List.of();
  }

  private static ObjectNode html(String literal) {
    boolean lineBreak = AdfWords.BREAK.matcher(literal).matches();
    ObjectNode words = AdfNodes.text(literal, List.of());
    return AdfNodes.node("paragraph", List.of(lineBreak ? AdfNodes.node("hardBreak") : words));
  }

  private static ObjectNode line(String type, Node node) {
    return AdfNodes.node(type, AdfWords.read(node));
  }

  private ObjectNode fenced(FencedCodeBlock code) {
    String info = code.getInfo() == null ? "" : code.getInfo().strip();
    if (info.startsWith(FENCE)) {
      try {
        JsonNode node = MAPPER.readTree(code.getLiteral());
        if (node instanceof ObjectNode object && !Adf.type(node).isEmpty()) {
          return rules.given(object);
        }
      } catch (JacksonException e) {
        // Somebody's code then, to be shown as it is.
      }
    }
    return code(code.getLiteral(), info.split("\\s", 2)[0]);
  }

  private static ObjectNode code(String literal, String language) {
    String text = literal.endsWith("\n") ? literal.substring(0, literal.length() - 1) : literal;
    List<ObjectNode> words = text.isEmpty() ? List.of() : List.of(AdfNodes.text(text, List.of()));
    ObjectNode code = AdfNodes.node("codeBlock", words);
    return language.isEmpty() ? code : AdfNodes.with(code, "language", language);
  }

  /** A quote, or the panel that it stands for: "**Warning**" first, or "[!WARNING]". */
  private ObjectNode quote(List<ObjectNode> blocks) {
    boolean words = !blocks.isEmpty() && Adf.type(blocks.get(0)).equals("paragraph");
    JsonNode line = words ? blocks.get(0).path("content") : AdfNodes.node("").path("content");
    String title = Adf.text(line.path(0).path("text"));
    var alert = ALERT.matcher(title);
    if (!line.path(0).has("marks") && alert.lookingAt()) {
      String type = alert.group(1).toLowerCase(Locale.ROOT);
      List<ObjectNode> rest = AdfRules.without(blocks, alert.end());
      return panel(PANELS.getOrDefault(type, type), rest);
    }
    if (blocks.size() > 1 && AdfRules.isPanelTitle(line)) {
      return panel(title.toLowerCase(Locale.ROOT), blocks.subList(1, blocks.size()));
    }
    return AdfNodes.node("blockquote", rules.fit("blockquote", blocks));
  }

  private ObjectNode panel(String type, List<ObjectNode> blocks) {
    ObjectNode panel = AdfNodes.node("panel", rules.fit("panel", blocks));
    return AdfNodes.with(panel, "panelType", type);
  }

  /** A list of Markdown's, which is several when tasks and other items take turns. */
  private List<ObjectNode> lists(ListBlock list) {
    var lists = new ArrayList<ObjectNode>();
    for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
      String type = list instanceof BulletList ? "bulletList" : "orderedList";
      if (isTask(item)) type = "taskList";
      ObjectNode last = lists.isEmpty() ? null : lists.get(lists.size() - 1);
      if (last == null || !Adf.type(last).equals(type)) {
        last = AdfNodes.node(type);
        lists.add(last);
      }
      if (isTask(item)) addTask(last, item);
      else content(last).add(AdfNodes.node("listItem", blocks(item, "listItem")));
    }
    if (list instanceof OrderedList ordered && ordered.getMarkerStartNumber() != null) {
      int start = ordered.getMarkerStartNumber();
      if (start != 1) lists.get(0).withObjectProperty("attrs").put("order", start);
    }
    return lists;
  }

  private static ArrayNode content(ObjectNode node) {
    return node.withArrayProperty("content");
  }

  /** Whether it begins with a box and holds words and tasks alone, as a task may. */
  private boolean isTask(Node item) {
    Boolean known = areTasks.get(item);
    if (known != null) return known;
    boolean task = item.getParent() instanceof BulletList;
    task = task && item.getFirstChild() instanceof Paragraph first;
    task =
        task
            && item.getFirstChild().getFirstChild() instanceof Text sign
            && TASK.matcher(sign.getLiteral()).lookingAt();
    Node next = task ? item.getFirstChild().getNext() : null;
    for (; next != null && task; next = next.getNext()) {
      task = next instanceof BulletList;
      Node below = next.getFirstChild();
      for (; below != null && task; below = below.getNext()) task = isTask(below);
    }
    areTasks.put(item, task);
    return task;
  }

  private void addTask(ObjectNode list, Node item) {
    Node words = item.getFirstChild();
    Text sign = (Text) words.getFirstChild();
    var task = TASK.matcher(sign.getLiteral());
    boolean done = task.lookingAt() && !task.group(1).equals(" ");
    sign.setLiteral(sign.getLiteral().substring(task.end()));
    name(list, leading(words, "taskList"));
    AdfTag tag = leading(words, "taskItem");
    ObjectNode line = name(line("taskItem", words), tag);
    content(list).add(AdfNodes.with(line, "state", done ? "DONE" : "TODO"));
    for (Node below = words.getNext(); below != null; below = below.getNext()) {
      content(list).addAll(lists((ListBlock) below));
    }
  }

  // Tasks have an id by which others know them.
  private ObjectNode name(ObjectNode node, @Nullable AdfTag tag) {
    if (tag != null) node.set("attrs", tag.attributes());
    if (node.has("attrs")) return node;
    return AdfNodes.with(node, "localId", id());
  }

  /** The whole tag of that type with which the line begins, taken out of it. */
  private static @Nullable AdfTag leading(Node line, String... types) {
    Node first = line.getFirstChild();
    if (first instanceof Text text && text.getLiteral().isEmpty()) first = first.getNext();
    if (!(first instanceof HtmlInline html)) return null;
    AdfTag tag = AdfTag.read(html.getLiteral());
    if (tag == null || tag.kind() != AdfTag.Kind.EMPTY) return null;
    if (!List.of(types).contains(tag.type())) return null;
    first.unlink();
    return tag;
  }

  private String id() {
    tasks++;
    byte[] name = ("task " + tasks).getBytes(StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(name).toString();
  }

  private List<ObjectNode> table(Node table) {
    var rows = new ArrayList<ObjectNode>();
    for (Node part = table.getFirstChild(); part != null; part = part.getNext()) {
      for (Node row = part.getFirstChild(); row != null; row = row.getNext()) {
        rows.add(row(row, rows.isEmpty() ? "tableHeader" : "tableCell"));
      }
    }
    // Markdown has no table without a header: one that is empty stands for none.
    if (rows.size() > 1 && isEmpty(rows.get(0))) rows.remove(0);
    return List.of(AdfNodes.node("table", rows));
  }

  private static ObjectNode row(Node row, String type) {
    var cells = new ArrayList<ObjectNode>();
    for (Node cell = row.getFirstChild(); cell != null; cell = cell.getNext()) {
      AdfTag tag = leading(cell, "tableHeader", "tableCell");
      ObjectNode made = tag == null ? AdfNodes.node(type) : tag.node();
      made.putArray("content").add(line("paragraph", cell));
      cells.add(made);
    }
    if (cells.isEmpty()) {
      cells.add(AdfNodes.node(type, List.of(AdfNodes.node("paragraph"))));
    }
    return AdfNodes.node("tableRow", cells);
  }

  private static boolean isEmpty(ObjectNode row) {
    for (JsonNode cell : row.path("content").values()) {
      if (cell.has("attrs") || cell.path("content").path(0).has("content")) return false;
    }
    return true;
  }
}
