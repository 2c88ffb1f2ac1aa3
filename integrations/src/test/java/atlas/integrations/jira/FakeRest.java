package atlas.integrations.jira;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The paths of a {@link FakeJira}, answered as the real ones answer them. */
final class FakeRest {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final Pattern ISSUE =
      Pattern.compile("issue/([^/]+)(?:/(comment|worklog|transitions)(?:/(\\d+))?)?");
  private static final Pattern META =
      Pattern.compile("issue/createmeta/([^/]+)/issuetypes(?:/(\\d+))?");
  private static final Pattern BOARD =
      Pattern.compile("/rest/agile/1.0/board(?:/(\\d+)/configuration)?");
  private static final Set<String> SEARCH_PROPERTIES =
      Set.of(
          "jql",
          "maxResults",
          "fields",
          "nextPageToken",
          "expand",
          "properties",
          "fieldsByKeys",
          "failFast");
  private static final Map<String, String> STEPS =
      Map.of("11", "To Do:new", "21", "In Progress:indeterminate", "31", "Done:done");

  private final FakeJira jira;

  FakeRest(FakeJira jira) {
    this.jira = jira;
  }

  MockResponse answer(RecordedRequest request, String path) {
    String method = request.getMethod();
    HttpUrl url = Objects.requireNonNull(HttpUrl.parse("http://x" + request.getTarget()));
    Matcher board = BOARD.matcher(path);
    if (board.matches()) return FakeSettings.board(jira, board.group(1), url);
    if (path.startsWith("/secure/attachment/") && !jira.isCloud()) return secure(path);
    String api = jira.isCloud() ? "/rest/api/3/" : "/rest/api/2/";
    if (path.equals("/rest/api/2/serverInfo")) return serverInfo();
    if (!path.startsWith(api)) return noEndpoint(method, path);
    JsonNode body = body(request);
    String what = path.substring(api.length());
    switch (method + " " + what) {
      case "GET myself":
        return ok(jira.person(FakeJira.ME, "Ann Ottosen").put("timeZone", jira.zone().getId()));
      case "GET field":
        return FakeJira.json(200, jira.fields());
      case "POST search/jql":
        return jira.isCloud() ? searchByToken(body) : noEndpoint(method, path);
      case "POST search":
        return jira.isCloud() ? removed() : searchByPosition(body);
      case "POST issue/bulkfetch":
        return jira.isCloud() ? bulk(body) : noEndpoint(method, path);
      case "POST issue":
        return create(body);
      case "POST issueLink":
        return link(body);
      case "GET issueLinkType":
        return FakeJira.json(200, FakeSettings.LINK_TYPES);
      default:
        return below(method, what, body, url);
    }
  }

  private MockResponse below(String method, String what, JsonNode body, HttpUrl url) {
    if (what.startsWith("attachment/")) return attachment(what.substring("attachment/".length()));
    Matcher meta = META.matcher(what);
    if (meta.matches()) return FakeSettings.createMeta(jira, meta.group(2));
    Matcher path = ISSUE.matcher(what);
    if (!path.matches()) return noEndpoint(method, "/" + what);
    FakeIssue issue = jira.find(path.group(1));
    if (issue == null)
      return errors(404, "Issue does not exist or you do not have permission to see it.");
    String part = path.group(2);
    if (part == null) {
      return method.equals("PUT") ? edit(issue, body) : ok(issue.json(fields(url)));
    }
    return switch (method + " " + part) {
      case "GET comment" -> list("comments", issue.comments(), url);
      case "POST comment" -> written(issue, body, "body", true);
      case "PUT comment" -> replace(issue, path.group(3), body);
      case "GET worklog" -> list("worklogs", issue.worklogs(), url);
      case "POST worklog" -> written(issue, body, "comment", false);
      case "GET transitions" -> transitions();
      case "POST transitions" -> transition(issue, body);
      default -> noEndpoint(method, "/" + what);
    };
  }

  private MockResponse serverInfo() {
    ObjectNode info = node().put("baseUrl", jira.ownAddress());
    info.put("deploymentType", jira.isCloud() ? "Cloud" : "Server");
    return ok(info.put("version", jira.isCloud() ? "1001.0.0-SNAPSHOT" : "10.3.2"));
  }

  private List<FakeIssue> found(JsonNode body) {
    String query = body.path("jql").asString("");
    if (jira.countsNoTime() && query.contains("worklogAuthor")) {
      throw new FakeJql.Wrong("Field 'worklogAuthor' does not exist.");
    }
    var jql = new FakeJql(query, FakeJira.ME, jira.zone());
    return jira.all().stream()
        .filter(issue -> !jira.isLeftOut(issue))
        .filter(jql::finds)
        .sorted(jql.order())
        .toList();
  }

