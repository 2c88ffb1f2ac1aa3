package atlas.integrations.markup;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Reads a line of wiki markup: words with their marks, links, images, people. */
final class WikiWords {
  private static final String ESCAPABLE = "*_-+^~{}[]!|?\\#.()&:";
  private static final Pattern ADDRESS =
      Pattern.compile("(?i)(https?|ftp|file)://[^\\s|\\]{}<>\"]+");
  private static final Pattern TARGET =
      Pattern.compile("(?i)(?:[a-z][a-z0-9+.-]{1,15}://|mailto:|tel:|/|#)\\S*");
  private static final Pattern FILE = Pattern.compile("[^|\\n]*(?:://[^|\\n]+|\\.\\w{2,5})");
  private static final Pattern SILENT = Pattern.compile("\\{(?:color|anchor)(?::[^}\\n]{0,100})?}");
  private static final Pattern FORCED = Pattern.compile("\\{([*_+^~-])}");
  private static final Pattern ENTITY = Pattern.compile("&#(\\d{1,5});");

  /** A run of text, a node, or a sign that may open or close a mark. */
  private record Piece(String text, @Nullable ObjectNode node, boolean opens, boolean closes) {
    boolean isSign() {
      return opens || closes;
    }
  }

  private final String line;
  private final boolean links;
  private final List<Piece> pieces = new ArrayList<>();
  private final StringBuilder words = new StringBuilder();
  private boolean noMoreCode;

  private WikiWords(String line, boolean links) {
    this.line = line;
    this.links = links;
  }

  static List<ObjectNode> read(String line) {
    return new WikiWords(line, true).nodes();
  }

  private List<ObjectNode> nodes() {
    int at = 0;
    while (at < line.length()) at = piece(at);
    finish();
    return marked();
  }

  /** Reads what is there and says where it ends. */
  private int piece(int at) {
    char sign = line.charAt(at);
    int end =
        switch (sign) {
          case '\\' -> backslash(at);
          case '{' -> brace(at);
          case '[' -> links ? bracket(at) : -1;
          case '!' -> image(at);
          case '&' -> entity(at);
          case 'h', 'H', 'f', 'F' -> address(at);
          case '*', '_', '-', '+', '^', '~' -> sign(at);
          default -> -1;
        };
    if (end >= 0) return end;
    words.append(sign);
    return at + 1;
  }

  private int backslash(int at) {
    if (at + 1 == line.length()) return -1;
    char next = line.charAt(at + 1);
    boolean breaks = at + 2 >= line.length() || Character.isWhitespace(line.charAt(at + 2));
    if (next == '\\' && breaks) {
      add(AdfNodes.node("hardBreak"));
      return Math.min(line.length(), at + 3);
    }
    if (next == '\\' || ESCAPABLE.indexOf(next) < 0) return -1;
    words.append(next);
    return at + 2;
  }

  private int brace(int at) {
    if (line.startsWith("{{", at) && !noMoreCode) {
      int end = line.indexOf("}}", at + 2);
      noMoreCode = end < 0;
      if (end > at + 2) {
        String code = line.substring(at + 2, end).strip();
        if (!code.isEmpty()) add(AdfNodes.text(unescaped(code), List.of(AdfNodes.node("code"))));
        return end + 2;
      }
    }
    var forced = FORCED.matcher(line).region(at, line.length());
    if (forced.lookingAt()) {
      finish();
      pieces.add(new Piece(forced.group(1), null, true, true));
      return forced.end();
    }
    var silent = SILENT.matcher(line).region(at, line.length());
    return silent.lookingAt() ? silent.end() : -1;
  }

  private static String unescaped(String code) {
    return ENTITY
        .matcher(code.replaceAll("\\\\([{}*_+^~\\[\\]|!-])", "$1"))
        .replaceAll(found -> Matcher.quoteReplacement(character(found.group(1))));
  }

  private int bracket(int at) {
    int end = closing(at);
    if (end < 0) return -1;
    String inside = line.substring(at + 1, end);
    String[] parts = inside.split("(?<!\\\\)\\|", 3);
    String target = parts[parts.length == 1 ? 0 : 1].strip();
    // Alone only what can be nothing else: logs are full of [main] and [INFO].
    boolean address = TARGET.matcher(target).matches();
    if (parts.length == 1 && target.indexOf(':') < 0 && !target.startsWith("#")) address = false;
    if (inside.startsWith("~") && inside.length() > 1) {
      String name = inside.substring(1);
      String id = name.startsWith("accountid:") ? name.substring(10) : name;
      add(AdfNodes.with(AdfNodes.with(AdfNodes.node("mention"), "id", id), "text", "@" + id));
    } else if (inside.startsWith("^") && inside.length() > 1) {
      add(AdfNodes.with(AdfNodes.node("mediaInline"), "alt", inside.substring(1)));
    } else if (!address) {
      return -1;
    } else if (target.startsWith("#")) {
      words.append(parts.length == 1 ? target.substring(1) : parts[0]);
    } else {
      finish();
      ObjectNode link = AdfNodes.with(AdfNodes.node("link"), "href", target);
      String shown = parts.length == 1 || parts[0].isBlank() ? target : parts[0];
      for (ObjectNode node : new WikiWords(shown, false).nodes()) {
        if (Adf.type(node).equals("text")) node.withArrayProperty("marks").add(link);
        add(node);
      }
    }
    return end + 1;
  }

