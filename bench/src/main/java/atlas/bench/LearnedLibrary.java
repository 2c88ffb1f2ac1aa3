package atlas.bench;

import atlas.core.prediction.likeness.ScenarioFeature;
import atlas.core.prediction.likeness.Weights;
import atlas.model.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes what was learned of a library as the file that ATLAS reads its weights from. */
final class LearnedLibrary {
  private LearnedLibrary() {}

  /**
   * @param both where texts have vectors
   * @param words where they have none
   */
  static void write(Path file, double[] both, double[] words, Path from, int tickets)
      throws IOException {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put(
        "learned",
        "by atlas bench scenarios --learn, a conditional logit over "
            + tickets
            + " tickets of "
            + from.getFileName()
            + " and the scenarios that they were tested with");
    put(root.putObject(Weights.Of.words_and_meaning.name()), both);
    put(root.putObject(Weights.Of.words.name()), words);
    Files.writeString(
        file, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
  }

  private static void put(ObjectNode of, double[] weights) {
    for (ScenarioFeature feature : ScenarioFeature.values()) {
      of.put(feature.name(), Math.round(weights[feature.ordinal()] * 100) / 100.0);
    }
  }
}