  private MockResponse searchByToken(JsonNode body) {
    for (String property : body.propertyNames()) {
      if (!SEARCH_PROPERTIES.contains(property)) {
        return FakeJira.json(
            400,
            "{\"errorMessages\":[\"Invalid request payload. Refer to the REST API"
                + " documentation and try again.\"]}");
      }
    }
    int most = body.path("maxResults").asInt(50);
    if (most < 1 || most > 5000)
      return errors(400, "The max results parameter has to be between 1 and 5,000.");
    List<FakeIssue> found = new ArrayList<>(found(body));
    if (body.has("nextPageToken")) {
      long after = Long.parseLong(jira.after(body.path("nextPageToken").asString("")));
      found.removeIf(issue -> Long.parseLong(issue.id()) <= after);
    }
    // The tokens of this site know the order of creation alone.
    found.sort(Comparator.comparingLong(issue -> Long.parseLong(issue.id())));
    List<String> names = names(body);
    int end = Math.min(found.size(), Math.min(most, jira.mostOnAPage()));
    ObjectNode page = node();
    var issues = page.putArray("issues");
    for (FakeIssue issue : found.subList(0, end)) issues.add(issue.json(names));
    page.put("isLast", end == found.size());
    if (end < found.size()) page.put("nextPageToken", jira.token(found.get(end - 1).id()));
    return ok(page);
  }

  private MockResponse searchByPosition(JsonNode body) {
    List<FakeIssue> found = found(body);
    int start = body.path("startAt").asInt(0);
    int most = Math.min(body.path("maxResults").asInt(50), jira.mostOnAPage());
    ObjectNode page =
        node().put("startAt", start).put("maxResults", most).put("total", found.size());
    var issues = page.putArray("issues");
    found.stream().skip(start).limit(most).forEach(issue -> issues.add(issue.json(names(body))));
    return ok(page);
  }

  private MockResponse bulk(JsonNode body) {
    JsonNode ids = body.path("issueIdsOrKeys");
    if (ids.size() > 100) return errors(400, "The maximum number of issues is 100.");
    var found = new ArrayList<FakeIssue>();
    for (JsonNode id : ids.values()) {
      FakeIssue issue = jira.find(id.asString(""));
      if (issue != null && !jira.isLeftOut(issue)) found.add(issue);
    }
    found.sort(Comparator.comparingLong(issue -> Long.parseLong(issue.id())));
    ObjectNode answer = node();
    var issues = answer.putArray("issues");
    for (FakeIssue issue : found) issues.add(issue.json(names(body)));
    answer.putArray("issueErrors");
    return ok(answer);
  }

  private MockResponse create(JsonNode body) {
    JsonNode fields = body.path("fields");
    String project = fields.path("project").path("key").asString("");
    if (project.isEmpty()) return fieldError("project", "Specify a valid project ID or key");
    String type = fields.path("issuetype").path("name").asString("");
    if (!Set.of("Bug", "Story", "Task").contains(type))
      return fieldError("issuetype", "Specify an issue type");
    if (isWrongText(fields.path("description")))
      return fieldError("description", "Operation value must be a string");
    for (String field : jira.required().keySet()) {
      if (!fields.has(field)) return fieldError(field, "This is required.");
    }
    int number = 1;
    while (jira.find(project + "-" + number) != null) number++;
    FakeIssue issue = jira.put(project + "-" + number).type(type);
    issue.summary(fields.path("summary").asString(""));
    for (String field : List.of("description", "priority", "parent")) {
      if (fields.has(field)) issue.set(field, fields.path(field));
    }
    for (JsonNode label : fields.path("labels").values()) issue.label(label.asString(""));
    return created(node().put("id", issue.id()).put("key", issue.key()));
  }

  private MockResponse edit(FakeIssue issue, JsonNode body) {
    for (JsonNode change : body.path("update").path("labels").values()) {
      issue.label(change.path("add").asString(""));
    }
    return new MockResponse.Builder().code(204).build();
  }

