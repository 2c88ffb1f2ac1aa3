package atlas.server.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The issues of the made-up shop, with dates that lie around a given day. */
final class SampleIssues {
  private static final Set<String> DATES =
      Set.of("created", "updated", "resolutiondate", "duedate");

  private final ObjectNode myself;
  // In the order in which they were created.
  private final Map<String, ObjectNode> byKey;

  private SampleIssues(ObjectNode myself, Map<String, ObjectNode> byKey) {
    this.myself = myself;
    this.byKey = byKey;
  }

  static SampleIssues load(LocalDate today) {
    JsonNode file;
    try (InputStream in = SampleIssues.class.getResourceAsStream("/atlas/demo/sample-jira.json")) {
      if (in == null) throw new IllegalStateException("sample-jira.json is not in the jar.");
      file = JsonMapper.builder().build().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    LocalDate asOf = LocalDate.parse(file.path("asOf").asString());
    long days = ChronoUnit.DAYS.between(asOf, today);
    var byKey = new LinkedHashMap<String, ObjectNode>();
    for (JsonNode node : file.path("issues").values()) {
      ObjectNode issue = (ObjectNode) node;
      ObjectNode fields = (ObjectNode) issue.path("fields");
      JsonNode people = file.path("people");
      name(fields, "assignee", people);
      name(fields, "reporter", people);
      shift(fields, days);
      fields.set("comment", comments(fields.remove("comments"), people, days));
      byKey.put(issue.path("key").asString(), issue);
    }
    return new SampleIssues((ObjectNode) file.path("people").path("me"), byKey);
  }

  private static ObjectNode comments(@Nullable JsonNode list, JsonNode people, long days) {
    ObjectNode comment = JsonNodeFactory.instance.objectNode();
    var shown = comment.putArray("comments");
    for (JsonNode node : list == null ? List.<JsonNode>of() : list.values()) {
      ObjectNode one = (ObjectNode) node;
      name(one, "author", people);
      shift(one, days);
      shown.add(one);
    }
    return comment.put("maxResults", shown.size()).put("total", shown.size()).put("startAt", 0);
  }

  private static void name(ObjectNode node, String role, JsonNode people) {
    if (node.path(role).isString()) node.set(role, people.path(node.path(role).asString()));
  }

  private static void shift(ObjectNode node, long days) {
    for (String name : DATES) {
      if (!node.path(name).isString()) continue;
      String written = node.path(name).asString();
      LocalDate day = LocalDate.parse(written.substring(0, 10)).plusDays(days);
      node.put(name, day + written.substring(10));
    }
  }

  ObjectNode myself() {
    return myself;
  }

  Iterable<ObjectNode> all() {
    return byKey.values();
  }

  /** The issue with this key or number, however the key is written. */
  @Nullable ObjectNode get(String keyOrId) {
    for (ObjectNode issue : byKey.values()) {
      if (issue.path("key").asString().equalsIgnoreCase(keyOrId)) return issue;
      if (issue.path("id").asString().equals(keyOrId)) return issue;
    }
    return null;
  }

  /** The issue with the fields that were asked for: the number alone when only that was. */
  static ObjectNode show(ObjectNode issue, List<String> asked, URI base) {
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    if (asked.equals(List.of("id"))) return shown.set("id", issue.path("id"));
    String id = issue.path("id").asString();
    shown.put("expand", "renderedFields,names,schema,operations,editmeta,changelog");
    shown.put("id", id).put("self", base + "/rest/api/3/issue/" + id);
    shown.set("key", issue.path("key"));
    boolean all = asked.contains("*all") || asked.contains("*navigable");
    ObjectNode fields = shown.putObject("fields");
    issue
        .path("fields")
        .forEachEntry(
            (name, value) -> {
              boolean wanted = asked.contains(name) || all && !asked.contains("-" + name);
              if (wanted) fields.set(name, value);
            });
    return shown;
  }
}
