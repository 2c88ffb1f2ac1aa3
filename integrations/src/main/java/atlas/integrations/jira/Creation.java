package atlas.integrations.jira;

import atlas.integrations.Answer;
import atlas.integrations.Cancellation;
import atlas.integrations.Nodes;
import atlas.integrations.RemoteFailure;
import atlas.integrations.RemoteFailure.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes issues, and the links between them. */
final class Creation {
  private static final int MOST_PAGES = 10;
  private static final int PAGE = 50;

  private final Site site;
  private final Set<String> projects;

  /**
   * @param projects the only ones in which issues are made; all when there is none
   */
  Creation(Site site, Set<String> projects) {
    this.site = site;
    this.projects = projects;
  }

  CreateForm form(String projectKey, String type, Cancellation cancellation) {
    Reading.checkProject(projectKey);
    return site.forms().get(projectKey + "/" + type, () -> ask(projectKey, type, cancellation));
  }

  private CreateForm ask(String projectKey, String type, Cancellation cancellation) {
    String path = "issue/createmeta/" + projectKey + "/issuetypes";
    String missing =
        "Jira has no project "
            + projectKey
            + " in which you may create issues (404). Check the"
            + " key, and ask the project's administrator for the permission.";
    List<JsonNode> types = all(path, "issueTypes", missing, cancellation);
    JsonNode chosen = null;
    var others = new ArrayList<String>();
    for (JsonNode one : types) {
      String name = Nodes.word(one.path("name"), "");
      if (chosen == null && isType(one, type)) chosen = one;
      else others.add(name);
    }
    String typeId = chosen == null ? null : Nodes.word(chosen.path("id"));
    if (chosen == null || typeId == null) throw noType(projectKey, others);
    var fields = new ArrayList<CreateForm.Field>();
    for (JsonNode field : all(path + "/" + typeId, "fields", missing, cancellation)) {
      fields.add(field(field));
    }
    return new CreateForm(projectKey, typeId, Nodes.word(chosen.path("name"), type), fields);
  }

  private static boolean isType(JsonNode type, String wanted) {
    return wanted.equals(Nodes.word(type.path("id")))
        || wanted.equalsIgnoreCase(Nodes.word(type.path("name")))
        || wanted.equalsIgnoreCase(Nodes.word(type.path("untranslatedName")));
  }

  private static CreateForm.Field field(JsonNode field) {
    String id = Nodes.word(field.path("fieldId"), Nodes.word(field.path("key"), ""));
    boolean required =
        field.path("required").asBoolean(false) && !field.path("hasDefaultValue").asBoolean(false);
    var allowed = new ArrayList<String>();
    for (JsonNode value : field.path("allowedValues").values()) {
      String name = Nodes.word(value.path("name"), Nodes.word(value.path("value"), ""));
      if (!name.isEmpty()) allowed.add(name);
    }
    return new CreateForm.Field(id, Nodes.word(field.path("name"), id), required, allowed);
  }

  private static RemoteFailure noType(String projectKey, List<String> others) {
    String names = String.join(", ", others.subList(0, Math.min(20, others.size())));
    return RemoteFailure.of(
        Kind.NOT_FOUND,
        "The project " + projectKey + " has no such type of issue. Choose one of: " + names + ".");
  }

  // Cloud calls the list by its name, Data Center calls every list values.
  private List<JsonNode> all(String path, String list, String missing, Cancellation cancellation) {
    var found = new ArrayList<JsonNode>();
    for (int i = 0; i < MOST_PAGES; i++) {
      var parameters =
          Map.of("startAt", Integer.toString(found.size()), "maxResults", Integer.toString(PAGE));
      JsonNode body = site.get(path, parameters, missing, cancellation);
      JsonNode page = body.has(list) ? body.path(list) : body.path("values");
      if (!page.isArray()) throw site.refusals().otherShape();
      page.values().forEach(found::add);
      if (page.isEmpty() || found.size() >= body.path("total").asInt(0)) break;
    }
    return found;
  }

  IssueRef create(NewIssue issue, Cancellation cancellation) {
    Reading.checkProject(issue.projectKey());
    if (!projects.isEmpty() && !projects.contains(issue.projectKey())) {
      throw RemoteFailure.of(
          Kind.REFUSED,
          "ATLAS is set not to work in the project "
              + issue.projectKey()
              + ". Choose another, or let it be added to the settings.");
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ObjectNode fields = body.putObject("fields");
    fields.putObject("project").put("key", issue.projectKey());
    fields.putObject("issuetype").put("name", issue.type());
    fields.put("summary", issue.summary().replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]+", " ").strip());
    if (issue.description() != null) {
      fields.set("description", site.dialect(cancellation).text().of(issue.description()));
    }
    if (issue.priority() != null) fields.putObject("priority").put("name", issue.priority());
    if (issue.parentKey() != null) fields.putObject("parent").put("key", issue.parentKey());
    if (!issue.labels().isEmpty()) {
      var labels = fields.putArray("labels");
      for (String label : issue.labels()) labels.add(Changes.label(label));
    }
    Answer answer = site.post("issue", body, null, cancellation);
    JsonNode made = Changes.made(site, answer, "Jira makes no issues here (404).");
    String id = Nodes.word(made.path("id"));
    String key = Nodes.word(made.path("key"));
    if (id == null || key == null) throw site.refusals().otherShape().afterSending();
    return new IssueRef(id, key);
  }

  List<JiraLinkType> linkTypes(Cancellation cancellation) {
    String missing = "This Jira has no links between issues (404).";
    JsonNode body = site.get("issueLinkType", Map.of(), missing, cancellation);
    if (!body.path("issueLinkTypes").isArray()) throw site.refusals().otherShape();
    var types = new ArrayList<JiraLinkType>();
    for (JsonNode type : body.path("issueLinkTypes").values()) {
      String name = Nodes.word(type.path("name"), "");
      types.add(
          new JiraLinkType(
              name, Nodes.word(type.path("inward"), name), Nodes.word(type.path("outward"), name)));
    }
    return types;
  }

  void link(String type, String fromKey, String toKey, Cancellation cancellation) {
    Reading.checkKey(fromKey);
    Reading.checkKey(toKey);
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putObject("type").put("name", type);
    // Against what the names say, the inward issue is the one that the outward words begin with.
    body.putObject("inwardIssue").put("key", fromKey);
    body.putObject("outwardIssue").put("key", toKey);
    Answer answer = site.post("issueLink", body, fromKey, cancellation);
    String missing =
        "Jira knows no link of the type "
            + quoted(type)
            + ", or not both issues (404). Look at"
            + " the site's types of links, and check the keys.";
    site.refusals().done(answer, missing);
  }

  private static String quoted(@Nullable String name) {
    return "\"" + String.valueOf(name).replaceAll("[\\p{Cc}\\p{Cf}]", "") + "\"";
  }
}
