package atlas.integrations.jira;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import atlas.integrations.Cancellation;
import atlas.integrations.Http;
import atlas.integrations.RemoteFailure;
import atlas.integrations.RemoteFailure.Kind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.QueueDispatcher;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class JiraTest {
  private static final Http.Limits LIMITS =
      new Http.Limits(
          Duration.ofMillis(400),
          Duration.ofMillis(400),
          Duration.ofMillis(400),
          Duration.ofSeconds(9),
          1024 * 1024);
  private static final String MYSELF =
      "{\"accountId\":\"5b10\",\"displayName\":\"Ada Tester\",\"timeZone\":\"Europe/Berlin\"}";

  private final MockWebServer server = new MockWebServer();
  private final AtomicInteger asked = new AtomicInteger();

  @BeforeEach
  void start() throws IOException {
    server.setDispatcher(
        new QueueDispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
            if (isFirstContact(request)) return new MockResponse.Builder().code(404).build();
            asked.incrementAndGet();
            return super.dispatch(request);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void myselfIsWhoTheTokenBelongsTo() throws InterruptedException {
    answer(200, MYSELF);
    assertThat(jira().myself(Cancellation.never()))
        .isEqualTo(new Myself("5b10", "Ada Tester", ZoneId.of("Europe/Berlin")));
    var request = takeRequest();
    assertThat(request.getTarget()).isEqualTo("/rest/api/3/myself");
    assertThat(request.getHeaders().get("Authorization"))
        .isEqualTo("Basic YWRhQGV4YW1wbGUuY29tOnMzY3JldC10b2tlbg==");
  }

  @Test
  void allPagesAreRead() throws InterruptedException {
    answer(200, page("\"one\"", false, "1", "2"));
    answer(200, page("\"two\"", false));
    answer(200, page("null", true, "2", "3"));
    var assigned = jira().assigned(1000, Cancellation.never());
    assertThat(assigned.issues()).extracting(JiraIssue::key).containsExactly("A-1", "A-2", "A-3");
    assertThat(assigned.complete()).isTrue();
    String first = takeRequest().getBody().utf8();
    assertThat(first)
        .contains("assignee = currentUser() AND statusCategory != Done ORDER BY created ASC")
        .contains("\"maxResults\":100", "\"fields\":[\"summary\",\"description\"")
        .doesNotContain("nextPageToken");
    assertThat(takeRequest().getBody().utf8()).contains("\"nextPageToken\":\"one\"");
    assertThat(takeRequest().getBody().utf8()).contains("\"nextPageToken\":\"two\"");
  }

  @Test
  void isLastAndNoTokenBothEndIt() {
    answer(200, page("\"more\"", true, "1"));
    assertThat(jira().assigned(10, Cancellation.never()).complete()).isTrue();
    answer(200, "{\"issues\":[{\"id\":\"1\",\"key\":\"A-1\"}]}");
    assertThat(jira().assigned(10, Cancellation.never()).complete()).isTrue();
  }

  @Test
  void moreThanAskedForIsSaid() {
    answer(200, page("\"one\"", false, "1", "2"));
    var assigned = jira().assigned(2, Cancellation.never());
    assertThat(assigned.issues()).hasSize(2);
    assertThat(assigned.complete()).isFalse();
    answer(200, page("null", true, "1", "2", "3"));
    assertThat(jira().assigned(2, Cancellation.never()))
        .satisfies(cut -> assertThat(cut.issues()).hasSize(2))
        .satisfies(cut -> assertThat(cut.complete()).isFalse());
    answer(200, page("null", true, "1", "2"));
    assertThat(jira().assigned(2, Cancellation.never()).complete()).isTrue();
  }

  @Test
  void aTokenThatRepeatsEndsTheListAndIsSaid() {
    answer(200, page("\"one\"", false, "1"));
    answer(200, page("\"one\"", false, "1"));
    var assigned = jira().assigned(10, Cancellation.never());
    assertThat(assigned.issues()).hasSize(1);
    assertThat(assigned.complete()).isFalse();
    assertThat(asked.get()).isEqualTo(2);
  }

  @Test
  void anExpiredTokenStartsAgainOnce() {
    String expired =
        "{\"errorMessages\":[\"The provided next page token is invalid or expired.\"]}";
    answer(200, page("\"one\"", false, "1"));
    answer(400, expired);
    answer(200, page("\"other\"", false, "1"));
    answer(200, page("null", true, "2"));
    var assigned = jira().assigned(10, Cancellation.never());
    assertThat(assigned.issues()).hasSize(2);
    assertThat(assigned.complete()).isTrue();
    answer(200, page("\"one\"", false, "1"));
    answer(400, expired);
    answer(200, page("\"one\"", false, "1"));
    answer(400, expired);
    assertThat(jira().assigned(10, Cancellation.never()).complete()).isFalse();
  }

  @Test
  void aWrongTokenIsNeverAnEmptyList() {
    answer(200, page("null", true));
    answer(401, "{}");
    assertThat(failure(this::list).kind()).isEqualTo(Kind.UNAUTHORIZED);
    server.enqueue(
        response(200, page("null", true))
            .addHeader("X-Seraph-LoginReason", "AUTHENTICATED_FAILED")
            .build());
    assertThat(failure(this::list).kind()).isEqualTo(Kind.UNAUTHORIZED);
    answer(200, page("null", true));
    answer(200, MYSELF);
    assertThat(jira().assigned(10, Cancellation.never()).issues()).isEmpty();
  }

  @Test
  void everyRefusalSaysWhatToDo() {
    answer(401, "{\"errorMessages\":[\"Client must be authenticated\"]}");
    assertThat(failure(this::list).sentence())
        .isEqualTo(
            "Jira refuses the token of JIRA_EMAIL and JIRA_API_TOKEN (401): Cloud tokens live at"
                + " most a year. Make a new one at id.atlassian.com, Security, API tokens, and set"
                + " JIRA_API_TOKEN.");
    answer(403, "{}");
    assertThat(failure(this::list).kind()).isEqualTo(Kind.FORBIDDEN);
    answer(404, "{\"errorMessages\":[\"Issue does not exist\"],\"errors\":{}}");
    answer(200, MYSELF);
    assertThat(failure(() -> jira().issue("A-9", true, Cancellation.never())))
        .satisfies(missing -> assertThat(missing.kind()).isEqualTo(Kind.NOT_FOUND))
        .hasMessageContaining("A-9");
    answer(410, "{\"errorMessages\":[\"The requested API has been removed.\"]}");
    assertThat(failure(this::list).sentence()).contains("Update ATLAS");
    answer(400, "{\"errorMessages\":[\"Bad.\"],\"errors\":{\"x\":\"Worse.\"}}");
    assertThat(failure(this::list))
        .satisfies(refused -> assertThat(refused.kind()).isEqualTo(Kind.REFUSED))
        .hasMessageContaining("\"Bad. Worse.\"");
  }

  @Test
  void aStrangersNotFoundIsAboutTheToken() {
    answer(404, "{\"errorMessages\":[\"Issue does not exist\"],\"errors\":{}}");
    answer(401, "{}");
    assertThat(failure(() -> jira().issue("A-9", false, Cancellation.never())).kind())
        .isEqualTo(Kind.UNAUTHORIZED);
  }

  @Test
  void theirWordsAreQuotedWithoutAddressesAndSecrets() {
    answer(
        400,
        "{\"errorMessages\":[\"See https://site.example/x?jql=a, "
            + server.getHostName()
            + " s3cret-token ada@example.com\\u0000\\nend\"]}");
    assertThat(failure(this::list).sentence()).contains("See (link) (hidden) (hidden)", " end\"");
    String pair = "YWRhQGV4YW1wbGUuY29tOnMzY3JldC10b2tlbg==";
    answer(
        400,
        "{\"errorMessages\":[\"Authorization: Basic "
            + pair
            + ", "
            + pair
            + ", bearer s3cret-other; "
            + server.getHostName().toUpperCase(Locale.ROOT)
            + " ADA@Example.com end\"]}");
    assertThat(failure(this::list).sentence())
        .contains("Authorization: Basic (hidden)", ", (hidden), bearer (hidden)", " end\"")
        .doesNotContainIgnoringCase(server.getHostName(), "ada@", pair, "s3cret");
    answer(400, "{\"errorMessages\":[\"" + "x".repeat(5_000) + "\"]}");
    assertThat(failure(this::list).sentence()).hasSizeLessThan(500);
    server.enqueue(response(422, "<html>no</html>").setHeader("Content-Type", "text/html").build());
    assertThat(failure(this::list).sentence()).contains("says: nothing.");
  }

  @Test
  void problemsOfTheWayAreSaidAsSuch() {
    server.enqueue(response(200, "<html>sign in").setHeader("Content-Type", "text/html").build());
    assertThat(failure(this::list))
        .satisfies(page -> assertThat(page.kind()).isEqualTo(Kind.BROKEN))
        .hasMessageContaining("web page");
    server.enqueue(response(404, "<html>404").setHeader("Content-Type", "text/html").build());
    assertThat(failure(this::list))
        .satisfies(nobody -> assertThat(nobody.kind()).isEqualTo(Kind.BROKEN))
        .hasMessageContaining("There is no Jira where JIRA_HOST points");
    server.enqueue(
        response(404, "{\"title\":\"Not Found\",\"detail\":\"No endpoint\"}")
            .setHeader("Content-Type", "application/problem+json")
            .build());
    assertThat(failure(this::list))
        .satisfies(unknown -> assertThat(unknown.kind()).isEqualTo(Kind.REFUSED))
        .hasMessageContaining("Jira does not know this request (404)");
    answer(200, "{\"issues\":[{\"id\"");
    assertThat(failure(this::list).kind()).isEqualTo(Kind.BROKEN);
    server.enqueue(response(429, "slow").addHeader("Retry-After", "99").build());
    assertThat(failure(this::list).retryAfterSeconds()).isEqualTo(99);
    for (int i = 0; i < 3; i++) {
      server.enqueue(response(200, "{}").headersDelay(2, TimeUnit.SECONDS).build());
    }
    assertThat(failure(this::list).kind()).isEqualTo(Kind.UNREACHABLE);
    for (int i = 0; i < 3; i++) {
      server.enqueue(response(200, "{}").onResponseStart(new SocketEffect.CloseSocket()).build());
    }
    assertThat(failure(this::list).kind()).isEqualTo(Kind.UNREACHABLE);
  }

  @Test
  void onceJiraHasAnsweredA404IsNoLongerAboutItsAddress() {
    answer(200, MYSELF);
    Jira jira = jira();
    jira.myself(Cancellation.never());
    server.enqueue(response(404, "<html>404").setHeader("Content-Type", "text/html").build());
    assertThat(failure(() -> jira.addLabel("A-1", "x", Cancellation.never())))
        .satisfies(between -> assertThat(between.kind()).isEqualTo(Kind.BROKEN))
        .hasMessageContaining("in Jira's place (404)");
    answer(404, "{\"message\":\"null for uri\",\"status-code\":404}");
    assertThat(failure(() -> jira.addLabel("A-1", "x", Cancellation.never())))
        .satisfies(unknown -> assertThat(unknown.kind()).isEqualTo(Kind.REFUSED))
        .hasMessageContaining("Jira does not know this request (404)");
  }

  @Test
  void anIssueThatCanNotBeUsedIsLeftOutAndTheRestGoesOn() {
    answer(
        200,
        "{\"issues\":[{\"id\":\"1\",\"key\":\"A-1\"},{\"id\":\"x\",\"key\":\"A-2\"},"
            + "{\"id\":\"3\",\"key\":\"A 3\"},{\"id\":4,\"key\":\"%s-4\"},{\"id\":5},7,"
                .formatted("A".repeat(70))
            + "{\"id\":\"6\",\"key\":\"B_2-6\"}],\"isLast\":true}");
    assertThat(jira().assigned(10, Cancellation.never()).issues())
        .extracting(JiraIssue::key)
        .containsExactly("A-1", "B_2-6");
  }

  @Test
  void anotherShapeIsNoList() {
    for (String body :
        new String[] {
          "[]",
          "7",
          "\"x\"",
          "{}",
          "{\"issues\":{}}",
          "{\"issues\":[3]}",
          "{\"issues\":[{\"key\":\"A-1\"}]}"
        }) {
      answer(200, body);
      assertThat(failure(this::list).kind()).as(body).isEqualTo(Kind.BROKEN);
    }
    answer(200, "{\"displayName\":\"Ada\"}");
    assertThat(failure(() -> jira().myself(Cancellation.never())).kind()).isEqualTo(Kind.BROKEN);
  }

  @Test
  void anIssueCarriesWhatJiraSays() throws InterruptedException {
    answer(200, FULL_ISSUE);
    JiraIssue issue = jira().issue("SHOP-7", true, Cancellation.never());
    assertThat(takeRequest().getTarget())
        .startsWith("/rest/api/3/issue/SHOP-7?fields=summary%2Cdescription%2C")
        .endsWith("%2Cattachment%2Ccomment");
    assertThat(issue.id()).isEqualTo("10007");
    assertThat(issue.summary()).isEqualTo("Basket forgets");
    assertThat(issue.description()).isEqualTo("Steps");
    assertThat(issue.type()).isEqualTo("Bug");
    assertThat(issue.status()).isEqualTo("In Arbeit");
    assertThat(issue.statusCategory()).isEqualTo("indeterminate");
    assertThat(issue.priority()).isEqualTo("High");
    assertThat(issue.assigneeId()).isEqualTo("5b10");
    assertThat(issue.assigneeName()).isEqualTo("Ada Tester");
    assertThat(issue.reporterName()).isEqualTo("Ben");
    assertThat(issue.projectKey()).isEqualTo("SHOP");
    assertThat(issue.projectName()).isEqualTo("Shop");
    assertThat(issue.components()).containsExactly("Basket", "Web");
    assertThat(issue.labels()).containsExactly("regression");
    assertThat(issue.created()).isEqualTo(Instant.parse("2026-11-20T14:30:00Z"));
    assertThat(issue.updated()).isEqualTo(Instant.parse("2026-11-20T13:30:00.250Z"));
    assertThat(issue.resolved()).isNull();
    assertThat(issue.due()).isEqualTo(LocalDate.of(2026, 12, 1));
    assertThat(issue.parentKey()).isEqualTo("SHOP-1");
    assertThat(issue.comments())
        .containsExactly(
            new JiraComment(
                "1", null, "Ben", Instant.parse("2026-11-21T09:00:00Z"), null, "**Seen** too"),
            new JiraComment("2", null, null, null, null, "old style"));
    assertThat(issue.commentCount()).isEqualTo(7);
    assertThat(issue.raw()).contains("\"customfield_10016\":3.0", "a\\\\u0000bend");
  }

  @Test
  void whatIsAbsentOrOfAnotherTypeIsLeftOut() {
    answer(
        200,
        "{\"id\":7,\"key\":\"SHOP-7\",\"fields\":{\"summary\":null,\"description\":4,"
            + "\"issuetype\":\"x\",\"status\":[],\"priority\":null,\"assignee\":null,"
            + "\"components\":\"x\",\"labels\":{\"a\":{}},\"created\":\"yesterday\","
            + "\"duedate\":17,\"comment\":[]}}");
    JiraIssue issue = jira().issue("SHOP-7", false, Cancellation.never());
    assertThat(issue.id()).isEqualTo("7");
    assertThat(issue.summary()).isEmpty();
    assertThat(issue.description()).isNull();
    assertThat(issue.statusCategory()).isEqualTo("undefined");
    assertThat(issue.projectKey()).isEqualTo("SHOP");
    assertThat(issue.created()).isNull();
    assertThat(issue.due()).isNull();
    assertThat(issue.labels()).isEmpty();
    answer(200, "{\"id\":\"7\",\"key\":\"SHOP-7\"}");
    assertThat(jira().issue("SHOP-7", false, Cancellation.never()).priority()).isNull();
  }

  @Test
  void aKeyThatIsNoneIsNotAsked() {
    for (String key : new String[] {"", "..", "A-1/comment", "A-1?x", " A-1", "A%2F"}) {
      assertThat(failure(() -> jira().issue(key, false, Cancellation.never())).kind())
          .isEqualTo(Kind.NOT_FOUND);
    }
    assertThat(server.getRequestCount()).isZero();
  }

  // What is asked once, before anything else, of a Jira that is not known yet.
  private static boolean isFirstContact(RecordedRequest request) {
    return request.getTarget().matches("/rest/api/./(serverInfo|field)|/(_edge|rest/agile)/.*");
  }

  private RecordedRequest takeRequest() throws InterruptedException {
    RecordedRequest request = server.takeRequest();
    while (isFirstContact(request)) request = server.takeRequest();
    return request;
  }

  private void list() {
    jira().assigned(10, Cancellation.never());
  }

  private RemoteFailure failure(ThrowingCallable call) {
    RemoteFailure failure = catchThrowableOfType(RemoteFailure.class, call);
    assertThat(failure.sentence())
        .doesNotContain(server.getHostName(), "" + server.getPort())
        .doesNotContain("s3cret", "ada@example.com", "YWRh", "://", "currentUser", "Exception");
    assertThat(failure.getCause()).isNull();
    assertThat(failure.getStackTrace()).isEmpty();
    return failure;
  }

  private Jira jira() {
    String host = server.url("/").toString();
    return new Jira(JiraAccount.of(host, "ada@example.com", "s3cret-token"), LIMITS);
  }

  private void answer(int status, String json) {
    server.enqueue(response(status, json).build());
  }

  private static MockResponse.Builder response(int status, String body) {
    return new MockResponse.Builder()
        .code(status)
        .setHeader("Content-Type", "application/json;charset=UTF-8")
        .body(body);
  }

  private static String page(String token, boolean last, String... ids) {
    var issues = new StringBuilder();
    for (String id : ids) {
      if (!issues.isEmpty()) issues.append(',');
      issues.append("{\"id\":\"%s\",\"key\":\"A-%s\",\"fields\":{}}".formatted(id, id));
    }
    return "{\"issues\":[%s],\"nextPageToken\":%s,\"isLast\":%s}".formatted(issues, token, last);
  }

  private static final String FULL_ISSUE =
      """
      {"id":"10007","key":"SHOP-7","self":"https://site.example/rest/api/3/issue/10007",
       "fields":{
        "summary":" Basket forgets ",
        "description":{"type":"doc","version":1,"content":[
          {"type":"paragraph","content":[{"type":"text","text":"Steps"}]}]},
        "issuetype":{"id":"10004","name":"Bug","subtask":false},
        "status":{"name":"In Arbeit","id":"3","statusCategory":{"id":4,"key":"indeterminate"}},
        "priority":{"name":"High","id":"2"},
        "assignee":{"accountId":"5b10","displayName":"Ada Tester","active":true},
        "reporter":{"accountId":"5b11","displayName":"Ben"},
        "project":{"id":"10001","key":"SHOP","name":"Shop"},
        "components":[{"id":"1","name":"Basket"},{"id":"2","name":"Web"}],
        "labels":["regression"],
        "created":"2026-11-20T14:30:00.000+0000",
        "updated":"2026-11-20T14:30:00.250+0100",
        "resolutiondate":null,
        "duedate":"2026-12-01",
        "parent":{"id":"10001","key":"SHOP-1","fields":{"summary":"Epic"}},
        "customfield_10016":3.0,
        "customfield_10020":"a\\\\u0000b\\u0000end",
        "comment":{"total":7,"comments":[
          {"id":"1","author":{"displayName":"Ben"},"created":"2026-11-21T09:00:00.000+0000",
           "body":{"type":"doc","version":1,"content":[{"type":"paragraph","content":[
             {"type":"text","text":"Seen","marks":[{"type":"strong"}]},
             {"type":"text","text":" too"}]}]}},
          {"id":"2","body":"old style"}]}}}""";
}
