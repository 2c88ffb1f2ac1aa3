package atlas.integrations.embedding;

/** What is done to every vector before it leaves here. */
final class Vectors {
  private Vectors() {}

  /** The same direction at length 1; a vector without direction stays as it is. */
  static float[] normalised(float[] vector) {
    double square = 0;
    for (float value : vector) square += (double) value * value;
    if (square == 0 || !Double.isFinite(square)) return vector;
    float scale = (float) (1 / Math.sqrt(square));
    for (int i = 0; i < vector.length; i++) vector[i] *= scale;
    return vector;
  }
}
