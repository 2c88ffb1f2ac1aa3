package atlas.core.prediction.likeness;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How much each feature of a scenario is worth; data, which {@code atlas bench scenarios --learn
 * FILE} makes.
 *
 * @param learned from what, and how; for people
 */
public record ScenarioWeights(String learned, Map<ScenarioFeature, Double> of) {
  private static final String FILE = "/atlas/core/library.json";

  public ScenarioWeights {
    of = Map.copyOf(of);
    for (ScenarioFeature feature : ScenarioFeature.values()) {
      if (!of.containsKey(feature)) {
        throw new IllegalArgumentException("library.json has no weight for " + feature + ".");
      }
    }
  }

  /** Those that ATLAS comes with. */
  public static ScenarioWeights shipped(Weights.Of which) {
    try (InputStream json = ScenarioWeights.class.getResourceAsStream(FILE)) {
      if (json == null) throw new IllegalStateException(FILE + " is not on the class path");
      JsonNode root = new JsonMapper().readTree(json);
      var of = new LinkedHashMap<ScenarioFeature, Double>();
      for (Map.Entry<String, JsonNode> weight : root.path(which.name()).properties()) {
        of.put(ScenarioFeature.valueOf(weight.getKey()), weight.getValue().asDouble());
      }
      return new ScenarioWeights(root.path("learned").asString(""), of);
    } catch (IOException e) {
      throw new IllegalStateException(FILE + " can't be read", e);
    }
  }

  /** The weights in the order of the features. */
  public double[] inOrder() {
    return Arrays.stream(ScenarioFeature.values()).mapToDouble(of::get).toArray();
  }
}
