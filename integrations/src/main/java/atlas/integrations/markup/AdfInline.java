package atlas.integrations.markup;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The words within a block: text with its marks, mentions, dates, links. */
final class AdfInline {
  /** What opens and closes a mark, in the order in which they are nested. */
  private static final Map<String, List<String>> SIGNS =
      Map.of(
          "strong", List.of("**", "**"),
          "em", List.of("*", "*"),
          "strike", List.of("~~", "~~"),
          "underline", List.of("<u>", "</u>"),
          "sub", List.of("<sub>", "</sub>"),
          "sup", List.of("<sup>", "</sup>"));

  private static final List<String> NESTING =
      List.of("strong", "em", "strike", "underline", "sub", "sup");

  private static final Set<String> KNOWN =
      Set.of(
          "text",
          "hardBreak",
          "mention",
          "emoji",
          "date",
          "status",
          "inlineCard",
          "placeholder",
          "inlineExtension",
          "mediaInline",
          "media");

  private static final String LINK = "link ";

  // Only what would change the meaning: names such as user_name and 2 * 3 stay readable. A list
  // that somebody typed by hand into a paragraph stays a list.
  private static final Pattern SPECIAL =
      Pattern.compile(
          "[\\\\`]"
              + "|\\*(?=\\S)|(?<=\\S)\\*"
              + "|(?<![\\p{L}\\p{N}])_(?=\\S)|(?<=\\S)_(?![\\p{L}\\p{N}])"
              + "|~(?=~)|(?<=~)~"
              + "|](?=[(\\[])"
              + "|<(?=[A-Za-z/!?])");

  private final StringBuilder out = new StringBuilder();

  // Held back, since a mark may neither open before a space nor close after one.
  private final StringBuilder space = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  private AdfInline() {}

  static boolean knows(String type) {
    return KNOWN.contains(type);
  }

  static String markdown(JsonNode content) {
    return markdown(content.values());
  }

  static String markdown(Iterable<JsonNode> nodes) {
    var writer = new AdfInline();
    for (JsonNode node : nodes) writer.add(node);
    writer.turnTo(List.of());
    return writer.out.append(writer.space).toString();
  }

  static String emphasised(JsonNode content) {
    String words = markdown(content).replaceAll("\\s+", " ").strip();
    return words.isEmpty() ? "" : "*" + words + "*";
  }

  static String escaped(String text) {
    return SPECIAL.matcher(text).replaceAll("\\\\$0");
  }

  private void add(JsonNode node) {
    if (Adf.type(node).equals("hardBreak")) {
      space.append("  \n");
      return;
    }
    boolean code = hasMark(node, "code");
    String words = code ? Adf.text(node.path("text")) : words(node);
    if (words.isBlank()) {
      space.append(words);
      return;
    }
    int from = words.length() - words.stripLeading().length();
    int to = words.stripTrailing().length();
    space.append(words, 0, from);
    List<String> marks = marks(node);
    String core = words.substring(from, to);
    if (marks.remove(LINK + Adf.text(node.path("text")).strip())) {
      core = "<" + Adf.text(node.path("text")).strip() + ">";
    } else if (!marks.isEmpty() && marks.get(0).startsWith(LINK)) {
      core = core.replaceAll("(?<!\\\\)[\\[\\]]", "\\\\$0");
    }
    turnTo(marks);
    out.append(space).append(code ? code(core) : core);
    space.setLength(0);
    space.append(words, to, words.length());
  }

  /** Closes and opens marks; space goes between what closes and what opens. */
  private void turnTo(List<String> wanted) {
    var kept = new ArrayList<String>();
    var current = new ArrayList<>(open);
    for (int i = 0; i < current.size() && i < wanted.size(); i++) {
      if (!current.get(i).equals(wanted.get(i))) break;
      kept.add(current.get(i));
    }
    while (open.size() > kept.size()) out.append(closing(open.removeLast()));
    if (wanted.size() == kept.size()) return;
    out.append(space);
    space.setLength(0);
    for (String mark : wanted.subList(kept.size(), wanted.size())) {
      out.append(opening(mark));
      open.addLast(mark);
    }
  }

