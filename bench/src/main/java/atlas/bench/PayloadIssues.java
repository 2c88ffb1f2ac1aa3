package atlas.bench;

import atlas.integrations.jira.JiraAttachment;
import atlas.integrations.jira.JiraComment;
import atlas.integrations.jira.JiraIssue;
import atlas.integrations.jira.JiraLink;
import atlas.model.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Compares an issue as ATLAS has read it with the JSON that it came from, field by field. */
final class PayloadIssues {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXX", Locale.ROOT);

  private final boolean cloud;
  private final Set<String> pointsFields;
  private final Findings findings;

  /**
   * @param pointsFields the fields of this site that count story points, as far as that is known
   */
  PayloadIssues(boolean cloud, Set<String> pointsFields, Findings findings) {
    this.cloud = cloud;
    this.pointsFields = pointsFields;
    this.findings = findings;
  }

  void compare(JsonNode json, JiraIssue issue, boolean withComments) {
    findings.read("issues");
    String of = "issue " + word(json.path("key")) + ", ";
    JsonNode fields = json.path("fields");
    findings.same(of + "id", word(json.path("id")), issue.id());
    findings.same(of + "key", word(json.path("key")), issue.key());
    findings.same(of + "summary", orEmpty(fields.path("summary")), issue.summary());
    names(of, fields, issue);
    people(of, fields, issue);
    times(of, fields, issue);
    planning(of, fields, issue);
    attachments(of, fields.path("attachment"), issue.attachments());
    links(of, fields.path("issuelinks"), issue.links());
    var text = new PayloadTexts(findings);
    String description = issue.description();
    text.kept(of + "description", fields.path("description"), description, cloud);
    if (withComments) {
      JsonNode comments = fields.path("comment").path("comments");
      findings.same(of + "comments", comments.size(), issue.comments().size());
      int total = Math.max(fields.path("comment").path("total").asInt(0), comments.size());
      findings.same(of + "comment count", total, issue.commentCount());
      for (int i = 0; i < Math.min(comments.size(), issue.comments().size()); i++) {
        comment(of + "comment " + i + ", ", comments.path(i), issue.comments().get(i));
      }
    }
    findings.same(of + "raw", json, Json.MAPPER.readTree(issue.raw()));
  }

  private void names(String of, JsonNode fields, JiraIssue issue) {
    findings.same(of + "type", orEmpty(fields.path("issuetype").path("name")), issue.type());
    findings.same(of + "status", orEmpty(fields.path("status").path("name")), issue.status());
    String category = word(fields.path("status").path("statusCategory").path("key"));
    findings.same(
        of + "category", category == null ? "undefined" : category, issue.statusCategory());
    findings.same(of + "priority", word(fields.path("priority").path("name")), issue.priority());
    JsonNode project = fields.path("project");
    String key = word(project.path("key"));
    if (key != null) findings.same(of + "project", key, issue.projectKey());
    findings.same(of + "project name", word(project.path("name")), issue.projectName());
    findings.same(of + "parent", word(fields.path("parent").path("key")), issue.parentKey());
    findings.same(of + "components", words(fields.path("components"), "name"), issue.components());
    findings.same(of + "labels", words(fields.path("labels"), null), issue.labels());
  }

  private void people(String of, JsonNode fields, JiraIssue issue) {
    JsonNode assignee = fields.path("assignee");
    findings.same(of + "assignee", user(assignee), issue.assigneeId());
    findings.same(of + "assignee", word(assignee.path("displayName")), issue.assigneeName());
    JsonNode reporter = fields.path("reporter");
    findings.same(of + "reporter", user(reporter), issue.reporterId());
    findings.same(of + "reporter", word(reporter.path("displayName")), issue.reporterName());
  }

  private void times(String of, JsonNode fields, JiraIssue issue) {
    findings.same(of + "created", instant(fields.path("created")), issue.created());
    findings.same(of + "updated", instant(fields.path("updated")), issue.updated());
    boolean done = issue.statusCategory().equals("done");
    boolean since = done && word(fields.path("resolutiondate")) == null;
    String resolved = since ? "statuscategorychangedate" : "resolutiondate";
    findings.same(of + "resolved", instant(fields.path(resolved)), issue.resolved());
    String due = issue.due() == null ? null : issue.due().toString();
    findings.same(of + "due", word(fields.path("duedate")), due);
    JsonNode tracked = fields.path("timetracking");
    findings.same(
        of + "original estimate",
        seconds(fields.path("timeoriginalestimate"), tracked.path("originalEstimateSeconds")),
        issue.originalEstimateSeconds());
    findings.same(
        of + "remaining estimate",
        seconds(fields.path("timeestimate"), tracked.path("remainingEstimateSeconds")),
        issue.remainingEstimateSeconds());
    findings.same(
        of + "time spent",
        seconds(fields.path("timespent"), tracked.path("timeSpentSeconds")),
        issue.spentSeconds());
  }

