package atlas.server.stdio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutputTest {
  @Test
  void aStrayPrintGoesToStandardError() {
    try (var child = Child.ready()) {
      child.send(Child.call(1, "prints", Map.of()));
      assertThat(child.text(1)).isEqualTo("printed");
      await().until(() -> child.log().contains("printed by a tool"));
      assertThat(child.lines()).noneMatch(line -> line.contains("printed by a tool"));
    }
  }

  @Test
  void messagesOfManyThreadsAreNeverMixed() {
    try (var child = Child.ready()) {
      for (int id = 1; id <= 40; id++) child.send(Child.call(id, "many", Map.of()));
      for (int id = 1; id <= 40; id++) assertThat(child.text(id)).isEqualTo("sent");
      // Each line is JSON, or this fails.
      assertThat(child.messages()).hasSize(1 + 40 + 40 * 50);
    }
  }

  @Test
  void aClientThatWritesEverythingBeforeItReadsIsNotBlocked() throws Exception {
    // More answers than a pipe holds, and nobody reads them until the last request is taken.
    try (var child = new Child(false)) {
      child.send(Child.initialize()).send(Child.INITIALIZED);
      String text = "x".repeat(10_000);
      for (int id = 1; id <= 1_000; id++) child.send(Child.call(id, "echo", Map.of("text", text)));
      child.startReading();
      assertThat(child.text(1_000)).isEqualTo(text);
    }
  }

  @Test
  void waitingForTheLastLineHasAnEnd() throws IOException, InterruptedException {
    // A client that is there and does not read: the pipe is full.
    try (var client = new PipedInputStream(16);
        var pipe = new PipedOutputStream(client)) {
      var writer = new LineWriter(pipe, () -> {});
      writer.start();
      var written = writer.write(new byte[1_000]);
      writer.awaitWritten(Duration.ofMillis(50));
      assertThat(written).isNotDone();
      assertThat(writer.gone()).isFalse();
    }
  }
}
