package atlas.core.tickets;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.sync.Runs;
import atlas.core.tickets.Webhooks.Delivery;
import atlas.integrations.jira.FakeIssue;
import atlas.integrations.jira.FakeJira;
import atlas.integrations.jira.Jira;
import atlas.integrations.jira.Jql;
import atlas.model.Caller;
import atlas.model.Json;
import atlas.model.Refusal;
import atlas.model.SyncJob;
import atlas.model.Ticket;
import atlas.model.WebhookEvent;
import atlas.model.WebhookEvent.Status;
import atlas.storage.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** What becomes of a webhook, over a Jira that remembers what it is asked. */
class WebhooksTest {
  private static final String ANN = "Ann Ottosen";

  private final TestDatabase db = TestDatabase.create();
  private final Caller ann = db.user("ann");
  private final Caller ben = db.user("ben");
  private final FakeJira jira = FakeJira.cloud();
  private Jira account = jira.jira();
  private @Nullable Jql history;
  private int deliveries;
  private int stubs;
  private final Webhooks webhooks =
      new Webhooks(
          db.database(),
          new Accounts() {
            @Override
            public Optional<Jira> jira(UUID userId) {
              return userId.equals(ann.userId()) ? Optional.of(account) : Optional.empty();
            }

            @Override
            public Optional<Jql> history(UUID userId) {
              return Optional.ofNullable(history);
            }
          },
          db.clock());

  @BeforeEach
  void open() {
    jira.setClock(db.clock().instant());
    webhooks.add(ann, "harbour");
  }

  @AfterEach
  void close() {
    jira.close();
    db.close();
  }

  @Test
  void anIssueIsReadAnewSoThatAStubBlanksNothing() {
    FakeIssue issue = mine("HBR-1").description("It happens with three articles.").priority("High");
    tell(stub("comment_created", issue));
    assertThat(known("HBR-1").description()).contains("three articles");
    assertThat(known("HBR-1").priority()).isEqualTo("High");
    assertThat(known("HBR-1").active()).isTrue();
    assertThat(statuses()).containsExactly(Status.applied);
  }

  @Test
  void oneThatComesTwiceIsKeptAndReadOnce() {
    FakeIssue issue = mine("HBR-1");
    var delivery = new Delivery("harbour", "id-1", Map.of(), stub("jira:issue_updated", issue));
    assertThat(webhooks.keep(ann, delivery)).isTrue();
    assertThat(webhooks.keep(ann, delivery)).isFalse();
    assertThat(jobs()).isEqualTo(1);
    applyAll();
    applyAll();
    assertThat(jira.requests(".*bulkfetch")).isEqualTo(1);
  }

  @Test
  void oneThatIsSentUnderManyNamesIsKeptOnce() {
    String body = stub("jira:issue_updated", mine("HBR-1"));
    assertThat(webhooks.keep(ann, new Delivery("harbour", "id-1", Map.of(), body))).isTrue();
    for (int i = 2; i < 9; i++) {
      assertThat(webhooks.keep(ann, new Delivery("harbour", "id-" + i, Map.of(), body))).isFalse();
    }
    assertThat(statuses()).containsExactly(Status.received);
    assertThat(jobs()).isEqualTo(1);
    applyAll();
    assertThat(webhooks.keep(ann, new Delivery("harbour", "id-9", Map.of(), body))).isFalse();
    // Another name has its own secret, and another owner perhaps.
    webhooks.add(ann, "lighthouse");
    assertThat(webhooks.keep(ann, new Delivery("lighthouse", "id-1", Map.of(), body))).isTrue();
  }

  @Test
  void ofWhatIsIgnoredNoBodyIsKept() {
    keep("{\"webhookEvent\":\"sprint_started\"}");
    assertThat(event(id()).body()).isEmpty();
    UUID others = keep(stub("comment_created", jira.put("LGT-1").assignee("5b10bo", "Bo Lind")));
    assertThat(event(others).body()).isNotEmpty();
    applyAll();
    assertThat(event(others).status()).isEqualTo(Status.ignored);
    assertThat(event(others).body()).isEmpty();
  }

