package atlas.core.meaning;

import atlas.integrations.Http;
import atlas.integrations.embedding.Embedder;
import atlas.integrations.embedding.OpenAiEndpoint;
import atlas.model.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An embedding endpoint of a test's own, over real HTTP. It knows a few things that can be said in
 * several words, each a direction of its vectors; what it does not know is a direction of its own.
 */
public final class FakeModel implements AutoCloseable {
  private static final List<List<String>> THINGS =
      List.of(
          List.of("login", "sign-in", "password", "credentials"),
          List.of("payment", "card", "invoice", "charged"),
          List.of("map", "chart", "tide"),
          List.of("ship", "vessel", "boat"));

  private final MockWebServer server = new MockWebServer();
  private final List<String> texts = new CopyOnWriteArrayList<>();
  private volatile int status = 200;

  public FakeModel() {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            JsonNode body = Json.MAPPER.readTree(Objects.requireNonNull(request.getBody()).utf8());
            return status == 200
                ? new MockResponse.Builder().body(answer(body).toString()).build()
                : new MockResponse.Builder().code(status).build();
          }
        });
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A client of it; a dimension of more than there are things to say is filled with nothing. */
  public Embedder embedder(String model, int dimension) {
    var limits =
        new Http.Limits(
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            1024 * 1024);
    URI base = URI.create(server.url("/" + dimension).toString());
    return new OpenAiEndpoint(base, null, model, dimension, limits);
  }

  /** Whatever is asked is answered with that status from now on. */
  public void answersWith(int code) {
    status = code;
  }

  /** The texts that it was asked for since the last time. */
  public List<String> asked() {
    var asked = List.copyOf(texts);
    texts.clear();
    return asked;
  }

  private ObjectNode answer(JsonNode body) {
    int dimension = body.path("model").asString("").endsWith("large") ? 16 : 8;
    ObjectNode answer = Json.MAPPER.createObjectNode();
    ArrayNode data = answer.putArray("data");
    int index = 0;
    for (JsonNode text : body.path("input").values()) {
      texts.add(text.asString());
      ObjectNode one = data.addObject().put("index", index++);
      ArrayNode numbers = one.putArray("embedding");
      for (double number : vector(text.asString(), dimension)) numbers.add(number);
    }
    return answer;
  }

  private static List<Double> vector(String text, int dimension) {
    String lower = text.toLowerCase(Locale.ROOT);
    var vector = new ArrayList<Double>();
    double known = 0;
    for (List<String> words : THINGS) {
      double said = words.stream().filter(lower::contains).count();
      known += said;
      vector.add(said);
    }
    for (int i = vector.size(); i < dimension; i++) vector.add(0.1);
    if (known == 0) vector.set(4, 1.0);
    return vector;
  }

  @Override
  public void close() {
    server.close();
  }
}
