package atlas.integrations.jira;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads an issue in the dialect of Jira Cloud's REST v3; anything but id and key may be absent. */
final class CloudIssue {
  /** What has to be asked for by name, since Jira gives the id alone otherwise. */
  static final List<String> FIELDS =
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
          "duedate",
          "parent");

  // 2026-11-20T14:30:00.000+0000, and the forms that ISO allows.
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .appendPattern("[XXX][XX][X]")
          .toFormatter();

  // PostgreSQL keeps no NUL, neither in text nor in JSON.
  private static final Pattern NUL = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000");

  private CloudIssue() {}

  /** The issue, or nothing when it has neither id nor key and so is none. */
  static Optional<JiraIssue> read(JsonNode issue) {
    String id = word(issue.path("id"));
    String key = word(issue.path("key"));
    if (id == null || key == null) return Optional.empty();
    JsonNode fields = issue.path("fields");
    JsonNode status = fields.path("status");
    JsonNode comment = fields.path("comment");
    String description = clean(Adf.markdown(fields.path("description")));
    List<JiraComment> comments = comments(comment.path("comments"));
    return Optional.of(
        new JiraIssue(
            id,
            key,
            or(word(fields.path("summary")), ""),
            description.isBlank() ? null : description,
            or(word(fields.path("issuetype").path("name")), ""),
            or(word(status.path("name")), ""),
            or(word(status.path("statusCategory").path("key")), "undefined"),
            word(fields.path("priority").path("name")),
            word(fields.path("assignee").path("accountId")),
            word(fields.path("assignee").path("displayName")),
            word(fields.path("reporter").path("displayName")),
            or(word(fields.path("project").path("key")), key.replaceAll("-\\d+$", "")),
            word(fields.path("project").path("name")),
            words(fields.path("components"), component -> component.path("name")),
            words(fields.path("labels"), label -> label),
            instant(fields.path("created")),
            instant(fields.path("updated")),
            instant(fields.path("resolutiondate")),
            date(fields.path("duedate")),
            word(fields.path("parent").path("key")),
            comments,
            Math.max(comments.size(), comment.path("total").asInt(0)),
            NUL.matcher(issue.toString()).replaceAll("$1")));
  }

  /** The text or number as a text, without the space around it; null for anything else. */
  static @Nullable String word(JsonNode node) {
    if (!node.isString() && !node.isNumber()) return null;
    String word = clean(node.asString()).strip();
    return word.isEmpty() ? null : word;
  }

  private static List<String> words(JsonNode list, Function<JsonNode, JsonNode> part) {
    var words = new ArrayList<String>();
    for (JsonNode element : list.values()) {
      String word = word(part.apply(element));
      if (word != null) words.add(word);
    }
    return words;
  }

  private static List<JiraComment> comments(JsonNode list) {
    var comments = new ArrayList<JiraComment>();
    for (JsonNode comment : list.values()) {
      String author = word(comment.path("author").path("displayName"));
      String markdown = clean(Adf.markdown(comment.path("body")));
      comments.add(new JiraComment(author, instant(comment.path("created")), markdown));
    }
    return comments;
  }

  private static @Nullable Instant instant(JsonNode node) {
    String word = word(node);
    if (word == null) return null;
    try {
      return OffsetDateTime.parse(word, TIME).toInstant();
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static @Nullable LocalDate date(JsonNode node) {
    String word = word(node);
    if (word == null) return null;
    try {
      return LocalDate.parse(word);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static String clean(String text) {
    return text.replace("\0", "");
  }

  private static String or(@Nullable String word, String otherwise) {
    return word == null ? otherwise : word;
  }
}
