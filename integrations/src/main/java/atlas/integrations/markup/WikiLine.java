package atlas.integrations.markup;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Writes a document as wiki markup: the words within a block. */
final class WikiLine {
  private static final Map<String, String> SIGNS =
      Map.of("strong", "*", "em", "_", "strike", "-", "underline", "+", "sup", "^", "sub", "~");

  // Only what would be read as something else; an address is found as it is.
  private static final Pattern SPECIAL =
      Pattern.compile(
          "(https?://[^\\s|\\]{}<>\"]+)"
              + "|(\\\\)"
              + "|[{}\\[|]"
              + "|!(?=\\S)"
              + "|(?<![\\p{L}\\p{N}])[*_+^~-](?=\\S)|(?<=\\S)[*_+^~-](?![\\p{L}\\p{N}])");

  private static final Pattern MACRO =
      Pattern.compile("(?i)(?:code|noformat|html|quote|panel|color|anchor)(?::.*)?");

  private static final Pattern LINE_START =
      Pattern.compile("^(?:([*#-]+)(?=\\s)|(h[1-6]|bq)\\.|(-{4}))");

  /** A mark that is open, and which of the parts opened it. */
  private record Open(String mark, int part) {}

  private final List<String> parts = new ArrayList<>();

  // Held back: a mark neither opens before a space nor closes after one.
  private final StringBuilder space = new StringBuilder();
  private final Deque<Open> open = new ArrayDeque<>();
  private final String lineBreak;

  private WikiLine(String lineBreak) {
    this.lineBreak = lineBreak;
  }

  /** The words of a paragraph, which may go on in further lines. */
  static String lines(JsonNode content) {
    return lines(content.values());
  }

  static String lines(Iterable<JsonNode> nodes) {
    return write(nodes, "\n");
  }

  /** The words in one line, as in a heading, an item, a cell. */
  static String line(JsonNode content) {
    return write(content.values(), " \\\\ ");
  }

  static String escaped(String text) {
    return SPECIAL.matcher(text.replaceAll("[\\r\\n]+", " ")).replaceAll(WikiLine::replacement);
  }

  private static String replacement(MatchResult found) {
    String text = found.group();
    if (found.group(1) != null) return Matcher.quoteReplacement(text);
    // Two of them would break the line, and one is eaten before a sign.
    if (found.group(2) != null) return "&#92;";
    return Matcher.quoteReplacement("\\" + text);
  }

  // In the braces of code a macro's name would open the macro, and a brace at the end close them.
  private static String code(String words) {
    String written = escaped(words);
    if (MACRO.matcher(words).matches()) {
      written = "&#" + (int) words.charAt(0) + ";" + written.substring(1);
    }
    return "{{" + written.replaceFirst("\\\\}$", "&#125;") + "}}";
  }

  private static String write(Iterable<JsonNode> nodes, String lineBreak) {
    var line = new WikiLine(lineBreak);
    for (JsonNode node : nodes) line.add(node);
    line.turnTo(List.of(), ' ');
    return String.join("", line.parts).stripTrailing();
  }

  private void add(JsonNode node) {
    String type = Adf.type(node);
    if (type.equals("hardBreak")) {
      turnTo(List.of(), ' ');
      space.setLength(0);
      if (!parts.isEmpty()) parts.add(lineBreak);
      return;
    }
    boolean text = type.equals("text");
    String words = text ? Adf.text(node.path("text")).replaceAll("[\\r\\n]+", " ") : word(node);
    if (words.isBlank()) {
      space.append(words);
      return;
    }
    String core = words.strip();
    space.append(words, 0, words.indexOf(core));
    List<String> marks = marks(node);
    boolean code = marks.remove("code");
    String written = code ? code(core) : text ? escaped(core) : core;
    turnTo(marks, written.charAt(0));
    addSpace();
    parts.add(text && !code ? atStart(written) : written);
    space.append(words, words.indexOf(core) + core.length(), words.length());
  }

  private String atStart(String words) {
    boolean start = parts.isEmpty() || last() == '\n';
    var sign = LINE_START.matcher(words);
    if (!start || !sign.find()) return words;
    if (sign.group(2) != null) return sign.group(2) + "&#46;" + words.substring(sign.end());
    return "\\" + words;
  }

