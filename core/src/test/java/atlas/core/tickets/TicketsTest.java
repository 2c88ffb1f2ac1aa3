package atlas.core.tickets;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.SourceReport;
import atlas.core.TestHouse;
import atlas.core.tickets.Tickets.Assigned;
import atlas.core.tickets.Tickets.Query;
import atlas.core.tickets.Tickets.Source;
import atlas.model.AssignedTicket;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.model.Ticket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TicketsTest {
  private static final String BAD_TOKEN =
      "Jira refuses the token of JIRA_EMAIL and JIRA_API_TOKEN (401): Cloud tokens live at most"
          + " a year.";

  private final TestHouse house = new TestHouse();
  private final Tickets tickets = house.tickets();
  private final Caller ann = house.ann();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void theFirstAskIsLiveAndTheNextQuarterOfAnHourIsTheCopy() {
    house.jira().put("HBR-1");
    Assigned first = ask(Source.auto);
    assertThat(keys(first)).containsExactly("HBR-1");
    assertThat(first.dataSource()).isEqualTo("live");
    assertThat(first.lastSync()).isEqualTo(house.clock().instant());
    assertThat(first.degraded()).isNull();
    assertThat(first.sources()).extracting(SourceReport::status).containsExactly("answered");
    int requests = house.jira().requests();
    house.clock().advance(Duration.ofMinutes(15));
    Assigned second = ask(Source.auto);
    assertThat(second.dataSource()).isEqualTo("cached");
    assertThat(second.sources()).extracting(SourceReport::status).containsExactly("cached");
    assertThat(second.degraded()).isNull();
    assertThat(house.jira().requests()).isEqualTo(requests);
    house.clock().advance(Duration.ofMillis(1));
    assertThat(ask(Source.auto).dataSource()).isEqualTo("live");
    assertThat(house.jira().requests()).isGreaterThan(requests);
  }

  @Test
  void liveAlwaysAsksAndCachedNever() {
    house.jira().put("HBR-1");
    Assigned nothing = ask(Source.cached);
    assertThat(nothing.tickets()).isEmpty();
    assertThat(nothing.lastSync()).isNull();
    assertThat(house.jira().requests()).isZero();
    ask(Source.live);
    house.jira().put("HBR-2");
    assertThat(keys(ask(Source.cached))).containsExactly("HBR-1");
    assertThat(keys(ask(Source.live))).containsExactly("HBR-1", "HBR-2");
  }

  @Test
  void aBadTokenIsNeverAnEmptyList() {
    house.jira().answersWith(401);
    for (Source source : List.of(Source.live, Source.auto)) {
      Refusal no = refusal(() -> ask(source));
      assertThat(no.kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
      assertThat(no.sentence()).startsWith(BAD_TOKEN);
    }
    assertThat(house.rows("sync_jobs")).isZero();
  }

  @Test
  void withABadTokenAutoGivesTheCopyAndSaysWhyAndLiveRefuses() {
    house.jira().put("HBR-1");
    ask(Source.auto);
    var synced = house.clock().instant();
    house.jira().answersWith(401);
    house.clock().advance(Duration.ofHours(1));
    Assigned copy = ask(Source.auto);
    assertThat(keys(copy)).containsExactly("HBR-1");
    assertThat(copy.dataSource()).isEqualTo("cached");
    assertThat(copy.degraded()).startsWith(BAD_TOKEN);
    assertThat(copy.lastSync()).isEqualTo(synced);
    assertThat(copy.sources()).extracting(SourceReport::status).containsExactly("failed");
    assertThat(refusal(() -> ask(Source.live)).sentence()).startsWith(BAD_TOKEN);
  }

  @Test
  void aJiraThatIsDownIsSaid() {
    house.jira().put("HBR-1");
    ask(Source.auto);
    house.jira().answersWith(500);
    house.clock().advance(Duration.ofHours(1));
    assertThat(ask(Source.auto).degraded()).contains("500");
    assertThat(refusal(() -> ask(Source.live)).kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
  }

  @Test
  void aUserWithoutAnAccountIsToldAndNeverGetsAnothers() {
    house.jira().put("HBR-1");
    ask(Source.auto);
    Caller carl = house.db().user("carl");
    for (Source source : List.of(Source.live, Source.auto)) {
      assertThat(refusal(() -> tickets.assigned(carl, query(source))).sentence())
          .startsWith("No Jira account is configured for you: set JIRA_HOST");
    }
    assertThat(refusal(() -> tickets.get(carl, "HBR-1", false)).kind())
        .isEqualTo(Refusal.Kind.UNAVAILABLE);
    assertThat(tickets.account(carl)).isEmpty();
    assertThat(tickets.account(ann)).contains("Ada Tester");
  }

  @Test
  void twoUsersAccountsDoNotMix() {
    house.jira().put("HBR-1").summary("Ann's");
    house.bensJira().put("HBR-1").summary("Ben's");
    house.bensJira().put("HBR-2").summary("Ben's too");
    assertThat(keys(ask(Source.auto))).containsExactly("HBR-1");
    assertThat(keys(tickets.assigned(house.ben(), query(Source.auto)))).hasSize(2);
    assertThat(tickets.require(ann, "HBR-1").summary()).isEqualTo("Ann's");
    assertThat(tickets.require(house.ben(), "HBR-1").summary()).isEqualTo("Ben's");
    assertThat(refusal(() -> tickets.require(ann, "HBR-2")).kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  @Test
  void theListIsByRankThenByTheLatestUpdate() {
    house.jira().put("HBR-1").priority("Low").updated("2026-01-14T10:00:00Z");
    house.jira().put("HBR-2").priority("Highest").updated("2026-01-10T10:00:00Z");
    house.jira().put("HBR-3").priority(null).updated(null);
    house.jira().put("HBR-4").priority("Highest").updated("2026-01-12T10:00:00Z");
    house.jira().put("HBR-5").priority("Urgency of our own").updated("2026-01-01T10:00:00Z");
    assertThat(keys(ask(Source.live))).containsExactly("HBR-4", "HBR-2", "HBR-5", "HBR-3", "HBR-1");
  }

  @Test
  void pagesHaveNeitherGapsNorRepeatsOverEqualAndMissingTimes() {
    for (int n = 1; n <= 23; n++) {
      house
          .jira()
          .put("HBR-" + n)
          .priority(n % 3 == 0 ? "High" : "Low")
          .updated(
              n % 4 == 0 ? null : n % 2 == 0 ? "2026-01-14T10:00:00.123Z" : "1969-01-01T00:00:00Z");
    }
    List<String> all = keys(ask(Source.live));
    assertThat(all).hasSize(23).doesNotHaveDuplicates();
    var paged = new ArrayList<String>();
    String cursor = null;
    int requests = house.jira().requests();
    do {
      Assigned page = tickets.assigned(ann, new Query(null, null, Source.auto, 4, cursor));
      paged.addAll(keys(page));
      assertThat(page.omitted()).isEqualTo(23 - paged.size());
      cursor = page.nextCursor();
    } while (cursor != null);
    assertThat(paged).isEqualTo(all);
    assertThat(house.jira().requests()).isEqualTo(requests);
  }

  @Test
  void aCursorThatIsNotOneIsRefused() {
    house.jira().put("HBR-1");
    ask(Source.live);
    for (String cursor :
        List.of(
            "", "garbage", "Z2FyYmFnZQ", "MR8yHzM", "%%%", "4x8xOTcwLTAxLTAxVDAwOjAwOjAwWh94")) {
      Refusal no =
          refusal(() -> tickets.assigned(ann, new Query(null, null, Source.cached, 5, cursor)));
      assertThat(no.kind()).as(cursor).isEqualTo(Refusal.Kind.INVALID);
      assertThat(no.sentence()).startsWith("That cursor is not one of this list's");
    }
  }

  @Test
  void aStatusThatNoTicketHasTellsTheStatuses() {
    house.jira().put("HBR-1").status("In Arbeit", "indeterminate");
    house.jira().put("SHOP-2").status("Offen", "new");
    ask(Source.live);
    Assigned none = tickets.assigned(ann, new Query("Testing", null, Source.auto, 5, null));
    assertThat(none.tickets()).isEmpty();
    assertThat(none.statuses()).containsExactly("In Arbeit", "Offen");
    assertThat(keys(tickets.assigned(ann, new Query("in arbeit", null, Source.auto, 5, null))))
        .containsExactly("HBR-1");
    assertThat(keys(tickets.assigned(ann, new Query(null, "shop", Source.auto, 5, null))))
        .containsExactly("SHOP-2");
  }

  @Test
  void whatIsNoLongerAssignedBecomesInactiveAndIsCounted() {
    house.jira().put("HBR-1");
    house.jira().put("HBR-2");
    house.jira().put("HBR-3");
    ask(Source.live);
    house.jira().unassign("HBR-2");
    house.jira().put("HBR-3").status("Done", "done");
    assertThat(keys(ask(Source.live))).containsExactly("HBR-1");
    assertThat(ticket("HBR-2").active()).isFalse();
    int deactivated =
        house
            .db()
            .admin()
            .withHandle(
                h ->
                    h.createQuery("select max(deactivated) from sync_jobs")
                        .mapTo(Integer.class)
                        .one());
    assertThat(deactivated).isEqualTo(2);
    house.jira().unassign();
    assertThat(keys(ask(Source.live))).contains("HBR-2");
  }

  @Test
  void anIncompleteListingDeactivatesNothing() {
    house.jira().put("HBR-1");
    house.jira().put("HBR-2");
    ask(Source.live);
    house.jira().givesOnlyAPart();
    house.jira().unassign("HBR-2");
    assertThat(keys(ask(Source.live))).containsExactly("HBR-1", "HBR-2");
  }

  @Test
  void aSyncThatChangesNothingIsNoEvent() {
    house.jira().put("HBR-1");
    ask(Source.live);
    long events = house.events(ann);
    house.clock().advance(Duration.ofHours(1));
    ask(Source.live);
    assertThat(house.events(ann)).isEqualTo(events);
    house.jira().put("HBR-1").status("In Progress", "indeterminate");
    ask(Source.live);
    assertThat(house.events(ann)).isEqualTo(events + 1);
  }

  @Test
  void everyFieldIsTakenOverAgain() {
    house.jira().put("HBR-1").summary("Old").components("Cart").description("Old words");
    ask(Source.live);
    UUID id = ticket("HBR-1").id();
    house.jira().put("HBR-1").summary("New").components("Cart", "Tax").type("Bug").priority("High");
    ask(Source.live);
    Ticket ticket = ticket("HBR-1");
    assertThat(ticket.id()).isEqualTo(id);
    assertThat(ticket.summary()).isEqualTo("New");
    assertThat(ticket.components()).containsExactly("Cart", "Tax");
    assertThat(ticket.issueType()).isEqualTo("Bug");
    assertThat(ticket.priorityRank()).isEqualTo(2);
  }

  @Test
  void oneTicketIsReadFromJiraWithItsCommentsAndFallsBackToTheCopy() {
    house.jira().put("HBR-1").summary("First").comment("Ben", "Seen too");
    var live = tickets.get(ann, "hbr-1", true);
    assertThat(live.dataSource()).isEqualTo("live");
    assertThat(live.comments())
        .singleElement()
        .satisfies(c -> assertThat(c.markdown()).isEqualTo("Seen too"));
    assertThat(live.ticket().active()).isFalse();
    house.jira().answersWith(401);
    var copy = tickets.get(ann, "HBR-1", true);
    assertThat(copy.dataSource()).isEqualTo("cached");
    assertThat(copy.degraded()).startsWith(BAD_TOKEN);
    assertThat(copy.comments()).isEmpty();
    assertThat(copy.ticket().summary()).isEqualTo("First");
    assertThat(refusal(() -> tickets.get(ann, "HBR-2", false)).sentence()).startsWith(BAD_TOKEN);
  }

  @Test
  void aTicketThatIsGoneIsTheCopyAndSaysSo() {
    house.jira().put("HBR-1");
    tickets.get(ann, "HBR-1", false);
    house.jira().delete("HBR-1");
    assertThat(tickets.get(ann, "HBR-1", false).degraded()).contains("HBR-1", "404");
    assertThat(refusal(() -> tickets.get(ann, "HBR-9", false)).kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  @Test
  void readingATicketKeepsItAssigned() {
    house.jira().put("HBR-1");
    ask(Source.live);
    tickets.get(ann, "HBR-1", false);
    assertThat(keys(ask(Source.cached))).containsExactly("HBR-1");
  }

  @Test
  void aReadOnlyServerGivesTheCopyAndStoresNothing() {
    house.jira().put("HBR-1");
    ask(Source.live);
    house.jira().put("HBR-2");
    house.clock().advance(Duration.ofHours(1));
    Tickets readOnly = house.tickets(house.db().readOnly());
    Assigned copy = readOnly.assigned(ann, query(Source.auto));
    assertThat(keys(copy)).containsExactly("HBR-1");
    assertThat(copy.degraded()).contains("read-only");
    assertThat(refusal(() -> readOnly.assigned(ann, query(Source.live))).kind())
        .isEqualTo(Refusal.Kind.FORBIDDEN);
    var known = readOnly.get(ann, "HBR-1", false);
    assertThat(known.ticket().ticketKey()).isEqualTo("HBR-1");
    assertThat(known.dataSource()).isEqualTo("cached");
    assertThat(known.degraded()).contains("read-only");
    Refusal notKept = refusal(() -> readOnly.get(ann, "HBR-2", false));
    assertThat(notKept.kind()).isEqualTo(Refusal.Kind.FORBIDDEN);
    assertThat(notKept.sentence()).contains("HBR-2", "--read-only");
    assertThat(house.rows("tickets")).isEqualTo(1);
  }

  @Test
  void aCancelledCallStoresNothing() {
    house.jira().put("HBR-1");
    var call = new atlas.model.Call(null);
    call.cancel();
    try {
      tickets.assigned(ann.in(call), query(Source.live));
    } catch (RuntimeException stopped) {
      assertThat(stopped).isNotNull();
    }
    assertThat(house.rows("tickets")).isZero();
  }

  private Ticket ticket(String key) {
    return house.db().database().read(ann, tx -> tx.tickets().find(key)).orElseThrow();
  }

  private Assigned ask(Source source) {
    return tickets.assigned(ann, query(source));
  }

  private static Query query(@Nullable Source source) {
    return new Query(null, null, source == null ? Source.auto : source, 50, null);
  }

  private static List<String> keys(Assigned assigned) {
    return assigned.tickets().stream().map(AssignedTicket::ticketKey).toList();
  }
}
