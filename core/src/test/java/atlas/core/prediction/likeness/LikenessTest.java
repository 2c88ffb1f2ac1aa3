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
      var packed = new PackedVectors();
      packed.add(b);
      double exact = 0;
      for (int i = 0; i < a.length; i++) exact += (double) a[i] * b[i];
      assertThat((double) packed.product(PackedVectors.asked(a), 0)).isCloseTo(exact, within(5e-3));
    }
  }

  @Test
  void everyFeatureHasAWeight() {
    assertThat(WEIGHTS.of()).containsOnlyKeys(Feature.values());
    assertThat(WEIGHTS.learned()).contains("atlas bench retrieval");
    assertThat(Weights.of("again", WEIGHTS.inOrder()).of()).isEqualTo(WEIGHTS.of());
    var half = "{\"learned\":\"\",\"weights\":{\"same_components\":1}}";
    assertThatThrownBy(
            () -> Weights.read(new ByteArrayInputStream(half.getBytes(StandardCharsets.UTF_8))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("summary_words_in_text");
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
