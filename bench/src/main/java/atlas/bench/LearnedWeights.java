package atlas.bench;

import atlas.core.prediction.likeness.Feature;
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
}
