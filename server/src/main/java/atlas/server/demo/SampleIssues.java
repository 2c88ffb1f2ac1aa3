package atlas.server.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The issues of the made-up shop, with dates that lie around a given day, and what becomes of them.
 */
final class SampleIssues {
  private static final Set<String> DATES =
      Set.of("created", "updated", "resolutiondate", "duedate");

  private static final String FIRST_STATUS = "10000";
  private static final URI NOWHERE = URI.create("");

  private final ObjectNode myself;
  // In the order in which they were created.
  private final Map<String, ObjectNode> byKey;
  private final Map<String, Map<String, JsonNode>> known = new HashMap<>();
  private int nextId = 40_001;

  private SampleIssues(ObjectNode myself, Map<String, ObjectNode> byKey) {
    this.myself = myself;
    this.byKey = byKey;
    // As they are at the start: a status that no issue has any more is still one.
    for (String field : List.of("project", "issuetype", "status", "priority")) {
      var values = new TreeMap<String, JsonNode>();
      for (ObjectNode issue : byKey.values()) {
        JsonNode value = issue.path("fields").path(field);
        values.putIfAbsent(value.path("id").asString(), value);
      }
      known.put(field, values);
    }
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
    return counted(comment, shown.size());
  }

  private static ObjectNode counted(ObjectNode list, int size) {
    return list.put("maxResults", size).put("total", size).put("startAt", 0);
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

  /** What stands behind the project's letters in the issue's key. */
  static int number(ObjectNode issue) {
    return Integer.parseInt(issue.path("key").asString().replaceFirst(".*-", ""));
  }

  /** What issues of the shop may have there, such as a status, by its number. */
  Map<String, JsonNode> known(String field) {
    return known.getOrDefault(field, Map.of());
  }

  /** The one of these that has that name, key or number. */
  Optional<JsonNode> known(String field, JsonNode named) {
    for (JsonNode value : known(field).values()) {
      for (String by : List.of("id", "key", "name")) {
        String name = named.path(by).asString("");
        if (!name.isEmpty() && value.path(by).asString("").equalsIgnoreCase(name)) {
          return Optional.of(value);
        }
      }
    }
    return Optional.empty();
  }

  /** Makes an issue of these fields, reported by me. */
  ObjectNode create(JsonNode project, ObjectNode fields, Instant now) {
    int number = 0;
    for (ObjectNode other : all()) {
      if (other.path("fields").path("project").equals(project)) {
        number = Math.max(number, number(other));
      }
    }
    String key = project.path("key").asString() + "-" + (number + 1);
    ObjectNode issue = JsonNodeFactory.instance.objectNode();
    issue.put("id", nextId()).put("key", key).set("fields", fields);
    fields.set("project", project);
    fields.set("reporter", myself);
    fields.putNull("assignee").put("created", SampleJql.TIME.format(now));
    fields.set("comment", comments(null, myself, 0));
    moveTo(issue, known("status").get(FIRST_STATUS), now);
    byKey.put(key, issue);
    return issue;
  }

  /** Takes it to that status, and says whether it is resolved. */
  static void moveTo(ObjectNode issue, @Nullable JsonNode status, Instant now) {
    ObjectNode fields = (ObjectNode) issue.path("fields");
    fields.set("status", status);
    if (fields.path("status").path("statusCategory").path("key").asString("").equals("done")) {
      fields.putObject("resolution").put("id", "10000").put("name", "Done");
      fields.put("resolutiondate", SampleJql.TIME.format(now));
    } else {
      fields.putNull("resolution").putNull("resolutiondate");
    }
    changed(issue, now);
  }

  /** Adds what I write to one of its lists: comments or worklogs. */
  ObjectNode add(ObjectNode issue, String field, ObjectNode one, Instant now) {
    ObjectNode list = ((ObjectNode) issue.path("fields")).withObject("/" + field);
    var written = list.withArray("/" + field + "s");
    one.put("id", nextId()).set("author", myself);
    one.put("created", SampleJql.TIME.format(now)).put("updated", SampleJql.TIME.format(now));
    written.add(one);
    counted(list, written.size());
    changed(issue, now);
    return one;
  }

  /** Books time: what is spent grows, and what remains shrinks. */
  void book(ObjectNode issue, ObjectNode worklog, Instant now) {
    long seconds = worklog.path("timeSpentSeconds").asLong(0);
    ObjectNode fields = (ObjectNode) issue.path("fields");
    fields.put("timespent", fields.path("timespent").asLong(0) + seconds);
    long left = fields.path("timeestimate").asLong(0) - seconds;
    if (fields.hasNonNull("timeestimate")) fields.put("timeestimate", Math.max(0, left));
    add(issue, "worklog", worklog, now);
  }

  /** Adds a link to one of its sides, once. */
  static void link(ObjectNode issue, JsonNode type, String side, ObjectNode other, Instant now) {
    var links = ((ObjectNode) issue.path("fields")).withArray("/issuelinks");
    for (JsonNode link : links) {
      if (link.path("type").equals(type) && link.path(side).path("id").equals(other.path("id"))) {
        return;
      }
    }
    ObjectNode link = links.addObject().put("id", Integer.toString(10_001 + links.size()));
    link.set("type", type);
    link.set(side, show(other, List.of("summary", "status", "priority", "issuetype"), NOWHERE));
    changed(issue, now);
  }

  static void changed(ObjectNode issue, Instant now) {
    ((ObjectNode) issue.path("fields")).put("updated", SampleJql.TIME.format(now));
  }

  private String nextId() {
    return Integer.toString(nextId++);
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
              if (wanted) fields.set(name, value.deepCopy());
            });
    for (JsonNode comment : fields.path("comment").path("comments")) {
      ((ObjectNode) comment).remove("properties");
    }
    return shown;
  }
}
