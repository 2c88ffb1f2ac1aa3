package atlas.integrations.jira;

import atlas.integrations.Answer;
import atlas.integrations.Cancellation;
import atlas.integrations.Nodes;
import atlas.integrations.RemoteFailure;
import atlas.integrations.RemoteFailure.Kind;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Changes what an issue has: comments, time, status, labels. */
final class Changes {
  private static final int PAGE = 100;
  private static final int MOST_PAGES = 10;
  private static final Pattern MARKER = Pattern.compile("[A-Za-z0-9_-]{1,100}");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
  private static final Pattern LABEL = Pattern.compile("\\S{1,255}");

  // The only form of an offset that Jira takes.
  private static final DateTimeFormatter STARTED =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'+0000'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Site site;

  Changes(Site site) {
    this.site = site;
  }

  JiraComment addComment(
      String issueId, String markdown, String marker, Cancellation cancellation) {
    Reading.checkKey(issueId);
    ObjectNode body = site.dialect(cancellation).marked("body", markdown, checked(marker));
    Answer answer = site.post("issue/" + issueId + "/comment", body, issueId, cancellation);
    JsonNode made = made(site, answer, Reading.noIssue(issueId));
    return reader(cancellation).comment(made);
  }

  void editComment(
      String issueId, String commentId, String markdown, String marker, Cancellation cancellation) {
    Reading.checkKey(issueId);
    ObjectNode body = site.dialect(cancellation).marked("body", markdown, checked(marker));
    String path = "issue/" + issueId + "/comment/" + number(commentId);
    Answer answer = site.put(path, body, issueId, cancellation);
    site.refusals().done(answer, "The comment is no longer there (404). Write it again.");
  }

  Optional<JiraComment> findComment(String issueId, String marker, Cancellation cancellation) {
    return marked(issueId, "comment", "comments", "body", marker, "-created", cancellation)
        .map(reader(cancellation)::comment);
  }

  Optional<JiraWorklog> findWorklog(String issueId, String marker, Cancellation cancellation) {
    return marked(issueId, "worklog", "worklogs", "comment", marker, null, cancellation)
        .map(reader(cancellation)::worklog);
  }

  private Optional<JsonNode> marked(
      String issueId,
      String what,
      String list,
      String textField,
      String marker,
      @Nullable String order,
      Cancellation cancellation) {
    Reading.checkKey(issueId);
    Dialect dialect = site.dialect(cancellation);
    var parameters = new HashMap<String, String>();
    parameters.put("maxResults", Integer.toString(PAGE));
    parameters.put("expand", "properties");
    if (order != null) parameters.put("orderBy", order);
    int seen = 0;
    for (int i = 0; i < MOST_PAGES; i++) {
      parameters.put("startAt", Integer.toString(seen));
      JsonNode page =
          site.get(
              "issue/" + issueId + "/" + what, parameters, Reading.noIssue(issueId), cancellation);
      JsonNode written = page.path(list);
      if (!written.isArray()) throw site.refusals().otherShape();
      for (JsonNode one : written.values()) {
        if (dialect.isMarked(one, textField, checked(marker))) return Optional.of(one);
      }
      seen += written.size();
      if (written.isEmpty() || seen >= page.path("total").asInt(0)) break;
    }
    return Optional.empty();
  }

  JiraWorklog addWorklog(
      String issueId,
      Instant started,
      long seconds,
      String markdown,
      String marker,
      Cancellation cancellation) {
    Reading.checkKey(issueId);
    // Jira counts whole minutes and refuses less than one.
    if (seconds < 60) {
      throw RemoteFailure.of(Kind.REFUSED, "Jira books no less than a minute. Book more.");
    }
    ObjectNode body = site.dialect(cancellation).marked("comment", markdown, checked(marker));
    body.put("started", STARTED.format(started)).put("timeSpentSeconds", seconds);
    Answer answer = site.post("issue/" + issueId + "/worklog", body, issueId, cancellation);
    return reader(cancellation).worklog(made(site, answer, Reading.noIssue(issueId)));
  }

  List<JiraTransition> transitions(String issueId, Cancellation cancellation) {
    Reading.checkKey(issueId);
    JsonNode body =
        site.get(
            "issue/" + issueId + "/transitions", Map.of(), Reading.noIssue(issueId), cancellation);
    if (!body.path("transitions").isArray()) throw site.refusals().otherShape();
    var transitions = new ArrayList<JiraTransition>();
    for (JsonNode one : body.path("transitions").values()) {
      String id = Nodes.word(one.path("id"));
      if (id == null) throw site.refusals().otherShape();
      transitions.add(
          new JiraTransition(
              id,
              Nodes.word(one.path("name"), id),
              Nodes.word(one.path("to").path("name"), ""),
              IssueReader.category(one.path("to"))));
    }
    return transitions;
  }

  void transition(String issueId, String transitionId, Cancellation cancellation) {
    Reading.checkKey(issueId);
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putObject("transition").put("id", number(transitionId));
    Answer answer = site.post("issue/" + issueId + "/transitions", body, issueId, cancellation);
    site.refusals().done(answer, Reading.noIssue(issueId));
  }

  void addLabel(String issueId, String label, Cancellation cancellation) {
    Reading.checkKey(issueId);
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putObject("update").putArray("labels").addObject().put("add", label(label));
    Answer answer = site.put("issue/" + issueId, body, issueId, cancellation);
    site.refusals().done(answer, Reading.noIssue(issueId));
  }

  /** What Jira says it has made; when it does not say it clearly, nobody knows. */
  static JsonNode made(Site site, Answer answer, String missing) {
    site.refusals().done(answer, missing);
    if (!answer.json().isObject()) throw site.refusals().otherShape().afterSending();
    return answer.json();
  }

  static String label(String label) {
    if (LABEL.matcher(label).matches()) return label;
    throw RemoteFailure.of(
        Kind.REFUSED, "A label has no spaces and at most 255 characters. Choose another.");
  }

  private IssueReader reader(Cancellation cancellation) {
    return IssueReader.plain(site.dialect(cancellation));
  }

  private static String checked(String marker) {
    if (MARKER.matcher(marker).matches()) return marker;
    throw new IllegalArgumentException("A marker is letters, digits, - and _.");
  }

  private static String number(String id) {
    if (NUMBER.matcher(id).matches()) return id;
    throw RemoteFailure.of(Kind.NOT_FOUND, "Jira's numbers are digits alone. Read them again.");
  }
}
