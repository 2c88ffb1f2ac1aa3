package atlas.server.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** What the sample Jira tells of itself: fields, types of links, what a new issue needs. */
final class SampleForms {
  /** The priority of an issue that was made without. */
  static final JsonNode MEDIUM = JsonNodeFactory.instance.objectNode().put("name", "Medium");

  private static final List<String> FIELDS =
      List.of("project", "issuetype", "summary", "description", "priority", "labels", "parent");
  private static final List<String> REQUIRED = List.of("project", "issuetype", "summary");
  private static final List<List<String>> LINKS =
      List.of(
          List.of("Blocks", "is blocked by", "blocks"),
          List.of("Duplicate", "is duplicated by", "duplicates"),
          List.of("Relates", "relates to", "relates to"));

  private SampleForms() {}

  static ArrayNode fields() {
    ArrayNode fields = JsonNodeFactory.instance.arrayNode();
    for (String name : FIELDS) {
      ObjectNode field = fields.addObject().put("id", name).put("key", name).put("name", name);
      field.put("custom", false).putObject("schema").put("type", "any").put("system", name);
    }
    return fields;
  }

  static ObjectNode linkTypes() {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    var types = answer.putArray("issueLinkTypes");
    for (List<String> link : LINKS) {
      ObjectNode type = types.addObject().put("id", Integer.toString(10_000 + types.size()));
      type.put("name", link.get(0)).put("inward", link.get(1)).put("outward", link.get(2));
    }
    return answer;
  }

  static JsonNode linkType(String name) {
    for (JsonNode type : linkTypes().path("issueLinkTypes")) {
      if (type.path("name").asString().equalsIgnoreCase(name)) return type;
    }
    return MissingNode.getInstance();
  }

  /** The types of issues that the project takes, or the fields of one of them. */
  static SampleReply form(
      SampleIssues issues, String project, @Nullable String typeId, SampleRest.Request request) {
    var named = JsonNodeFactory.instance.objectNode();
    named.put(Character.isDigit(project.charAt(0)) ? "id" : "key", project);
    Optional<JsonNode> known = issues.known("project", named);
    var types = List.copyOf(issues.known("issuetype").values());
    if (known.isEmpty()) {
      return SampleReply.errors(404, "No project could be found with that key or id.");
    }
    if (typeId == null) return SampleReply.list("issueTypes", types, request);
    if (types.stream().noneMatch(type -> type.path("id").asString().equals(typeId))) {
      return SampleReply.errors(404, "No issue type could be found with that id.");
    }
    var fields = new ArrayList<ObjectNode>();
    for (String name : FIELDS) {
      ObjectNode field = JsonNodeFactory.instance.objectNode();
      field.put("fieldId", name).put("key", name).put("name", name);
      field
          .put("required", REQUIRED.contains(name))
          .put("hasDefaultValue", name.equals("priority"));
      if (name.equals("priority")) {
        issues.known("priority").values().forEach(field.putArray("allowedValues")::add);
      }
      fields.add(field);
    }
    return SampleReply.list("fields", fields, request);
  }
}
