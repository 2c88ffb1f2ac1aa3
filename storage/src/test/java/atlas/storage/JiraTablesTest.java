package atlas.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import atlas.model.Attachment;
import atlas.model.Bug;
import atlas.model.Caller;
import atlas.model.JiraSite;
import atlas.model.Json;
import atlas.model.Refusal;
import atlas.model.RemoteWrite;
import atlas.model.WebhookEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class JiraTablesTest {
  private final TestDatabase db = TestDatabase.create();
  private final Caller ann = db.user("ann");
  private final Caller ben = db.user("ben");
  private final Instant now = db.clock().instant();
  private UUID ticket = ann.userId();
  private UUID session = ann.userId();

  @BeforeEach
  void aTicketAndASession() {
    ticket = db.nextId();
    session = db.nextId();
    db.server()
        .useTransaction(
            handle -> {
              handle.execute(
                  "select set_config('atlas.user_id', ?, true)", ann.userId().toString());
              handle.execute(
                  "insert into tickets (user_id, id, ticket_key, jira_id, project_key, summary,"
                      + " issue_type, status, status_category, priority_rank, active, raw, synced_at)"
                      + " values (?, ?, 'HBR-1', '1', 'HBR', 'Invoice', 'Bug', 'Open', 'new', 3,"
                      + " true, '{}', atlas_now())",
                  ann.userId(),
                  ticket);
              handle.execute(
                  "insert into sessions (user_id, id, number, ticket_id, charter, status, tester,"
                      + " started_at) values (?, ?, 1, ?, 'Explore', 'active', 'ann', atlas_now())",
                  ann.userId(),
                  session,
                  ticket);
            });
  }

  @AfterEach
  void drop() {
    db.close();
  }

  @Test
  void whatIsKnownOfASiteIsReplaced() {
    assertThat(one(tx -> tx.jiraSites().find())).isEmpty();
    for (JiraSite site :
        List.of(
            new JiraSite(JiraSite.Kind.data_center, "Harbour", "ann", null, null, null, now),
            new JiraSite(
                JiraSite.Kind.cloud,
                "Harbour",
                "a-1",
                "Ann Ottosen",
                "Europe/Copenhagen",
                now,
                now.plusSeconds(1)))) {
      write(ann, tx -> tx.jiraSites().store(site));
      assertThat(one(tx -> tx.jiraSites().find())).contains(site);
    }
    Optional<JiraSite> bens = db.database().read(ben, tx -> tx.jiraSites().find());
    assertThat(bens).isEmpty();
  }

  @Test
  void aWebhookIsKeptOnceAndSettledOnce() {
    write(ann, tx -> tx.webhooks().add("harbour"));
    write(ann, tx -> tx.webhooks().add("harbour"));
    assertThat(owner("harbour")).contains(ann.userId());
    assertThat(owner("nobody")).isEmpty();
    WebhookEvent event = event("id-1", "10001");
    assertThat(keep(event)).isTrue();
    assertThat(keep(event("id-1", "10001"))).isFalse();
    assertThat(one(tx -> tx.webhooks().find(event.id()))).contains(event);
    write(ann, tx -> tx.webhooks().tried(event.id(), "Jira does not answer."));
    WebhookEvent tried = one(tx -> tx.webhooks().find(event.id())).orElseThrow();
    assertThat(tried.attempts()).isEqualTo(1);
    assertThat(tried.error()).isEqualTo("Jira does not answer.");
    assertThat(settle(event)).isTrue();
    assertThat(settle(event)).isFalse();
    assertThat(all(tx -> tx.webhooks().told("10001", 5))).isEmpty();
    int early = db.database().write(ann, tx -> tx.webhooks().forgetBefore(now));
    int later = db.database().write(ann, tx -> tx.webhooks().forgetBefore(now.plusSeconds(1)));
    assertThat(early).isZero();
    assertThat(later).isEqualTo(1);
  }

  @Test
  void oneReadingOfAnIssueSettlesAllThatCameBeforeIt() {
    write(ann, tx -> tx.webhooks().add("harbour"));
    keep(event("id-1", "10001"));
    keep(event("id-2", "10001"));
    keep(event("id-3", "10002"));
    int settled =
        db.database()
            .write(
                ann,
                tx ->
                    tx.webhooks()
                        .settleAllOf(
                            new String[] {"10001"},
                            WebhookEvent.Status.applied,
                            now,
                            now.plusSeconds(1)));
    assertThat(settled).isEqualTo(2);
    assertThat(all(tx -> tx.webhooks().told("10001", 5)))
        .containsExactly(new WebhookTable.Told("10002", false));
  }

  @Test
  void aNameOfAWebhookIsOneUsers() {
    write(ann, tx -> tx.webhooks().add("harbour"));
    Refusal no =
        Objects.requireNonNull(
            catchThrowableOfType(
                Refusal.class, () -> write(ben, tx -> tx.webhooks().add("harbour"))));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.CONFLICT);
    assertThat(owner("harbour")).contains(ann.userId());
    boolean removed = db.database().write(ann, tx -> tx.webhooks().remove("harbour"));
    assertThat(removed).isTrue();
    assertThat(owner("harbour")).isEmpty();
  }

  @Test
  void aWriteIsTakenByOneAndDeliveredOnce() {
    RemoteWrite write = request("m-1", RemoteWrite.Kind.comment, null);
    assertThat(one(tx -> tx.remoteWrites().find(write.id()))).contains(write);
    assertThat(take(write)).isTrue();
    assertThat(take(write)).as("while somebody delivers it").isFalse();
    db.clock().advance(Duration.ofMinutes(2));
    assertThat(take(write)).as("after who took it died").isTrue();
    assertThat(change(tx -> tx.remoteWrites().postponed(write.id(), "Jira is busy.", tx.at())))
        .isTrue();
    assertThat(take(write)).isTrue();
    assertThat(change(tx -> tx.remoteWrites().delivered(write.id(), "900", tx.at()))).isTrue();
    assertThat(change(tx -> tx.remoteWrites().delivered(write.id(), "901", tx.at()))).isFalse();
    assertThat(change(tx -> tx.remoteWrites().failed(write.id(), "late"))).isFalse();
    assertThat(take(write)).isFalse();
    RemoteWrite done = one(tx -> tx.remoteWrites().find(write.id())).orElseThrow();
    assertThat(done.attempts()).isEqualTo(3);
    assertThat(done.remoteId()).isEqualTo("900");
    assertThat(done.error()).isNull();
  }

  @Test
  void aWriteWaitsForTheOneBeforeItAndForAToken() {
    RemoteWrite bug = request("m-1", RemoteWrite.Kind.bug, null);
    RemoteWrite link = request("m-2", RemoteWrite.Kind.link, bug.id());
    assertThat(take(link)).isFalse();
    assertThat(take(bug)).isTrue();
    change(tx -> tx.remoteWrites().refused(bug.id(), "Make a new token.", tx.at()));
    assertThat(one(tx -> tx.remoteWrites().waitsFor())).contains("Make a new token.");
    assertThat(one(tx -> tx.remoteWrites().find(bug.id()))).map(RemoteWrite::attempts).contains(0);
    assertThat(take(bug)).as("it was no attempt").isTrue();
    change(tx -> tx.remoteWrites().delivered(bug.id(), "HBR-9", tx.at()));
    assertThat(all(tx -> tx.remoteWrites().waitingFor(bug.id())))
        .extracting(RemoteWrite::id)
        .containsExactly(link.id());
    assertThat(take(link)).isTrue();
    assertThat(all(tx -> tx.remoteWrites().ofTicket(ticket, 5)))
        .extracting(RemoteWrite::marker)
        .containsExactly("m-2", "m-1");
  }

  @Test
  void aMarkerIsOneWrites() {
    request("m-1", RemoteWrite.Kind.comment, null);
    Refusal no =
        Objects.requireNonNull(
            catchThrowableOfType(
                Refusal.class, () -> request("m-1", RemoteWrite.Kind.comment, null)));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.CONFLICT);
  }

  @Test
  void theSheetOfASessionIsTheCommentThatWasDeliveredLast() {
    RemoteWrite first = request("m-1", RemoteWrite.Kind.sheet_comment, null);
    request("m-2", RemoteWrite.Kind.sheet_comment, null);
    assertThat(one(tx -> tx.remoteWrites().sheetComment(session))).isEmpty();
    change(tx -> tx.remoteWrites().delivered(first.id(), "900", tx.at()));
    assertThat(one(tx -> tx.remoteWrites().sheetComment(session))).contains("900");
    assertThat(all(tx -> tx.remoteWrites().ofSession(session, 5))).hasSize(2);
  }

  @Test
  void aBugGetsItsKeyWhenJiraHasIt() {
    RemoteWrite write = request("m-1", RemoteWrite.Kind.bug, null);
    var bug =
        new Bug(
            db.nextId(), ticket, session, "It breaks", "Like so", "High", write.id(), null, now);
    write(ann, tx -> tx.bugs().insert(bug));
    assertThat(all(tx -> tx.bugs().withoutKey())).containsExactly(bug);
    assertThat(change(tx -> tx.bugs().created(write.id(), "HBR-9"))).isTrue();
    assertThat(all(tx -> tx.bugs().withoutKey())).isEmpty();
    assertThat(all(tx -> tx.bugs().ofSession(session))).extracting(Bug::bugKey).contains("HBR-9");
    assertThat(one(tx -> tx.bugs().ofWrite(write.id()))).isPresent();
  }

  @Test
  void attachmentsAreListedAndStayFetched() {
    Attachment shot = attachment("501", "shot.png");
    Attachment log = attachment("502", "server.log");
    copy(shot, log);
    assertThat(all(tx -> tx.attachments().ofTicket(ticket))).containsExactly(shot, log);
    assertThat(all(tx -> tx.attachments().ids("50", new String[0], 9)))
        .containsExactly("501", "502");
    String hash = "ab".repeat(32);
    write(ann, tx -> tx.attachments().fetched(shot.id(), hash, now));
    copy(attachment("501", "renamed.png"), log);
    Attachment fetched = one(tx -> tx.attachments().find("501")).orElseThrow();
    assertThat(fetched.sha256()).isEqualTo(hash);
    assertThat(fetched.filename()).isEqualTo("renamed.png");
    assertThat(fetched.id()).isEqualTo(shot.id());
    copy(log);
    assertThat(all(tx -> tx.attachments().ofTicket(ticket))).containsExactly(log);
    copy();
    assertThat(all(tx -> tx.attachments().ofTicket(ticket))).isEmpty();
  }

  private RemoteWrite request(String marker, RemoteWrite.Kind kind, @Nullable UUID after) {
    var write =
        new RemoteWrite(
            db.nextId(),
            kind,
            ticket,
            "HBR-1",
            session,
            after,
            Json.MAPPER.readTree("{\"text\":\"It works\"}"),
            marker,
            RemoteWrite.Status.pending,
            0,
            now,
            null,
            null,
            "an agent",
            now,
            null);
    write(ann, tx -> tx.remoteWrites().insert(write));
    return write;
  }

  private boolean take(RemoteWrite write) {
    return change(tx -> tx.remoteWrites().take(write.id(), tx.at().minusSeconds(60)));
  }

  private boolean keep(WebhookEvent event) {
    return change(tx -> tx.webhooks().keep(event));
  }

  private boolean settle(WebhookEvent event) {
    return change(tx -> tx.webhooks().settle(event.id(), WebhookEvent.Status.applied, tx.at()));
  }

  private Optional<UUID> owner(String name) {
    return db.database().identify(tx -> tx.webhooks().userOf(name));
  }

  private WebhookEvent event(String identifier, String jiraId) {
    return new WebhookEvent(
        db.nextId(),
        "harbour",
        identifier,
        "jira:issue_updated",
        jiraId,
        Json.MAPPER.readTree("{\"flow\":\"Primary\"}"),
        "{ \"a\": \"\\u0000\" }",
        WebhookEvent.Status.received,
        0,
        null,
        now,
        null);
  }

  private Attachment attachment(String attachmentId, String filename) {
    return new Attachment(
        db.nextId(), ticket, attachmentId, filename, "image/png", 10, "Bo Lind", now, null, null);
  }

  private void copy(Attachment... attachments) {
    ArrayNode rows = Json.MAPPER.createArrayNode();
    for (Attachment attachment : attachments) {
      ObjectNode row = Json.MAPPER.valueToTree(attachment);
      rows.add(row.put("jira_id", "1"));
    }
    write(ann, tx -> tx.attachments().copy(new String[] {"1"}, rows.toString()));
  }

  private void write(Caller caller, Consumer<Tx> work) {
    db.database()
        .write(
            caller,
            tx -> {
              work.accept(tx);
              return true;
            });
  }

  private boolean change(Function<Tx, Boolean> work) {
    return db.database().write(ann, work);
  }

  private <R> Optional<R> one(Function<Tx, Optional<R>> work) {
    return db.database().write(ann, work);
  }

  private <R> List<R> all(Function<Tx, List<R>> work) {
    return db.database().read(ann, work);
  }
}