  @Test
  void onlySoManyWait() {
    FakeIssue issue = mine("HBR-1");
    webhooks.add(ann, "lighthouse");
    for (int i = 0; i < Webhooks.MOST_WAITING; i++) keep(stub("jira:issue_updated", issue));
    String more = stub("jira:issue_updated", issue);
    Refusal no = refusal(() -> keep(more));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
    assertThat(statuses()).hasSize(Webhooks.MOST_WAITING);
    assertThat(webhooks.keep(ann, new Delivery("lighthouse", "id", Map.of(), more))).isTrue();
    db.clock().advance(Duration.ofSeconds(1));
    webhooks.apply(ann, id("id-1"));
    assertThat(event(keep(more)).status()).as("sent again").isEqualTo(Status.received);
  }

  @Test
  void manyAboutOneIssueAreAnsweredByOneReading() {
    FakeIssue issue = mine("HBR-1");
    for (int i = 0; i < 5; i++) keep(stub("jira:issue_updated", issue));
    db.clock().advance(Duration.ofSeconds(1));
    applyAll();
    assertThat(jira.requests(".*bulkfetch")).isEqualTo(1);
    assertThat(statuses()).hasSize(5).containsOnly(Status.applied);
  }

  @Test
  void oneThatComesWhileItIsReadIsReadForItself() {
    FakeIssue issue = mine("HBR-1");
    UUID first = keep(stub("jira:issue_updated", issue));
    db.clock().advance(Duration.ofSeconds(1));
    UUID later = keep(stub("jira:issue_updated", issue));
    db.clock().advance(Duration.ofSeconds(-1));
    webhooks.apply(ann, first);
    assertThat(event(first).status()).isEqualTo(Status.applied);
    assertThat(event(later).status()).isEqualTo(Status.received);
  }

  @Test
  void whatComesInTheWrongOrderEndsAsJiraHasIt() {
    FakeIssue issue = mine("HBR-1").status("In Progress", "indeterminate");
    String older = stub("jira:issue_updated", issue);
    issue.status("Done", "done");
    tell(stub("jira:issue_updated", issue));
    tell(older);
    assertThat(known("HBR-1").status()).isEqualTo("Done");
    assertThat(known("HBR-1").active()).isFalse();
  }

