package atlas.integrations.markup;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the blocks of wiki markup into a document; each line is looked at once. */
final class WikiReader {
  private static final int DEEPEST_MACRO = 8;
  private static final int DEEPEST_LIST = 20;

  private static final Pattern HEADING = Pattern.compile("h([1-6])\\.(?:\\s+(.*))?");
  private static final Pattern ITEM = Pattern.compile("([*#-]+)\\s+(.*)");
  private static final Pattern RULE = Pattern.compile("-{4,}");
  private static final Pattern MACRO =
      Pattern.compile("\\{(code|noformat|html|quote|panel)(?::([^}\\n]{0,500}))?}");
  private static final Pattern PARAMETER = Pattern.compile("(?i)title=([^|]*)");
  private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z0-9+#_-]{1,20}");

  private final ArrayNode blocks;
  private final int depth;

  // The lists that are open, outermost first, and the lines of a paragraph, an item or a row.
  private final Deque<ObjectNode> lists = new ArrayDeque<>();
  private final List<String> lines = new ArrayList<>();
  private final List<String> row = new ArrayList<>();

  private WikiReader(ArrayNode blocks, int depth) {
    this.blocks = blocks;
    this.depth = depth;
  }

  static ObjectNode read(String markup) {
    ObjectNode document = AdfNodes.node("doc").put("version", 1);
    new WikiReader(document.putArray("content"), 0).read(markup.replace("\r\n", "\n"), false);
    return document;
  }

  /** Cuts the text at its macros, which hold what follows up to the same macro again. */
  private void read(String text, boolean plain) {
    var unclosed = new HashSet<String>();
    var macro = MACRO.matcher(text);
    int at = 0;
    int from = 0;
    while (!plain && macro.find(from)) {
      String name = macro.group(1);
      String closing = "{" + name + "}";
      boolean escaped = macro.start() > 0 && text.charAt(macro.start() - 1) == '\\';
      // What has no end once has none further down either, and isn't looked for again.
      boolean open = !escaped && !unclosed.contains(name);
      int end = open ? text.indexOf(closing, macro.end()) : -1;
      if (open && end < 0) unclosed.add(name);
      // Text that was cut off ends within its code.
      if (open && end < 0 && (name.equals("code") || name.equals("noformat"))) end = text.length();
      from = macro.end();
      if (end < 0) continue;
      lines(text.substring(at, macro.start()));
      String parameters = macro.group(2) == null ? "" : macro.group(2);
      macro(name, parameters, text.substring(macro.end(), end));
      from = Math.min(text.length(), end + closing.length());
      at = from;
    }
    lines(text.substring(at));
    finish();
  }

  private void macro(String name, String parameters, String inside) {
    if (name.equals("quote") || name.equals("panel")) {
      finish();
      ObjectNode box = AdfNodes.node(name.equals("quote") ? "blockquote" : "panel");
      var title = PARAMETER.matcher(parameters);
      if (name.equals("panel")) {
        AdfNodes.with(box, "panelType", "custom");
        if (title.find()) AdfNodes.with(box, "panelIconText", title.group(1).strip());
      }
      var reader = new WikiReader(box.putArray("content"), depth + 1);
      reader.read(inside, depth + 1 >= DEEPEST_MACRO);
      blocks.add(box);
      return;
    }
    String code = inside.startsWith("\n") ? inside.substring(1) : inside;
    if (code.isBlank()) return;
    ObjectNode block = AdfNodes.node("codeBlock", List.of(text(code.stripTrailing())));
    String language = name.equals("html") ? "html" : "";
    for (String parameter : parameters.split("\\|")) {
      String value = parameter.replaceFirst("^lang(uage)?=", "").strip();
      if (name.equals("code") && language.isEmpty() && value.indexOf('=') < 0) language = value;
    }
    if (LANGUAGE.matcher(language).matches() && !language.equals("none")) {
      AdfNodes.with(block, "language", language.toLowerCase(Locale.ROOT));
    }
    // Code right below an item belongs to it, or the numbers would begin anew.
    if (row.isEmpty() && !lists.isEmpty()) {
      finishLines();
      lastItem(lists.getLast()).withArrayProperty("content").add(block);
    } else {
      finish();
      blocks.add(block);
    }
  }

