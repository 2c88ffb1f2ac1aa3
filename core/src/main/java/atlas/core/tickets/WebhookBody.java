package atlas.core.tickets;

import atlas.model.Json;
import atlas.model.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What a webhook says that is of use: what happened, and to which issue.
 *
 * @param jiraId the issue's number; null where it is about none, or about nothing that is copied
 * @param saysAssignee whether it tells who the issue is assigned to, be it nobody
 * @param assignees what Jira calls that person, in each of its ways
 */
record WebhookBody(
    String event, @Nullable String jiraId, boolean saysAssignee, List<String> assignees) {
  private static final int LONGEST_EVENT = 100;
  private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,17}");
  private static final Pattern IN_ADDRESS = Pattern.compile("/issue/([1-9]\\d{0,17})(?:/|$)");

  // Whatever else happens (sprints, boards, versions, projects) comes with the next sync.
  private static final List<String> ABOUT_ISSUES =
      List.of("jira:issue_", "jira:worklog_", "comment_", "worklog_", "issuelink_");

  WebhookBody {
    assignees = List.copyOf(assignees);
  }

  /** Reads it; refuses what is no webhook of Jira. */
  static WebhookBody parse(String body) {
    JsonNode json;
    try {
      json = Json.MAPPER.readTree(body);
    } catch (JacksonException e) {
      throw Refusal.invalid("The body is not JSON.");
    }
    JsonNode said = json.path("webhookEvent");
    String event = said.isString() ? said.asString() : "";
    if (event.isBlank()) {
      throw Refusal.invalid("The body is no webhook of Jira: it has no webhookEvent.");
    }
    boolean known = ABOUT_ISSUES.stream().anyMatch(event::startsWith);
    JsonNode fields = json.path("issue").path("fields");
    JsonNode assignee = fields.path("assignee");
    var assignees = new ArrayList<String>();
    for (String name : List.of("accountId", "name", "key")) {
      if (assignee.path(name).isString()) assignees.add(assignee.path(name).asString());
    }
    return new WebhookBody(
        event.substring(0, Math.min(LONGEST_EVENT, event.length())),
        known ? jiraId(json) : null,
        fields.has("assignee"),
        assignees);
  }

  // Data Center's comments name their issue in their own address alone.
  private static @Nullable String jiraId(JsonNode json) {
    for (JsonNode id :
        List.of(
            json.path("issue").path("id"),
            json.path("worklog").path("issueId"),
            json.path("issueLink").path("sourceIssueId"))) {
      String number = id.isValueNode() ? id.asString("") : "";
      if (NUMBER.matcher(number).matches()) return number;
    }
    for (String what : List.of("comment", "worklog", "issue")) {
      Matcher address = IN_ADDRESS.matcher(json.path(what).path("self").asString(""));
      if (address.find()) return address.group(1);
    }
    return null;
  }
}
