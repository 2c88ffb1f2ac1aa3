package atlas.integrations.jira;

import java.util.ArrayList;
import mockwebserver3.MockResponse;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** How a {@link FakeJira} was set up by its administrator: fields, forms, links, boards. */
final class FakeSettings {
  static final String FIELDS =
      """
      [{"id":"summary","name":"Summary","schema":{"type":"string","system":"summary"}},
       {"id":"customfield_10020","name":"Sprint",
        "schema":{"type":"array","custom":"com.pyxis.greenhopper.jira:gh-sprint"}},
       {"id":"customfield_10026","name":"Story Points",
        "schema":{"type":"number","custom":"com.atlassian.jira.plugin.system.customfieldtypes:float"}},
       {"id":"customfield_10028","name":"Weight",
        "schema":{"type":"number","custom":"com.atlassian.jira.plugin.system.customfieldtypes:float"}},
       {"id":"customfield_10016","name":"Story point estimate",
        "schema":{"type":"number","custom":"com.pyxis.greenhopper.jira:jsw-story-points"}}]""";
  static final String LINK_TYPES =
      """
      {"issueLinkTypes":[{"id":"1","name":"Duplicate","inward":"is duplicated by","outward":"duplicates"},
       {"id":"2","name":"Relates","inward":"relates to","outward":"relates to"}]}""";
  private static final String TYPES =
      """
      [{"id":"10004","name":"Bug","subtask":false},{"id":"10001","name":"Story","subtask":false}]""";
  private static final String FORM =
      """
      {"fieldId":"summary","name":"Summary","required":true,"hasDefaultValue":false},
       {"fieldId":"priority","name":"Priority","required":true,"hasDefaultValue":true,
        "allowedValues":[{"id":"2","name":"High"},{"id":"3","name":"Medium"}]}
       """;

  private FakeSettings() {}

  static MockResponse createMeta(FakeJira jira, @Nullable String type) {
    String list = jira.isCloud() ? (type == null ? "issueTypes" : "fields") : "values";
    var items = new ArrayList<String>();
    if (type != null) {
      items.add(FORM.strip());
      jira.required().forEach((id, name) -> items.add(requiredField(id, name)));
    }
    String all = type == null ? TYPES : "[" + String.join(",", items) + "]";
    int total = type == null ? 2 : 1 + items.size();
    return FakeJira.json(
        200,
        "{\"startAt\":0,\"maxResults\":50,\"total\":" + total + ",\"" + list + "\":" + all + "}");
  }

  private static String requiredField(String id, String name) {
    return "{\"fieldId\":\""
        + id
        + "\",\"name\":\""
        + name
        + "\",\"required\":true,\"hasDefaultValue\":false,\"allowedValues\":"
        + "[{\"id\":\"1\",\"value\":\"Test\"},{\"id\":\"2\",\"value\":\"Production\"}]}";
  }

  /** The list of fields with these for points, each as "id name kind". */
  static String fields(String... described) {
    var list =
        new StringBuilder(FIELDS.substring(0, FIELDS.indexOf(",\n {\"id\":\"customfield_10026")));
    for (String one : described) {
      String[] parts = one.split(" ", -1);
      list.append(",{\"id\":\"").append(parts[0]).append("\",\"name\":\"");
      list.append(parts[1].replace('_', ' ')).append("\",\"schema\":{\"custom\":\"");
      list.append(parts[2]).append("\"}}");
    }
    return list.append(']').toString();
  }

  static MockResponse board(FakeJira jira, @Nullable String id, HttpUrl url) {
    if (jira.boardStatus() != 200) return FakeRest.errors(jira.boardStatus(), "No boards here.");
    if (id == null) {
      boolean known = "HBR".equals(url.queryParameter("projectKeyOrId"));
      return FakeJira.json(
          200,
          known
              ? "{\"isLast\":true,\"values\":[{\"id\":4,\"type\":\"kanban\"},{\"id\":5}]}"
              : "{}");
    }
    if (id.equals("4")) return FakeRest.errors(403, "The board is not yours to see.");
    return FakeJira.json(
        200,
        "{\"estimation\":{\"type\":\"field\",\"field\":{\"fieldId\":\""
            + jira.boardField()
            + "\"}}}");
  }
}
