package atlas.integrations.markup;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes a line of words so that it reads back as the same words with the same marks. */
final class AdfExactWords {
  /** From the form that people write to the one that holds whatever the words are. */
  private enum Form {
    SIGNS,
    TAGS,
    ESCAPED
  }

  private static final Map<String, String> SIGNS =
      Map.of("strong", "**", "em", "*", "strike", "~~");

  private static final List<String> OUTERMOST_FIRST =
      List.of("annotation", "link", "strong", "em", "strike", "underline", "subsup", "code");

  private static final Pattern LINE_START =
      Pattern.compile("^(?:([ \\t])|([-+=>|:#~*])|(\\d{1,9})([.)]))");
  private static final Pattern PUNCTUATION = Pattern.compile("[!-/:-@\\[-`{-~]");
  private static final Pattern MAYBE_ENTITY = Pattern.compile("&(?=[#A-Za-z])");

  private final StringBuilder out = new StringBuilder();
  private final Deque<JsonNode> open = new ArrayDeque<>();
  private final Form form;
  private final boolean oneLine;

  private AdfExactWords(Form form, boolean oneLine) {
    this.form = form;
    this.oneLine = oneLine;
  }

  /** The words after the sign of a heading, or in a paragraph; null when there is no way. */
  static @Nullable String line(JsonNode content, String sign) {
    var nodes = List.copyOf(content.values());
    ObjectNode expected = AdfNodes.node("paragraph", nodes);
    if (!sign.isEmpty()) {
      expected = AdfNodes.node("heading", nodes);
      expected.withObjectProperty("attrs").put("level", sign.length() - 1);
    }
    for (Form form : Form.values()) {
      var words = new AdfExactWords(form, !sign.isEmpty());
      if (!words.write(nodes)) return null;
      String line = sign + words.out;
      if (AdfExact.reads(line, List.of(expected))) return line;
    }
    return null;
  }

  private boolean write(List<JsonNode> nodes) {
    for (int i = 0; i < nodes.size(); i++) {
      JsonNode node = nodes.get(i);
      String type = Adf.type(node);
      if (type.equals("text")) {
        if (!text(node, i == nodes.size() - 1 || isBreak(nodes.get(i + 1)))) return false;
      } else {
        turnTo(List.of());
        if (!AdfNodes.INLINE.contains(type)) return false;
        if (isBreak(node)) addBreak(i == nodes.size() - 1 || isBreak(nodes.get(i + 1)));
        else if (!node(node)) return false;
      }
    }
    turnTo(List.of());
    return true;
  }

  private static boolean isBreak(JsonNode node) {
    return Adf.type(node).equals("hardBreak") && node.size() == 1;
  }

  private void addBreak(boolean last) {
    boolean sign = form != Form.ESCAPED && !oneLine && !last && out.length() > 0;
    out.append(sign && !out.toString().endsWith("<br>") ? "\\\n" : "<br>");
  }

  private boolean text(JsonNode node, boolean last) {
    var marks = new ArrayList<JsonNode>();
    for (JsonNode mark : node.path("marks").values()) {
      if (!AdfNodes.MARKS.contains(Adf.type(mark))) return false;
      marks.add(mark);
    }
    marks.sort(Comparator.comparing(mark -> OUTERMOST_FIRST.indexOf(Adf.type(mark))));
    String text = Adf.text(node.path("text"));
    boolean code = !marks.isEmpty() && Adf.type(marks.get(marks.size() - 1)).equals("code");
    if (code && form != Form.ESCAPED && isBare(marks.get(marks.size() - 1))) {
      marks.remove(marks.size() - 1);
      turnTo(marks);
      out.append(AdfInline.code(text));
      return true;
    }
    if (form == Form.SIGNS && isAddress(marks, text)) {
      turnTo(List.of());
      out.append('<').append(text).append('>');
      return true;
    }
    turnTo(marks);
    boolean lineStart = out.length() == 0 || out.charAt(out.length() - 1) == '\n';
    out.append(escaped(text, lineStart, last));
    return true;
  }

  private static boolean isAddress(List<JsonNode> marks, String text) {
    if (marks.size() != 1 || !Adf.type(marks.get(0)).equals("link")) return false;
    JsonNode attributes = marks.get(0).path("attrs");
    boolean same = attributes.size() == 1 && Adf.text(attributes.path("href")).equals(text);
    return same && text.matches("[a-zA-Z][a-zA-Z0-9+.-]+:[^\\s<>]*");
  }

