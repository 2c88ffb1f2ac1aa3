package atlas.server.stdio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LifecycleTest {
  @Test
  void beforeInitializeOnlyAPingIsServedAndNothingHangs() {
    try (var child = new Child()) {
      child
          .send(Child.request(1, "ping", null))
          .send(Child.request(2, "tools/list", null))
          .send(Child.call(3, "echo", Map.of("text", "a")))
          .send(Child.request(4, "server/discover", Map.of()))
          .send(Child.request(5, "initialize", Map.of("protocolVersion", List.of())))
          .send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/roots/list_changed\"}")
          .send(Child.INITIALIZED)
          .send(Child.request(6, "tools/list", null));
      assertThat(child.result(1)).isEmpty();
      assertThat(child.errorCode(2)).isEqualTo(-32600);
      assertThat(child.sentence(2)).contains("initialize");
      assertThat(child.errorCode(3)).isEqualTo(-32600);
      assertThat(child.errorCode(4)).isEqualTo(-32601);
      assertThat(child.errorCode(5)).isEqualTo(-32602);
      assertThat(child.errorCode(6)).isEqualTo(-32600);
      child.send(Child.initialize()).send(Child.call(7, "echo", Map.of("text", "late")));
      assertThat(child.text(7)).isEqualTo("late");
    }
  }

  @Test
  void aClientThatNeverSendsInitializedIsServed() {
    try (var child = new Child()) {
      child.send(Child.initialize()).send(Child.call(1, "echo", Map.of("text", "a")));
      assertThat(child.text(1)).isEqualTo("a");
      child.send(Child.INITIALIZED).send(Child.call(2, "echo", Map.of("text", "b")));
      assertThat(child.text(2)).isEqualTo("b");
    }
  }

  @Test
  void theVersionThatTheClientAsksForIsAnsweredWhereWeSpeakIt() {
    for (String version : List.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")) {
      assertThat(answeredVersion(version)).isEqualTo(version);
    }
    assertThat(answeredVersion("2026-07-28")).isEqualTo("2025-11-25");
  }

  @Test
  void whatWaitsForInitializeRunsOnceAfterItsAnswer() {
    try (var child = new Child()) {
      child.send(Child.request(1, "ping", null));
      assertThat(child.result(1)).isEmpty();
      assertThat(child.log()).doesNotContain("initialize was answered");
      child.send(Child.initialize()).answer(0);
      await().until(() -> child.log().contains("initialize was answered"));
      child.send(Child.initialize());
      await().until(() -> child.answers(0).size() == 2);
      assertThat(child.end().exit(Duration.ofSeconds(6))).isZero();
      assertThat(child.log()).containsOnlyOnce("initialize was answered");
    }
  }

  private static String answeredVersion(String version) {
    try (var child = new Child()) {
      child.send(Child.initialize().replace("2025-11-25", version));
      return String.valueOf(child.result(0).get("protocolVersion"));
    }
  }
}
