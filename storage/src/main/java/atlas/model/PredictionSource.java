package atlas.model;

/** Where a predicted scenario came from; hybrid when several sources said the same. */
public enum PredictionSource {
  neural,
  similarity,
  pattern,
  template,
  hybrid
}
