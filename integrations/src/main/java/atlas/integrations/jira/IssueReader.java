package atlas.integrations.jira;

import atlas.integrations.Nodes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads an issue in either dialect; anything but id and key may be absent.
 *
 * @param boardPoints by project key, the field in which its board counts points
 */
record IssueReader(Dialect dialect, CustomFields custom, Map<String, String> boardPoints) {
  private static final Pattern ID = Pattern.compile("\\d{1,18}");
  private static final Pattern KEY =
      Pattern.compile("(?=.{3,64}$)[\\p{L}\\p{N}][\\p{L}\\p{N}_]*-\\d{1,18}");
  private static final Pattern FILE = Pattern.compile("[A-Za-z0-9-]{1,64}");

  // Jira's own is 255; what PostgreSQL can index is far away.
  private static final int LONGEST_SUMMARY = 1_000;

  /** What has to be asked for by name, since Cloud gives the id alone otherwise. */
  private static final List<String> FIELDS =
      List.of(
          "summary",
          "description",
          "issuetype",
          "status",
          "priority",
          "assignee",
          "reporter",
          "project",
          "components",
          "labels",
          "created",
          "updated",
          "resolutiondate",
          "statuscategorychangedate",
          "duedate",
          "parent",
          "timeoriginalestimate",
          "timeestimate",
          "timespent",
          "issuelinks",
          "attachment");

  /** One for what has no fields of the site's own: comments and bookings. */
  static IssueReader plain(Dialect dialect) {
    return new IssueReader(dialect, CustomFields.NONE, Map.of());
  }

  /** What is to be asked for. */
  List<String> fields() {
    var fields = new ArrayList<>(FIELDS);
    fields.addAll(custom.sprints());
    fields.addAll(custom.points());
    for (String field : boardPoints.values()) {
      if (!fields.contains(field)) fields.add(field);
    }
    return fields;
  }

  /** Jira's number of an issue; null when it is none. */
  static @Nullable String id(JsonNode issue) {
    return matching(ID, issue.path("id"));
  }

  /** The issue, or nothing when it has no id or key that can be one. */
  Optional<JiraIssue> read(JsonNode issue) {
    String id = id(issue);
    String key = matching(KEY, issue.path("key"));
    if (id == null || key == null) return Optional.empty();
    JsonNode fields = issue.path("fields");
    JsonNode status = fields.path("status");
    JsonNode tracking = fields.path("timetracking");
    JsonNode comment = fields.path("comment");
    String description = dialect.markdown(fields.path("description"));
    String project = Nodes.name(fields.path("project").path("key"), key.replaceAll("-\\d+$", ""));
    List<JiraComment> comments = comments(comment.path("comments"));
    return Optional.of(
        new JiraIssue(
            id,
            key,
            Nodes.cut(Nodes.word(fields.path("summary"), ""), LONGEST_SUMMARY),
            description.isBlank() ? null : description,
            Nodes.name(fields.path("issuetype").path("name"), ""),
            Nodes.name(status.path("name"), ""),
            category(status),
            Nodes.name(fields.path("priority").path("name")),
            dialect.userId(fields.path("assignee")),
            Nodes.name(fields.path("assignee").path("displayName")),
            dialect.userId(fields.path("reporter")),
            Nodes.name(fields.path("reporter").path("displayName")),
            project,
            Nodes.name(fields.path("project").path("name")),
            Nodes.words(fields.path("components"), component -> component.path("name")),
            Nodes.words(fields.path("labels"), label -> label),
            Nodes.instant(fields.path("created")),
            Nodes.instant(fields.path("updated")),
            resolved(fields, category(status)),
            Nodes.date(fields.path("duedate")),
            matching(KEY, fields.path("parent").path("key")),
            custom.sprint(fields),
            custom.points(fields, boardPoints.get(project)),
            seconds(fields.path("timeoriginalestimate"), tracking.path("originalEstimateSeconds")),
            seconds(fields.path("timeestimate"), tracking.path("remainingEstimateSeconds")),
            seconds(fields.path("timespent"), tracking.path("timeSpentSeconds")),
            attachments(fields.path("attachment")),
            links(fields.path("issuelinks")),
            comments,
            Math.max(comments.size(), comment.path("total").asInt(0)),
            Nodes.raw(issue)));
  }

  /** The comment, without our mark. */
  JiraComment comment(JsonNode comment) {
    return new JiraComment(
        Nodes.word(comment.path("id"), ""),
        dialect.userId(comment.path("author")),
        Nodes.name(comment.path("author").path("displayName")),
        Nodes.instant(comment.path("created")),
        Nodes.instant(comment.path("updated")),
        dialect.markdown(comment.path("body")));
  }

  /** The booking, without our mark. */
  JiraWorklog worklog(JsonNode worklog) {
    Long seconds = Nodes.whole(worklog.path("timeSpentSeconds"));
    return new JiraWorklog(
        Nodes.word(worklog.path("id"), ""),
        dialect.userId(worklog.path("author")),
        Nodes.instant(worklog.path("started")),
        seconds == null ? 0 : seconds,
        dialect.markdown(worklog.path("comment")));
  }

  private static @Nullable String matching(Pattern pattern, JsonNode node) {
    String word = Nodes.word(node);
    return word != null && pattern.matcher(word).matches() ? word : null;
  }

  /** The category of a status, which is the same in every language. */
  static String category(JsonNode status) {
    return Nodes.name(status.path("statusCategory").path("key"), "undefined");
  }

  /** Many workflows take an issue to its end and give it no resolution. */
  private static @Nullable Instant resolved(JsonNode fields, String category) {
    Instant resolved = Nodes.instant(fields.path("resolutiondate"));
    if (resolved != null || !category.equals("done")) return resolved;
    return Nodes.instant(fields.path("statuscategorychangedate"));
  }

  private static @Nullable Long seconds(JsonNode field, JsonNode tracked) {
    Long seconds = Nodes.whole(field);
    return seconds == null ? Nodes.whole(tracked) : seconds;
  }

  private List<JiraComment> comments(JsonNode list) {
    var comments = new ArrayList<JiraComment>();
    for (JsonNode comment : list.values()) comments.add(comment(comment));
    return comments;
  }

  private static List<JiraAttachment> attachments(JsonNode list) {
    var attachments = new ArrayList<JiraAttachment>();
    for (JsonNode file : list.values()) {
      String id = matching(FILE, file.path("id"));
      if (id == null) continue;
      Long size = Nodes.whole(file.path("size"));
      attachments.add(
          new JiraAttachment(
              id,
              Nodes.name(file.path("filename"), id),
              Nodes.name(file.path("mimeType")),
              size == null ? 0 : size,
              Nodes.instant(file.path("created")),
              Nodes.name(file.path("author").path("displayName"))));
    }
    return attachments;
  }

  private static List<JiraLink> links(JsonNode list) {
    var links = new ArrayList<JiraLink>();
    for (JsonNode link : list.values()) {
      JsonNode type = link.path("type");
      boolean outward = link.has("outwardIssue");
      JsonNode other = link.path(outward ? "outwardIssue" : "inwardIssue");
      String key = Nodes.word(other.path("key"));
      if (key == null) continue;
      String name = Nodes.name(type.path("name"), "");
      links.add(
          new JiraLink(name, Nodes.name(type.path(outward ? "outward" : "inward"), name), key));
    }
    return links;
  }
}
