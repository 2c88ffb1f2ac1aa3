package atlas.integrations.embedding;

import atlas.integrations.Answer;
import atlas.integrations.Cancellation;
import atlas.integrations.Http;
import atlas.integrations.RemoteFailure;
import atlas.integrations.RemoteFailure.Kind;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model behind an address that speaks OpenAI's {@code POST /embeddings}: OpenAI's own, a
 * company's, or one on this machine. Plain http is refused for any other machine.
 */
public final class OpenAiEndpoint implements Embedder {
  private static final int BATCH = 64;
  // Of the languages that people write tickets in, none has more tokens than characters; the
  // smallest models that are served so read 512, the usual ones 8,192.
  private static final int MOST_CHARACTERS = 6_000;

  private final Http http;
  private final String model;
  private final int dimension;

  /**
   * Opens nothing.
   *
   * @param base what stands before {@code /embeddings}, such as https://api.openai.com/v1
   * @param key sent as a bearer token, where there is one
   * @param dimension how many numbers the model's vectors have
   */
  public OpenAiEndpoint(
      URI base, @Nullable String key, String model, int dimension, Http.Limits limits) {
    var remote = new Http.Remote("The embedding endpoint", "ATLAS_EMBEDDING_URL");
    this.http = new Http(remote, base, key == null ? null : "Bearer " + key, limits);
    this.model = model;
    this.dimension = dimension;
  }

  @Override
  public String model() {
    return model;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public List<float[]> embed(List<String> texts, Cancellation cancellation) {
    var vectors = new ArrayList<float[]>(texts.size());
    for (int from = 0; from < texts.size(); from += BATCH) {
      List<String> batch = texts.subList(from, Math.min(texts.size(), from + BATCH));
      vectors.addAll(batch(batch, cancellation));
    }
    return vectors;
  }

  private List<float[]> batch(List<String> texts, Cancellation cancellation) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("model", model).put("encoding_format", "float");
    var input = body.putArray("input");
    // An empty text is refused by most; a space is one that says nothing.
    for (String text : texts) input.add(text.isBlank() ? " " : cut(text));
    Answer answer = http.query("embeddings", body, cancellation);
    if (!answer.ok()) throw refused(answer.status());
    JsonNode data = answer.json().path("data");
    float[][] vectors = new float[texts.size()][];
    for (JsonNode one : data.values()) {
      int index = one.path("index").asInt(-1);
      if (index < 0 || index >= vectors.length) throw broken("an answer to no question");
      vectors[index] = vector(one.path("embedding"));
    }
    for (float[] vector : vectors) {
      if (vector == null) throw broken("fewer vectors than texts");
    }
    return Arrays.asList(vectors);
  }

  private float[] vector(JsonNode numbers) {
    if (numbers.size() != dimension) {
      throw broken("vectors of %d numbers instead of %d".formatted(numbers.size(), dimension));
    }
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      if (!numbers.path(i).isNumber()) throw broken("something that is no number");
      vector[i] = numbers.path(i).floatValue();
    }
    return Vectors.normalised(vector);
  }

  private static String cut(String text) {
    if (text.length() <= MOST_CHARACTERS) return text;
    boolean half = Character.isHighSurrogate(text.charAt(MOST_CHARACTERS - 1));
    return text.substring(0, half ? MOST_CHARACTERS - 1 : MOST_CHARACTERS);
  }

  private RemoteFailure refused(int status) {
    return switch (status) {
      case 401, 403 ->
          RemoteFailure.of(
              Kind.UNAUTHORIZED,
              "The embedding endpoint does not accept the key (" + status + "). Set another one.");
      case 404 ->
          RemoteFailure.of(
              Kind.NOT_FOUND,
              "The embedding endpoint has no such address or model (404). Check"
                  + " ATLAS_EMBEDDING_URL, which ends before /embeddings, and the model's name.");
      default ->
          RemoteFailure.of(
              Kind.REFUSED, "The embedding endpoint refuses the request (" + status + ").");
    };
  }

  private static RemoteFailure broken(String what) {
    return RemoteFailure.of(
        Kind.BROKEN, "The embedding endpoint sent " + what + ". Check its model and dimension.");
  }

  /** Holds nothing that could be given back. */
  @Override
  public void close() {}
}
