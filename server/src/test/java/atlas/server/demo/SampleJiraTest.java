package atlas.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import atlas.integrations.Cancellation;
import atlas.integrations.Http;
import atlas.integrations.RemoteFailure;
import atlas.integrations.RemoteFailure.Kind;
import atlas.integrations.jira.CreateForm;
import atlas.integrations.jira.IssueRef;
import atlas.integrations.jira.Jira;
import atlas.integrations.jira.JiraAccount;
import atlas.integrations.jira.JiraComment;
import atlas.integrations.jira.JiraIssue;
import atlas.integrations.jira.JiraLink;
import atlas.integrations.jira.Jql;
import atlas.integrations.jira.NewIssue;
import atlas.model.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SampleJiraTest {
  private static final String MINE =
      "{\"jql\":\"assignee = currentUser() AND statusCategory != Done ORDER BY created ASC\"";

  private static final Cancellation NEVER = Cancellation.never();

  private final SampleJira sample =
      SampleJira.start(
          "sam@example.com", "t0ken", InstantSource.fixed(Instant.parse("2027-03-01T05:00:00Z")));
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    sample.close();
  }

  @Test
  void whatIsMineComesInThreePages() throws Exception {
    var assigned = jira("t0ken").assigned(1000, Cancellation.never());
    assertThat(assigned.complete()).isTrue();
    assertThat(assigned.issues()).hasSize(11);
    assertThat(assigned.issues())
        .extracting(JiraIssue::key)
        .startsWith("HBR-101", "HBR-108", "HBR-110")
        .doesNotContain("HBR-87", "PAY-36");
    assertThat(assigned.issues())
        .isSortedAccordingTo((a, b) -> String.valueOf(a.created()).compareTo("" + b.created()));
    assertThat(assigned.issues()).extracting(JiraIssue::priority).doesNotContainNull();
    String first = post(MINE + ",\"maxResults\":100}").body();
    assertThat(first)
        .startsWith("{\"issues\":[{\"id\":\"20101\"},")
        .contains("\"nextPageToken\":", "\"isLast\":false");
    assertThat(post(MINE + ",\"maxResults\":2}").body()).containsOnlyOnce("},{");
  }

  @Test
  void anIssueHasItsDocumentAndComments() {
    JiraIssue issue = jira("t0ken").issue("hbr-104", true, Cancellation.never());
    assertThat(issue.key()).isEqualTo("HBR-104");
    assertThat(issue.description())
        .contains("### Steps to reproduce\n\n1. On an iPhone with iOS 18", "> **Warning**");
    assertThat(issue.comments()).hasSize(1);
    assertThat(issue.comments().get(0).author()).isEqualTo("Jonas Weber");
    assertThat(issue.components()).containsExactly("Login");
    assertThat(issue.parentKey()).isEqualTo("HBR-85");
    assertThat(jira("t0ken").issue("HBR-101", false, Cancellation.never()))
        .satisfies(story -> assertThat(story.comments()).isEmpty())
        .satisfies(
            story ->
                assertThat(story.description())
                    .contains("### Acceptance criteria\n\n- The last three", "### Out of scope"));
    assertThat(jira("t0ken").issue("HBR-87", false, Cancellation.never()).statusCategory())
        .isEqualTo("done");
  }

  @Test
  void itsDatesLieAroundToday() {
    JiraIssue issue = jira("t0ken").issue("HBR-117", false, Cancellation.never());
    assertThat(issue.updated()).isEqualTo(Instant.parse("2027-02-28T07:45:00Z"));
    assertThat(issue.due()).isEqualTo(LocalDate.of(2027, 3, 3));
  }

  @Test
  void myselfNeedsTheToken() throws Exception {
    assertThat(jira("t0ken").myself(Cancellation.never()).displayName()).isEqualTo("Sam Rivera");
    assertThat(kind(() -> jira("wrong").myself(Cancellation.never()))).isEqualTo(Kind.UNAUTHORIZED);
    HttpResponse<String> answer = send("GET", "/rest/api/3/myself", null, "wrong");
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).contains("\"errorMessages\":[", "\"errors\":{}");
    sample.refuseTokens(true);
    assertThat(kind(() -> jira("t0ken").assigned(10, Cancellation.never())))
        .isEqualTo(Kind.UNAUTHORIZED);
    sample.refuseTokens(false);
    assertThat(jira("t0ken").assigned(3, Cancellation.never()).issues()).hasSize(3);
  }

  @Test
  void whatIsNotThereIsSaidAsJiraSaysIt() throws Exception {
    assertThat(kind(() -> jira("t0ken").issue("HBR-999", true, Cancellation.never())))
        .isEqualTo(Kind.NOT_FOUND);
    assertThat(send("GET", "/rest/api/3/issue/HBR-999", null, "t0ken").body())
        .contains("Issue does not exist or you do not have permission to see it.");
    for (String path : new String[] {"/", "/rest/api/3/search", "/rest/api/3/issue/HBR-101/x"}) {
      HttpResponse<String> answer = send("GET", path, null, "t0ken");
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }
  }

  @Test
  void aBadSearchIsRefusedInJirasWords() throws Exception {
    assertThat(post(MINE + ",\"startAt\":0}").body())
        .isEqualTo(
            "{\"errorMessages\":[\"Invalid request payload. Refer to the REST API documentation"
                + " and try again.\"]}");
    assertThat(post("nonsense").statusCode()).isEqualTo(400);
    assertThat(post(MINE + ",\"nextPageToken\":\"garbage\"}").body())
        .contains("The provided next page token is invalid or expired.");
    assertThat(post(MINE + ",\"maxResults\":6000}").body()).contains("between 1 and 5,000");
    assertThat(post("{\"jql\":\"order by key\"}").body()).contains("Unbounded JQL");
    assertThat(post("{\"jql\":\"colour = red\"}").body()).contains("Field 'colour'");
    assertThat(post("{\"jql\":\"project = PAY\",\"fields\":[\"summary\"]}").body())
        .contains("\"key\":\"PAY-36\"", "\"fields\":{\"summary\":")
        .doesNotContain("HBR-", "description");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "project = PAY AND assignee != currentUser(); PAY-36",
        "key in (hbr-101, 'HBR-999', \"PAY-31\") ORDER BY key DESC; PAY-31 HBR-101",
        "(labels = discounts OR id = 20104) AND NOT type = Story ORDER BY created; HBR-117 HBR-104",
        "resolution is not EMPTY; HBR-87",
        "statusCategory = 'In Progress' AND project not in (PAY); HBR-101 HBR-108 HBR-112 HBR-117",
        "updated >= \"2027/02/28 08:45\" AND component = Checkout; HBR-117",
        "updated > \"2027/02/28 08:45\"; ''",
        "created <= -150d OR parent = HBR-85 AND priority = High ORDER BY priority, key; HBR-87"
      })
  void aSearchIsReadAsJiraReadsIt(String jql, String keys) {
    var found = jira("t0ken").search(Jql.configured(where(jql)), null, 100, true, NEVER).found();
    // ATLAS adds no order to what is configured but its own; here it is Jira's.
    assertThat(found).extracting(IssueRef::key).containsExactlyInAnyOrder(split(keys));
    assertThat(keysOf(jql)).containsExactly(split(keys));
  }

  @Test
  void whatIsWrittenIsThereUntilItStops() {
    Jira jira = jira("t0ken");
    CreateForm form = jira.createForm("HBR", "bug", NEVER);
    assertThat(form.typeId()).isEqualTo("10004");
    assertThat(form.fields()).filteredOn(CreateForm.Field::required).hasSize(3);
    IssueRef bug =
        jira.createIssue(
            new NewIssue("HBR", "Bug", "Two mails", "**a**", "Low", List.of("atlas-1"), null),
            NEVER);
    assertThat(jira.findByLabel("atlas-1", NEVER)).containsExactly(bug);
    jira.link("Relates", "HBR-104", bug.key(), NEVER);
    jira.link("Relates", "HBR-104", bug.key(), NEVER);
    jira.addLabel(bug.id(), "more", NEVER);
    JiraComment comment = jira.addComment(bug.id(), "one", "m-1", NEVER);
    jira.editComment(bug.id(), comment.id(), "two", "m-1", NEVER);
    assertThat(jira.findComment(bug.id(), "m-1", NEVER)).isPresent();
    assertThat(jira.findComment(bug.id(), "m-2", NEVER)).isEmpty();
    jira.addWorklog(bug.id(), Instant.EPOCH, 120, "w", "m-3", NEVER);
    assertThat(jira.findWorklog(bug.id(), "m-3", NEVER)).isPresent();
    var done = jira.transitions(bug.id(), NEVER).stream().filter(t -> t.toStatus().equals("Done"));
    jira.transition(bug.id(), done.findFirst().orElseThrow().id(), NEVER);
    JiraIssue after = jira.issue(bug.key(), true, NEVER);
    assertThat(after.links()).extracting(JiraLink::otherKey).containsExactly("HBR-104");
    assertThat(after.labels()).containsExactly("atlas-1", "more");
    assertThat(after.comments()).extracting(JiraComment::markdown).containsExactly("two");
    assertThat(after.description()).isEqualTo("**a**");
    assertThat(after.spentSeconds()).isEqualTo(120);
    assertThat(after.statusCategory()).isEqualTo("done");
    assertThat(after.resolved()).isEqualTo(after.updated()).isNotNull();
    assertThat(jira.issues(List.of(bug.id(), "1"), NEVER)).hasSize(1);
    assertThat(jira.pointsFieldOfBoards("HBR", NEVER)).isEmpty();
    assertThat(kind(() -> jira.createForm("NOPE", "Bug", NEVER))).isEqualTo(Kind.NOT_FOUND);
    assertThat(kind(() -> jira.link("Loves", "HBR-104", bug.key(), NEVER)))
        .isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void itCanBeSlow() {
    sample.delay(Duration.ofSeconds(3));
    var impatient =
        new Http.Limits(
            Duration.ofMillis(300),
            Duration.ofMillis(300),
            Duration.ofMillis(300),
            Duration.ofMillis(600),
            1024);
    var account = JiraAccount.of(sample.uri().toString(), "sam@example.com", "t0ken");
    assertThat(kind(() -> new Jira(account, impatient).myself(Cancellation.never())))
        .isEqualTo(Kind.UNREACHABLE);
  }

  private static String where(String jql) {
    return jql.replaceFirst(" ORDER BY .*", "");
  }

  private static String[] split(String keys) {
    return keys.isEmpty() ? new String[0] : keys.split(" ");
  }

  private List<String> keysOf(String jql) {
    String body = Json.MAPPER.writeValueAsString(Map.of("jql", jql, "fields", List.of("key")));
    try {
      return Json.MAPPER.readTree(post(body).body()).path("issues").values().stream()
          .map(issue -> issue.path("key").asString())
          .toList();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Jira jira(String token) {
    return new Jira(JiraAccount.of(sample.uri().toString(), "sam@example.com", token));
  }

  private static Kind kind(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return catchThrowableOfType(RemoteFailure.class, call).kind();
  }

  private HttpResponse<String> post(String body) throws IOException, InterruptedException {
    return send("POST", "/rest/api/3/search/jql", body, "t0ken");
  }

  private HttpResponse<String> send(String method, String path, @Nullable String body, String token)
      throws IOException, InterruptedException {
    byte[] pair = ("sam@example.com:" + token).getBytes(StandardCharsets.UTF_8);
    var publisher =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    var request =
        HttpRequest.newBuilder(URI.create(sample.uri() + path))
            .method(method, publisher)
            .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }
}
