package atlas.core.meaning;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.library.ScenarioImports;
import atlas.core.library.ScenarioImports.File;
import atlas.core.prediction.Library;
import atlas.core.tickets.TicketKeys;
import atlas.model.Caller;
import atlas.storage.jobs.Outcome;
import atlas.storage.jobs.Run;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LibraryMeaningTest {
  private static final String LINES =
      """
      {"key":"HB-T1","name":"Wrong credentials","steps":[{"step":"Try it","expected":"Refused"}]}
      {"key":"HB-T2","name":"Tide table","folder":"maps","objective":"The map has it"}
      """;

  private final TestHouse house = new TestHouse();
  private final FakeModel model = new FakeModel();
  private final Caller ann = house.ann();
  private final Meaning meaning = Meaning.by(() -> model.embedder("small", 8));
  private final Library library = new Library(house.db().database(), meaning, 100_000_000);

  @AfterEach
  void close() {
    meaning.close();
    model.close();
    house.close();
  }

  @Test
  void aScenarioIsFoundByWhatItMeansOnceTheJobHasReadIt() {
    load(LINES);
    assertThat(keys("Sign-in is broken")).isEmpty();
    assertThat(embed()).isEqualTo(Outcome.DONE);
    assertThat(model.asked()).contains("maps: Tide table", "Refused", "The map has it");
    assertThat(keys("Sign-in is broken")).startsWith("HB-T1");
    assertThat(keys("A chart at sea")).startsWith("HB-T2");
  }

  @Test
  void whatSaysSomethingElseMeansSomethingElseAndWhatItSaysNoMoreIsGone() {
    load(LINES);
    embed();
    load("{\"key\":\"HB-T1\",\"name\":\"A boat on the water\"}");
    assertThat(vectors()).isEqualTo(5 + 4);
    model.asked();
    embed();
    assertThat(model.asked()).contains("A boat on the water").doesNotContain("The map has it");
    assertThat(vectors()).as("no passages any more").isEqualTo(3 + 4);
    assertThat(keys("The vessel")).startsWith("HB-T1");
  }

  private void load(String lines) {
    new ScenarioImports(house.db().database(), TicketKeys.DEFAULT)
        .run(ann, new File(null, false, lines));
  }

  private Outcome embed() {
    house.clock().advance(Duration.ofSeconds(1));
    var job = new Embedding(house.db().database(), meaning, house.clock(), () -> false);
    var user = Caller.of(ann.userId(), "atlas");
    return job.run(new Run(user, "recurring", List.of(), 1, false));
  }

  private long vectors() {
    return house.rows("vectors");
  }

  private List<String> keys(String summary) {
    return library.of(ann, summary, 5).stream().map(f -> f.scenario().sourceKey()).toList();
  }
}
