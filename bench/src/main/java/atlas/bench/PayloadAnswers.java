package atlas.bench;

import atlas.integrations.Cancellation;
import atlas.integrations.RemoteFailure;
import atlas.integrations.jira.CreateForm;
import atlas.integrations.jira.Jira;
import atlas.integrations.jira.JiraComments;
import atlas.integrations.jira.JiraLinkType;
import atlas.integrations.jira.JiraTransition;
import atlas.integrations.jira.JiraWorklog;
import atlas.integrations.jira.Jql;
import atlas.integrations.jira.Myself;
import atlas.model.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The answers of Jira that are no issues: what is read of them, compared with their JSON. */
final class PayloadAnswers {
  private static final Cancellation NEVER = Cancellation.never();
  private static final String KEY = "HBR-1";
  private static final Jql ANY = Jql.assignedToMe();

  private final AnsweringJira jira;
  private final PayloadIssues issues;
  private final Findings findings;

  PayloadAnswers(AnsweringJira jira, PayloadIssues issues, Findings findings) {
    this.jira = jira;
    this.issues = issues;
    this.findings = findings;
  }

  /** Reads it as what it looks like; false when it is nothing that ATLAS asks for. */
  boolean read(JsonNode json, boolean cloud) {
    JsonNode first = json.path(0);
    if (json.has("transitions")) transitions(json);
    else if (json.has("issueLinkTypes")) linkTypes(json);
    else if (first.has("inward"))
      linkTypes(Json.MAPPER.createObjectNode().set("issueLinkTypes", json));
    else if (json.has("worklogs")) worklogs(json);
    else if (first.has("clauseNames")) fields(json, cloud);
    else if (json.has("projects")) createForms(json);
    else if (json.has("responses")) errors(json, cloud);
    else if (json.has("displayName")) myself(json);
    else return false;
    return true;
  }

  private void transitions(JsonNode json) {
    jira.ok("GET " + jira.api("issue/" + KEY + "/transitions"), json);
    var expected = new ArrayList<JiraTransition>();
    for (JsonNode one : json.path("transitions").values()) {
      JsonNode to = one.path("to");
      expected.add(
          new JiraTransition(
              one.path("id").asString(),
              one.path("name").asString(),
              to.path("name").asString(),
              to.path("statusCategory").path("key").asString("undefined")));
      findings.read("transitions");
    }
    findings.same("transitions", expected, jira.jira().transitions(KEY, NEVER));
  }

  private void linkTypes(JsonNode json) {
    jira.ok("GET " + jira.api("issueLinkType"), json);
    var expected = new ArrayList<JiraLinkType>();
    for (JsonNode type : json.path("issueLinkTypes").values()) {
      expected.add(
          new JiraLinkType(
              type.path("name").asString().strip(),
              type.path("inward").asString().strip(),
              type.path("outward").asString().strip()));
      findings.read("types of links");
    }
    findings.same("types of links", expected, jira.jira().linkTypes(NEVER));
  }

  private void worklogs(JsonNode json) {
    int number = 0;
    for (JsonNode one : json.path("worklogs").values()) {
      String of = "worklog " + number++ + ", ";
      jira.answer("POST " + jira.api("issue/" + KEY + "/worklog"), 201, Map.of(), one.toString());
      JiraWorklog read = jira.jira().addWorklog(KEY, Instant.EPOCH, 60, "", "bench", NEVER);
      findings.same(of + "id", one.path("id").asString(), read.id());
      findings.same(of + "author", issues.user(one.path("author")), read.authorId());
      findings.same(of + "start", PayloadIssues.instant(one.path("started")), read.started());
      findings.same(of + "seconds", one.path("timeSpentSeconds").asLong(), read.seconds());
      boolean document = one.path("comment").isObject();
      new PayloadTexts(findings).kept(of + "text", one.path("comment"), read.markdown(), document);
      findings.read("worklogs");
    }
  }

  /** The comments of an issue, as a page of them would come. */
  void comments(JsonNode issue) {
    JsonNode page = issue.path("fields").path("comment");
    if (page.path("comments").isEmpty()) return;
    jira.ok("GET " + jira.api("issue/" + KEY + "/comment"), page);
    JiraComments read = jira.jira().comments(KEY, 0, 100, NEVER);
    findings.same("page of comments", page.path("comments").size(), read.comments().size());
    for (int i = 0; i < read.comments().size(); i++) {
      issues.comment("comment " + i + ", ", page.path("comments").path(i), read.comments().get(i));
    }
  }

  private void fields(JsonNode list, boolean cloud) {
    String search = "POST " + jira.api(cloud ? "search/jql" : "search");
    jira.fields(list.toString());
    jira.ok(search, "{\"issues\":[],\"isLast\":true,\"total\":0}");
    jira.jira().search(ANY, null, 1, false, NEVER);
    var asked = new ArrayList<String>();
    Json.MAPPER
        .readTree(jira.sent(search))
        .path("fields")
        .values()
        .forEach(field -> asked.add(field.asString()));
    for (JsonNode field : list.values()) {
      String kind = field.path("schema").path("custom").asString("");
      if (!kind.endsWith(":gh-sprint")) continue;
      findings.read("fields of sprints");
      findings.holds("sprints in " + field, asked.contains(field.path("id").asString()), asked);
    }
    for (String points : pointsFields(list)) {
      findings.read("fields of points");
      findings.holds("points in " + points, asked.contains(points), asked);
    }
    findings.read("lists of " + list.size() + " fields");
  }

