package atlas.core.prediction;

import static atlas.model.PredictionSource.neural;
import static atlas.model.PredictionSource.pattern;
import static atlas.model.PredictionSource.similarity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atlas.model.PredictionSource;
import atlas.model.SourceSaid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SkillTest {
  private final List<SourceSaid> said = new ArrayList<>();

  @Test
  void untilThirtyAreKnownTheStartingWeightsHold() {
    assertThat(Skill.weights(said)).isEqualTo(Skill.STARTING);
    for (int n = 0; n < 29; n++) settle(neural, 0.9, false);
    for (int n = 0; n < 100; n++) said.add(said(similarity, UUID.randomUUID(), 0.9, false, false));
    assertThat(Skill.weights(said)).isEqualTo(Skill.STARTING);
    settle(neural, 0.9, false);
    settle(neural, 0.9, false);
    assertThat(Skill.weights(said).get(neural)).isLessThan(0.7);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void aSourceThatAnswersAtRandomHasLostItsWeightWithinAHundred(long seed) {
    var random = new Random(seed);
    for (int n = 0; n < 100; n++) {
      boolean found = random.nextInt(100) < 35;
      UUID id = new UUID(seed, n);
      said.add(said(neural, id, random.nextDouble(), true, found));
      said.add(said(similarity, id, knowing(random, found), true, found));
    }
    var weights = Skill.weights(said);
    assertThat(weights.get(neural)).isLessThan(0.2);
    assertThat(weights.get(neural)).isLessThan(0.4 * weights.getOrDefault(similarity, 0.0));
    assertThat(neuralSkill()).isCloseTo(0, within(0.3));
  }

  @Test
  void whatRandomAnswersKeepIsNextToNothingOnAverage() {
    double share = 0;
    for (long seed = 0; seed < 200; seed++) {
      said.clear();
      var random = new Random(seed);
      for (int n = 0; n < 100; n++) {
        boolean found = random.nextInt(100) < 35;
        UUID id = new UUID(seed, n);
        said.add(said(neural, id, random.nextDouble(), true, found));
        said.add(said(similarity, id, knowing(random, found), true, found));
      }
      var weights = Skill.weights(said);
      double lost = weights.getOrDefault(neural, 1.0);
      share += lost / (lost + weights.getOrDefault(similarity, 0.0)) / 200;
    }
    assertThat(share).isLessThan(0.08);
  }

  @Test
  void nonsenseOfWhichItIsSureCostsASourceItsWeightToo() {
    for (int n = 0; n < 60; n++) {
      settle(neural, 0.95, false);
      settle(similarity, n % 2 == 0 ? 0.7 : 0.3, n % 2 == 0);
    }
    assertThat(neuralSkill()).isNegative();
    assertThat(Skill.weights(said).get(neural)).isLessThan(0.45);
    for (int n = 0; n < 40; n++) settle(neural, 0.95, false);
    assertThat(Skill.weights(said).get(neural)).isCloseTo(0.02, within(1e-9));
  }

  @Test
  void aSourceThatKnowsGainsOverOneThatGuesses() {
    for (int n = 0; n < 120; n++) {
      settle(similarity, n % 3 == 0 ? 0.8 : 0.2, n % 3 == 0);
      settle(neural, 0.5, n % 3 == 0);
    }
    var weights = Skill.weights(said);
    assertThat(weights.get(similarity)).isGreaterThan(0.5);
    assertThat(weights.get(neural)).isLessThan(0.1);
    assertThat(weights.get(pattern)).isEqualTo(0.3);
  }

  @Test
  void whereEverythingWentOneWayNobodyIsMeasurable() {
    for (int n = 0; n < 100; n++) settle(similarity, 0, false);
    assertThat(Skill.measured(said).get(similarity)).isEqualTo(new Skill(100, 100, 0, 0, 0));
  }

  private double neuralSkill() {
    return Objects.requireNonNull(Skill.measured(said).get(neural)).skill();
  }

  private static double knowing(Random random, boolean found) {
    double noise = 0.3 * random.nextDouble();
    return found ? 0.9 - noise : 0.1 + noise;
  }

  private void settle(PredictionSource source, double confidence, boolean found) {
    said.add(said(source, UUID.randomUUID(), confidence, true, found));
  }

  private static SourceSaid said(
      PredictionSource source, UUID id, double confidence, boolean known, boolean found) {
    return new SourceSaid(id, id, source, confidence, 1, known, found, false, Instant.EPOCH);
  }
}
