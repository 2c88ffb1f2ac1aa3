package atlas.bench;

import atlas.core.prediction.likeness.Feature;
import atlas.core.prediction.likeness.ScenarioFeature;
import atlas.core.prediction.likeness.Weights;
import atlas.model.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes what was learned as the file that ATLAS reads its weights from. */
final class LearnedWeights {
  private LearnedWeights() {}

  static void write(Path file, double[] weights, Path from, int queries) throws IOException {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put(
        "learned",
        "by atlas bench retrieval --learn, a conditional logit over "
            + queries
            + " tickets of "
            + from.getFileName()
            + " and the earlier ones that report the same");
    ObjectNode of = root.putObject("weights");
    for (Feature feature : Feature.values()) {
      of.put(feature.name(), Math.round(weights[feature.ordinal()] * 100) / 100.0);
    }
    Files.writeString(
        file, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
  }

  /** The same of scenarios of a library, for where there is a model and where there is none. */
  static void writeLibrary(Path file, double[] both, double[] words, Path from, int tickets)
      throws IOException {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put(
        "learned",
        "by atlas bench scenarios --learn, a conditional logit over "
            + tickets
            + " tickets of "
            + from.getFileName()
            + " and the scenarios that they were tested with");
    putLibrary(root.putObject(Weights.Of.words_and_meaning.name()), both);
    putLibrary(root.putObject(Weights.Of.words.name()), words);
    Files.writeString(
        file, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
  }

  private static void putLibrary(ObjectNode of, double[] weights) {
    for (ScenarioFeature feature : ScenarioFeature.values()) {
      of.put(feature.name(), Math.round(weights[feature.ordinal()] * 100) / 100.0);
    }
  }
}
