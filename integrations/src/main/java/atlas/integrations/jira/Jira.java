package atlas.integrations.jira;

import atlas.integrations.Answer;
import atlas.integrations.Cancellation;
import atlas.integrations.Http;
import atlas.integrations.RemoteFailure;
import atlas.integrations.RemoteFailure.Kind;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A person's Jira Cloud site. Every method asks the network and throws {@link RemoteFailure} with a
 * sentence for the person, or {@link java.util.concurrent.CancellationException} once cancelled.
 */
public final class Jira {
  /** The most issues that {@link #assigned} gives. */
  public static final int MOST_ISSUES = 1000;

  // Sorted by what never changes: an issue edited meanwhile must not jump to another page.
  private static final String ASSIGNED =
      "assignee = currentUser() AND statusCategory != Done ORDER BY created ASC";

  private static final String API = "rest/api/3/";
  private static final int PAGE = 100;

  // With one more slow request to come, this stays within a tool's deadline of 20 s.
  private static final Duration LONGEST_LISTING = Duration.ofSeconds(10);

  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,254}");

  private final Http http;
  private final Refusals refusals;

  public Jira(JiraAccount account) {
    this(account, Http.Limits.standard());
  }

  public Jira(JiraAccount account, Http.Limits limits) {
    var remote = new Http.Remote("Jira", "JIRA_HOST");
    this.http = new Http(remote, account.base(), account.authorization(), limits);
    this.refusals = new Refusals(account);
  }

  /** Whom the token belongs to: the surest way to learn that it works. */
  public Myself myself(Cancellation cancellation) {
    Answer answer = http.get(API + "myself", Map.of(), cancellation);
    JsonNode body = object(answer, "Jira does not know this account (404). Check JIRA_EMAIL.");
    String accountId = CloudIssue.word(body.path("accountId"));
    if (accountId == null) throw refusals.otherShape();
    String name = CloudIssue.word(body.path("displayName"));
    return new Myself(accountId, name == null ? accountId : name, zone(body.path("timeZone")));
  }

  /** What is open and assigned to the token's person, at most so many and never over 1,000. */
  public AssignedIssues assigned(int max, Cancellation cancellation) {
    var listing = new Listing(Math.min(MOST_ISSUES, Math.max(1, max)), LONGEST_LISTING);
    do {
      Answer answer = http.query(API + "search/jql", search(listing.token()), cancellation);
      // The page before was fine, so what is refused is the token: they expire.
      if (listing.token() != null && answer.status() == 400) {
        listing.startAgain();
      } else {
        JsonNode page = object(answer, "This Jira has no search of Jira Cloud (404).");
        listing.add(issues(page), page.path("nextPageToken"), page.path("isLast"));
      }
    } while (listing.goesOn());
    AssignedIssues assigned = listing.result();
    // To somebody it does not know, Jira shows an empty world; only this tells the difference.
    if (assigned.issues().isEmpty()) myself(cancellation);
    return assigned;
  }

  /** The issue with this key, also when it is an old one of an issue that moved. */
  public JiraIssue issue(String key, boolean withComments, Cancellation cancellation) {
    if (!KEY.matcher(key).matches()) {
      throw RemoteFailure.of(Kind.NOT_FOUND, "That is no issue key; they look like HBR-101.");
    }
    String fields = String.join(",", CloudIssue.FIELDS) + (withComments ? ",comment" : "");
    Answer answer = http.get(API + "issue/" + key, Map.of("fields", fields), cancellation);
    if (answer.status() == 404) checkToken(cancellation);
    String missing =
        "Jira has no issue " + key + ", or does not show it to you (404). Check the key.";
    return CloudIssue.read(object(answer, missing)).orElseThrow(refusals::otherShape);
  }

  // A stranger gets "does not exist" too. Any other trouble leaves the first answer standing.
  private void checkToken(Cancellation cancellation) {
    try {
      myself(cancellation);
    } catch (RemoteFailure failure) {
      if (failure.kind() == Kind.UNAUTHORIZED) throw failure;
    }
  }

  private JsonNode object(Answer answer, String missing) {
    // With a wrong token some paths answer as to a stranger, and say so only here.
    String login = answer.headers().getOrDefault("x-seraph-loginreason", "");
    if (login.contains("AUTHENTICATED_FAILED")) throw refusals.token();
    if (!answer.ok()) throw refusals.of(answer, missing);
    if (answer.form() != Answer.Form.JSON) throw refusals.notData(answer);
    if (!answer.json().isObject()) throw refusals.otherShape();
    return answer.json();
  }

  private List<JiraIssue> issues(JsonNode page) {
    if (!page.path("issues").isArray()) throw refusals.otherShape();
    var issues = new ArrayList<JiraIssue>();
    for (JsonNode issue : page.path("issues").values()) {
      issues.add(CloudIssue.read(issue).orElseThrow(refusals::otherShape));
    }
    return issues;
  }

  private static ObjectNode search(@Nullable String token) {
    ObjectNode search = JsonNodeFactory.instance.objectNode();
    search.put("jql", ASSIGNED).put("maxResults", PAGE);
    CloudIssue.FIELDS.forEach(search.putArray("fields")::add);
    if (token != null) search.put("nextPageToken", token);
    return search;
  }

  private static @Nullable ZoneId zone(JsonNode node) {
    String name = CloudIssue.word(node);
    if (name == null) return null;
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
