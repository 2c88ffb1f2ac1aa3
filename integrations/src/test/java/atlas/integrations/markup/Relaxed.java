package atlas.integrations.markup;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON from a form that is easier to read: names bare, texts in single quotes or bare. */
final class Relaxed {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final Pattern TOKEN = Pattern.compile("'([^']*)'|([A-Za-z][A-Za-z0-9]*)");

  private Relaxed() {}

  static JsonNode json(String relaxed) {
    return MAPPER.readTree(strict(relaxed));
  }

  /** A document of these blocks. */
  static JsonNode document(String blocks) {
    return json("{type: doc, version: 1, content: [" + blocks + "]}");
  }

  static String strict(String relaxed) {
    var out = new StringBuilder();
    var token = TOKEN.matcher(relaxed);
    while (token.find()) {
      String text = token.group(1) != null ? token.group(1) : token.group(2);
      boolean word =
          "null|true|false".contains(text) && token.group(2) != null && text.length() > 3;
      String quoted = word ? text : "\"" + text.replace("\"", "\\\"") + "\"";
      token.appendReplacement(out, Matcher.quoteReplacement(quoted));
    }
    return token.appendTail(out).toString();
  }
}
