package atlas.server.demo;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One search of the sample Jira.
 *
 * @param offset where the page begins, from the page token
 */
record SampleSearch(String jql, int offset, int maxResults, List<String> fields) {
  /** What Jira refuses with words of its own. */
  static final class Refused extends RuntimeException {
    Refused(String words) {
      super(words);
    }
  }

  /** What Jira does not even read. */
  static final class Malformed extends RuntimeException {}

  // So small that a dozen issues make several pages.
  private static final int LARGEST_PAGE = 5;

  private static final Set<String> PROPERTIES =
      Set.of(
          "jql",
          "nextPageToken",
          "maxResults",
          "fields",
          "expand",
          "properties",
          "fieldsByKeys",
          "failFast",
          "reconcileIssues");

  static SampleSearch of(JsonNode body) {
    if (!body.isObject() || !PROPERTIES.containsAll(body.propertyNames())) throw new Malformed();
    JsonNode asked = body.path("fields");
    if (!body.path("jql").isString() || !asked.isMissingNode() && !asked.isArray()) {
      throw new Malformed();
    }
    int maxResults = body.path("maxResults").asInt(50);
    if (maxResults < 1 || maxResults > 5000) {
      throw new Refused("The max results parameter has to be between 1 and 5,000.");
    }
    String jql = body.path("jql").stringValue();
    int offset =
        body.has("nextPageToken") ? offset(body.path("nextPageToken").asString(""), jql) : 0;
    List<String> fields = fields(body);
    return new SampleSearch(jql, offset, maxResults, fields.isEmpty() ? List.of("id") : fields);
  }

  /** The fields that a body names. */
  static List<String> fields(JsonNode body) {
    var fields = new ArrayList<String>();
    for (JsonNode field : body.path("fields").values()) fields.add(field.asString(""));
    return fields;
  }

  /** The page as Jira writes it; without a token it is the last one. */
  ObjectNode page(SampleIssues issues, URI base, Instant now) {
    List<ObjectNode> found = new SampleJql(jql, issues, now).find();
    int from = Math.min(offset, found.size());
    int to = Math.min(found.size(), from + Math.min(LARGEST_PAGE, maxResults));
    ObjectNode page = JsonNodeFactory.instance.objectNode();
    var shown = page.putArray("issues");
    for (ObjectNode issue : found.subList(from, to)) {
      shown.add(SampleIssues.show(issue, fields, base));
    }
    if (to < found.size()) page.put("nextPageToken", token(to, jql));
    return page.put("isLast", to == found.size());
  }

  private static String token(int offset, String jql) {
    String plain = offset + "@" + Integer.toHexString(jql.hashCode());
    return Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
  }

  private static int offset(String token, String jql) {
    // Only a token that was given for this very query is one.
    for (int offset = 0; offset <= 1000; offset++) {
      if (token(offset, jql).equals(token)) return offset;
    }
    throw new Refused("The provided next page token is invalid or expired.");
  }
}
