package atlas.core.prediction.likeness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atlas.core.prediction.likeness.Shelf.Asked;
import atlas.core.prediction.likeness.Shelf.Fit;
import atlas.core.prediction.likeness.Shelf.Seen;
import atlas.core.prediction.likeness.Shelf.Tested;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ShelfTest {
  private static final ScenarioWeights BOTH = ScenarioWeights.shipped(Weights.Of.words_and_meaning);
  private static final ScenarioWeights WORDS = ScenarioWeights.shipped(Weights.Of.words);

  private final Shelf shelf = new Shelf();

  @Test
  void partsOfWordsAreFoundAsWell() {
    add("Hashtags in messages", "", List.of());
    add("Emoji picker", "", List.of());
    assertThat(numbers("Hashtagging fails", WORDS)).first().isEqualTo(0);
    assertThat(numbers("Pickers", WORDS)).first().isEqualTo(1);
    assertThat(numbers("zzzz", WORDS)).isEmpty();
  }

  @Test
  void aPassageThatMeansTheSameIsEnough() {
    add("One", "", List.of(new float[] {0, 1}, new float[] {0, 1}, new float[] {0, 1}));
    add(
        "Two",
        "",
        List.of(new float[] {0, 1}, new float[] {0, 1}, new float[] {0, 1}, new float[] {1, 0}));
    Asked asked = Asked.of("Login fails", PackedVector.of(new float[] {1, 0}));
    List<Fit> fits = shelf.rank(asked, List.of(), BOTH, 5);
    assertThat(fits).extracting(Fit::number).containsExactly(1);
    assertThat(fits.get(0).chance()).isCloseTo(1, within(1e-9));
  }

  @Test
  void theTextsToEmbedAreTenAtMostAndNameNoIssue() {
    var text =
        new ScenarioText("Pay HBR-12", "shop/cart", "o".repeat(500), "", "s".repeat(9_000), "e");
    List<String> texts = text.texts();
    assertThat(texts).hasSize(10);
    assertThat(texts.get(0)).isEqualTo("Pay  ");
    assertThat(texts.get(2)).isEqualTo("shop cart: Pay  ");
    assertThat(texts.get(3)).hasSize(400);
    assertThat(texts.get(4)).hasSize(100);
    assertThat(new ScenarioText("Pay", "", "", "", "", "").texts())
        .containsExactly("Pay", "Pay\n   ", "Pay");
  }

  @Test
  void whatWasTestedSpeaksForItsScenarioItsFolderAndItsArea() {
    add("Alpha", "shop/cart", List.of());
    add("Beta", "shop/cart", List.of());
    add("Gamma", "shop/list", List.of());
    add("Delta", "maps/tides", List.of());
    add("Epsilon", "", List.of());
    var past =
        List.of(
            new Tested(Terms.of("Totally different"), PackedVector.NONE, List.of(3)),
            new Tested(Terms.of("Rounding of money"), PackedVector.NONE, List.of(0)));
    List<Seen> seen =
        shelf.look(Asked.of("Rounding of money Beta Gamma Delta Epsilon", PackedVector.NONE), past);
    assertThat(seen).extracting(Seen::number).containsExactly(0, 1, 2, 3, 4);
    int tested = ScenarioFeature.folder_tested.ordinal();
    int area = ScenarioFeature.area_tested.ordinal();
    int lately = ScenarioFeature.folder_lately.ordinal();
    assertThat(seen.get(0).features()[ScenarioFeature.nearest_means.ordinal()]).isPositive();
    assertThat(seen.get(1).features()[ScenarioFeature.nearest_means.ordinal()]).isZero();
    assertThat(seen.get(1).features()[tested]).isEqualTo(seen.get(0).features()[tested]);
    assertThat(seen.get(2).features()[tested]).isZero();
    assertThat(seen.get(2).features()[area]).isEqualTo(seen.get(0).features()[area]).isPositive();
    assertThat(seen.get(1).features()[lately]).isEqualTo(1.0 / 2);
    assertThat(seen.get(3).features()[lately]).isEqualTo(1.0 / 3);
    assertThat(seen.get(4).features()[tested] + seen.get(4).features()[lately]).isZero();
    Fit first = shelf.rank(Asked.of("Rounding of money", PackedVector.NONE), past, WORDS, 1).get(0);
    assertThat(first.number()).isZero();
    assertThat(first.tested()).containsExactly(1);
    assertThat(first.alike()).isCloseTo(1, within(1e-6));
  }

  @Test
  void aTestedTicketThatWasNotReadYetIsComparedByItsWords() {
    var vector = new float[] {1, 0};
    add("Alpha", "shop", List.of(vector, vector, vector));
    var past = List.of(new Tested(Terms.of("Rounding of money"), PackedVector.NONE, List.of(0)));
    Asked asked = Asked.of("Rounding of money", PackedVector.of(vector));
    assertThat(shelf.rank(asked, past, BOTH, 1).get(0).alike()).isCloseTo(1, within(1e-6));
  }

  @Test
  void everyFeatureHasAWeight() {
    assertThat(BOTH.inOrder()).hasSize(ScenarioFeature.values().length);
    assertThat(WORDS.learned()).contains("conditional logit");
  }

  private void add(String name, String folder, List<float[]> vectors) {
    shelf.add(
        new ScenarioText(name, folder, "", "", "", ""),
        vectors.stream().map(PackedVector::of).toList());
  }

  private List<Integer> numbers(String summary, ScenarioWeights weights) {
    return shelf.rank(Asked.of(summary, PackedVector.NONE), List.of(), weights, 10).stream()
        .map(Fit::number)
        .toList();
  }
}
