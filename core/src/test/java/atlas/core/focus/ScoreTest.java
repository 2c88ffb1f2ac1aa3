package atlas.core.focus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreTest {
  @ParameterizedTest
  @CsvSource({
    "-30, 0.2",
    "-15, 0.2",
    "-14, 0.2",
    "-7, 0.4667",
    "0, 0.7333",
    "3, 0.8476",
    "7, 1",
    "90, 1"
  })
  void dueIsTaskwarriorsCurve(int daysOver, double urgency) {
    LocalDate due = LocalDate.of(2026, 3, 15);
    assertThat(Score.urgency(due.plusDays(daysOver), due)).isCloseTo(urgency, within(0.0001));
  }

  @Test
  void whatIsNotSaidOfAWeightStaysAsUsual() {
    assertThat(FocusWeights.parse("stale=0, Due=40"))
        .isEqualTo(new FocusWeights(30, 0, 15, 40, 10, 25));
    assertThat(FocusWeights.parse("gap=30,stale=25,early=15,due=20,energy=10,blocked=25"))
        .isEqualTo(FocusWeights.USUAL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "gap", "gap=", "gap=-1", "gap=101", "gap=1.5", "gab=3", "gap=1;due=2"})
  void whatIsNoWeightIsRefused(String written) {
    assertThatThrownBy(() -> FocusWeights.parse(written))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("gap, stale, early, due, energy or blocked");
  }
}
