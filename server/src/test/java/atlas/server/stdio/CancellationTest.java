package atlas.server.stdio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import atlas.server.wire.InFlight;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposables;

class CancellationTest {
  @ParameterizedTest
  @ValueSource(strings = {"number", "string"})
  void aCancelledCallIsStoppedAndNotAnswered(String kind) {
    Object id = kind.equals("number") ? 5 : "five";
    try (var child = Child.ready()) {
      child.send(Child.call(id, "slow", Map.of("ms", 60_000)));
      await().until(() -> child.log().contains("slow began"));
      child.send(Child.cancel(id));
      await().until(() -> child.log().contains("slow was interrupted"));
      child.send(Child.request(6, "ping", null));
      assertThat(child.result(6)).isEmpty();
      // Nothing waits for it either.
      assertThat(child.end().exit(Duration.ofSeconds(3))).isZero();
      assertThat(child.answers(id)).isEmpty();
      assertThat(child.log()).contains("slow was cancelled").doesNotContain("\tat ");
    }
  }

  @Test
  void cancellingWhatIsUnknownOrFinishedDoesNothing() {
    try (var child = Child.ready()) {
      child.send(Child.call(1, "echo", Map.of("text", "a")));
      assertThat(child.text(1)).isEqualTo("a");
      child
          .send(Child.cancel(0))
          .send(Child.cancel(1))
          .send(Child.cancel(99))
          .send(Child.cancel("1"))
          .send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\"}")
          .send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{}}")
          .send(Child.call(2, "echo", Map.of("text", "b")));
      assertThat(child.text(2)).isEqualTo("b");
      assertThat(child.lines()).hasSize(3);
    }
  }

  @Test
  void anIdThatIsInFlightIsRefusedAndFreeAgainAfterTheAnswer() {
    try (var child = Child.ready()) {
      child.send(Child.call(1, "slow", Map.of("ms", 1_000))).send(Child.request(1, "ping", null));
      await().until(() -> child.answers(1).size() == 2);
      assertThat(child.errorCode(1)).isEqualTo(-32600);
      assertThat(child.answers(1).get(1).toString()).contains("slept 1000");
      child.send(Child.request(1, "ping", null));
      await().until(() -> child.answers(1).size() == 3);
      assertThat(child.answers(1).get(2)).containsEntry("result", Map.of());
    }
  }

  @Test
  void theInitializationCantBeCancelled() {
    var inFlight = new InFlight();
    var call = inFlight.open(new JSONRPCRequest("initialize", 1, Map.of())).orElseThrow();
    var work = Disposables.single();
    call.runs(work);
    inFlight.cancel(1);
    assertThat(inFlight.waiting()).containsExactly(call);
    assertThat(work.isDisposed()).isFalse();
  }

  @Test
  void aCallThatIsBeingAnsweredCantBeCancelledOrAnsweredAgain() {
    var inFlight = new InFlight();
    var call = inFlight.open(new JSONRPCRequest("ping", 1, Map.of())).orElseThrow();
    var answers = new ArrayList<String>();
    inFlight.answer(
        call,
        () -> {
          inFlight.cancel(1);
          inFlight.answer(call, () -> answers.add("again"));
          assertThat(inFlight.waiting()).containsExactly(call);
          answers.add("once");
        });
    assertThat(answers).containsExactly("once");
    assertThat(inFlight.waiting()).isEmpty();
  }
}
