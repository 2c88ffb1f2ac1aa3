package atlas.bench;

import atlas.integrations.markup.Adf;
import atlas.integrations.markup.Wiki;
import com.networknt.schema.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Looks whether texts keep all their words on the way to Markdown and back. */
final class PayloadTexts {
  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

  // What wiki markup says by itself and not to the reader: macros, headings, forms of images.
  private static final Pattern WIKI_SIGNS =
      Pattern.compile(
          "\\{(?:code|noformat|quote|panel|color|anchor|toc|section|column)(?::[^}\\n]*)?}"
              + "|(?m)^\\s*h[1-6]\\.(?=\\s)|(?m)^\\s*bq\\.(?=\\s)|\\|(?:thumbnail|width=[^!|,]*)(?=!)");
  // What a table is when it says nothing of it.
  private static final Map<String, JsonNode> TABLE_DEFAULTS =
      Map.of(
          "isNumberColumnEnabled",
          JsonNodeFactory.instance.booleanNode(false),
          "layout",
          JsonNodeFactory.instance.stringNode("default"));
  private static final List<String> SAID_IN_ATTRIBUTES =
      List.of("text", "shortName", "url", "title", "alt", "href");

  private final Findings findings;

  PayloadTexts(Findings findings) {
    this.findings = findings;
  }

  /** The words of a field of Jira are in the Markdown that was read. */
  void kept(String of, JsonNode text, @Nullable String markdown, boolean cloud) {
    String read = markdown == null ? "" : markdown;
    if (text.isObject()) {
      words(of, text, read);
    } else if (text.isString()) {
      // A document's field that holds plain text is taken as it is.
      String source = cloud ? text.asString() : WIKI_SIGNS.matcher(text.asString()).replaceAll(" ");
      Map<String, Integer> there = counts(read);
      counts(source)
          .forEach(
              (word, count) ->
                  findings.holds(of + " lost " + word, there.getOrDefault(word, 0) >= count, read));
    } else {
      findings.same(of, "", read);
    }
  }

  private void words(String of, JsonNode node, String markdown) {
    String bare = bare(markdown);
    for (JsonNode text : node.findValues("text")) {
      if (!text.isString()) continue;
      String expected = bare(text.asString());
      findings.holds(of + " lost " + text.asString(), bare.contains(expected), markdown);
    }
    for (String attribute : SAID_IN_ATTRIBUTES) {
      for (JsonNode attributes : node.findValues("attrs")) {
        JsonNode said = attributes.path(attribute);
        if (!said.isString() || attribute.equals("title") && !attributes.has("url")) continue;
        boolean there = bare.contains(bare(said.asString())) || attributes.has("emojiId");
        findings.holds(of + " lost " + attribute + " " + said, there, markdown);
      }
    }
  }

  /** A document, to Markdown for readers and for editors, and back. */
  void document(String of, JsonNode document, @Nullable Schema schema) {
    findings.read("documents");
    words(of, document, Adf.markdown(document));
    ObjectNode again = Adf.document(Adf.exact(document));
    findings.same(of + ", exactly again", normal(document), normal(again));
    valid(of + ", exactly again", again, schema);
    ObjectNode fromReading = Adf.document(Adf.markdown(document));
    valid(of + ", of the Markdown for readers", fromReading, schema);
    words(of + ", twice to Markdown", document, Adf.markdown(fromReading));
  }

  /** Wiki markup, to Markdown and back. */
  void wiki(String of, String markup, @Nullable Schema schema) {
    findings.read("texts in wiki markup");
    String markdown = Wiki.markdown(markup);
    JsonNode text = JsonNodeFactory.instance.stringNode(markup);
    kept(of, text, markdown, false);
    kept(of + ", twice to Markdown", text, Wiki.markdown(Wiki.markup(markdown)), false);
    valid(of + ", as a document", Adf.document(markdown), schema);
  }

  private void valid(String of, JsonNode document, @Nullable Schema schema) {
    if (schema == null) return;
    var errors = new ArrayList<String>();
    schema.validate(document).forEach(error -> errors.add(error.toString()));
    if (errors.isEmpty()) findings.read("documents valid by Atlassian's schema");
    else findings.lost(of + " is not valid: " + errors.get(0) + " in " + document);
  }

  private static Map<String, Integer> counts(String text) {
    var counts = new HashMap<String, Integer>();
    for (String word : NO_WORD.split(text))
      if (!word.isEmpty()) counts.merge(word, 1, Integer::sum);
    return counts;
  }

  private static String bare(String text) {
    return NO_WORD.matcher(text).replaceAll("");
  }

  /** Two documents are the same where they differ in what Jira leaves out or splits as it likes. */
  static JsonNode normal(JsonNode node) {
    if (node.isArray()) {
      ArrayNode list = JsonNodeFactory.instance.arrayNode();
      for (JsonNode one : node.values()) {
        JsonNode next = normal(one);
        JsonNode last = list.isEmpty() ? next : list.get(list.size() - 1);
        boolean joins =
            !list.isEmpty()
                && last.path("type").asString("").equals("text")
                && next.path("type").asString("").equals("text")
                && last.path("marks").equals(next.path("marks"));
        if (joins) {
          ((ObjectNode) last)
              .put("text", last.path("text").asString() + next.path("text").asString());
        } else {
          list.add(next);
        }
      }
      return list;
    }
    if (!node.isObject()) return node;
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    for (String name : node.propertyNames()) {
      JsonNode value = normal(node.path(name));
      boolean nothing = value.isNull() || value.isContainer() && value.isEmpty();
      boolean asEver = value.equals(TABLE_DEFAULTS.get(name));
      if (!nothing && !asEver) all.set(name, value);
    }
    return all;
  }
}
