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
  private static final Blend BLEND = new Blend(new SameWords());

  @Test
  void theSameScenarioFromTwoSourcesIsHybridWithTheWeightedSum() {
    var blended =
        blend(
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
    assertThat(confidences(blend(proposals, 5))).containsExactly(0.8);
    assertThat(
            confidences(
                blend(
                    Map.of(similarity, List.of(candidate("Pay twice", 0.8)), neural, List.of()),
                    5)))
        .containsExactly(0.8);
    assertThat(confidences(blend(Map.of(neural, List.of(candidate("Pay twice", 0.9))), 5)))
        .containsExactly(0.9);
  }

  @Test
  void templatesOnlyFillWhatIsLeftAndTakeNothingFromTheOthers() {
    Map<PredictionSource, List<Candidate>> proposals =
        Map.of(
            similarity, List.of(candidate("Pay twice", 0.2), candidate("Reload", 0.1)),
            template, List.of(candidate("Pay twice!", 0.9), candidate("Log out", 0.9)));
    assertThat(blend(proposals, 2))
        .extracting(Blended::scenario)
        .containsExactly("Pay twice", "Reload");
    assertThat(blend(proposals, 5))
        .extracting(Blended::scenario)
        .containsExactlyInAnyOrder("Pay twice", "Reload", "Log out");
    assertThat(blend(Map.of(template, List.of(candidate("Log out", 0.6))), 5))
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
    List<Blended> blended = blend(Map.of(similarity, many), 3);
    assertThat(blended).extracting(Blended::scenario).containsExactly("Try 19", "Try 18", "Try 17");
  }

  @Test
  void nothingFromNobodyIsNothing() {
    assertThat(blend(Map.of(), 5)).isEmpty();
    assertThat(blend(Map.of(neural, List.of(), template, List.of()), 5)).isEmpty();
  }

  @Test
  void oneSourceThatSaysTheSameTwiceIsNoSurer() {
    var blended =
        blend(Map.of(similarity, List.of(candidate("Pay", 0.8), candidate("pay.", 0.7))), 5);
    assertThat(blended)
        .singleElement()
        .satisfies(b -> assertThat(b.source()).isEqualTo(similarity))
        .satisfies(b -> assertThat(b.confidence()).isEqualTo(0.8));
  }

  @Test
  void theSameInOtherWordsIsHybridUnderTheNameOfTheFirstSource() {
    var blended =
        blend(
            Map.of(
                neural, List.of(candidate("Pay with an expired card", 0.9)),
                similarity, List.of(candidate("Paying with expired cards", 0.8))),
            5);
    assertThat(blended)
        .singleElement()
        .satisfies(b -> assertThat(b.scenario()).isEqualTo("Pay with an expired card"))
        .satisfies(b -> assertThat(b.source()).isEqualTo(hybrid))
        .satisfies(b -> assertThat(b.confidence()).isCloseTo(0.87, within(1e-9)));
  }

  @Test
  void whatEachSourceSaidIsKeptWithItsPlaceInItsOwnList() {
    var blended =
        blend(
            Map.of(
                neural, List.of(candidate("Reload", 0.4), candidate("Pay twice", 0.9)),
                similarity, List.of(candidate("Pay twice", 0.8)),
                template, List.of(candidate("Pay twice", 0.5))),
            5);
    assertThat(blended.get(0).said())
        .containsOnly(
            Map.entry(neural, new Blend.Said(0.9, 1)),
            Map.entry(similarity, new Blend.Said(0.8, 1)),
            Map.entry(template, new Blend.Said(0.5, 1)));
    assertThat(blended.get(1).said()).containsOnly(Map.entry(neural, new Blend.Said(0.4, 2)));
  }

  @Test
  void aSourceWhoseWeightIsGoneTakesNoTemplatesPlace() {
    Map<PredictionSource, List<Candidate>> proposals =
        Map.of(
            neural, List.of(candidate("Nonsense", 1), candidate("Pay twice", 1)),
            similarity, List.of(candidate("Pay twice", 0.8)),
            template, List.of(candidate("Log out", 0.5)));
    var weights = Map.of(neural, 0.01, similarity, 0.3);
    assertThat(BLEND.of(proposals, weights, 2))
        .extracting(Blended::scenario)
        .containsExactly("Pay twice", "Log out");
    assertThat(BLEND.of(proposals, weights, 3))
        .extracting(Blended::scenario)
        .containsExactly("Pay twice", "Log out", "Nonsense");
  }

  @Test
  void confidenceStaysBetweenNoneAndAllWhateverASourceSays() {
    assertThat(confidences(blend(Map.of(neural, List.of(candidate("Pay", 7))), 5)))
        .containsExactly(1.0);
    assertThat(confidences(blend(Map.of(neural, List.of(candidate("Pay", -7))), 5)))
        .containsExactly(0.0);
  }

  @Test
  void whoeverProposesItATemplatesStepsAndMinutesAreBetterThanNone() {
    var usual = new Candidate("Pay twice!", 0.5, List.of("Pay", "Pay again"), 25, "usual");
    Map<PredictionSource, List<Candidate>> proposals =
        Map.of(neural, List.of(candidate("Pay twice", 0.9)), template, List.of(usual));
    assertThat(blend(proposals, 5))
        .singleElement()
        .satisfies(b -> assertThat(b.source()).isEqualTo(neural))
        .satisfies(b -> assertThat(b.steps()).containsExactly("Pay", "Pay again"))
        .satisfies(b -> assertThat(b.minutes()).isEqualTo(25))
        .satisfies(b -> assertThat(b.because()).isEqualTo("why"));
  }

  private static List<Blended> blend(Map<PredictionSource, List<Candidate>> proposals, int topK) {
    return BLEND.of(proposals, Skill.STARTING, topK);
  }

  private static List<Double> confidences(List<Blended> blended) {
    return blended.stream().map(Blended::confidence).toList();
  }

  private static Candidate candidate(String scenario, double confidence) {
    return new Candidate(scenario, confidence, List.of(), null, "why");
  }
}
