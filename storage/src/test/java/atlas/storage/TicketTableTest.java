package atlas.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import atlas.model.Caller;
import atlas.model.FoundTicket;
import atlas.model.Json;
import atlas.model.Ticket;
import atlas.model.TicketKey;
import atlas.model.TicketNote;
import atlas.storage.FindingTable.Search;
import atlas.storage.TicketTable.Changes;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class TicketTableTest {
  private static final Instant DAY = Instant.parse("2026-01-10T08:00:00Z");

  private final TestDatabase db = TestDatabase.create();
  private final Caller ann = db.user("ann");
  private final Caller ben = db.user("ben");

  @AfterEach
  void drop() {
    db.close();
  }

  @Test
  void everyFieldIsStoredAndUpdated() {
    Ticket first = issue("HBR-1", "10001", 0);
    assertThat(store(ann, first)).isEqualTo(new Changes(1, 0, 0, 0, 0));
    assertThat(found("HBR-1")).contains(first);
    Ticket next =
        new Ticket(
            first.id(),
            "HBR-1",
            "10001",
            "HBR",
            "Harbour",
            "HBR-7",
            "Other",
            "Text",
            "Task",
            "Done",
            "done",
            "Low",
            4,
            "Ann Ottosen",
            "a-1",
            "Bo Lind",
            "b-2",
            List.of("web"),
            List.of("x", "y"),
            null,
            "Sprint 4",
            new BigDecimal("0.5"),
            7200,
            3600,
            1800,
            DAY,
            DAY.plusSeconds(1),
            DAY,
            false,
            false,
            DAY.plusSeconds(9));
    assertThat(store(ann, next)).isEqualTo(new Changes(0, 1, 0, 0, 1));
    assertThat(found("HBR-1")).contains(next);
    assertThat(store(ann, next)).isEqualTo(new Changes(0, 0, 0, 0, 0));
    assertThat(one(ben, tx -> tx.tickets().find("HBR-1"))).isEmpty();
  }

  @Test
  void whatSaysTheSameIsUpdatedAndStillFound() {
    store(ann, issue("HBR-1", "10001", 0, "Crane"));
    assertThat(store(ann, issue("OPS-1", "10001", 5, "Crane")))
        .isEqualTo(new Changes(0, 1, 1, 0, 0));
    assertThat(found("OPS-1")).map(Ticket::jiraUpdatedAt).contains(DAY.plusSeconds(5));
    assertThat(store(ann, issue("HBR-9", "10001", 4, "Crane")))
        .isEqualTo(new Changes(0, 0, 0, 1, 0));
    assertThat(keys(search("crane", null, null, 0))).containsExactly("OPS-1");
  }

  @Test
  void whatJiraChangedEarlierNeverOverwrites() {
    Ticket newer = issue("HBR-1", "10001", 60);
    store(ann, newer);
    Ticket older = issue("OLD-1", "10001", 59);
    assertThat(store(ann, older)).isEqualTo(new Changes(0, 0, 0, 1, 0));
    assertThat(found("HBR-1")).contains(newer);
    assertThat(found("OLD-1")).isEmpty();
  }

  @Test
  void aMovedTicketAnswersToItsOldKeys() {
    Ticket before = issue("HBR-1", "10001", 0);
    store(ann, before);
    assertThat(store(ann, issue("LGT-5", "10001", 1))).isEqualTo(new Changes(0, 1, 1, 0, 0));
    db.clock().advance(Duration.ofHours(1));
    store(ann, issue("OPS-2", "10001", 2));
    for (String key : List.of("HBR-1", "LGT-5", "OPS-2")) {
      Ticket ticket = found(key).orElseThrow();
      assertThat(ticket.id()).isEqualTo(before.id());
      assertThat(ticket.ticketKey()).isEqualTo("OPS-2");
    }
    List<TicketKey> moved = database().read(ann, tx -> tx.tickets().movedAt(db.clock().instant()));
    assertThat(moved)
        .containsExactly(new TicketKey(before.id(), "LGT-5", "OPS-2", db.clock().instant()));
    store(ann, issue("HBR-1", "10002", 0));
    assertThat(found("HBR-1")).map(Ticket::jiraId).contains("10002");
  }

  @Test
  void twoTicketsMayChangeKeysInOneGo() {
    store(ann, issue("HBR-1", "10001", 0), issue("HBR-2", "10002", 0));
    assertThat(store(ann, issue("HBR-2", "10001", 1), issue("HBR-1", "10002", 1)))
        .isEqualTo(new Changes(0, 2, 2, 0, 0));
    assertThat(found("HBR-2")).map(Ticket::jiraId).contains("10001");
    assertThat(found("HBR-1")).map(Ticket::jiraId).contains("10002");
  }

  @Test
  void aKeyThatJiraGaveToAnotherIssueIsTheOthers() {
    store(ann, issue("HBR-1", "10001", 0));
    assertThat(store(ann, issue("HBR-1", "10002", 0))).isEqualTo(new Changes(1, 0, 0, 0, 1));
    assertThat(found("HBR-1")).map(Ticket::jiraId).contains("10002");
    Ticket robbed = byId("10001").orElseThrow();
    assertThat(robbed.ticketKey()).isEqualTo("HBR-1~10001");
    assertThat(robbed.active()).isFalse();
    store(ann, issue("LGT-9", "10001", 1));
    assertThat(byId("10001")).map(Ticket::ticketKey).contains("LGT-9");
    assertThat(found("HBR-1")).map(Ticket::jiraId).contains("10002");
  }

  @Test
  void whatIsGoneIsMarkedOnceAndComesBack() {
    store(ann, issue("HBR-1", "10001", 0), issue("HBR-2", "10002", 0), issue("LGT-1", "9", 0));
    assertThat(all(tx -> tx.tickets().jiraIds(ids("HBR"), "", 10)))
        .containsExactly("10001", "10002");
    assertThat(all(tx -> tx.tickets().jiraIds(ids(), "10001", 10))).containsExactly("10002", "9");
    String[] lost = {"10002", "777"};
    assertThat(all(tx -> tx.tickets().delete(lost)))
        .as("as it was")
        .extracting(Ticket::ticketKey, Ticket::active)
        .containsExactly(tuple("HBR-2", true));
    assertThat(all(tx -> tx.tickets().delete(lost))).isEmpty();
    Ticket deleted = found("HBR-2").orElseThrow();
    assertThat(deleted.deleted()).isTrue();
    assertThat(deleted.active()).isFalse();
    assertThat(all(tx -> tx.tickets().jiraIds(ids("HBR"), "", 10))).containsExactly("10001");
    store(ann, issue("HBR-2", "10002", 0));
    assertThat(found("HBR-2")).map(Ticket::active).contains(true);
    int gone = database().write(ann, tx -> tx.tickets().deactivateAllBut(ids("10001")));
    assertThat(gone).isEqualTo(2);
  }

  @Test
  void notesAreAddedToAndFoundWithTheTicket() {
    Ticket ticket = issue("HBR-1", "10001", 0);
    store(ann, ticket);
    note(ticket, "flaky", null);
    note(ticket, null, 4);
    assertThat(one(ann, tx -> tx.tickets().note(ticket.id()))).contains(new TicketNote("flaky", 4));
    assertThat(search("invoice", null, null, 0))
        .extracting(FoundTicket::difficulty)
        .containsExactly(4);
  }

  @Test
  void aSearchFindsWordsPhrasesKeysAndPages() {
    store(
        ann,
        issue("HBR-1", "1", 0, "Crane blocks the invoice printer"),
        issue("HBR-2", "2", 1, "Invoices are late"),
        issue("LGT-3", "3", 2, "Lamp of the printer"));
    assertThat(keys(search("printer", null, null, 0))).containsExactlyInAnyOrder("HBR-1", "LGT-3");
    assertThat(keys(search("\"invoice printer\"", null, null, 0))).containsExactly("HBR-1");
    assertThat(keys(search("invoice -crane", null, null, 0))).containsExactly("HBR-2");
    assertThat(keys(search("lgt-3", null, null, 0))).containsExactly("LGT-3");
    assertThat(keys(search("printer", "lgt", null, 0))).containsExactly("LGT-3");
    assertThat(keys(search("printer", null, "done", 0))).isEmpty();
    assertThat(keys(search("'); drop table tickets; --", null, null, 0))).isEmpty();
    List<FoundTicket> page = search("printer", null, null, 1);
    assertThat(page).hasSize(1);
    assertThat(page.get(0).matching()).isEqualTo(2);
  }

  private Database database() {
    return db.database();
  }

  private <R> List<R> all(Function<Tx, List<R>> work) {
    return database().write(ann, work);
  }

  private <R> Optional<R> one(Caller caller, Function<Tx, Optional<R>> work) {
    return database().read(caller, work);
  }

  private static String[] ids(String... ids) {
    return ids;
  }

  private void note(Ticket ticket, @Nullable String text, @Nullable Integer difficulty) {
    database()
        .write(
            ann,
            tx -> {
              tx.tickets().note(ticket.id(), text, difficulty);
              return true;
            });
  }

  private List<FoundTicket> search(
      String text, @Nullable String project, @Nullable String status, int offset) {
    return database().read(ann, tx -> tx.finding().search(named(text, project, status, offset)));
  }

  private static Search named(
      String text, @Nullable String project, @Nullable String status, int offset) {
    String[] keys = {text.toUpperCase(Locale.ROOT)};
    return new Search(text, keys, false, ids(), project, status, null, offset, 5);
  }

  private static List<String> keys(List<FoundTicket> found) {
    return found.stream().map(FoundTicket::ticketKey).toList();
  }

  private Optional<Ticket> found(String key) {
    return database().read(ann, tx -> tx.tickets().find(key));
  }

  private Optional<Ticket> byId(String jiraId) {
    return database().read(ann, tx -> tx.tickets().findByJiraId(jiraId));
  }

  private Changes store(Caller caller, Ticket... tickets) {
    ArrayNode rows = Json.MAPPER.createArrayNode();
    for (Ticket ticket : tickets) {
      ObjectNode row = Json.MAPPER.valueToTree(ticket);
      row.set("raw", Json.MAPPER.createObjectNode());
      rows.add(row);
    }
    return database().write(caller, tx -> tx.tickets().store(rows.toString()));
  }

  private Ticket issue(String key, String jiraId, int seconds) {
    return issue(key, jiraId, seconds, "Invoice");
  }

  private Ticket issue(String key, String jiraId, int seconds, String summary) {
    return new Ticket(
        db.nextId(),
        key,
        jiraId,
        key.substring(0, 3),
        null,
        null,
        summary,
        "",
        "Bug",
        "Open",
        "new",
        null,
        3,
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        null,
        null,
        null,
        null,
        null,
        null,
        DAY,
        DAY.plusSeconds(seconds),
        null,
        true,
        false,
        DAY);
  }
}