  private static String opening(String mark) {
    return mark.startsWith(LINK) ? "[" : SIGNS.getOrDefault(mark, List.of("", "")).get(0);
  }

  private static String closing(String mark) {
    if (mark.startsWith(LINK)) return "](" + target(mark.substring(LINK.length())) + ")";
    return SIGNS.getOrDefault(mark, List.of("", "")).get(1);
  }

  static String target(String address) {
    String line = address.replaceAll("\\s", "%20");
    return line.matches(".*[()<>].*") ? "<" + line.replaceAll("[<>]", "") + ">" : line;
  }

  /** The marks that Markdown has a sign for, outermost first; a link with its address. */
  private static List<String> marks(JsonNode node) {
    var marks = new ArrayList<String>();
    var signs = new ArrayList<String>();
    for (JsonNode mark : node.path("marks").values()) {
      String type = Adf.type(mark);
      String address = Adf.text(Adf.attribute(mark, "href"));
      if (type.equals("link") && !address.isBlank() && marks.isEmpty()) {
        marks.add(LINK + address.strip());
      }
      if (type.equals("subsup")) type = Adf.text(Adf.attribute(mark, "type"));
      signs.add(type);
    }
    if (!signs.contains("code")) {
      for (String sign : NESTING) if (signs.contains(sign)) marks.add(sign);
    }
    return marks;
  }

  private static boolean hasMark(JsonNode node, String type) {
    for (JsonNode mark : node.path("marks").values()) {
      if (Adf.type(mark).equals(type)) return true;
    }
    return false;
  }

  static String code(String text) {
    String fence = Adf.fence(text, 1);
    String gap = text.startsWith("`") || text.endsWith("`") ? " " : "";
    return fence + gap + text + gap + fence;
  }

  private static String words(JsonNode node) {
    JsonNode attributes = node.path("attrs");
    switch (Adf.type(node)) {
      case "text":
        return escaped(Adf.text(node.path("text")));
      case "mention":
        return mention(attributes);
      case "emoji":
        return first(attributes, "text", "shortName");
      case "date":
        return date(attributes.path("timestamp"));
      case "status":
        return "[" + escaped(Adf.text(attributes.path("text"))) + "]";
      case "inlineCard":
      case "blockCard":
      case "embedCard":
        return card(attributes);
      case "media":
      case "mediaInline":
        return media(attributes);
      case "placeholder":
        return escaped(first(attributes, "text"));
      case "extension":
      case "inlineExtension":
        String text = first(attributes, "text");
        return text.isEmpty() ? "[" + first(attributes, "extensionKey") + "]" : escaped(text);
      default:
        String inner = Adf.flat(node);
        return escaped(inner.isEmpty() ? first(attributes, "text", "title", "url") : inner);
    }
  }

  private static String mention(JsonNode attributes) {
    String name = first(attributes, "text", "id");
    if (name.isEmpty()) return "@someone";
    return escaped(name.startsWith("@") ? name : "@" + name);
  }

  static String date(JsonNode timestamp) {
    String written = timestamp.isValueNode() ? timestamp.asString("") : "";
    try {
      var day = Instant.ofEpochMilli(Long.parseLong(written)).atOffset(ZoneOffset.UTC);
      return day.toLocalDate().toString();
    } catch (NumberFormatException | DateTimeException e) {
      return escaped(written);
    }
  }

  private static String card(JsonNode attributes) {
    String address = first(attributes, "url");
    if (address.isEmpty()) address = first(attributes.path("data"), "url", "@id");
    if (address.isEmpty()) return escaped(first(attributes.path("data"), "name"));
    return address.matches("[a-zA-Z][a-zA-Z0-9+.-]+:[^\\s<>]*") ? "<" + address + ">" : address;
  }

  private static String media(JsonNode attributes) {
    String name = first(attributes, "alt", "__fileName");
    String address = first(attributes, "url");
    if (!address.isEmpty()) return "![" + escaped(name) + "](" + target(address) + ")";
    return "[attachment" + (name.isEmpty() ? "" : ": " + escaped(name)) + "]";
  }

  static String first(JsonNode attributes, String... names) {
    for (String name : names) {
      String text = Adf.text(attributes.path(name));
      if (!text.isBlank()) return text;
    }
    return "";
  }
}
