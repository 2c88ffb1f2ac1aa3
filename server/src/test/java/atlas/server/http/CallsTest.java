package atlas.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.server.wire.Calls;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class CallsTest {
  private final Calls calls = new Calls();
  private final AtomicInteger stopped = new AtomicInteger();

  @Test
  void aRegisteredCallIsStoppedOnce() {
    calls.opened("s", 1);
    calls.register("s", 1L, stopped::incrementAndGet);

    assertThat(calls.cancel("s", 1)).isTrue();
    calls.cancel("s", 1);
    assertThat(stopped).hasValue(1);
  }

  @Test
  void aCancellationThatCameFirstStopsTheCallWhenItRegisters() {
    calls.opened("s", "a");

    assertThat(calls.cancel("s", "a")).isFalse();
    calls.register("s", "a", stopped::incrementAndGet);
    assertThat(stopped).hasValue(1);
  }

  @Test
  void nothingElseIsStopped() {
    calls.opened("s", 1);
    calls.opened("s", "1");
    calls.opened("t", 1);
    calls.register("s", "1", stopped::incrementAndGet);
    calls.register("t", 1, stopped::incrementAndGet);
    calls.register("s", 1, stopped::incrementAndGet).close();

    calls.cancel("s", 1);
    calls.closed("t", 1);
    calls.cancel("t", 1);
    assertThat(stopped).hasValue(0);
  }
}
