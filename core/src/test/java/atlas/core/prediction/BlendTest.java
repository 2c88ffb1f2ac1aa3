package atlas.core.prediction;

import static atlas.model.PredictionSource.hybrid;
import static atlas.model.PredictionSource.neural;
import static atlas.model.PredictionSource.similarity;
import static atlas.model.PredictionSource.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atlas.core.prediction.Blend.Blended;
import atlas.model.PredictionSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BlendTest {
  @Test
  void theSameScenarioFromTwoSourcesIsHybridWithTheWeightedSum() {
    var blended =
        Blend.of(
            Map.of(
                neural, List.of(candidate("Pay twice", 0.9)),
                similarity, List.of(candidate("pay  TWICE!", 0.8))),
            5);
    assertThat(blended)
        .singleElement()
        .satisfies(b -> assertThat(b.source()).isEqualTo(hybrid))
        .satisfies(b -> assertThat(b.confidence()).isCloseTo(0.87, within(1e-9)))
        .satisfies(b -> assertThat(b.because()).isEqualTo("why; why"));
  }

  @Test
  void aSourceThatIsDownOrEmptyCostsNothing() {
    var proposals = Map.of(similarity, List.of(candidate("Pay twice", 0.8)));
    assertThat(confidences(Blend.of(proposals, 5))).containsExactly(0.8);
    assertThat(
            confidences(
                Blend.of(
                    Map.of(similarity, List.of(candidate("Pay twice", 0.8)), neural, List.of()),
                    5)))
        .containsExactly(0.8);
    assertThat(confidences(Blend.of(Map.of(neural, List.of(candidate("Pay twice", 0.9))), 5)))
        .containsExactly(0.9);
  }

  @Test
  void templatesOnlyFillWhatIsLeftAndTakeNothingFromTheOthers() {
    Map<PredictionSource, List<Candidate>> proposals =
        Map.of(
            similarity, List.of(candidate("Pay twice", 0.2), candidate("Reload", 0.1)),
            template, List.of(candidate("Pay twice!", 0.9), candidate("Log out", 0.9)));
    assertThat(Blend.of(proposals, 2))
        .extracting(Blended::scenario)
        .containsExactly("Pay twice", "Reload");
    assertThat(Blend.of(proposals, 5))
        .extracting(Blended::scenario)
        .containsExactlyInAnyOrder("Pay twice", "Reload", "Log out");
    assertThat(Blend.of(Map.of(template, List.of(candidate("Log out", 0.6))), 5))
        .singleElement()
        .satisfies(b -> assertThat(b.source()).isEqualTo(template))
        .satisfies(b -> assertThat(b.confidence()).isEqualTo(0.6));
  }

  @Test
  void theBestComeFirstAndNeverMoreThanAsked() {
    var many =
        java.util.stream.IntStream.range(0, 20)
            .mapToObj(n -> candidate("Try " + n, n / 20.0))
            .toList();
    List<Blended> blended = Blend.of(Map.of(similarity, many), 3);
    assertThat(blended).extracting(Blended::scenario).containsExactly("Try 19", "Try 18", "Try 17");
  }

  @Test
  void nothingFromNobodyIsNothing() {
    assertThat(Blend.of(Map.of(), 5)).isEmpty();
    assertThat(Blend.of(Map.of(neural, List.of(), template, List.of()), 5)).isEmpty();
  }

  @Test
  void oneSourceThatSaysTheSameTwiceIsNoSurer() {
    var blended =
        Blend.of(Map.of(similarity, List.of(candidate("Pay", 0.8), candidate("pay.", 0.7))), 5);
    assertThat(blended)
        .singleElement()
        .satisfies(b -> assertThat(b.source()).isEqualTo(similarity))
        .satisfies(b -> assertThat(b.confidence()).isEqualTo(0.8));
  }

  private static List<Double> confidences(List<Blended> blended) {
    return blended.stream().map(Blended::confidence).toList();
  }

  private static Candidate candidate(String scenario, double confidence) {
    return new Candidate(scenario, confidence, List.of(), null, "why");
  }
}