  private String escaped(String text, boolean lineStart, boolean last) {
    if (form == Form.ESCAPED) {
      String spaces = text.replaceAll("^ | $", "\0");
      String signs = PUNCTUATION.matcher(spaces).replaceAll("\\\\$0");
      return entities(signs).replace("\0", "&#32;");
    }
    String words = MAYBE_ENTITY.matcher(AdfInline.escaped(text)).replaceAll("\\\\&");
    if (lineStart) words = LINE_START.matcher(words).replaceFirst(AdfExactWords::startEscaped);
    if (last && words.endsWith(" ")) words = words.substring(0, words.length() - 1) + "&#32;";
    return entities(words);
  }

  private static String startEscaped(java.util.regex.MatchResult start) {
    if (start.group(1) != null) return start.group(1).equals(" ") ? "&#32;" : "&#9;";
    if (start.group(2) != null) return "\\\\" + start.group(2);
    return start.group(3) + "\\\\" + start.group(4);
  }

  private static String entities(String text) {
    return text.replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;");
  }

  private boolean node(JsonNode node) {
    String type = Adf.type(node);
    ObjectNode attributes = AdfNodes.attributes(node);
    for (String field : node.propertyNames()) {
      if (!List.of("type", "attrs", "marks").contains(field)) return false;
    }
    String spoken = AdfWords.spoken(type);
    String words = spoken == null ? "" : Adf.text(attributes.path(spoken));
    if (type.equals("date")) {
      words = AdfInline.date(attributes.path("timestamp"));
      String back = AdfWords.timestamp(words);
      if (back != null && back.equals(Adf.text(attributes.path("timestamp")))) {
        attributes.remove("timestamp");
      }
    } else if (!words.isEmpty() && spoken != null) {
      attributes.remove(spoken);
    }
    String tag = AdfTag.write(type, attributes, node.path("marks"), words.isEmpty());
    if (tag == null) return false;
    out.append(tag);
    if (!words.isEmpty()) out.append(escaped(words, true, true)).append(AdfTag.close(type));
    return true;
  }

  private void turnTo(List<JsonNode> wanted) {
    var kept = 0;
    for (JsonNode mark : open) {
      if (kept == wanted.size() || !wanted.get(kept).equals(mark)) break;
      kept++;
    }
    while (open.size() > kept) out.append(closing(open.removeLast()));
    for (JsonNode mark : wanted.subList(kept, wanted.size())) {
      out.append(opening(mark));
      open.addLast(mark);
    }
  }

  private String opening(JsonNode mark) {
    String type = Adf.type(mark);
    if (isLink(mark)) return "[";
    if (isSign(mark)) return SIGNS.getOrDefault(type, "");
    if (isHtml(mark)) return "<" + html(mark) + ">";
    String tag =
        AdfTag.write(type, mark.path("attrs"), JsonNodeFactory.instance.arrayNode(), false);
    return tag == null ? "" : tag;
  }

  private String closing(JsonNode mark) {
    String type = Adf.type(mark);
    if (isLink(mark)) {
      String title =
          Adf.text(Adf.attribute(mark, "title")).replace("\\", "\\\\").replace("\"", "\\\"");
      String after = title.isEmpty() ? "" : " \"" + title + "\"";
      String address = Adf.text(Adf.attribute(mark, "href"));
      return "]("
          + AdfInline.target(MAYBE_ENTITY.matcher(address).replaceAll("\\\\&"))
          + after
          + ")";
    }
    if (isSign(mark)) return SIGNS.getOrDefault(type, "");
    return isHtml(mark) ? "</" + html(mark) + ">" : AdfTag.close(type);
  }

  private boolean isSign(JsonNode mark) {
    return form == Form.SIGNS && SIGNS.containsKey(Adf.type(mark)) && isBare(mark);
  }

  private boolean isLink(JsonNode mark) {
    return form != Form.ESCAPED && Adf.type(mark).equals("link");
  }

  private static boolean isHtml(JsonNode mark) {
    String type = Adf.type(mark);
    String form = Adf.text(Adf.attribute(mark, "type"));
    if (type.equals("subsup")) return form.equals("sub") || form.equals("sup");
    return type.equals("underline") && isBare(mark);
  }

  private static String html(JsonNode mark) {
    return Adf.type(mark).equals("underline") ? "u" : Adf.text(Adf.attribute(mark, "type"));
  }

  private static boolean isBare(JsonNode mark) {
    return mark.size() == 1;
  }
}
