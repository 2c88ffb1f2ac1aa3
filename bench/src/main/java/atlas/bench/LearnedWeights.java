package atlas.bench;

import atlas.bench.Learning.Example;
import atlas.core.prediction.likeness.Feature;
import atlas.core.prediction.likeness.Weights;
import atlas.model.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes what was learned as the file that ATLAS reads its weights from. */
final class LearnedWeights {
  private LearnedWeights() {}

  static void write(Path file, List<Example> examples, Path from) throws IOException {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put(
        "learned",
        "by atlas bench retrieval --learn, a conditional logit over "
            + examples.size()
            + " tickets of "
            + from.getFileName()
            + " and the earlier ones that report the same");
    for (Weights.Of which : Weights.Of.values()) {
      List<Example> seen = which == Weights.Of.words ? withoutMeaning(examples) : examples;
      double[] weights = Learning.weights(seen, Feature.values().length);
      ObjectNode part = root.putObject(which.name());
      ObjectNode of = part.putObject("weights");
      for (Feature feature : Feature.values()) {
        of.put(feature.name(), rounded(weights[feature.ordinal()]));
      }
      Weights.Scale scale = Scaling.of(seen, weights);
      part.putObject("scale")
          .put("middle", rounded(scale.middle()))
          .put("steepness", rounded(scale.steepness()))
          .put("same", rounded(scale.same()));
    }
    Files.writeString(
        file, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
  }

  /** As where there are no vectors. */
  static List<Example> withoutMeaning(List<Example> examples) {
    return examples.stream()
        .map(
            example -> {
              double[][] features = new double[example.features().length][];
              for (int i = 0; i < features.length; i++) {
                features[i] = example.features()[i].clone();
                features[i][Feature.summary_means_summary.ordinal()] = 0;
                features[i][Feature.text_means_text.ordinal()] = 0;
              }
              return new Example(features, example.right());
            })
        .toList();
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
