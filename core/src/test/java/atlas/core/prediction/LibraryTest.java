package atlas.core.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.library.ScenarioImports;
import atlas.core.library.ScenarioImports.File;
import atlas.core.meaning.Meaning;
import atlas.core.prediction.Library.Found;
import atlas.core.prediction.Predictions.Answer;
import atlas.core.prediction.Predictions.Ask;
import atlas.core.prediction.Predictions.Predicted;
import atlas.core.testing.Sessions;
import atlas.core.testing.Sessions.End;
import atlas.core.testing.Sessions.Log;
import atlas.core.testing.Sessions.Start;
import atlas.core.tickets.TicketKeys;
import atlas.model.Activity;
import atlas.model.Caller;
import atlas.model.Outcome;
import atlas.model.PredictionSource;
import atlas.model.Result;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LibraryTest {
  private static final String LINES =
      """
      {"key":"HB-T1","name":"Invoice total is rounded","folder":"shop/invoice","minutes":7,\
      "steps":[{"step":"1. Open the cart\\n2. Pay","expected":"Rounded per line"}]}
      {"key":"HB-T2","name":"Tide chart of a harbour","folder":"maps/tides"}
      {"key":"HB-T3","name":"Colours of the chart","folder":"maps/tides"}
      """;

  private final TestHouse house = new TestHouse();
  private final Caller ann = house.ann();
  private final ScenarioImports imports =
      new ScenarioImports(house.db().database(), TicketKeys.DEFAULT);
  private final Library library = library(100_000_000);
  private final Sessions sessions = house.sessions(Predictions.settling(), Library.ending());

  @BeforeEach
  void load() {
    imports.run(ann, new File(null, false, LINES));
  }

  @AfterEach
  void close() {
    house.close();
  }

  private Library library(long bytes) {
    return new Library(house.db().database(), Meaning.off(), bytes);
  }

  @Test
  void aTicketsScenariosComeFromTheLibraryWithTheirStepsAndSource() {
    Answer answer = predict("Invoice total wrong after rounding");
    Predicted first =
        answer.predictions().stream()
            .filter(p -> p.source() == PredictionSource.similarity)
            .findFirst()
            .orElseThrow();
    assertThat(first.scenario()).isEqualTo("Invoice total is rounded");
    assertThat(first.steps())
        .containsExactly("1. Open the cart", "2. Pay", "Expected: Rounded per line");
    assertThat(first.estimatedMinutes()).isEqualTo(7);
    assertThat(first.because()).isEqualTo("HB-T1 of the library, in shop/invoice");
    assertThat(first.confidence()).isBetween(0.2, 0.5);
  }

  @Test
  void whatWasTestedWithItOnAnotherTicketSpeaksForItAndForItsFolder() {
    house.jira().put("HBR-1").summary("Low water is drawn as high");
    assertThat(keys("High water is drawn too low")).doesNotContain("HB-T2", "HB-T3");
    sessions.start(ann, new Start("HBR-1", null, null, false));
    sessions.log(ann, log("tide chart of a HARBOUR"));
    sessions.end(ann, end());
    List<Found> found = library.of(ann, "High water is drawn too low", 5);
    assertThat(found).extracting(f -> f.scenario().sourceKey()).startsWith("HB-T2");
    assertThat(found.get(0).tested()).extracting(t -> t.ticketKey()).containsExactly("HBR-1");
    assertThat(found.get(0).alike()).isGreaterThan(0.5);
    Predicted first = predict("High water is drawn too low").predictions().get(0);
    assertThat(first.because()).contains("HB-T2 of the library, in maps/tides; a test of HBR-1, ");
    assertThat(first.estimatedMinutes()).isEqualTo(12);
    house.removal().remove(ann, "S-1.1");
    assertThat(keys("High water is drawn too low")).doesNotContain("HB-T2");
  }

  @Test
  void theSourcesOwnTicketsCountAsWell() {
    house.jira().put("HBR-5").summary("Harbour pilots are paid late");
    house.tickets().require(ann, "HBR-5");
    imports.run(
        ann,
        new File(null, false, "{\"key\":\"HB-T9\",\"name\":\"Salaries\",\"tickets\":\"HBR-5\"}"));
    Found first = library.of(ann, "Pilots paid late again", 5).get(0);
    assertThat(first.scenario().sourceKey()).isEqualTo("HB-T9");
    assertThat(first.tested().get(0).tried()).isZero();
    assertThat(LibraryCandidates.of(first).because())
        .startsWith("HB-T9 of the library; a test of HBR-5, ")
        .doesNotContain("runs");
  }

  @Test
  void whatChangesInTheLibraryIsSeenAtOnce() {
    assertThat(keys("Tide chart")).startsWith("HB-T2");
    house.removal().remove(ann, "L-2");
    assertThat(keys("Tide chart")).doesNotContain("HB-T2");
    house.removal().restore(ann, "L-2");
    assertThat(keys("Tide chart")).startsWith("HB-T2");
    imports.run(
        ann,
        new File(null, false, LINES.replace("Tide chart of a harbour", "Sea level over the day")));
    assertThat(keys("Sea level")).startsWith("HB-T2");
    Library another = library(100_000_000);
    assertThat(another.of(ann, "Sea level", 1)).hasSize(1);
  }

  @Test
  void anothersLibraryIsNotProposed() {
    assertThat(library.of(house.ben(), "Tide chart", 5)).isEmpty();
    imports.run(house.ben(), new File(null, false, "{\"key\":\"B-1\",\"name\":\"Ben's chart\"}"));
    assertThat(library.of(house.ben(), "Tide chart", 5))
        .extracting(f -> f.scenario().sourceKey())
        .containsExactly("B-1");
    assertThat(keys("Tide chart")).doesNotContain("B-1");
    house.bensJira().put("HBR-1").summary("Low water is drawn as high");
    sessions.start(house.ben(), new Start("HBR-1", null, null, false));
    sessions.log(house.ben(), log("Tide chart of a harbour"));
    sessions.end(house.ben(), end());
    assertThat(keys("High water is drawn too low")).doesNotContain("HB-T2");
  }

  @Test
  void memoryIsBoundedAndALibraryThatIsTooLargeProposesNothing() {
    assertThat(library(1).of(ann, "Tide chart", 5)).isEmpty();
    imports.run(house.ben(), new File(null, false, "{\"key\":\"B-1\",\"name\":\"Ben's chart\"}"));
    Library small = library(10_000);
    for (int i = 0; i < 3; i++) {
      assertThat(small.of(ann, "Tide chart", 5)).isNotEmpty();
      assertThat(small.of(house.ben(), "Tide chart", 5)).hasSize(1);
    }
  }

  private List<String> keys(String summary) {
    return library.of(ann, summary, 5).stream().map(f -> f.scenario().sourceKey()).toList();
  }

  private static Log log(String scenario) {
    return new Log(null, scenario, Result.failed, Activity.test, null, 12, null, "HBR-99");
  }

  private static End end() {
    return new End(null, Outcome.passed, null, null, null, null);
  }

  private Answer predict(String summary) {
    var predictions =
        house.predictions(
            house.db().database(), List.of(Templates.shipped(), SimilarTickets.and(library)));
    return predictions.predict(ann, new Ask(null, summary, null, null, null, 5));
  }
}