  private static List<String> marks(JsonNode node) {
    var marks = new ArrayList<String>();
    for (JsonNode mark : node.path("marks").values()) {
      String type = Adf.type(mark);
      if (type.equals("subsup")) type = Adf.text(Adf.attribute(mark, "type"));
      String color = Adf.text(Adf.attribute(mark, "color"));
      String address = Adf.text(Adf.attribute(mark, "href"));
      if (type.equals("textColor") && color.matches("#[0-9a-fA-F]{6}")) type = "color:" + color;
      // A bare address is a link by itself.
      boolean bare = Adf.text(node.path("text")).equals(address);
      if (type.equals("link") && !bare) type = "link:" + address;
      boolean known = SIGNS.containsKey(type) || type.equals("code") || type.indexOf(':') > 0;
      if (known && !marks.contains(type)) marks.add(type);
    }
    // The link within, where its bars and brackets meet no others.
    marks.sort((one, other) -> Boolean.compare(one.startsWith("link"), other.startsWith("link")));
    return marks;
  }

  private void turnTo(List<String> wanted, char next) {
    int kept = 0;
    for (Open mark : open) {
      if (kept == wanted.size() || !wanted.get(kept).equals(mark.mark())) break;
      kept++;
    }
    char after = space.length() > 0 ? ' ' : next;
    while (open.size() > kept) close(open.removeLast(), after);
    if (wanted.size() == kept) return;
    addSpace();
    for (String mark : wanted.subList(kept, wanted.size())) {
      open.addLast(new Open(mark, parts.size()));
      boolean sign = SIGNS.containsKey(mark);
      boolean beside = isWord(last()) || SIGNS.containsValue(String.valueOf(last()));
      if (sign) parts.add(beside ? braced(mark) : SIGNS.getOrDefault(mark, ""));
      else parts.add(mark.startsWith("color:") ? "{" + mark + "}" : "[");
    }
  }

  // Beside a letter a sign is no mark but in braces, and then its partner has them too.
  private void close(Open mark, char next) {
    String name = mark.mark();
    if (name.startsWith("color:")) {
      parts.add("{color}");
    } else if (name.startsWith("link:")) {
      String address = name.substring(5).replaceAll("\\s", "%20").replace("|", "%7C");
      parts.add("|" + address.replace("]", "%5D").replace("[", "%5B") + "]");
    } else {
      boolean braces = isWord(next) || parts.get(mark.part()).startsWith("{");
      if (braces) parts.set(mark.part(), braced(name));
      parts.add(braces ? braced(name) : SIGNS.getOrDefault(name, ""));
    }
  }

  private static String braced(String mark) {
    return "{" + SIGNS.getOrDefault(mark, "") + "}";
  }

  private void addSpace() {
    if (space.length() > 0) parts.add(space.toString());
    space.setLength(0);
  }

  private char last() {
    String last = parts.isEmpty() ? " " : parts.get(parts.size() - 1);
    return last.charAt(last.length() - 1);
  }

  private static boolean isWord(char sign) {
    return Character.isLetterOrDigit(sign);
  }

  private static String word(JsonNode node) {
    JsonNode attributes = node.path("attrs");
    String id = Adf.text(attributes.path("id"));
    String name = Adf.text(attributes.path("alt"));
    String address = Adf.text(attributes.path("url"));
    return switch (Adf.type(node)) {
      case "mention" -> id.isBlank() ? escaped(Adf.text(attributes.path("text"))) : "[~" + id + "]";
      case "media", "mediaInline" -> {
        if (!address.isBlank()) yield "!" + address.replaceAll("[\\s!|]", "") + "!";
        yield name.isBlank() ? "" : "[^" + name.replaceAll("[\\[\\]|\\n]", " ") + "]";
      }
      case "inlineCard", "blockCard", "embedCard" -> address;
      case "date" -> AdfInline.date(attributes.path("timestamp"));
      case "emoji" -> escaped(AdfInline.first(attributes, "text", "shortName"));
      case "status" -> escaped("[" + Adf.text(attributes.path("text")) + "]");
      default -> {
        String inside = Adf.flat(node);
        yield escaped(inside.isEmpty() ? AdfInline.first(attributes, "text") : inside);
      }
    };
  }
}
