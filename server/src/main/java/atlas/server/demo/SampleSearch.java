package atlas.server.demo;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One search of the sample Jira. It understands conditions on assignee, statusCategory and project
 * that are joined by AND, and always sorts by the time of creation.
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

  private static final Pattern ORDER = Pattern.compile("(?i)(?:^|\\s+)order\\s+by\\s.*$");
  private static final Pattern CONDITION =
      Pattern.compile("(\\w+)\\s*(=|!=)\\s*(?:\"([^\"]*)\"|([\\w().-]+))");

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
    var fields = new ArrayList<String>();
    for (JsonNode field : asked.values()) fields.add(field.asString(""));
    String jql = body.path("jql").stringValue();
    int offset =
        body.has("nextPageToken") ? offset(body.path("nextPageToken").asString(""), jql) : 0;
    return new SampleSearch(jql, offset, maxResults, fields.isEmpty() ? List.of("id") : fields);
  }

  /** The page as Jira writes it; without a token it is the last one. */
  ObjectNode page(SampleIssues issues, URI base) {
    String condition = ORDER.matcher(jql).replaceFirst("").strip();
    if (condition.isEmpty()) {
      throw new Refused(
          "Unbounded JQL queries are not allowed here. Please add a search restriction to your"
              + " query.");
    }
    String me = issues.myself().path("accountId").asString();
    var found = new ArrayList<ObjectNode>();
    for (ObjectNode issue : issues.all()) {
      if (matches(condition, issue.path("fields"), me)) found.add(issue);
    }
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

  private static boolean matches(String conditions, JsonNode fields, String me) {
    for (String condition : conditions.split("(?i)\\s+and\\s+")) {
      Matcher parts = CONDITION.matcher(condition.strip());
      if (!parts.matches()) {
        throw new Refused("Error in the JQL Query: The sample does not understand this query.");
      }
      String value = parts.group(3) != null ? parts.group(3) : parts.group(4);
      if (value.equalsIgnoreCase("currentUser()")) value = me;
      String actual = value(parts.group(1), fields);
      // As in Jira, what is empty is neither equal nor unequal.
      if (actual == null) return false;
      if (actual.equalsIgnoreCase(value) != parts.group(2).equals("=")) return false;
    }
    return true;
  }

  private static @Nullable String value(String name, JsonNode fields) {
    JsonNode value =
        switch (name.toLowerCase(Locale.ROOT)) {
          case "assignee" -> fields.path("assignee").path("accountId");
          case "statuscategory" -> fields.path("status").path("statusCategory").path("name");
          case "project" -> fields.path("project").path("key");
          default ->
              throw new Refused(
                  "Field '" + name + "' does not exist or you do not have permission to view it.");
        };
    return value.isString() ? value.stringValue() : null;
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
