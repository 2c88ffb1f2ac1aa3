package atlas.core.prediction.likeness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import atlas.core.prediction.likeness.Likeness.Like;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LikenessTest {
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");
  private static final Weights WEIGHTS = Weights.shipped();

  @Test
  void theSameWordsComeFirst() {
    var likeness = new Likeness();
    likeness.add(profile("Dark theme for settings", null));
    likeness.add(profile("Login fails with an expired token", null));
    likeness.add(profile("Login page shows the wrong logo", null));
    List<Like> ranked =
        likeness.rank(profile("Expired token: login failing", null), 3, WEIGHTS, 10);
    assertThat(ranked).extracting(Like::number).containsExactly(1, 2);
    assertThat(ranked.get(0).score()).isGreaterThan(ranked.get(1).score());
  }

  @Test
  void theSameMeaningIsFoundWithoutACommonWord() {
    var likeness = new Likeness();
    likeness.add(profile("Sign-in is broken", new float[] {1, 0}));
    likeness.add(profile("Colours look odd", new float[] {0, 1}));
    Profile asked = profile("Login fails", new float[] {0.9f, 0.1f});
    assertThat(likeness.rank(asked, 2, WEIGHTS, 1)).extracting(Like::number).containsExactly(0);
    Profile withoutVector = profile("Login fails", null);
    assertThat(likeness.rank(withoutVector, 2, WEIGHTS, 1)).isEmpty();
    assertThat(likeness.rank(profile("Odd", new float[] {1, 0, 0}), 2, WEIGHTS, 1))
        .extracting(Like::number)
        .containsExactly(1);
  }

  @Test
  void ofTwoEquallyAlikeTheOneWithTheComponentAndTheNearerInTimeComesFirst() {
    var likeness = new Likeness();
    likeness.add(new Profile(terms(), terms(), null, null, List.of("Login"), null));
    likeness.add(new Profile(terms(), terms(), null, null, List.of("Search", "Login"), null));
    likeness.add(new Profile(terms(), terms(), null, null, List.of(), MAY.minusSeconds(86_400)));
    likeness.add(
        new Profile(terms(), terms(), null, null, List.of(), MAY.minusSeconds(864_000_000)));
    var asked = new Profile(terms(), terms(), null, null, List.of("Search", "Login"), null);
    assertThat(likeness.rank(asked, 2, WEIGHTS, 2)).extracting(Like::number).containsExactly(1, 0);
    var may = new Profile(terms(), terms(), null, null, List.of(), MAY);
    List<Like> ranked = likeness.rank(may, 4, WEIGHTS, 4);
    assertThat(ranked).extracting(Like::number).containsSubsequence(2, 3);
  }

  @Test
  void onlyTheFirstAreRankedAndNoMoreThanAskedFor() {
    var likeness = new Likeness();
    for (int i = 0; i < 500; i++) likeness.add(profile("Login fails " + i, null));
    Profile asked = profile("Login fails", null);
    assertThat(likeness.rank(asked, 100, WEIGHTS, 1000))
        .hasSize(100)
        .allMatch(l -> l.number() < 100);
    assertThat(likeness.rank(asked, 500, WEIGHTS, 7)).hasSize(7);
    assertThat(likeness.rank(asked, 0, WEIGHTS, 7)).isEmpty();
    assertThat(likeness.count()).isEqualTo(500);
  }

  @Test
  void packedVectorsKeepTheirProducts() {
    var random = new Random(7);
    for (int round = 0; round < 100; round++) {
      float[] a = vector(random);
      float[] b = vector(random);
      PackedVector kept = PackedVector.read(PackedVector.of(b).bytes(b.length));
      double exact = 0;
      for (int i = 0; i < a.length; i++) exact += (double) a[i] * b[i];
      assertThat((double) kept.product(PackedVector.of(a))).isCloseTo(exact, within(5e-3));
      assertThat((double) PackedVector.of(kept.unpacked()).product(PackedVector.of(a)))
          .isCloseTo(exact, within(5e-3));
    }
  }

  @Test
  void everyFeatureHasAWeight() {
    for (Weights weights : List.of(WEIGHTS, Weights.shipped(Weights.Of.words))) {
      assertThat(weights.of()).containsOnlyKeys(Feature.values());
      assertThat(weights.learned()).contains("atlas bench retrieval");
      assertThat(Weights.of(weights.inOrder())).isEqualTo(weights.of());
      Weights.Scale scale = weights.scale();
      assertThat(scale.likeness(scale.middle())).isEqualTo(0.5);
      assertThat(scale.likeness(scale.middle() + 1)).isGreaterThan(0.5).isLessThan(1);
      assertThat(scale.same()).isBetween(0.5, 1.0);
    }
    assertThat(Weights.shipped(Weights.Of.words).of())
        .containsEntry(Feature.summary_means_summary, 0.0)
        .containsEntry(Feature.text_means_text, 0.0);
    var half = "{\"learned\":\"\",\"words\":{\"weights\":{\"same_components\":1}}}";
    var json = new ByteArrayInputStream(half.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> Weights.read(json, Weights.Of.words))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("summary_words_in_text");
  }

  @Test
  void onlyThoseThatCountAreRankedAndWhatIsMeantMayComeLater() {
    var likeness = new Likeness();
    likeness.add(profile("Login fails", null));
    likeness.add(profile("Login fails again", null));
    likeness.add(profile("Sign-in is broken", null));
    Profile asked = profile("Login fails", new float[] {0.6f, 0.8f});
    assertThat(likeness.rank(asked, 3, number -> number != 0, WEIGHTS, 9))
        .extracting(Like::number)
        .containsExactly(1);
    PackedVector same = PackedVector.of(new float[] {0.6f, 0.8f});
    likeness.means(2, same, same);
    assertThat(likeness.rank(asked, 3, number -> number != 0, WEIGHTS, 9))
        .extracting(Like::number)
        .containsExactly(2, 1);
    assertThat(likeness.summary(2).product(same)).isGreaterThan(0.99f);
    assertThat(likeness.whole(0)).isSameAs(PackedVector.NONE);
  }

  private static Terms terms() {
    return Terms.of("login fails");
  }

  private static Profile profile(String summary, float @Nullable [] vector) {
    Profile words = Profile.of(summary, "", List.of(), null);
    return vector == null ? words : words.with(vector, vector);
  }

  private static float[] vector(Random random) {
    float[] vector = new float[384];
    double square = 0;
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
      square += vector[i] * vector[i];
    }
    for (int i = 0; i < vector.length; i++) vector[i] /= (float) Math.sqrt(square);
    return vector;
  }
}
