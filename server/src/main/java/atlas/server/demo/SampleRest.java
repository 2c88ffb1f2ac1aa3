package atlas.server.demo;

import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The paths of the sample Jira: those of REST v3 that ATLAS asks, and no others. */
final class SampleRest {
  private static final String API = "/rest/api/3/";
  private static final String SERVER_INFO = "/rest/api/[23]/serverInfo";
  private static final Pattern ISSUE =
      Pattern.compile("issue/([^/]+)(?:/(comment|worklog|transitions)(?:/(\\d+))?)?");
  private static final Pattern FORM =
      Pattern.compile("issue/createmeta/([^/]+)/issuetypes(?:/(\\d+))?");
  private static final int MOST_IN_BULK = 100;
  private static final int LONGEST_SUMMARY = 255;

  /**
   * What somebody asks.
   *
   * @param body a missing node where there is none
   */
  record Request(String method, String path, Map<String, String> parameters, JsonNode body) {
    int number(String parameter, int byDefault) {
      String given = parameters.getOrDefault(parameter, "");
      return given.matches("\\d{1,6}") ? Integer.parseInt(given) : byDefault;
    }
  }

  private final SampleIssues issues;
  private final InstantSource clock;
  private final URI base;

  SampleRest(SampleIssues issues, InstantSource clock, URI base) {
    this.issues = issues;
    this.clock = clock;
    this.base = base;
  }

  /** Whether anybody may ask this. */
  static boolean isOpen(String path) {
    return path.matches(SERVER_INFO) || !path.startsWith("/rest/");
  }

  /** The answer; one request after the other, as it changes what the next one sees. */
  synchronized SampleReply answer(Request request) {
    String path = request.path();
    if (request.method().equals("GET") && path.matches(SERVER_INFO)) return serverInfo();
    if (!path.startsWith(API)) return SampleReply.noEndpoint(request.method(), path);
    String what = path.substring(API.length());
    return switch (request.method() + " " + what) {
      case "GET myself" -> SampleReply.ok(issues.myself());
      case "GET field" -> SampleReply.ok(SampleForms.fields());
      case "GET issueLinkType" -> SampleReply.ok(SampleForms.linkTypes());
      case "POST search/jql" ->
          SampleReply.ok(SampleSearch.of(request.body()).page(issues, base, clock.instant()));
      case "POST issue/bulkfetch" -> bulk(request.body());
      case "POST issue" -> create(request.body());
      case "POST issueLink" -> link(request.body());
      default -> below(request, what);
    };
  }

  private SampleReply below(Request request, String what) {
    Matcher form = FORM.matcher(what);
    if (request.method().equals("GET") && form.matches()) {
      return SampleForms.form(issues, form.group(1), form.group(2), request);
    }
    Matcher path = ISSUE.matcher(what);
    if (!path.matches()) return SampleReply.noEndpoint(request.method(), request.path());
    ObjectNode issue = issues.get(path.group(1));
    String part = path.group(2) == null ? "" : " " + path.group(2);
    String id = path.group(3) == null ? "" : path.group(3);
    if (issue == null) return SampleReply.noIssue();
    return switch (request.method() + part + (id.isEmpty() ? "" : " id")) {
      case "GET" -> SampleReply.ok(SampleIssues.show(issue, fields(request), base));
      case "PUT" -> label(issue, request.body());
      case "GET comment", "GET worklog" -> written(issue, path.group(2), request);
      case "POST comment" -> comment(issue, request.body());
      case "PUT comment id" -> replace(issue, id, request.body());
      case "POST worklog" -> worklog(issue, request.body());
      case "GET transitions" -> SampleReply.ok(transitions(issue));
      case "POST transitions" -> transition(issue, request.body());
      default -> SampleReply.noEndpoint(request.method(), request.path());
    };
  }

  private SampleReply serverInfo() {
    ObjectNode info = JsonNodeFactory.instance.objectNode();
    info.put("baseUrl", base.toString()).put("version", "1001.0.0-SNAPSHOT");
    return SampleReply.ok(info.put("deploymentType", "Cloud").put("serverTitle", "Harbor"));
  }

  private static List<String> fields(Request request) {
    return List.of(request.parameters().getOrDefault("fields", "*all").split(","));
  }

