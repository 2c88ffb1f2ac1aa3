package atlas.core.prediction.likeness;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How much each feature is worth; data, which {@code atlas bench retrieval --learn FILE} makes.
 *
 * @param learned from what, and how; for people
 */
public record Weights(String learned, Map<Feature, Double> of) {
  private static final String FILE = "/atlas/core/likeness.json";

  public Weights {
    of = Map.copyOf(of);
    for (Feature feature : Feature.values()) {
      if (!of.containsKey(feature)) {
        throw new IllegalArgumentException("likeness.json has no weight for " + feature + ".");
      }
    }
  }

  /** Those that ATLAS comes with. */
  public static Weights shipped() {
    try (InputStream json = Weights.class.getResourceAsStream(FILE)) {
      if (json == null) throw new IllegalStateException(FILE + " is not on the class path");
      return read(json);
    } catch (IOException e) {
      throw new IllegalStateException(FILE + " can't be read", e);
    }
  }

  /** From JSON: learned, and weights by the features' names. */
  static Weights read(InputStream json) throws IOException {
    JsonNode root = new JsonMapper().readTree(json);
    var of = new LinkedHashMap<Feature, Double>();
    for (Map.Entry<String, JsonNode> weight : root.path("weights").properties()) {
      of.put(Feature.valueOf(weight.getKey()), weight.getValue().asDouble());
    }
    return new Weights(root.path("learned").asString(""), of);
  }

  /** The weights in the order of the features. */
  public static Weights of(String learned, double[] inOrder) {
    var of = new LinkedHashMap<Feature, Double>();
    for (Feature feature : Feature.values()) of.put(feature, inOrder[feature.ordinal()]);
    return new Weights(learned, of);
  }

  /** The weights in the order of the features. */
  public double[] inOrder() {
    return Arrays.stream(Feature.values()).mapToDouble(of::get).toArray();
  }
}
