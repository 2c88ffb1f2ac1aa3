package atlas.server.config;

import atlas.integrations.Addresses;
import atlas.integrations.Http;
import atlas.integrations.embedding.Embedder;
import atlas.integrations.embedding.MiniLm;
import atlas.integrations.embedding.OpenAiEndpoint;
import atlas.model.Fault;
import atlas.storage.embedded.Folders;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which model says what texts mean: the one that comes with ATLAS, or one behind an address.
 *
 * @param on whether there is one at all
 * @param endpoint null for the one in this process
 */
public record EmbeddingSettings(boolean on, @Nullable Endpoint endpoint) {
  private static final Logger log = LoggerFactory.getLogger(EmbeddingSettings.class);
  private static final int MOST_NUMBERS = 8_192;
  private static final int LONGEST_MODEL = 200;

  /** A model behind an address that speaks OpenAI's embeddings. */
  public record Endpoint(URI url, @Nullable String key, String model, int dimension) {
    @Override
    public String toString() {
      return "Endpoint[***]";
    }
  }

  /**
   * Checks it whole; what is null was left out.
   *
   * @throws IllegalArgumentException with a sentence that says what to mend, without the key
   */
  static EmbeddingSettings of(
      boolean on,
      @Nullable String url,
      @Nullable String key,
      @Nullable String model,
      @Nullable String dimension) {
    if (url == null) {
      if (key != null || model != null || dimension != null) {
        throw new IllegalArgumentException(
            "ATLAS_EMBEDDING_KEY, _MODEL and _DIMENSION belong to an endpoint: set"
                + " ATLAS_EMBEDDING_URL too, or unset them.");
      }
      return new EmbeddingSettings(on, null);
    }
    if (model == null || dimension == null) {
      throw new IllegalArgumentException(
          "An embedding endpoint needs all of ATLAS_EMBEDDING_URL, ATLAS_EMBEDDING_MODEL and"
              + " ATLAS_EMBEDDING_DIMENSION; set the missing one.");
    }
    if (model.length() > LONGEST_MODEL) {
      throw new IllegalArgumentException(
          "ATLAS_EMBEDDING_MODEL has at most " + LONGEST_MODEL + " characters.");
    }
    return new EmbeddingSettings(on, new Endpoint(address(url), key, model, numbers(dimension)));
  }

  private static URI address(String written) {
    try {
      URI url = new URI(written);
      if (Addresses.maySeeSecrets(url) && url.getQuery() == null && url.getUserInfo() == null) {
        return url;
      }
    } catch (URISyntaxException notOne) {
      // Answered below, like an address that must not be used.
    }
    throw new IllegalArgumentException(
        "ATLAS_EMBEDDING_URL is the https address before /embeddings, such as"
            + " https://api.openai.com/v1; plain http is for this machine alone.");
  }

  private static int numbers(String written) {
    try {
      int number = Integer.parseInt(written);
      if (number >= 1 && number <= MOST_NUMBERS) return number;
    } catch (NumberFormatException notOne) {
      // Answered below, like a number out of bounds.
    }
    throw new IllegalArgumentException(
        "ATLAS_EMBEDDING_DIMENSION is how many numbers the model's vectors have, 1 to "
            + MOST_NUMBERS
            + ".");
  }

  /**
   * The model; it opens nothing before the first text.
   *
   * @param home where the model that comes with ATLAS is laid, for its owner alone
   */
  public Embedder open(Path home) {
    Endpoint there = endpoint;
    if (there != null) {
      return new OpenAiEndpoint(
          there.url(), there.key(), there.model(), there.dimension(), Http.Limits.standard());
    }
    Path folder = home.resolve("models");
    try {
      return new MiniLm(Folders.createPrivate(folder));
    } catch (IOException e) {
      log.warn("The folder of the embedding model can't be made: {}", Fault.of(e));
      // The first text says so too.
      return new MiniLm(folder);
    }
  }
}
