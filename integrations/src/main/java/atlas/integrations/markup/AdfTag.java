package atlas.integrations.markup;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A tag such as {@code <adf-status color="blue">}, by which Markdown says a node or a mark that it
 * has no sign for. What is in double quotes is text; any other value is JSON.
 */
record AdfTag(Kind kind, String type, ObjectNode attributes, ArrayNode marks) {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  // Marks beside the attributes; HTML allows the colon, and no attribute of Jira's begins with it.
  private static final String MARKS = ":marks";

  private static final Pattern TAG = Pattern.compile("\\s*<(/?)adf-([A-Za-z]+)");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");
  private static final Pattern ATTRIBUTE =
      Pattern.compile("\\s+([A-Za-z_:][A-Za-z0-9_.:-]*)=(\"[^\"]*\"|'[^']*'|[^\\s\"'=<>`/]+)");
  private static final Pattern END = Pattern.compile("\\s*(/?)>\\s*");
  private static final Pattern ENTITY = Pattern.compile("&(amp|quot|lt|gt|apos|#\\d{1,7});");
  private static final Pattern UNSAFE =
      Pattern.compile("[&<>\"'\\x01-\\x1f\\x7f\\x85\u2028\u2029]");

  /** Whether it opens, closes, or is a whole by itself. */
  enum Kind {
    OPEN,
    CLOSE,
    EMPTY
  }

  /** The tag for a known node or mark, or null when the text is none. */
  static @Nullable AdfTag read(String html) {
    var tag = TAG.matcher(html);
    if (!tag.lookingAt() || !isKnown(tag.group(2))) return null;
    ObjectNode attributes = JsonNodeFactory.instance.objectNode();
    var attribute = ATTRIBUTE.matcher(html);
    int at = tag.end();
    while (attribute.region(at, html.length()).lookingAt()) {
      JsonNode value = value(attribute.group(2));
      if (value == null) return null;
      attributes.set(attribute.group(1), value);
      at = attribute.end();
    }
    var end = END.matcher(html).region(at, html.length());
    if (!end.matches()) return null;
    Kind kind = end.group(1).isEmpty() ? Kind.OPEN : Kind.EMPTY;
    if (!tag.group(1).isEmpty()) kind = Kind.CLOSE;
    JsonNode marks = attributes.remove(MARKS);
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    return new AdfTag(kind, tag.group(2), attributes, marks instanceof ArrayNode a ? a : list);
  }

  /** The opening or whole tag for a type, or null when an attribute has a name it can't have. */
  static @Nullable String write(String type, JsonNode attributes, JsonNode marks, boolean empty) {
    var tag = new StringBuilder("<adf-").append(type);
    for (var attribute : attributes.properties()) {
      if (!NAME.matcher(attribute.getKey()).matches()) return null;
      String value = value(attribute.getValue());
      if (value.indexOf('\0') >= 0) return null;
      tag.append(' ').append(attribute.getKey()).append('=').append(value);
    }
    if (!marks.isEmpty()) tag.append(' ').append(MARKS).append('=').append(value(marks));
    return tag.append(empty ? "/>" : ">").toString();
  }

  static String close(String type) {
    return "</adf-" + type + ">";
  }

  /** The tag as a node, which holds nothing so far. */
  ObjectNode node() {
    ObjectNode node = AdfNodes.node(type);
    if (!attributes.isEmpty()) node.set("attrs", attributes);
    if (!marks.isEmpty()) node.set("marks", marks);
    return node;
  }

  /** For each opening the place of what closes it, and the reverse; what has none is text. */
  static Map<Integer, Integer> pairs(List<@Nullable AdfTag> tags) {
    var pairs = new HashMap<Integer, Integer>();
    var open = new ArrayDeque<Integer>();
    var count = new HashMap<String, Integer>();
    for (int i = 0; i < tags.size(); i++) {
      AdfTag tag = tags.get(i);
      if (tag == null || tag.kind == Kind.EMPTY) continue;
      if (tag.kind == Kind.OPEN) {
        open.push(i);
        count.merge(tag.type, 1, Integer::sum);
      } else if (count.getOrDefault(tag.type, 0) > 0) {
        int opening = pop(open, tags, count, tag.type);
        pairs.put(opening, i);
        pairs.put(i, opening);
      }
    }
    return pairs;
  }

  // What was opened within and never closed is left behind.
  private static int pop(
      Deque<Integer> open, List<@Nullable AdfTag> tags, Map<String, Integer> count, String type) {
    while (true) {
      int last = open.pop();
      AdfTag tag = tags.get(last);
      if (tag == null) continue;
      count.merge(tag.type, -1, Integer::sum);
      if (tag.type.equals(type)) return last;
    }
  }

  private static boolean isKnown(String type) {
    return AdfNodes.BLOCKS.contains(type)
        || AdfNodes.INLINE.contains(type)
        || AdfNodes.MARKS.contains(type);
  }

  private static @Nullable JsonNode value(String written) {
    char quote = written.charAt(0);
    boolean quoted = quote == '"' || quote == '\'';
    String value = quoted ? decoded(written.substring(1, written.length() - 1)) : written;
    if (quote == '"') return JsonNodeFactory.instance.stringNode(value);
    try {
      return MAPPER.readTree(value);
    } catch (JacksonException e) {
      return null;
    }
  }

  private static String value(JsonNode value) {
    if (value.isString()) return '"' + encoded(value.stringValue()) + '"';
    String json = value.toString();
    return value.isContainer() ? "'" + encoded(json).replace("&quot;", "\"") + "'" : json;
  }

  private static String encoded(String text) {
    return UNSAFE
        .matcher(text)
        .replaceAll(found -> "&#" + (int) found.group().charAt(0) + ";")
        .replace("&#38;", "&amp;")
        .replace("&#34;", "&quot;")
        .replace("&#60;", "&lt;")
        .replace("&#62;", "&gt;");
  }

  private static String decoded(String text) {
    return ENTITY.matcher(text).replaceAll(found -> character(found.group(1)));
  }

  private static String character(String entity) {
    String character =
        switch (entity) {
          case "amp" -> "&";
          case "quot" -> "\"";
          case "lt" -> "<";
          case "gt" -> ">";
          case "apos" -> "'";
          default -> {
            int code = Integer.parseInt(entity.substring(1));
            boolean half = code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE;
            boolean known = code > 0 && Character.isValidCodePoint(code) && !half;
            yield known ? Character.toString(code) : "\ufffd";
          }
        };
    return Matcher.quoteReplacement(character);
  }
}
