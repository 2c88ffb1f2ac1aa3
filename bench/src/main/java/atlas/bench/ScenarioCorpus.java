package atlas.bench;

import atlas.core.prediction.likeness.ScenarioText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** A library of scenarios, and tickets in their order with those that they were tested with. */
record ScenarioCorpus(List<ScenarioText> library, List<Ticket> tickets) {
  /** A ticket by its summary, and the places of its scenarios. */
  record Ticket(String summary, Set<Integer> scenarios) {}

  static ScenarioCorpus read(Path library, Path tickets) throws IOException {
    var texts = new ArrayList<ScenarioText>();
    Map<String, Integer> places = new HashMap<>();
    for (JsonNode line : Corpus.json(library)) {
      places.put(line.path("key").asString(), texts.size());
      texts.add(text(line));
    }
    var read = new ArrayList<Ticket>();
    for (JsonNode line : Corpus.json(tickets)) {
      Set<Integer> scenarios = new LinkedHashSet<>();
      for (JsonNode key : line.path("scenarios").values()) {
        Integer place = places.get(key.asString());
        if (place != null) scenarios.add(place);
      }
      if (scenarios.isEmpty()) {
        throw new IllegalArgumentException(
            tickets + ": no scenario of " + line.path("key").asString() + " is in the library.");
      }
      read.add(new Ticket(line.path("summary").asString(""), scenarios));
    }
    if (read.size() < 2) throw new IllegalArgumentException(tickets + " has no tickets.");
    return new ScenarioCorpus(texts, read);
  }

  private static ScenarioText text(JsonNode line) {
    var steps = new ArrayList<String>();
    var expected = new ArrayList<String>();
    for (JsonNode step : line.path("steps").values()) {
      steps.add(step.path("step").asString("") + " " + step.path("test_data").asString(""));
      expected.add(step.path("expected").asString(""));
    }
    return new ScenarioText(
        line.path("name").asString(""),
        line.path("folder").asString(""),
        line.path("objective").asString(""),
        line.path("precondition").asString(""),
        String.join("\n", steps),
        String.join("\n", expected));
  }
}
