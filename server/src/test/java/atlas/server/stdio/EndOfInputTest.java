package atlas.server.stdio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EndOfInputTest {
  /** From the end of the input to the end of the process, whatever the state. */
  private static final Duration END = Duration.ofSeconds(6);

  @Test
  void anInputThatEndsAtOnceEndsTheProcess() {
    try (var child = new Child()) {
      assertThat(child.end().exit(END)).isZero();
      assertThat(child.lines()).isEmpty();
    }
  }

  @Test
  void anInputThatEndsBeforeInitializedEndsTheProcess() {
    try (var child = new Child()) {
      assertThat(child.send(Child.initialize()).end().exit(END)).isZero();
      assertThat(child.result(0)).isNotEmpty();
    }
  }

  @Test
  void everythingWrittenAtOnceIsAnsweredBeforeTheEnd() {
    var input = new StringBuilder(Child.initialize() + "\n" + Child.INITIALIZED + "\n");
    for (int id = 1; id <= 20; id++) {
      input.append(Child.call(id, "echo", Map.of("text", "t" + id))).append("\n");
    }
    // The last line has no line feed.
    input.append(Child.call(21, "slow", Map.of("ms", 700)));
    try (var child = new Child()) {
      child.bytes(input.toString().getBytes(StandardCharsets.UTF_8)).end();
      assertThat(child.exit(Duration.ofSeconds(10))).isZero();
      for (int id = 1; id <= 20; id++) assertThat(child.text(id)).isEqualTo("t" + id);
      assertThat(child.text(21)).isEqualTo("slept 700");
    }
  }

  @Test
  void aCallThatOutlivesTheDrainIsAnsweredAndStopped() {
    try (var child = Child.ready()) {
      child.send(Child.call(1, "slow", Map.of("ms", 60_000)));
      await().until(() -> child.log().contains("slow began"));
      assertThat(child.end().exit(END)).isZero();
      assertThat(child.sentence(1)).contains("it was stopped");
      assertThat(child.log()).contains("slow was cancelled");
    }
  }

  @Test
  void aCallThatWaitsForTheClientDoesNotKeepTheProcess() {
    try (var child = Child.ready()) {
      child.send(Child.call(1, "asks_roots", Map.of()));
      await().until(() -> child.lines().stream().anyMatch(line -> line.contains("roots/list")));
      assertThat(child.end().exit(END)).isZero();
      assertThat(child.answers(1)).hasSize(1);
    }
  }

  @Test
  void aClientThatReadsNoMoreEndsTheServerQuietly() {
    try (var child = new Child(false)) {
      child.send(Child.initialize()).send(Child.call(1, "slow", Map.of("ms", 60_000)));
      await().until(() -> child.log().contains("slow began"));
      child.readNoMore().send(Child.request(2, "ping", null));
      assertThat(child.exit(END)).isZero();
      assertThat(child.log()).contains("slow was cancelled", "ended").doesNotContain("\tat ");
    }
  }
}
