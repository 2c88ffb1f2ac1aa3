package atlas.integrations.embedding;

import atlas.integrations.Cancellation;
import java.util.List;

/**
 * Turns texts into vectors of length 1 that lie close together when the texts mean the same. A text
 * has the same vector whenever and beside whatever it is embedded.
 */
public interface Embedder extends AutoCloseable {
  /** What made the vectors; those of different models can't be compared. */
  String model();

  /** How many numbers a vector has. */
  int dimension();

  /**
   * One vector for each text, in their order. Of a text that is too long for the model its
   * beginning is read.
   *
   * @throws atlas.integrations.RemoteFailure with a sentence for the person, when there are none
   */
  List<float[]> embed(List<String> texts, Cancellation cancellation);

  /** Lets go of the model; the next text loads it again. */
  @Override
  void close();
}
