package atlas.core.tickets;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.SourceReport;
import atlas.core.TestHouse;
import atlas.core.tickets.Finding.Found;
import atlas.core.tickets.Finding.Query;
import atlas.model.Cursor;
import atlas.model.FoundTicket;
import atlas.model.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FindingTest {
  private final TestHouse house = new TestHouse();
  private final Finding finding = house.finding();

  @BeforeAll
  void copy() {
    house
        .jira()
        .put("HBR-1")
        .summary("Berth bookings are cancelled twice")
        .description("h3. Steps\n# Cancel a booking\n# See the log-in page of HBR-77")
        .type("Bug")
        .components("Booking");
    house
        .jira()
        .put("HBR-2")
        .summary("createMapView crashes on rotation")
        .description("Ti.UI.createMapView() is called; UTF-8 names of ships are garbled.")
        .type("Bug")
        .status("In Progress", "indeterminate")
        .updated("2026-01-12T10:00:00Z");
    house
        .jira()
        .put("LGT-3")
        .summary("Lamps blink while a crane moves")
        .description("The café's lamp too. Booking a berth is not concerned; cancelling neither.")
        .updated("2026-01-11T10:00:00Z");
    house.tickets().assigned(house.ann(), assigned());
    house.bensJira().put("HBR-1").summary("Ben's tide tables");
    house.tickets().assigned(house.ben(), assigned());
  }

  @AfterAll
  void close() {
    house.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cancelling bookings | HBR-1 LGT-3",
        "BOOKING cancel page | HBR-1",
        "\"cancel a booking\" | HBR-1",
        "\"booking cancel\" | ''",
        "berth -lamp | HBR-1",
        "berth -\"booking a berth\" | HBR-1",
        "rotation or crane | HBR-2 LGT-3",
        "log-in | HBR-1",
        "login | ''",
        "createMapView | HBR-2",
        "map view | HBR-2",
        "Ti.UI.createMapView() | HBR-2",
        "garbled UTF-8 | HBR-2",
        "café | LGT-3",
        "hbr-2 | HBR-2",
        "(HBR-2), LGT-3. | HBR-2 LGT-3",
        "HBR-1 rotation | HBR-1 HBR-2",
        "HBR-77 | ''",
        "tide | ''",
      })
  void wordsPhrasesAndKeysAreFound(String query, String keys) {
    List<String> wanted = keys.isEmpty() ? List.of() : List.of(keys.split(" "));
    assertThat(keys(search(query))).as(query).containsExactlyInAnyOrderElementsOf(wanted);
  }

  @Test
  void theTitleCountsMoreAndTheKeyMost() {
    assertThat(keys(search("cancelled berth"))).containsExactly("HBR-1", "LGT-3");
    assertThat(keys(search("LGT-3 cancelled berth"))).startsWith("LGT-3");
  }

  @Test
  void whereNoIssueHasAllTheWordsSomeAreEnoughAndThatIsSaid() {
    Found all = search("crane rotation");
    assertThat(keys(all)).containsExactlyInAnyOrder("HBR-2", "LGT-3");
    assertThat(all.anyWord()).isTrue();
    assertThat(search("crane").anyWord()).isFalse();
    assertThat(search("\"crane rotation\"").tickets()).isEmpty();
    assertThat(search("crane rotation -lamp").tickets()).isEmpty();
  }

  @Test
  void filtersNarrowAndNothingTellsWhatThereIs() {
    assertThat(keys(search("berth", "lgt", null, null))).containsExactly("LGT-3");
    assertThat(keys(search("rotation", null, "in progress", "bug"))).containsExactly("HBR-2");
    Found nothing = search("berth", "HBR", "Closed", "Epic");
    assertThat(nothing.tickets()).isEmpty();
    assertThat(nothing.had().get("project")).containsExactly("HBR", "LGT");
    assertThat(nothing.had().get("status")).containsExactly("Open", "In Progress");
    assertThat(nothing.had().get("type")).containsExactly("Bug", "Story");
    assertThat(nothing.sources()).extracting(SourceReport::status).containsExactly("empty");
    assertThat(search("berth", "HBR", null, null).had()).isEmpty();
    assertThat(search("zeppelin").had()).isEmpty();
  }

  @Test
  void pagesFollowEachOtherInEitherWay() {
    for (String query : List.of("berth or rotation", "crane rotation berth")) {
      var keys = new ArrayList<String>();
      String cursor = null;
      do {
        Found page = finding.search(house.ann(), new Query(query, null, null, null, 1, cursor));
        keys.addAll(keys(page));
        assertThat(page.omitted()).isEqualTo(3 - keys.size());
        cursor = page.nextCursor();
      } while (cursor != null);
      assertThat(keys).as(query).containsExactlyInAnyOrder("HBR-1", "HBR-2", "LGT-3");
    }
    for (String cursor :
        List.of("x", Cursor.of("all", "-1"), Cursor.of("all", "99999"), Cursor.of("some", "1"))) {
      Refusal no =
          refusal(
              () -> finding.search(house.ann(), new Query("berth", null, null, null, 5, cursor)));
      assertThat(no.kind()).isEqualTo(Refusal.Kind.INVALID);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "-",
        "--",
        "\"",
        "\"\"",
        "-\"",
        "- - -",
        "the",
        "or",
        "or or",
        "!",
        "&",
        "|",
        "a:*",
        "<->",
        "(",
        "')",
        "'; drop table tickets; --",
        "\\",
        "%",
        "_",
        "\uD83D\uDEA2",
        "\uD83D",
        "a & !b | (c",
        "-HBR-1",
        "*)(uid=*",
        "${x}",
        "?",
        ":id",
        "\u202E",
        "x\ny\tz"
      })
  void whateverIsAskedIsAnswered(String query) {
    assertThat(search(query).omitted()).isZero();
  }

  @Test
  void longQueriesAreRefusedAndMonstersAreNot() {
    assertThat(refusal(() -> search("berth ".repeat(100))).sentence()).contains("500");
    assertThat(search("-\"a ".repeat(124)).omitted()).isZero();
    assertThat(search("a-".repeat(250)).omitted()).isZero();
  }

  @Test
  void theAgeOfTheCopyIsTold() {
    try (var other = new TestHouse()) {
      Query query = new Query("berth", null, null, null, 5, null);
      assertThat(other.finding().search(other.ann(), query).degraded())
          .startsWith("Jira was never");
      other.tickets().assigned(other.ann(), assigned());
      assertThat(other.finding().search(other.ann(), query).degraded()).isNull();
      other.clock().advance(Duration.ofHours(3));
      assertThat(other.finding().search(other.ann(), query).degraded()).contains("is 3 h old");
      other.clock().advance(Duration.ofDays(3));
      assertThat(other.finding().search(other.ann(), query).degraded()).contains("is 3 days old");
    }
  }

  @Test
  void oneUserDoesNotFindAnothers() {
    assertThat(keys(search("tide"))).isEmpty();
    Found bens = finding.search(house.ben(), new Query("crane or tide", null, null, null, 5, null));
    assertThat(bens.tickets())
        .extracting(FoundTicket::summary)
        .containsExactly("Ben's tide tables");
    assertThat(finding.keys(house.ben(), "h", 10)).containsExactly("HBR-1");
  }

  @Test
  void keysAreCompleted() {
    assertThat(finding.keys(house.ann(), "", 2)).containsExactly("HBR-1", "HBR-2");
    assertThat(finding.keys(house.ann(), "l", 10)).containsExactly("LGT-3");
    assertThat(finding.keys(house.ann(), "%", 10)).isEmpty();
  }

  private Found search(String text) {
    return search(text, null, null, null);
  }

  private Found search(
      String text, @Nullable String project, @Nullable String status, @Nullable String type) {
    return finding.search(house.ann(), new Query(text, project, status, type, 20, null));
  }

  private static Tickets.Query assigned() {
    return new Tickets.Query(null, null, Tickets.Source.live, 50, null);
  }

  private static List<String> keys(Found found) {
    return found.tickets().stream().map(FoundTicket::ticketKey).toList();
  }
}