  /** The numbers that people call story points; what was planned at first is another thing. */
  static List<String> pointsFields(JsonNode list) {
    var ids = new ArrayList<String>();
    for (JsonNode field : list.values()) {
      String name = field.path("name").asString("");
      boolean number = field.path("schema").path("type").asString("").equals("number");
      if (number && name.matches("(?i)story[ -]?points?.*")) ids.add(field.path("id").asString());
    }
    return ids;
  }

  private void createForms(JsonNode json) {
    for (JsonNode project : json.path("projects").values()) {
      String key = project.path("key").asString();
      String path = "GET " + jira.api("issue/createmeta/" + key + "/issuetypes");
      ObjectNode types = Json.MAPPER.createObjectNode();
      for (JsonNode type : project.path("issuetypes").values()) {
        ((ObjectNode) types.withArray("issueTypes").addObject().setAll((ObjectNode) type))
            .remove("fields");
        ObjectNode fields = Json.MAPPER.createObjectNode();
        type.path("fields")
            .properties()
            .forEach(
                field ->
                    fields
                        .withArray("fields")
                        .addObject()
                        .setAll((ObjectNode) field.getValue())
                        .put("fieldId", field.getKey()));
        fields.put("total", type.path("fields").size());
        jira.ok(path + "/" + type.path("id").asString(), fields);
      }
      jira.ok(path, types.put("total", project.path("issuetypes").size()));
      for (JsonNode type : project.path("issuetypes").values()) form(key, type);
    }
  }

  private void form(String project, JsonNode type) {
    String name = type.path("name").asString();
    CreateForm form = jira.jira().createForm(project, name, NEVER);
    findings.read("forms");
    findings.same("form " + name, type.path("id").asString(), form.typeId());
    findings.same("form " + name + ", fields", type.path("fields").size(), form.fields().size());
    for (CreateForm.Field field : form.fields()) {
      String of = "form " + name + ", " + field.id();
      JsonNode json = type.path("fields").path(field.id());
      boolean required =
          json.path("required").asBoolean() && !json.path("hasDefaultValue").asBoolean();
      findings.same(of, json.path("name").asString().strip(), field.name());
      findings.same(of + ", required", required, field.required());
      findings.same(of + ", values", json.path("allowedValues").size(), field.allowed().size());
      findings.read("fields of forms");
    }
  }

  private void myself(JsonNode json) {
    jira.ok("GET " + jira.api("myself"), json);
    Myself me = jira.jira().myself(NEVER);
    findings.read("people");
    findings.same("id", issues.user(json), me.id());
    findings.same("name", json.path("displayName").asString(), me.displayName());
    String zone = me.timeZone() == null ? "" : me.timeZone().getId();
    findings.same("time zone", json.path("timeZone").asString(""), zone);
  }

  private void errors(JsonNode json, boolean cloud) {
    var all = new ArrayList<JsonNode>();
    json.path("responses").values().forEach(all::add);
    json.path("rate_limit").values().forEach(all::add);
    for (JsonNode one : all) {
      int status = one.path("status").asInt();
      var headers = new HashMap<String, String>();
      one.path("headers")
          .properties()
          .forEach(h -> headers.put(h.getKey(), h.getValue().asString()));
      String body = one.has("body") ? one.path("body").toString() : "{\"issues\":[]}";
      String of = status + " " + one.path("case").asString("") + ": ";
      for (String path : List.of("search", "issue/", "issueLink")) {
        for (String method : List.of("GET ", "POST ", "PUT ")) {
          jira.answer(method + jira.api(path), status, headers, body);
        }
      }
      boolean ok = status < 300;
      Jira client = jira.jira();
      refusal(of + "search", ok, () -> client.search(ANY, null, 50, false, NEVER));
      String cursor = cloud ? "token" : "50/100";
      refusal(of + "next page", ok, () -> client.search(ANY, cursor, 50, true, NEVER));
      if (ok) continue;
      refusal(of + "issue", false, () -> client.issue(KEY, false, NEVER));
      refusal(of + "comment", false, () -> client.addComment(KEY, "Seen.", "bench", NEVER));
      refusal(of + "label", false, () -> client.addLabel(KEY, "seen", NEVER));
      refusal(of + "link", false, () -> client.link("Haunts", KEY, "HBR-2", NEVER));
    }
  }

  private interface Deed {
    void run();
  }

  private void refusal(String of, boolean answered, Deed deed) {
    try {
      deed.run();
      findings.holds(of + " was not refused", answered, "");
    } catch (RemoteFailure failure) {
      String sentence = failure.sentence();
      findings.read("refusals");
      findings.holds(of + " was refused", !answered, sentence);
      findings.holds(of + " is no sentence", sentence.matches("(?s)[A-Z\"].{10,900}[.]"), sentence);
      findings.holds(
          of + " tells too much",
          !sentence.contains(AnsweringJira.SECRET)
              && !sentence.contains(AnsweringJira.EMAIL)
              && !sentence.contains(jira.host())
              && !sentence.contains("://")
              && !sentence.contains("Exception"),
          sentence);
    }
  }
}
