package atlas.integrations.jira;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import atlas.integrations.Cancellation;
import atlas.integrations.RemoteFailure;
import atlas.integrations.RemoteFailure.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class JiraReadingTest {
  private static final Cancellation NEVER = Cancellation.never();
  private final List<FakeJira> started = new ArrayList<>();

  @AfterEach
  void stop() {
    started.forEach(FakeJira::close);
  }

  @Test
  void itsAddressIsAskedForWithItsKind() {
    FakeJira fake = fake(Deployment.DATA_CENTER);
    Jira jira = fake.jira();
    assertThat(jira.deployment(NEVER)).isEqualTo(Deployment.DATA_CENTER);
    assertThat(jira.address(NEVER)).isEqualTo(jira.address(NEVER));
    assertThat(fake.requests("GET .*/serverInfo")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void whichOfTheTwoIsFoundOutOnceAndNotBeforeItIsNeeded(Deployment deployment) {
    FakeJira fake = fake(deployment);
    Jira jira = fake.jira();
    assertThat(fake.requests()).isEmpty();
    assertThat(jira.deployment(NEVER)).isEqualTo(deployment);
    assertThat(jira.patient().deployment(NEVER)).isEqualTo(deployment);
    assertThat(jira.myself(NEVER))
        .isEqualTo(new Myself(FakeJira.ME, "Ann Ottosen", ZoneId.of("Europe/Copenhagen")));
    assertThat(fake.requests("GET .*/serverInfo")).isEqualTo(1);
    assertThat(jira.browse("HBR-1")).hasToString(fake.uri() + "/browse/HBR-1");
  }

  @Test
  void aScopedTokenGoesToTheGatewayOnceItIsRefusedAtTheSite() {
    FakeJira fake = keep(FakeJira.scopedCloud());
    fake.fill("HBR", 2);
    Jira jira = fake.jira();
    assertThat(jira.assigned(10, NEVER).issues()).hasSize(2);
    assertThat(jira.patient().issue("HBR-1", false, NEVER).key()).isEqualTo("HBR-1");
    assertThat(fake.requests("GET /_edge/tenant_info")).isEqualTo(1);
    assertThat(jira.browse("HBR-1")).hasToString(fake.uri() + "/browse/HBR-1");
    fake.refuseTokens(true);
    assertThat(failure(() -> jira.myself(NEVER)).kind()).isEqualTo(Kind.UNAUTHORIZED);
  }

  @Test
  void aRefusedTokenIsNamed() {
    FakeJira cloud = fake(Deployment.CLOUD);
    cloud.refuseTokens(true);
    assertThat(failure(() -> cloud.jira().myself(NEVER)).sentence())
        .contains("JIRA_API_TOKEN", "id.atlassian.com");
    FakeJira center = fake(Deployment.DATA_CENTER);
    center.refuseTokens(true);
    assertThat(failure(() -> center.jira().assigned(5, NEVER)).sentence())
        .contains("JIRA_PAT", "Personal Access Tokens")
        .doesNotContain("JIRA_API_TOKEN");
  }

  @Test
  void aPersonalAccessTokenAtCloudIsSaid() {
    FakeJira fake = fake(Deployment.CLOUD);
    var jira = new Jira(JiraAccount.of("shop.atlassian.net", "s3cret-pat"));
    assertThat(failure(() -> jira.myself(NEVER)).sentence())
        .contains("JIRA_EMAIL and JIRA_API_TOKEN instead");
    assertThat(fake.requests()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void anIssueHasEverythingInEitherDialect(Deployment deployment) {
    FakeJira fake = fake(deployment);
    FakeIssue issue = fake.put("HBR-7").summary("Crane stops").description("It stops.").type("Bug");
    issue.priority("High").assignee(FakeJira.ME, "Ann Ottosen").label("crane").component("Winch");
    issue.due("2026-12-01").points(3.5).sprint("Sprint 4", "closed").sprint("Sprint 5", "active");
    issue.times(7200, 3600, 1800).comment("bo", "Bo Lind", "Seen it.");
    String file = issue.attach("log.txt", "text/plain", "hello".getBytes(StandardCharsets.UTF_8));
    JiraIssue read = fake.jira().issue("HBR-7", true, NEVER);
    assertThat(List.of(read.id(), read.key())).containsExactly(issue.id(), "HBR-7");
    assertThat(read.description()).isEqualTo("It stops.");
    assertThat(List.of(read.type(), read.status(), read.statusCategory()))
        .containsExactly("Bug", "To Do", "new");
    assertThat(read.assigneeId()).isEqualTo(FakeJira.ME);
    assertThat(read.reporterId()).isEqualTo("bo");
    assertThat(read.sprint()).isEqualTo("Sprint 5");
    assertThat(read.storyPoints()).isEqualByComparingTo("3.5");
    assertThat(read.due()).isEqualTo(LocalDate.of(2026, 12, 1));
    assertThat(
            List.of(
                read.originalEstimateSeconds(),
                read.remainingEstimateSeconds(),
                read.spentSeconds()))
        .containsExactly(7200L, 3600L, 1800L);
    assertThat(read.attachments())
        .singleElement()
        .satisfies(one -> assertThat(one.id()).isEqualTo(file))
        .satisfies(
            one ->
                assertThat(one.filename() + one.sizeBytes() + one.author())
                    .isEqualTo("log.txt5Bo Lind"));
    assertThat(read.comments())
        .singleElement()
        .satisfies(
            one -> assertThat(one.authorId() + ": " + one.markdown()).isEqualTo("bo: Seen it."));
    assertThat(read.components()).containsExactly("Winch");
    assertThat(read.labels()).containsExactly("crane");
  }

  @ParameterizedTest
  @EnumSource
  void aSearchIsReadPageByPageToItsEnd(Deployment deployment) {
    FakeJira fake = fake(deployment);
    fake.fill("HBR", 25);
    fake.put("LGT-1");
    fake.mostOnAPage(7);
    Jira jira = fake.jira();
    Jql mine = Jql.assignedToMe().oldestFirst();
    var keys = new ArrayList<String>();
    String cursor = null;
    do {
      JiraPage page = jira.search(mine, cursor, 100, false, NEVER);
      assertThat(page.issues()).hasSameSizeAs(page.found()).hasSizeLessThanOrEqualTo(7);
      for (IssueRef ref : page.found()) keys.add(ref.key());
      cursor = page.nextCursor();
      assertThat(page.toString()).doesNotContain("HBR");
    } while (cursor != null);
    assertThat(keys).hasSize(25).doesNotHaveDuplicates().doesNotContain("LGT-1");
    JiraPage ids = jira.search(mine, null, 5, true, NEVER);
    assertThat(ids.issues()).isEmpty();
    assertThat(ids.found()).hasSize(5).allSatisfy(ref -> assertThat(ref.key()).startsWith("HBR-"));
  }

  @ParameterizedTest
  @EnumSource
  void aCursorIsGoodForAnotherProcessUntilItIsTooOld(Deployment deployment) {
    FakeJira fake = fake(deployment);
    fake.fill("HBR", 6);
    Jql mine = Jql.assignedToMe().oldestFirst();
    String cursor = fake.jira().search(mine, null, 4, true, NEVER).nextCursor();
    assertThat(fake.jira().search(mine, cursor, 4, true, NEVER).found()).hasSize(2);
    fake.expireTokens();
    String old = deployment == Deployment.CLOUD ? cursor : "gone";
    RemoteFailure failure = failure(() -> fake.jira().search(mine, old, 4, true, NEVER));
    assertThat(failure.kind()).isEqualTo(Kind.EXPIRED);
  }

  @Test
  void anIssueThatLeavesTheListTakesNoOtherWithIt() {
    FakeJira fake = fake(Deployment.DATA_CENTER);
    fake.fill("HBR", 9);
    Jira jira = fake.jira();
    Jql mine = Jql.assignedToMe().oldestFirst();
    JiraPage first = jira.search(mine, null, 3, true, NEVER);
    fake.put("HBR-1").assignee(null, null);
    fake.put("HBR-2").assignee(null, null);
    var found = new ArrayList<>(first.found());
    String cursor = first.nextCursor();
    while (cursor != null) {
      JiraPage page = jira.search(mine, cursor, 3, true, NEVER);
      found.addAll(page.found());
      cursor = page.nextCursor();
    }
    assertThat(found).extracting(IssueRef::key).contains("HBR-4", "HBR-5", "HBR-6", "HBR-9");
  }

  @ParameterizedTest
  @EnumSource
  void issuesComeByTheirNumbersWithoutThoseThatAreGone(Deployment deployment) {
    FakeJira fake = fake(deployment);
    fake.fill("HBR", 120);
    var ids = new ArrayList<String>();
    for (FakeIssue issue : fake.all()) ids.add(issue.id());
    fake.delete("HBR-3");
    fake.put("HBR-4").move("LGT-1");
    List<JiraIssue> issues = fake.jira().issues(ids, NEVER);
    assertThat(issues)
        .hasSize(119)
        .extracting(JiraIssue::key)
        .contains("LGT-1")
        .doesNotContain("HBR-3", "HBR-4");
    assertThat(fake.jira().issue("HBR-4", false, NEVER).key()).isEqualTo("LGT-1");
    assertThat(fake.jira().issues(List.of(), NEVER)).isEmpty();
  }

  @Test
  void aPageThatComesAgainAndAgainEndsTheReading() throws IOException {
    try (var server = new MockWebServer()) {
      var asked = new AtomicInteger();
      String page = "{\"total\":1000000000,\"issues\":[{\"id\":\"1\",\"key\":\"A-1\"}]}";
      server.setDispatcher(
          new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
              String target = request.getTarget();
              if (target.endsWith("/serverInfo")) return FakeJira.json(200, "{\"version\":\"9\"}");
              if (target.endsWith("/field")) return FakeJira.json(200, "[]");
              // Enough to be seen that it has no end.
              return asked.incrementAndGet() > 50
                  ? FakeJira.json(410, "{}")
                  : FakeJira.json(200, page);
            }
          });
      server.start();
      var jira = new Jira(JiraAccount.of("127.0.0.1:" + server.getPort(), "pat"));
      assertThat(jira.issues(List.of("1", "2", "3"), NEVER))
          .extracting(JiraIssue::key)
          .containsExactly("A-1");
      assertThat(asked).hasValue(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void onlyTheProjectsOfTheScopeAreSeen(Deployment deployment) {
    FakeJira fake = fake(deployment);
    fake.fill("HBR", 3);
    fake.fill("LGT", 2);
    Jira scoped = fake.jira().within(Set.of("lgt"));
    assertThat(scoped.assigned(10, NEVER).issues())
        .extracting(JiraIssue::projectKey)
        .containsOnly("LGT");
    assertThat(failure(() -> scoped.issue("HBR-1", false, NEVER)).sentence())
        .contains("set not to look at");
    assertThat(scoped.patient().issues(List.of(fake.put("HBR-1").id()), NEVER)).isEmpty();
    var bug = new NewIssue("HBR", "Bug", "x", null, null, List.of(), null);
    assertThat(failure(() -> scoped.createIssue(bug, NEVER)).outcomeUnknown()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aQueryFindsWhatItSays(Deployment deployment) {
    FakeJira fake = fake(deployment);
    fake.put("HBR-1").assignee("bo", "Bo Lind").updated(Instant.parse("2026-11-01T10:00:00Z"));
    fake.put("HBR-2").label("odd \"one\\").updated(Instant.parse("2026-11-01T10:05:30Z"));
    fake.put("HBR-3").status("Done", "done").updated(Instant.parse("2026-11-01T11:00:00Z"));
    Jira jira = fake.jira();
    ZoneId zone = ZoneId.of("Europe/Copenhagen");
    assertThat(keys(jira, Jql.label("odd \"one\\"))).containsExactly("HBR-2");
    assertThat(keys(jira, Jql.projects(List.of("HBR")).and(Jql.notDone())))
        .containsExactly("HBR-1", "HBR-2");
    assertThat(keys(jira, Jql.updatedSince(Instant.parse("2026-11-01T10:05:59Z"), zone)))
        .containsExactly("HBR-2", "HBR-3");
    assertThat(keys(jira, Jql.ids(List.of(fake.put("HBR-3").id())))).containsExactly("HBR-3");
    assertThat(
            keys(
                jira,
                Jql.configured("assignee = bo OR statusCategory = Done")
                    .and(Jql.notDone())
                    .byKey()))
        .containsExactly("HBR-1");
  }

  @ParameterizedTest
  @EnumSource
  void commentsComePageByPage(Deployment deployment) {
    FakeJira fake = fake(deployment);
    FakeIssue issue = fake.put("HBR-1");
    for (int i = 0; i < 5; i++) issue.comment("bo", "Bo Lind", "No. " + i);
    JiraComments page = fake.jira().comments("HBR-1", 2, 2, NEVER);
    assertThat(page.comments()).extracting(JiraComment::markdown).containsExactly("No. 2", "No. 3");
    assertThat(page.total()).isEqualTo(5);
  }

  @ParameterizedTest
  @EnumSource
  void aFileIsReadUpToItsLimitAndTheTokenStaysWithJira(Deployment deployment) {
    FakeJira fake = fake(deployment);
    String id =
        fake.put("HBR-1")
            .attach(
                "a file.txt", "text/plain", "x".repeat(200_000).getBytes(StandardCharsets.UTF_8));
    var sink = new ByteArrayOutputStream();
    assertThat(fake.jira().download(id, 200_000, sink, NEVER)).isEqualTo(200_000);
    assertThat(sink.size()).isEqualTo(200_000);
    var small = new ByteArrayOutputStream();
    assertThat(failure(() -> fake.jira().download(id, 199_999, small, NEVER)).sentence())
        .contains("larger");
    assertThat(small.size()).isLessThan(200_000);
    assertThat(failure(() -> fake.jira().download("999999", 10, sink, NEVER)).kind())
        .isEqualTo(Kind.NOT_FOUND);
    assertThat(fake.credentialsShownToMedia()).isEmpty();
  }

  @Test
  void aFileIsNotFetchedFromAPlaceThatIsNotJiras() {
    FakeJira fake = fake(Deployment.CLOUD);
    String id = fake.put("HBR-1").attach("a.txt", "text/plain", new byte[] {1});
    for (String elsewhere :
        List.of(
            "https://files.example.com/a",
            "http://api.media.atlassian.com/a",
            "https://atlassian.com.example.com/a",
            "file:///etc/passwd",
            "/relative",
            "::")) {
      fake.sendFilesTo(elsewhere);
      RemoteFailure failure =
          failure(() -> fake.jira().download(id, 10, new ByteArrayOutputStream(), NEVER));
      assertThat(failure.kind()).as(elsewhere).isEqualTo(Kind.BROKEN);
      assertThat(failure.sentence()).doesNotContain("example.com");
    }
    FakeJira center = fake(Deployment.DATA_CENTER);
    String other = center.put("HBR-1").attach("a.txt", "text/plain", new byte[] {1});
    for (String elsewhere :
        List.of(fake.uri() + "/secure/attachment/1/a", "https://x.example/a", "::")) {
      center.sendFilesTo(elsewhere);
      assertThat(
              failure(() -> center.jira().download(other, 10, new ByteArrayOutputStream(), NEVER))
                  .kind())
          .isEqualTo(Kind.BROKEN);
    }
    // A Data Center behind a proxy gives the address that it knows itself by.
    center.sendFilesTo(fake.uri() + "/jira/secure/attachment/" + other + "/a%20b.txt");
    assertThat(center.jira().download(other, 10, new ByteArrayOutputStream(), NEVER)).isEqualTo(1);
    assertThat(fake.requests("GET /secure.*")).isZero();
  }

  @Test
  void aPayloadOfNoUseIsRefusedBeforeItIsSent() {
    FakeJira fake = fake(Deployment.CLOUD);
    assertThat(
            failure(() -> fake.jira().download("../1", 10, new ByteArrayOutputStream(), NEVER))
                .kind())
        .isEqualTo(Kind.NOT_FOUND);
    assertThat(failure(() -> fake.jira().pointsFieldOfBoards("A B", NEVER)).kind())
        .isEqualTo(Kind.NOT_FOUND);
    assertThatThrownBy(() -> fake.jira().addComment("HBR-1", "x", "a b", NEVER))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(fake.requests("POST .*")).isZero();
  }

  private static List<String> keys(Jira jira, Jql jql) {
    return jira.search(jql.oldestFirst(), null, 100, false, NEVER).found().stream()
        .map(IssueRef::key)
        .toList();
  }

  private static RemoteFailure failure(ThrowingCallable call) {
    return catchThrowableOfType(RemoteFailure.class, call);
  }

  private FakeJira fake(@Nullable Deployment deployment) {
    return keep(deployment == Deployment.DATA_CENTER ? FakeJira.dataCenter() : FakeJira.cloud());
  }

  private FakeJira keep(FakeJira fake) {
    started.add(fake);
    return fake;
  }
}