  @Test
  void anIssueThatIsDeletedIsMarkedOnceJiraConfirmsIt() {
    FakeIssue issue = mine("HBR-1");
    String deleted = stub("jira:issue_deleted", issue);
    tell(stub("jira:issue_created", issue));
    tell(deleted);
    assertThat(known("HBR-1").deleted()).as("it is still there").isFalse();
    jira.delete("HBR-1");
    tell(stub("jira:issue_deleted", issue));
    assertThat(known("HBR-1").deleted()).isTrue();
    tell(stub("jira:issue_updated", issue));
    assertThat(known("HBR-1").deleted()).as("an update that was late").isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"fields\":null", ",\"fields\":{}", ",\"fields\":[]"})
  void anIssueWithoutFieldsIsReadAllTheSame(String fields) {
    FakeIssue issue = mine("HBR-1").summary("Rounded up");
    tell(
        "{\"webhookEvent\":\"jira:issue_updated\",\"issue\":{\"id\":\"%s\"%s}}"
            .formatted(issue.id(), fields));
    assertThat(known("HBR-1").summary()).isEqualTo("Rounded up");
    assertThat(known("HBR-1").active()).isTrue();
  }

  @Test
  void aDeletionThatOvertakesEverythingElseLeavesNothing() {
    FakeIssue issue = mine("HBR-1");
    String created = stub("jira:issue_created", issue);
    String deleted = stub("jira:issue_deleted", issue);
    jira.delete("HBR-1");
    tell(deleted);
    tell(created);
    tell(stub("jira:issue_deleted", issue));
    assertThat(ticket("HBR-1")).isEmpty();
    assertThat(statuses()).doesNotContain(Status.received, Status.failed);
  }

  @Test
  void anIssueThatIsReassignedIsNoLongerTheirs() {
    FakeIssue issue = mine("HBR-1");
    tell(stub("jira:issue_created", issue));
    issue.assignee("5b10bo", "Bo Lind");
    tell(stub("jira:issue_updated", issue));
    assertThat(known("HBR-1").active()).isFalse();
  }

  @Test
  void issuesOfOthersAreLeftAloneWithoutAskingJiraOnceItIsKnownWhoTheUserIs() {
    FakeIssue others = jira.put("HBR-2").assignee("5b10bo", "Bo Lind");
    tell(stub("jira:issue_updated", others));
    assertThat(ticket("HBR-2")).isEmpty();
    new Sync(db.database(), userId -> Optional.of(account), db.clock())
        .run(ann, Runs.Trigger.manual, false, Duration.ofMinutes(1));
    int asked = jira.requests().size();
    UUID event = keep(stub("jira:issue_updated", others));
    assertThat(event(event).status()).isEqualTo(Status.ignored);
    assertThat(jira.requests()).hasSize(asked);
  }

  @Test
  void whatBelongsToTheHistoryIsCopiedWhoeverHasIt() {
    history = Jql.projects(List.of("LGT"));
    tell(stub("jira:issue_created", jira.put("LGT-1").assignee("5b10bo", "Bo Lind")));
    tell(stub("jira:issue_created", jira.put("HBR-2").assignee("5b10bo", "Bo Lind")));
    assertThat(known("LGT-1").active()).isFalse();
    assertThat(ticket("HBR-2")).isEmpty();
  }

  @Test
  void anIssueOutsideOfTheProjectsInScopeIsNotCopied() {
    account = jira.jira().within(List.of("HBR"));
    tell(stub("jira:issue_created", mine("LGT-1")));
    tell(stub("jira:issue_created", mine("HBR-1")));
    assertThat(ticket("LGT-1")).isEmpty();
    assertThat(ticket("HBR-1")).isPresent();
  }

  @Test
  void aDataCenterCommentNamesItsIssueInItsAddressAlone() {
    FakeIssue issue = mine("HBR-1");
    String body =
        """
        {"timestamp":1559607317234,"webhookEvent":"comment_created","comment":{"self":
        "https://jira.example.com/rest/api/2/issue/%s/comment/10082","id":"10082","body":"Seen"}}
        """
            .formatted(issue.id());
    tell(body);
    assertThat(ticket("HBR-1")).isPresent();
  }

  @Test
  void anOldDataCenterTellsOfACommentAsAnUpdate() {
    FakeIssue issue = mine("HBR-1");
    ObjectNode body = (ObjectNode) Json.MAPPER.readTree(stub("jira:issue_updated", issue));
    body.put("issue_event_type_name", "issue_commented").putObject("comment").put("id", "10118");
    tell(body.toString());
    assertThat(ticket("HBR-1")).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"sprint_started", "board_updated", "jira:version_released", "user_created"})
  void whatIsAboutNoIssueIsKeptAndIgnored(String event) {
    UUID id = keep("{\"webhookEvent\":\"" + event + "\",\"sprint\":{\"id\":7}}");
    assertThat(event(id).status()).isEqualTo(Status.ignored);
    assertThat(jobs()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "7", "null", "{\"webhookEvent\":7}", "{\"event\":\"x\"}"})
  void whatIsNoWebhookIsRefused(String body) {
    Refusal no = refusal(() -> keep(body));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.INVALID);
  }

  @Test
  void aNameIsOneUsersAndTakesNothingForAnother() {
    var delivery =
        new Delivery("harbour", "id-1", Map.of(), stub("jira:issue_updated", mine("H-1")));
    assertThat(refusal(() -> webhooks.keep(ben, delivery)).kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(refusal(() -> webhooks.add(ben, "harbour")).kind()).isEqualTo(Refusal.Kind.CONFLICT);
    assertThat(webhooks.remove(ben, "harbour")).isFalse();
  }

  @Test
  void withoutAnAccountHereItIsLeftToAnotherProcess() {
    webhooks.add(ben, "lighthouse");
    webhooks.keep(
        ben,
        new Delivery(
            "lighthouse",
            "id-" + ++deliveries,
            Map.of(),
            stub("jira:issue_updated", mine("HBR-1"))));
    assertThat(webhooks.apply(ben, id())).isFalse();
    assertThat(ticket("HBR-1")).isEmpty();
  }

  @Test
  void whatJiraDoesNotAnswerWaitsAndIsGivenUpWithItsReason() {
    UUID event = keep(stub("jira:issue_updated", mine("HBR-1")));
    jira.refuseTokens(true);
    Refusal no = refusal(() -> webhooks.apply(ann, event));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
    assertThat(event(event).attempts()).isEqualTo(1);
    assertThat(event(event).error()).isEqualTo(no.sentence());
    jira.refuseTokens(false);
    webhooks.apply(ann, event);
    assertThat(event(event).status()).isEqualTo(Status.applied);
  }

  @Test
  void aQuarterOfAnHourIsOneLineAmongTheRunsAndNoCopyOfAll() {
    tell(stub("jira:issue_created", mine("HBR-1")));
    tell(stub("jira:issue_created", mine("HBR-2")));
    db.clock().advance(Duration.ofMinutes(16));
    tell(stub("jira:issue_created", mine("HBR-3")));
    List<SyncJob> runs = db.database().read(ann, tx -> tx.syncJobs().history(Sync.JIRA, null, 9));
    assertThat(runs).extracting(SyncJob::trigger).containsExactly("webhook", "webhook");
    assertThat(runs).extracting(SyncJob::created).containsExactly(1, 2);
    Optional<Instant> copied = db.database().read(ann, tx -> tx.syncJobs().lastSync(Sync.JIRA));
    Optional<SyncJob> run = db.database().read(ann, tx -> tx.syncJobs().latest(Sync.JIRA));
    assertThat(copied).isEmpty();
    assertThat(run).isEmpty();
  }

  @Test
  void oldOnesAreForgotten() {
    tell(stub("jira:issue_created", mine("HBR-1")));
    db.clock().advance(Duration.ofDays(13));
    keep(stub("jira:issue_updated", mine("HBR-1")));
    assertThat(webhooks.forget(ann)).isZero();
    db.clock().advance(Duration.ofDays(2));
    assertThat(webhooks.forget(ann)).isEqualTo(1);
    assertThat(statuses()).containsExactly(Status.received);
  }

  private FakeIssue mine(String key) {
    return jira.put(key).assignee(FakeJira.ME, ANN);
  }

  /** A webhook as Cloud sends it for comments: with little of the issue. */
  private String stub(String event, FakeIssue issue) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("timestamp", 1_550_286_678_321L + ++stubs).put("webhookEvent", event);
    ObjectNode node = body.putObject("issue");
    node.put("id", issue.id()).put("key", issue.key());
    ObjectNode fields = node.putObject("fields");
    fields.set("summary", issue.field("summary"));
    fields.set("status", issue.field("status"));
    fields.set("assignee", issue.field("assignee"));
    return body.toString();
  }

  private void tell(String body) {
    keep(body);
    applyAll();
  }

  private UUID keep(String body) {
    webhooks.keep(ann, new Delivery("harbour", "id-" + ++deliveries, Map.of(), body));
    return id();
  }

  /** The latest that was kept. */
  private UUID id() {
    return id("id-" + deliveries);
  }

  private UUID id(String identifier) {
    return db.admin()
        .withHandle(
            h ->
                h.createQuery("select id from webhook_events where identifier = :identifier")
                    .bind("identifier", identifier)
                    .mapTo(UUID.class)
                    .one());
  }

  private void applyAll() {
    List<UUID> waiting =
        db.admin()
            .withHandle(
                h ->
                    h.createQuery("select id from webhook_events where status = 'received'")
                        .mapTo(UUID.class)
                        .list());
    for (UUID event : waiting) webhooks.apply(ann, event);
  }

  private WebhookEvent event(UUID id) {
    return db.database().read(ann, tx -> tx.webhooks().find(id)).orElseThrow();
  }

  private List<Status> statuses() {
    return db.admin()
        .withHandle(
            h ->
                h.createQuery("select status from webhook_events order by received_at, id")
                    .mapTo(Status.class)
                    .list());
  }

  private int jobs() {
    return db.database().read(ann, tx -> tx.jobs().waiting());
  }

  private Optional<Ticket> ticket(String key) {
    return db.database().read(ann, tx -> tx.tickets().find(key));
  }

  private Ticket known(String key) {
    return ticket(key).orElseThrow();
  }
}
