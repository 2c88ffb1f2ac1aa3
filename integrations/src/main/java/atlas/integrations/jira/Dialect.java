package atlas.integrations.jira;

import atlas.integrations.Nodes;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the two Jiras say differently. */
enum Dialect {
  /** REST v3: documents, account ids, properties on what we write. */
  CLOUD("rest/api/3/", "accountId", Text.ADF) {
    @Override
    ObjectNode marked(String textField, String markdown, String marker) {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.set(textField, text().of(markdown));
      ObjectNode property = body.putArray("properties").addObject();
      property.put("key", PROPERTY).putObject("value").put("marker", marker);
      return body;
    }

    @Override
    boolean isMarked(JsonNode written, String textField, String marker) {
      for (JsonNode property : written.path("properties").values()) {
        if (PROPERTY.equals(Nodes.word(property.path("key")))
            && marker.equals(Nodes.word(property.path("value").path("marker")))) {
          return true;
        }
      }
      return false;
    }

    @Override
    String markdown(JsonNode text) {
      return Nodes.clean(text().markdown(text));
    }
  },

  /** REST v2: wiki markup, user names, and an anchor that readers don't see in what we write. */
  DATA_CENTER("rest/api/2/", "name", Text.WIKI) {
    @Override
    ObjectNode marked(String textField, String markdown, String marker) {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      String text = text().of(markdown).asString();
      body.put(textField, text + "\n\n" + anchor(marker));
      return body;
    }

    @Override
    boolean isMarked(JsonNode written, String textField, String marker) {
      String text = Nodes.word(written.path(textField));
      return text != null && text.contains(anchor(marker));
    }

    @Override
    String markdown(JsonNode text) {
      String raw = Nodes.word(text);
      if (raw == null) return "";
      String bare = ANCHOR.matcher(raw).replaceAll("");
      return Nodes.clean(text().markdown(JsonNodeFactory.instance.stringNode(bare)));
    }
  };

  private static final String PROPERTY = "atlas";
  private static final Pattern ANCHOR =
      Pattern.compile("(?<!\\s)\\s*+\\{anchor:atlas-[A-Za-z0-9_-]+}");

  private final String api;
  private final String userId;
  private final Text text;

  Dialect(String api, String userId, Text text) {
    this.api = api;
    this.userId = userId;
    this.text = text;
  }

  /** What its paths begin with. */
  String api() {
    return api;
  }

  Text text() {
    return text;
  }

  Deployment deployment() {
    return this == CLOUD ? Deployment.CLOUD : Deployment.DATA_CENTER;
  }

  /** What a person is known by, and what a query takes. */
  @Nullable String userId(JsonNode user) {
    return Nodes.word(user.path(userId));
  }

  /** A text with a mark of ours that people don't see, as the field of a body to be sent. */
  abstract ObjectNode marked(String textField, String markdown, String marker);

  /** Whether this was written with the marker. */
  abstract boolean isMarked(JsonNode written, String textField, String marker);

  /** What a text says, without our mark. */
  abstract String markdown(JsonNode text);

  private static String anchor(String marker) {
    return "{anchor:atlas-" + marker + "}";
  }
}
