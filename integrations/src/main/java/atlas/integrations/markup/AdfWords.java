package atlas.integrations.markup;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.strikethrough.Strikethrough;
import org.commonmark.node.Code;
import org.commonmark.node.Emphasis;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads a line of Markdown: words with their marks, and the nodes that stand among words. */
final class AdfWords {
  private static final Map<String, String> HTML =
      Map.of(
          "u", "underline",
          "ins", "underline",
          "b", "strong",
          "strong", "strong",
          "i", "em",
          "em", "em",
          "s", "strike",
          "del", "strike",
          "sub", "subsup",
          "sup", "subsup");

  private static final Pattern SIMPLE =
      Pattern.compile("<(/?)(u|ins|b|strong|i|em|s|del|sub|sup)>", Pattern.CASE_INSENSITIVE);
  static final Pattern BREAK = Pattern.compile("(?i)<br\\s*/?>");

  private static final int DEEPEST = 50;

  /** A run of words, or a tag, with the marks that Markdown's signs around it make. */
  private record Piece(String text, List<ObjectNode> marks, @Nullable AdfTag tag) {}

  private final List<Piece> pieces = new ArrayList<>();
  private final List<ObjectNode> line = new ArrayList<>();

  // The marks that tags have opened, and how many more than are kept.
  private final List<ObjectNode> open = new ArrayList<>();
  private int tooDeep;

  private final StringBuilder run = new StringBuilder();
  private List<ObjectNode> runMarks = List.of();

  private AdfWords() {}

  /** What is within the block, which holds inline nodes. */
  static List<ObjectNode> read(Node block) {
    var words = new AdfWords();
    words.collect(block, List.of());
    words.write();
    return words.line;
  }

  /** The attribute that the words between the tags say. */
  static @Nullable String spoken(String type) {
    return switch (type) {
      case "mention", "status", "placeholder", "emoji" -> "text";
      case "date" -> "timestamp";
      default -> null;
    };
  }

  private void collect(Node parent, List<ObjectNode> marks) {
    for (Node node = parent.getFirstChild(); node != null; node = node.getNext()) {
      if (node instanceof Text text) {
        add(text.getLiteral(), marks);
      } else if (node instanceof SoftLineBreak) {
        add(" ", marks);
      } else if (node instanceof HardLineBreak) {
        pieces.add(new Piece("<br>", marks, empty("hardBreak")));
      } else if (node instanceof Code code) {
        add(code.getLiteral(), and(marks, AdfNodes.node("code")));
      } else if (node instanceof HtmlInline html) {
        pieces.add(new Piece(html.getLiteral(), marks, tag(html.getLiteral())));
      } else if (node instanceof Link link) {
        collect(node, and(marks, link(link.getDestination(), link.getTitle())));
      } else if (node instanceof Image image) {
        String words = Markdown.words(image);
        String shown = words.isBlank() ? image.getDestination() : words;
        add(shown, and(marks, link(image.getDestination(), image.getTitle())));
      } else {
        collect(node, and(marks, mark(node)));
      }
    }
  }

  private void add(String text, List<ObjectNode> marks) {
    pieces.add(new Piece(text, marks, null));
  }

  private void write() {
    var tags = new ArrayList<@Nullable AdfTag>();
    for (Piece piece : pieces) tags.add(piece.tag());
    Map<Integer, Integer> pairs = AdfTag.pairs(tags);
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      AdfTag tag = piece.tag();
      Integer partner = pairs.get(i);
      if (tag != null && tag.kind() == AdfTag.Kind.EMPTY && isInline(tag)) {
        add(node(tag, ""));
      } else if (tag != null && partner != null && AdfNodes.MARKS.contains(tag.type())) {
        if (partner > i) open(tag);
        else close();
      } else if (tag != null && partner != null && partner > i && isInline(tag)) {
        add(node(tag, between(i, partner)));
        i = partner;
      } else {
        say(piece);
      }
    }
    finish();
  }

  private void open(AdfTag tag) {
    if (open.size() < DEEPEST) open.add(tag.node());
    else tooDeep++;
  }

  private void close() {
    if (tooDeep > 0) tooDeep--;
    else open.remove(open.size() - 1);
  }

  private void say(Piece piece) {
    if (piece.text().isEmpty()) return;
    var marks = new ArrayList<>(piece.marks());
    marks.addAll(open);
    if (!marks.equals(runMarks)) finish();
    runMarks = marks;
    run.append(piece.text());
  }

  private void add(ObjectNode node) {
    finish();
    line.add(node);
  }

  private void finish() {
    if (run.length() > 0) line.add(AdfNodes.text(run.toString(), runMarks));
    run.setLength(0);
  }

  private String between(int opening, int closing) {
    var words = new StringBuilder();
    for (Piece piece : pieces.subList(opening + 1, closing)) words.append(piece.text());
    return words.toString();
  }

  private static boolean isInline(AdfTag tag) {
    return AdfNodes.INLINE.contains(tag.type());
  }

  private static ObjectNode node(AdfTag tag, String words) {
    ObjectNode node = tag.node();
    String attribute = spoken(tag.type());
    if (attribute == null || words.isEmpty()) return node;
    if (!tag.type().equals("date")) return AdfNodes.with(node, attribute, words);
    if (tag.attributes().has(attribute)) return node;
    String timestamp = timestamp(words);
    if (timestamp == null) return AdfNodes.text(words, List.of());
    return AdfNodes.with(node, attribute, timestamp);
  }

  /** The beginning of the day in UTC, as documents keep dates; null when the words are no day. */
  static @Nullable String timestamp(String day) {
    try {
      var begin = LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toInstant();
      return Long.toString(begin.toEpochMilli());
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static @Nullable AdfTag tag(String html) {
    if (BREAK.matcher(html).matches()) return empty("hardBreak");
    var simple = SIMPLE.matcher(html);
    if (!simple.matches()) return AdfTag.read(html);
    String name = simple.group(2).toLowerCase(Locale.ROOT);
    ObjectNode attributes = JsonNodeFactory.instance.objectNode();
    if (name.startsWith("su")) attributes.put("type", name);
    var kind = simple.group(1).isEmpty() ? AdfTag.Kind.OPEN : AdfTag.Kind.CLOSE;
    String type = HTML.getOrDefault(name, name);
    return new AdfTag(kind, type, attributes, JsonNodeFactory.instance.arrayNode());
  }

  private static AdfTag empty(String type) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return new AdfTag(AdfTag.Kind.EMPTY, type, nodes.objectNode(), nodes.arrayNode());
  }

  private static @Nullable ObjectNode mark(Node node) {
    if (node instanceof StrongEmphasis) return AdfNodes.node("strong");
    if (node instanceof Emphasis) return AdfNodes.node("em");
    if (node instanceof Strikethrough) return AdfNodes.node("strike");
    return null;
  }

  private static @Nullable ObjectNode link(String address, @Nullable String title) {
    if (address.isBlank()) return null;
    ObjectNode link = AdfNodes.with(AdfNodes.node("link"), "href", address);
    return title == null || title.isEmpty() ? link : AdfNodes.with(link, "title", title);
  }

  private static List<ObjectNode> and(List<ObjectNode> marks, @Nullable ObjectNode mark) {
    if (mark == null) return marks;
    var more = new ArrayList<>(marks);
    more.add(mark);
    return more;
  }
}
