package atlas.integrations.jira;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class IssueChangesTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final IssueChanges changes = new IssueChanges(nanos::get);

  @Test
  void twentyInTwoSecondsAndAHundredInThirty() {
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < 20; i++) assertThat(changes.turn("1")).isZero();
      assertThat(changes.turn("1")).isEqualTo(Duration.ofSeconds(round < 4 ? 2 : 22));
      assertThat(changes.turn("2-" + round)).isZero();
      pass(Duration.ofSeconds(2));
    }
    assertThat(changes.turn("1")).isEqualTo(Duration.ofSeconds(20));
    pass(Duration.ofSeconds(20));
    assertThat(changes.turn("1")).isZero();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