  private MockResponse written(FakeIssue issue, JsonNode body, String textField, boolean comment) {
    if (isWrongText(body.path(textField)))
      return fieldError("comment", "Comment body is not valid!");
    if (!comment
        && !body.path("started").asString("").matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]{12}\\+0000")) {
      return fieldError(
          "started", "Invalid date format. Please enter the date in the format \"yyyy-MM-dd\".");
    }
    ObjectNode one = (ObjectNode) body.deepCopy();
    one.set("author", jira.person(FakeJira.ME, "Ann Ottosen"));
    return created(comment ? issue.addComment(one) : issue.addWorklog(one));
  }

  private MockResponse replace(FakeIssue issue, @Nullable String id, JsonNode body) {
    if (isWrongText(body.path("body"))) return fieldError("comment", "Comment body is not valid!");
    for (JsonNode comment : issue.comments()) {
      if (!comment.path("id").asString("").equals(id)) continue;
      ((ObjectNode) comment).set("body", body.path("body"));
      issue.touched();
      return ok(comment);
    }
    return errors(404, "Can not find a comment for the id: " + id + ".");
  }

  private boolean isWrongText(JsonNode text) {
    return !text.isMissingNode() && (jira.isCloud() ? !text.isObject() : !text.isString());
  }

  private MockResponse list(String name, List<JsonNode> all, HttpUrl url) {
    int start = Integer.parseInt(Objects.requireNonNullElse(url.queryParameter("startAt"), "0"));
    int most = Integer.parseInt(Objects.requireNonNullElse(url.queryParameter("maxResults"), "50"));
    boolean expanded = "properties".equals(url.queryParameter("expand"));
    List<JsonNode> ordered = new ArrayList<>(all);
    if ("-created".equals(url.queryParameter("orderBy"))) Collections.reverse(ordered);
    ObjectNode page = node().put("startAt", start).put("maxResults", most).put("total", all.size());
    var items = page.putArray(name);
    for (JsonNode one : ordered.stream().skip(start).limit(most).toList()) {
      ObjectNode shown = (ObjectNode) one.deepCopy();
      if (!expanded) shown.remove("properties");
      items.add(shown);
    }
    return ok(page);
  }

  private MockResponse transitions() {
    ObjectNode answer = node();
    var list = answer.putArray("transitions");
    for (String id : List.of("11", "21", "31")) {
      String[] to = step(id);
      ObjectNode one = list.addObject().put("id", id).put("name", "Go to " + to[0]);
      one.putObject("to").put("name", to[0]).putObject("statusCategory").put("key", to[1]);
    }
    return ok(answer);
  }

  private static String[] step(String id) {
    return Objects.requireNonNull(STEPS.get(id)).split(":", 2);
  }

  private MockResponse transition(FakeIssue issue, JsonNode body) {
    String id = body.path("transition").path("id").asString("");
    if (!STEPS.containsKey(id)) return errors(400, "Missing 'transition' identifier");
    issue.status(step(id)[0], step(id)[1]);
    return new MockResponse.Builder().code(204).build();
  }

  private MockResponse link(JsonNode body) {
    String type = body.path("type").path("name").asString("");
    if (!Set.of("Duplicate", "Relates").contains(type))
      return errors(404, "No issue link type with name '" + type + "' found.");
    FakeIssue inward = jira.find(body.path("inwardIssue").path("key").asString(""));
    FakeIssue outward = jira.find(body.path("outwardIssue").path("key").asString(""));
    if (inward == null || outward == null) return errors(404, "Issue does not exist.");
    boolean relates = type.equals("Relates");
    String in = relates ? "relates to" : "is duplicated by";
    String out = relates ? "relates to" : "duplicates";
    inward.link(type, in, out, "outwardIssue", outward.key());
    outward.link(type, in, out, "inwardIssue", inward.key());
    return new MockResponse.Builder().code(201).build();
  }

  private MockResponse attachment(String what) {
    String id = what.replaceFirst("^content/", "");
    byte[] content = jira.content(id);
    if (content == null) return errors(404, "The attachment with id '" + id + "' does not exist");
    if (jira.isCloud()) {
      String location = jira.media(id);
      return new MockResponse.Builder().code(303).setHeader("Location", location).build();
    }
    return ok(node().put("id", id).put("content", jira.center(id)));
  }

  private MockResponse secure(String path) {
    byte[] content = jira.content(path.split("/", -1)[3]);
    return content == null ? errors(404, "Not found.") : FakeJira.bytes(content);
  }

  private static List<String> names(JsonNode body) {
    var names = new ArrayList<String>();
    for (JsonNode name : body.path("fields").values()) names.add(name.asString(""));
    return names;
  }

  private static List<String> fields(HttpUrl url) {
    return List.of(Objects.requireNonNullElse(url.queryParameter("fields"), "*all").split(","));
  }

  private static JsonNode body(RecordedRequest request) {
    var bytes = request.getBody();
    try {
      return bytes == null ? node() : MAPPER.readTree(bytes.string(StandardCharsets.UTF_8));
    } catch (JacksonException e) {
      return node();
    }
  }

  static MockResponse errors(int status, String message) {
    ObjectNode body = node();
    body.putArray("errorMessages").add(message);
    body.putObject("errors");
    return FakeJira.json(status, body.toString());
  }

  private static MockResponse fieldError(String field, String message) {
    ObjectNode body = node();
    body.putArray("errorMessages");
    body.putObject("errors").put(field, message);
    return FakeJira.json(400, body.toString());
  }

  private static MockResponse removed() {
    return errors(
        410,
        "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API.");
  }

  private static MockResponse noEndpoint(@Nullable String method, String path) {
    ObjectNode body =
        node().put("type", "about:blank").put("title", "Not Found").put("status", 404);
    body.put("detail", "No endpoint " + method + " " + path + ".");
    return FakeJira.json(404, body.toString())
        .newBuilder()
        .setHeader("Content-Type", "application/problem+json")
        .build();
  }

  private static MockResponse ok(JsonNode body) {
    return FakeJira.json(200, body.toString());
  }

  private static MockResponse created(JsonNode body) {
    return FakeJira.json(201, body.toString());
  }

  private static ObjectNode node() {
    return JsonNodeFactory.instance.objectNode();
  }
}
