package atlas.integrations.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import atlas.integrations.Cancellation;
import atlas.integrations.Http;
import atlas.integrations.RemoteFailure;
import atlas.integrations.RemoteFailure.Kind;
import java.io.IOException;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class OpenAiEndpointTest {
  private static final String KEY = "sk-secret";

  private final MockWebServer server = new MockWebServer();

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void vectorsComeInTheOrderOfTheTextsAndAtLengthOne() throws InterruptedException {
    answer("{\"index\":1,\"embedding\":[0,2]},{\"index\":0,\"embedding\":[3,4]}");
    List<float[]> vectors = embed(List.of("first", ""));
    assertThat(vectors.get(0)).containsExactly(new float[] {0.6f, 0.8f}, within(1e-6f));
    assertThat(vectors.get(1)).containsExactly(0, 1);
    RecordedRequest request = server.takeRequest();
    assertThat(request.getTarget()).isEqualTo("/v1/embeddings");
    assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + KEY);
    assertThat(body(request).toString())
        .isEqualTo(
            "{\"model\":\"small\",\"encoding_format\":\"float\",\"input\":[\"first\",\" \"]}");
  }

  @Test
  void manyTextsGoInSeveralRequestsAndLongOnesAreCut() throws InterruptedException {
    answer("{\"index\":%d,\"embedding\":[1,0]}", 64);
    answer("{\"index\":%d,\"embedding\":[0,1]}", 6);
    List<float[]> vectors = embed(Collections.nCopies(70, "word ".repeat(5_000)));
    assertThat(vectors).hasSize(70);
    assertThat(vectors.get(63)).containsExactly(1, 0);
    assertThat(vectors.get(64)).containsExactly(0, 1);
    JsonNode input = body(server.takeRequest()).path("input");
    assertThat(input.size()).isEqualTo(64);
    assertThat(input.path(0).asString()).hasSize(6_000);
  }

  @Test
  void plainHttpIsForThisMachineAlone() {
    URI elsewhere = URI.create("http://models.example.com/v1");
    assertThatThrownBy(() -> new OpenAiEndpoint(elsewhere, KEY, "small", 2, Http.Limits.standard()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https")
        .hasMessageNotContaining(KEY);
  }

  @Test
  void anAnswerThatDoesNotFitIsNoVector() {
    answer("{\"index\":0,\"embedding\":[1,2,3]}");
    assertThat(failure()).isEqualTo(Kind.BROKEN);
    answer("{\"index\":1,\"embedding\":[1,2]}");
    assertThat(failure()).isEqualTo(Kind.BROKEN);
    answer("{\"index\":0,\"embedding\":[1,\"a\"]}");
    assertThat(failure()).isEqualTo(Kind.BROKEN);
    answer("");
    assertThat(failure()).isEqualTo(Kind.BROKEN);
  }

  @Test
  void aRefusalSaysWhatToChangeAndNotTheKey() {
    for (int status : List.of(401, 403)) {
      server.enqueue(json(status, "{\"error\":{\"message\":\"bad key " + KEY + "\"}}"));
      assertThat(failure()).isEqualTo(Kind.UNAUTHORIZED);
    }
    server.enqueue(json(404, "{\"error\":{\"message\":\"no model\"}}"));
    assertThat(failure()).isEqualTo(Kind.NOT_FOUND);
    server.enqueue(json(400, "{}"));
    assertThat(failure()).isEqualTo(Kind.REFUSED);
  }

  private Kind failure() {
    var failed = catchThrowableOfType(RemoteFailure.class, () -> embed(List.of("text")));
    assertThat(failed.sentence()).doesNotContain(KEY).endsWith(".");
    return failed.kind();
  }

  private List<float[]> embed(List<String> texts) {
    var endpoint =
        new OpenAiEndpoint(server.url("/v1").uri(), KEY, "small", 2, Http.Limits.standard());
    assertThat(endpoint.model()).isEqualTo("small");
    assertThat(endpoint.dimension()).isEqualTo(2);
    return endpoint.embed(texts, Cancellation.never());
  }

  private void answer(String one, int count) {
    var data = new StringBuilder();
    for (int i = 0; i < count; i++) data.append(i == 0 ? "" : ",").append(one.formatted(i));
    answer(data.toString());
  }

  private void answer(String data) {
    server.enqueue(json(200, "{\"object\":\"list\",\"data\":[" + data + "]}"));
  }

  private static MockResponse json(int status, String body) {
    return new MockResponse.Builder()
        .code(status)
        .addHeader("Content-Type", "application/json")
        .body(body)
        .build();
  }

  private static JsonNode body(RecordedRequest request) {
    return new JsonMapper().readTree(Objects.requireNonNull(request.getBody()).utf8());
  }
}
