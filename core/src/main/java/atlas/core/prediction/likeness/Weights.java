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
public record Weights(String learned, Map<Feature, Double> of, Scale scale) {
  private static final String FILE = "/atlas/core/likeness.json";

  /** Where it stands in the file: with vectors, or where there are none. */
  public enum Of {
    words_and_meaning,
    words
  }

  /**
   * What a score says to people, from 0 to 1.
   *
   * @param middle the score that is shown as a half
   * @param steepness how fast it grows there
   * @param same from which likeness on two are likely to report the same
   */
  public record Scale(double middle, double steepness, double same) {
    /** The likeness that a score stands for. */
    public double likeness(double score) {
      return 1 / (1 + Math.exp(-steepness * (score - middle)));
    }
  }

  public Weights {
    of = Map.copyOf(of);
    for (Feature feature : Feature.values()) {
      if (!of.containsKey(feature)) {
        throw new IllegalArgumentException("likeness.json has no weight for " + feature + ".");
      }
    }
  }

  /** Those that ATLAS comes with. */
  public static Weights shipped(Of which) {
    try (InputStream json = Weights.class.getResourceAsStream(FILE)) {
      if (json == null) throw new IllegalStateException(FILE + " is not on the class path");
      return read(json, which);
    } catch (IOException e) {
      throw new IllegalStateException(FILE + " can't be read", e);
    }
  }

  /** Those that ATLAS comes with, for tickets that have vectors. */
  public static Weights shipped() {
    return shipped(Of.words_and_meaning);
  }

  /** From JSON: learned, and for each of both weights by the features' names and a scale. */
  static Weights read(InputStream json, Of which) throws IOException {
    JsonNode root = new JsonMapper().readTree(json);
    JsonNode part = root.path(which.name());
    var of = new LinkedHashMap<Feature, Double>();
    for (Map.Entry<String, JsonNode> weight : part.path("weights").properties()) {
      of.put(Feature.valueOf(weight.getKey()), weight.getValue().asDouble());
    }
    JsonNode scale = part.path("scale");
    return new Weights(
        root.path("learned").asString(""),
        of,
        new Scale(
            scale.path("middle").asDouble(),
            scale.path("steepness").asDouble(),
            scale.path("same").asDouble()));
  }

  /** The weights in the order of the features. */
  public static Map<Feature, Double> of(double[] inOrder) {
    var of = new LinkedHashMap<Feature, Double>();
    for (Feature feature : Feature.values()) of.put(feature, inOrder[feature.ordinal()]);
    return of;
  }

  /** The weights in the order of the features. */
  public double[] inOrder() {
    return Arrays.stream(Feature.values()).mapToDouble(of::get).toArray();
  }
}
