package atlas.core.prediction;

import atlas.integrations.flownexus.FlowNexus;
import atlas.model.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A Flow-Nexus of a test's own, over real HTTP. */
final class TestFlowNexus implements AutoCloseable {
  private final MockWebServer server = new MockWebServer();
  private final List<JsonNode> asked = new ArrayList<>();
  private Function<JsonNode, ObjectNode> answer = question -> says();
  private @Nullable CountDownLatch held;
  private int status = 200;

  TestFlowNexus() {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
            return answered(request);
          }
        });
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  FlowNexus client() {
    return new FlowNexus(server.url("/v1").uri(), "key", "atlas-lstm-v2", FlowNexus.LIMITS);
  }

  /** Proposals, as scenario and confidence in turn. */
  static ObjectNode says(Object... proposals) {
    ObjectNode said = Json.MAPPER.createObjectNode();
    var list = said.putArray("predictions");
    for (int i = 0; i < proposals.length; i += 2) {
      list.addObject()
          .put("scenario", (String) proposals[i])
          .put("confidence", (Double) proposals[i + 1])
          .put("reasoning", "It broke before");
    }
    return said;
  }

  synchronized void answers(Function<JsonNode, ObjectNode> by) {
    answer = by;
  }

  synchronized void answersWith(int code) {
    status = code;
  }

  /** Nothing is answered until it is let go. */
  synchronized CountDownLatch hold() {
    held = new CountDownLatch(1);
    return held;
  }

  synchronized List<JsonNode> asked() {
    return List.copyOf(asked);
  }

  private MockResponse answered(RecordedRequest request) throws InterruptedException {
    JsonNode question =
        Json.MAPPER.readTree(
            Objects.requireNonNull(request.getBody()).string(StandardCharsets.UTF_8));
    CountDownLatch waiting;
    String body;
    int code;
    synchronized (this) {
      asked.add(question);
      waiting = held;
      body = answer.apply(question).toString();
      code = status;
    }
    if (waiting != null && !waiting.await(10, TimeUnit.SECONDS)) code = 504;
    return new MockResponse.Builder()
        .code(code)
        .addHeader("Content-Type", "application/json")
        .body(body)
        .build();
  }

  @Override
  public void close() {
    server.close();
  }
}
