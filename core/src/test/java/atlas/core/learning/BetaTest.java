package atlas.core.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atlas.model.PatternType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BetaTest {
  /** Checked by integrating the density up to the bound. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0.1",
    "1, 0, 0.31622777",
    "0, 1, 0.05131670",
    "4, 0, 0.63095734",
    "1, 1, 0.19580011",
    "3, 5, 0.21039624",
    "10, 2, 0.64022380",
    "50, 50, 0.43665468"
  })
  void theBoundIsTheQuantileOfTheBetaDistribution(int hits, int misses, double bound) {
    assertThat(Beta.lowerBound(hits, misses)).isCloseTo(bound, within(1e-6));
  }

  @Test
  void manyRunsNarrowItToTheRatio() {
    assertThat(Beta.lowerBound(2_000, 8_000)).isBetween(0.194, 0.2);
    assertThat(Beta.lowerBound(0, 10_000)).isBetween(0.0, 0.0001);
    assertThat(Beta.lowerBound(10_000, 0)).isBetween(0.999, 1.0);
  }

  @Test
  void aBugThatEscapedMakesAPatternWorthLess() {
    assertThat(Learned.confidence(6, 2, 1)).isLessThan(Learned.confidence(6, 2, 0));
    assertThat(Learned.confidence(6, 2, 3)).isLessThan(Learned.confidence(6, 2, 1));
  }

  @Test
  void whatAPatternTeachesFollowsFromItsRuns() {
    assertThat(Learned.type(1, 0)).isEqualTo(PatternType.effective_scenario);
    assertThat(Learned.type(9, 1)).isEqualTo(PatternType.effective_scenario);
    assertThat(Learned.type(2, 2)).isEqualTo(PatternType.bug_pattern);
    assertThat(Learned.type(5, 0)).isEqualTo(PatternType.time_optimization);
  }
}
