package atlas.integrations.flownexus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import atlas.integrations.Cancellation;
import atlas.integrations.RemoteFailure;
import atlas.integrations.RemoteFailure.Kind;
import atlas.integrations.flownexus.FlowNexus.Features;
import atlas.integrations.flownexus.FlowNexus.Guess;
import atlas.integrations.flownexus.FlowNexus.Question;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

final class FlowNexusTest {
  private static final String KEY = "fn-secret";

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
  void whatIsAskedIsWhatItsDocumentsSay() throws InterruptedException {
    answer(
        "{\"predictions\":[{\"scenario\":\"Pay twice\",\"confidence\":0.9,\"reasoning\":\"x\"}]}");
    assertThat(predict()).containsExactly(new Guess("Pay twice", 0.9, "x"));
    RecordedRequest request = server.takeRequest();
    assertThat(request.getTarget()).isEqualTo("/v1/predict");
    assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + KEY);
    assertThat(body(request))
        .isEqualTo(
            "{\"model_id\":\"atlas-lstm-v2\",\"features\":{\"summary\":\"Invoice\",\"description\":"
                + "\"Totals\",\"components\":[\"Payment\"],\"issue_type\":\"Bug\",\"priority\":"
                + "\"high\"},\"context\":[[\"Reload\",\"Log out\"]],\"top_k\":3}");
  }

  @Test
  void whatMakesNoSenseIsLeftOutAndNeverMoreThanAsked() {
    answer(
        "{\"predictions\":[{\"scenario\":\"  \",\"confidence\":0.9},{\"scenario\":\"A\"},"
            + "{\"scenario\":\"B\",\"confidence\":90},{\"scenario\":\"C\",\"confidence\":-0.1},"
            + "{\"scenario\":\"D\",\"confidence\":\"0.5\"},{\"scenario\":\"E\",\"confidence\":0},"
            + "{\"scenario\":\"F\",\"confidence\":1,\"reasoning\":null},"
            + "{\"scenario\":\"G\",\"confidence\":0.5},{\"scenario\":\"H\",\"confidence\":0.5}]}");
    assertThat(predict()).extracting(Guess::scenario).containsExactly("E", "F", "G");
    answer("{\"predictions\":[]}");
    assertThat(predict()).isEmpty();
    answer("{\"predictions\":[{\"scenario\":\"" + "x".repeat(9_000) + "\",\"confidence\":1}]}");
    assertThat(predict().get(0).scenario()).hasSize(500);
  }

  @Test
  void anAnswerOfAnotherKindIsAFailure() {
    for (String other : List.of("{}", "[]", "{\"predictions\":{}}", "{\"predictions\":[1]}")) {
      answer(other);
      assertThat(failure().kind()).isEqualTo(Kind.BROKEN);
    }
  }

  @Test
  void aRefusalSaysWhatToChangeAndNotTheKey() {
    server.enqueue(new MockResponse.Builder().code(401).body(KEY).build());
    assertThat(failure().sentence())
        .isEqualTo("Flow-Nexus does not accept the key (401). Set another one.");
    server.enqueue(new MockResponse.Builder().code(404).build());
    assertThat(failure().sentence()).contains("FLOW_NEXUS_URL", "FLOW_NEXUS_MODEL");
    server.enqueue(new MockResponse.Builder().code(400).build());
    assertThat(failure().kind()).isEqualTo(Kind.REFUSED);
  }

  @Test
  void plainHttpIsForThisMachineAlone() {
    URI elsewhere = URI.create("http://nexus.example.com/v1");
    assertThatThrownBy(() -> new FlowNexus(elsewhere, KEY, "m", FlowNexus.LIMITS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https")
        .hasMessageNotContaining(KEY);
  }

  @Test
  void rowsToLearnFromGoToTheirOwnPathAndOnce() throws InterruptedException {
    server.enqueue(new MockResponse.Builder().code(202).build());
    var rows = JsonNodeFactory.instance.arrayNode().add("row");
    backend().train("models/train", rows, Cancellation.never());
    RecordedRequest request = server.takeRequest();
    assertThat(request.getTarget()).isEqualTo("/v1/models/train");
    assertThat(body(request)).isEqualTo("{\"model_id\":\"atlas-lstm-v2\",\"rows\":[\"row\"]}");
    server.enqueue(new MockResponse.Builder().code(500).build());
    assertThat(
            catchThrowableOfType(
                RemoteFailure.class,
                () -> backend().train("models/train", rows, Cancellation.never())))
        .isNotNull();
    assertThat(server.getRequestCount()).isEqualTo(2);
  }

  private RemoteFailure failure() {
    return Objects.requireNonNull(catchThrowableOfType(RemoteFailure.class, this::predict));
  }

  private List<Guess> predict() {
    var features = new Features("Invoice", "Totals", List.of("Payment"), "Bug", "high");
    return backend()
        .predict(
            new Question(features, List.of(List.of("Reload", "Log out")), 3), Cancellation.never());
  }

  private FlowNexus backend() {
    URI base = server.url("/v1").uri();
    return new FlowNexus(base, KEY, "atlas-lstm-v2", FlowNexus.LIMITS);
  }

  private void answer(String json) {
    server.enqueue(
        new MockResponse.Builder()
            .addHeader("Content-Type", "application/json")
            .body(json)
            .build());
  }

  private static String body(RecordedRequest request) {
    return Objects.requireNonNull(request.getBody()).string(StandardCharsets.UTF_8);
  }
}