  // No further than to the next bracket that opens, so that no sign is passed twice.
  private int closing(int opening) {
    for (int i = opening + 1; i < line.length(); i++) {
      if (line.charAt(i) == ']') return i;
      if (line.charAt(i) == '[') return -1;
    }
    return -1;
  }

  private int image(int at) {
    int end = line.indexOf('!', at + 1);
    if (end <= at + 1 || Character.isWhitespace(line.charAt(at + 1))) return -1;
    String name = line.substring(at + 1, end).split("\\|", 2)[0];
    if (!FILE.matcher(name).matches() || name.indexOf("  ") >= 0) return -1;
    String type = name.contains("://") ? "url" : "alt";
    add(AdfNodes.with(AdfNodes.node("mediaInline"), type, name));
    return end + 1;
  }

  private int entity(int at) {
    var entity = ENTITY.matcher(line).region(at, line.length());
    if (!entity.lookingAt()) return -1;
    words.append(character(entity.group(1)));
    return entity.end();
  }

  private static String character(String code) {
    int number = Integer.parseInt(code);
    boolean half = number >= Character.MIN_SURROGATE && number <= Character.MAX_SURROGATE;
    return number < ' ' || half ? " " : Character.toString(number);
  }

  private int address(int at) {
    if (at > 0 && Character.isLetterOrDigit(line.charAt(at - 1))) return -1;
    var address = ADDRESS.matcher(line).region(at, line.length());
    if (!address.lookingAt()) return -1;
    words.append(address.group());
    return address.end();
  }

  private int sign(int at) {
    char sign = line.charAt(at);
    char before = at == 0 ? ' ' : line.charAt(at - 1);
    char after = at + 1 == line.length() ? ' ' : line.charAt(at + 1);
    boolean dash = before == sign || after == sign;
    boolean opens = !isWord(before) && !Character.isWhitespace(after) && !dash;
    boolean closes = !Character.isWhitespace(before) && !isWord(after) && !dash;
    if (!opens && !closes) return -1;
    finish();
    pieces.add(new Piece(String.valueOf(sign), null, opens, closes));
    return at + 1;
  }

  private static boolean isWord(char sign) {
    return Character.isLetterOrDigit(sign);
  }

  private void add(ObjectNode node) {
    finish();
    pieces.add(new Piece("", node, false, false));
  }

  private void finish() {
    if (words.length() > 0) pieces.add(new Piece(words.toString(), null, false, false));
    words.setLength(0);
  }

  /** The pieces with the marks that their pairs of signs make; a sign without a pair is text. */
  private List<ObjectNode> marked() {
    Map<Integer, Integer> pairs = pairs();
    var nodes = new ArrayList<ObjectNode>();
    var open = new ArrayList<ObjectNode>();
    var run = new StringBuilder();
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      Integer partner = pairs.get(i);
      ObjectNode node = piece.node();
      if (partner == null && node == null) {
        run.append(piece.text());
        continue;
      }
      addRun(nodes, run, open);
      if (node != null) nodes.add(marked(node, open));
      else if (partner != null && partner > i) open.add(mark(piece.text()));
      else open.remove(open.size() - 1);
    }
    addRun(nodes, run, open);
    return nodes;
  }

  private static void addRun(List<ObjectNode> nodes, StringBuilder run, List<ObjectNode> marks) {
    if (run.length() > 0) nodes.add(AdfNodes.text(run.toString(), marks));
    run.setLength(0);
  }

  private static ObjectNode marked(ObjectNode node, List<ObjectNode> open) {
    if (!Adf.type(node).equals("text")) return node;
    var marks = new ArrayList<>(open);
    node.path("marks").values().forEach(mark -> marks.add((ObjectNode) mark));
    return AdfNodes.text(node.path("text").asString(), marks);
  }

  private Map<Integer, Integer> pairs() {
    var pairs = new HashMap<Integer, Integer>();
    var open = new ArrayDeque<Integer>();
    var opened = new HashMap<String, Integer>();
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      if (!piece.isSign()) continue;
      // An open mark can't be opened again, so that what is open is never more than all signs.
      boolean within = opened.containsKey(piece.text());
      if (piece.closes() && within && opened.getOrDefault(piece.text(), i) < i - 1) {
        int opening = close(open, opened, piece.text());
        pairs.put(opening, i);
        pairs.put(i, opening);
      } else if (piece.opens() && !within) {
        open.push(i);
        opened.put(piece.text(), i);
      }
    }
    return pairs;
  }

  private int close(ArrayDeque<Integer> open, Map<String, Integer> opened, String sign) {
    while (true) {
      int last = open.pop();
      String text = pieces.get(last).text();
      opened.remove(text);
      if (text.equals(sign)) return last;
    }
  }

  private static ObjectNode mark(String sign) {
    return switch (sign) {
      case "*" -> AdfNodes.node("strong");
      case "_" -> AdfNodes.node("em");
      case "-" -> AdfNodes.node("strike");
      case "+" -> AdfNodes.node("underline");
      case "^" -> AdfNodes.with(AdfNodes.node("subsup"), "type", "sup");
      default -> AdfNodes.with(AdfNodes.node("subsup"), "type", "sub");
    };
  }
}