  private static ObjectNode text(String words) {
    return AdfNodes.text(words, List.of());
  }

  private void lines(String text) {
    String[] all = text.split("\n", -1);
    for (int i = 0; i < all.length; i++) {
      String line = all[i].strip();
      // The rest of a line that a macro ended, or the line that ends where one begins.
      boolean rest = (i == 0 || i == all.length - 1) && line.isEmpty();
      if (!rest) line(line);
    }
  }

  private void line(String line) {
    var heading = HEADING.matcher(line);
    var item = ITEM.matcher(line);
    if (line.isEmpty()) {
      finish();
    } else if (line.startsWith("|")) {
      if (row.isEmpty()) finish();
      row.add(line);
    } else if (!row.isEmpty() && !row.get(row.size() - 1).endsWith("|")) {
      row.add(line);
    } else if (RULE.matcher(line).matches()) {
      finish();
      blocks.add(AdfNodes.node("rule"));
    } else if (heading.matches()) {
      finish();
      String words = heading.group(2) == null ? "" : heading.group(2);
      ObjectNode node = AdfNodes.node("heading", WikiWords.read(words));
      node.withObjectProperty("attrs").put("level", Integer.parseInt(heading.group(1)));
      blocks.add(node);
    } else if (line.startsWith("bq. ")) {
      finish();
      List<ObjectNode> words = WikiWords.read(line.substring(4));
      ObjectNode paragraph = AdfNodes.node("paragraph", words);
      blocks.add(AdfNodes.node("blockquote", List.of(paragraph)));
    } else if (item.matches()) {
      finishRow();
      finishLines();
      item(item.group(1));
      lines.add(item.group(2));
    } else {
      finishRow();
      lines.add(line);
    }
  }

  /** Opens the item that the signs stand for: "#*" is a bullet below a number. */
  private void item(String signs) {
    int wanted = Math.min(DEEPEST_LIST, signs.length());
    int kept = 0;
    for (ObjectNode list : lists) {
      if (kept == wanted || !Adf.type(list).equals(list(signs.charAt(kept)))) break;
      kept++;
    }
    while (lists.size() > kept) lists.removeLast();
    while (lists.size() < wanted) {
      ObjectNode list = AdfNodes.node(list(signs.charAt(lists.size())));
      ArrayNode into = blocks;
      if (!lists.isEmpty()) into = lastItem(lists.getLast()).withArrayProperty("content");
      into.add(list);
      lists.addLast(list);
    }
    lists.getLast().withArrayProperty("content").add(AdfNodes.node("listItem"));
  }

  private static String list(char sign) {
    return sign == '#' ? "orderedList" : "bulletList";
  }

  private static ObjectNode lastItem(ObjectNode list) {
    ArrayNode items = list.withArrayProperty("content");
    if (items.isEmpty()) items.add(AdfNodes.node("listItem"));
    return (ObjectNode) items.get(items.size() - 1);
  }

  private void finish() {
    finishRow();
    finishLines();
    lists.clear();
  }

  private void finishLines() {
    if (lines.isEmpty()) return;
    var words = new ArrayList<ObjectNode>();
    for (String line : lines) {
      if (!words.isEmpty()) words.add(AdfNodes.node("hardBreak"));
      words.addAll(WikiWords.read(line));
    }
    lines.clear();
    ObjectNode paragraph = AdfNodes.node("paragraph", words);
    if (lists.isEmpty()) blocks.add(paragraph);
    else lastItem(lists.getLast()).withArrayProperty("content").add(paragraph);
  }

  /** The lines of a table: a row begins with a bar and goes on until a line ends in one. */
  private void finishRow() {
    if (row.isEmpty()) return;
    var rows = new ArrayList<ObjectNode>();
    var whole = new StringBuilder();
    for (String line : row) {
      if (line.startsWith("|") && whole.length() > 0) {
        rows.add(WikiCells.row(whole.toString()));
        whole.setLength(0);
      }
      whole.append(whole.length() > 0 ? "\n" : "").append(line);
    }
    rows.add(WikiCells.row(whole.toString()));
    row.clear();
    lists.clear();
    blocks.add(AdfNodes.node("table", rows));
  }
}
