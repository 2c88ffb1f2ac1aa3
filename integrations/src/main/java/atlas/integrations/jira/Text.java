package atlas.integrations.jira;

import atlas.integrations.markup.Adf;
import atlas.integrations.markup.Wiki;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** How one of the two Jiras writes what people write: Markdown here, its own form there. */
interface Text {
  /** Cloud's documents. */
  Text ADF =
      new Text() {
        @Override
        public String markdown(JsonNode text) {
          return Adf.markdown(text);
        }

        @Override
        public JsonNode of(String markdown) {
          return Adf.document(markdown);
        }
      };

  /** Data Center's wiki markup. */
  Text WIKI =
      new Text() {
        @Override
        public String markdown(JsonNode text) {
          return text.isString() ? Wiki.markdown(text.asString()) : "";
        }

        @Override
        public JsonNode of(String markdown) {
          return JsonNodeFactory.instance.stringNode(Wiki.markup(markdown));
        }
      };

  /** What a text of theirs says; empty for what is none. */
  String markdown(JsonNode text);

  /** Their form of what we say. */
  JsonNode of(String markdown);
}