  private SampleReply bulk(JsonNode body) {
    JsonNode ids = body.path("issueIdsOrKeys");
    if (!ids.isArray() || ids.isEmpty() || ids.size() > MOST_IN_BULK) {
      return SampleReply.errors(400, "The number of issues has to be between 1 and 100.");
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    var found = answer.putArray("issues");
    for (JsonNode id : ids) {
      ObjectNode issue = issues.get(id.asString(""));
      if (issue != null) found.add(SampleIssues.show(issue, SampleSearch.fields(body), base));
    }
    answer.putArray("issueErrors");
    return SampleReply.ok(answer);
  }

  private SampleReply create(JsonNode body) {
    JsonNode asked = body.path("fields");
    Optional<JsonNode> project = issues.known("project", asked.path("project"));
    Optional<JsonNode> type = issues.known("issuetype", asked.path("issuetype"));
    String summary = asked.path("summary").asString("").strip();
    if (project.isEmpty()) return SampleReply.fieldError("project", "Specify a valid project ID.");
    if (type.isEmpty()) {
      return SampleReply.fieldError("issuetype", "Specify a valid issue type.");
    }
    if (summary.isEmpty() || summary.length() > LONGEST_SUMMARY) {
      return SampleReply.fieldError(
          "summary",
          summary.isEmpty()
              ? "You must specify a summary of the issue."
              : "Summary must be less than 255 characters.");
    }
    if (asked.hasNonNull("description") && !isDocument(asked.path("description"))) {
      return SampleReply.fieldError(
          "description", "Operation value must be an Atlassian Document.");
    }
    JsonNode given = asked.path("priority");
    Optional<JsonNode> priority =
        issues.known("priority", given.isMissingNode() ? SampleForms.MEDIUM : given);
    if (priority.isEmpty()) {
      return SampleReply.fieldError("priority", "The priority selected is invalid.");
    }
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.set("issuetype", type.get());
    fields.put("summary", summary).set("description", asked.path("description"));
    fields.set("priority", priority.get());
    fields.putArray("components");
    asked.path("labels").forEach(fields.putArray("labels")::add);
    if (asked.hasNonNull("parent")) fields.set("parent", asked.path("parent"));
    ObjectNode issue = issues.create(project.get(), fields, clock.instant());
    return SampleReply.created(SampleIssues.show(issue, List.of(), base).without("fields"));
  }

  private SampleReply link(JsonNode body) {
    JsonNode type = SampleForms.linkType(body.path("type").path("name").asString(""));
    ObjectNode inward = issues.get(body.path("inwardIssue").path("key").asString(""));
    ObjectNode outward = issues.get(body.path("outwardIssue").path("key").asString(""));
    if (type.isMissingNode()) return SampleReply.errors(404, "No such issue link type found.");
    if (inward == null || outward == null) return SampleReply.noIssue();
    Instant now = clock.instant();
    SampleIssues.link(inward, type, "outwardIssue", outward, now);
    SampleIssues.link(outward, type, "inwardIssue", inward, now);
    return SampleReply.done(201);
  }

  private SampleReply label(ObjectNode issue, JsonNode body) {
    JsonNode changes = body.path("update").path("labels");
    if (!changes.isArray()) {
      return SampleReply.errors(400, "The sample Jira changes no fields but labels.");
    }
    var labels = ((ObjectNode) issue.path("fields")).withArray("/labels");
    for (JsonNode change : changes) {
      boolean there = false;
      for (JsonNode label : labels) there |= label.equals(change.path("add"));
      if (!there && change.path("add").isString()) labels.add(change.path("add"));
    }
    SampleIssues.changed(issue, clock.instant());
    return SampleReply.done(204);
  }

  private static SampleReply written(ObjectNode issue, String what, Request request) {
    var all = new ArrayList<ObjectNode>();
    for (JsonNode one : issue.path("fields").path(what).path(what + "s")) {
      ObjectNode shown = (ObjectNode) one.deepCopy();
      if (!request.parameters().getOrDefault("expand", "").equals("properties")) {
        shown.remove("properties");
      }
      all.add(shown);
    }
    if (request.parameters().getOrDefault("orderBy", "").equals("-created")) {
      Collections.reverse(all);
    }
    return SampleReply.list(what + "s", all, request);
  }

  private SampleReply comment(ObjectNode issue, JsonNode body) {
    if (!isDocument(body.path("body"))) return wrongComment();
    ObjectNode one = (ObjectNode) body.deepCopy();
    return SampleReply.created(issues.add(issue, "comment", one, clock.instant()));
  }

  private SampleReply replace(ObjectNode issue, String id, JsonNode body) {
    if (!isDocument(body.path("body"))) return wrongComment();
    for (JsonNode comment : issue.path("fields").path("comment").path("comments")) {
      if (!comment.path("id").asString("").equals(id)) continue;
      Instant now = clock.instant();
      ObjectNode changed = (ObjectNode) comment;
      changed.set("body", body.path("body"));
      changed.put("updated", SampleJql.TIME.format(now));
      SampleIssues.changed(issue, now);
      return SampleReply.ok(comment);
    }
    return SampleReply.errors(404, "Can not find a comment for the id: " + id + ".");
  }

  private SampleReply worklog(ObjectNode issue, JsonNode body) {
    if (body.has("comment") && !isDocument(body.path("comment"))) return wrongComment();
    if (body.path("timeSpentSeconds").asLong(0) < 60) {
      return SampleReply.fieldError("timeLogged", "You must indicate the time spent working.");
    }
    ObjectNode one = (ObjectNode) body.deepCopy();
    issues.book(issue, one, clock.instant());
    return SampleReply.created(one);
  }

  private ObjectNode transitions(ObjectNode issue) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    var steps = answer.put("expand", "transitions").putArray("transitions");
    for (JsonNode status : issues.known("status").values()) {
      if (status.equals(issue.path("fields").path("status"))) continue;
      ObjectNode step = steps.addObject();
      step.set("id", status.path("id"));
      step.set("name", status.path("name"));
      step.set("to", status);
    }
    return answer;
  }

  private SampleReply transition(ObjectNode issue, JsonNode body) {
    Optional<JsonNode> status = issues.known("status", body.path("transition"));
    if (status.isEmpty()) {
      return SampleReply.errors(400, "Transition is not valid for this issue.");
    }
    SampleIssues.moveTo(issue, status.get(), clock.instant());
    return SampleReply.done(204);
  }

  private static boolean isDocument(JsonNode text) {
    return text.path("type").asString("").equals("doc") && text.path("content").isArray();
  }

  private static SampleReply wrongComment() {
    return SampleReply.fieldError("comment", "Comment body is not valid!");
  }
}