  private void planning(String of, JsonNode fields, JiraIssue issue) {
    var sprints = new ArrayList<String>();
    var active = new ArrayList<String>();
    for (JsonNode field : fields.values()) {
      for (JsonNode sprint : field.isArray() ? field.values() : List.of(field)) {
        String name = sprintName(sprint);
        if (name == null) continue;
        sprints.add(name);
        if (sprint.toString().toLowerCase(Locale.ROOT).matches(".*state\\W{1,4}active.*")) {
          active.add(name);
        }
      }
    }
    String read = issue.sprint();
    List<String> possible = active.isEmpty() ? sprints : active;
    boolean right = possible.isEmpty() ? read == null : read != null && possible.contains(read);
    findings.holds(of + "sprint, of " + possible, right, read);
    var points = new ArrayList<BigDecimal>();
    for (String field : pointsFields) {
      if (fields.path(field).isNumber()) points.add(fields.path(field).decimalValue());
    }
    BigDecimal counted = issue.storyPoints();
    boolean one = points.isEmpty() ? counted == null : points.contains(counted);
    findings.holds(of + "points, of " + points, one, counted);
  }

  private static @Nullable String sprintName(JsonNode sprint) {
    if (sprint.isString()) {
      String old = sprint.asString();
      return old.contains("Sprint@") ? old.replaceAll("(?s).*\\bname=(.*?),\\w+=.*", "$1") : null;
    }
    boolean is = sprint.has("state") && (sprint.has("boardId") || sprint.has("originBoardId"));
    return is ? word(sprint.path("name")) : null;
  }

  private void attachments(String of, JsonNode json, List<JiraAttachment> read) {
    findings.same(of + "attachments", json.size(), read.size());
    for (int i = 0; i < Math.min(json.size(), read.size()); i++) {
      JsonNode file = json.path(i);
      var expected =
          new JiraAttachment(
              orEmpty(file.path("id")),
              orEmpty(file.path("filename")),
              word(file.path("mimeType")),
              file.path("size").asLong(0),
              instant(file.path("created")),
              word(file.path("author").path("displayName")));
      findings.same(of + "attachment " + i, expected, read.get(i));
    }
  }

  private void links(String of, JsonNode json, List<JiraLink> read) {
    findings.same(of + "links", json.size(), read.size());
    for (int i = 0; i < Math.min(json.size(), read.size()); i++) {
      JsonNode link = json.path(i);
      boolean outward = link.has("outwardIssue");
      var expected =
          new JiraLink(
              orEmpty(link.path("type").path("name")),
              orEmpty(link.path("type").path(outward ? "outward" : "inward")),
              orEmpty(link.path(outward ? "outwardIssue" : "inwardIssue").path("key")));
      findings.same(of + "link " + i, expected, read.get(i));
    }
  }

  void comment(String of, JsonNode json, JiraComment read) {
    findings.read("comments");
    findings.same(of + "id", orEmpty(json.path("id")), read.id());
    findings.same(of + "author", user(json.path("author")), read.authorId());
    findings.same(of + "author", word(json.path("author").path("displayName")), read.author());
    findings.same(of + "created", instant(json.path("created")), read.at());
    findings.same(of + "updated", instant(json.path("updated")), read.updated());
    new PayloadTexts(findings).kept(of + "text", json.path("body"), read.markdown(), cloud);
  }

  @Nullable String user(JsonNode user) {
    return word(user.path(cloud ? "accountId" : "name"));
  }

  static @Nullable Instant instant(JsonNode node) {
    String word = word(node);
    return word == null ? null : OffsetDateTime.parse(word, TIME).toInstant();
  }

  static @Nullable String word(JsonNode node) {
    String text = node.isString() || node.isNumber() ? node.asString().strip() : "";
    return text.isEmpty() ? null : text;
  }

  static String orEmpty(JsonNode node) {
    String word = word(node);
    return word == null ? "" : word;
  }

  private static List<String> words(JsonNode list, @Nullable String part) {
    var words = new ArrayList<String>();
    for (JsonNode one : list.values()) words.add(orEmpty(part == null ? one : one.path(part)));
    return words;
  }

  private static @Nullable Long seconds(JsonNode field, JsonNode tracked) {
    if (field.isNumber()) return field.asLong();
    return tracked.isNumber() ? tracked.asLong() : null;
  }
}
