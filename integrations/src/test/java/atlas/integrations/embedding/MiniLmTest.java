package atlas.integrations.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import atlas.integrations.Cancellation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MiniLmTest {
  private static final MiniLm MODEL = new MiniLm(Path.of("target", "embedding"));

  @AfterAll
  static void close() {
    MODEL.close();
  }

  @Test
  void textsThatMeanTheSameLieCloserThanTextsThatDoNot() {
    List<float[]> vectors =
        embed(
            "The app crashes when the user rotates the phone",
            "Application stops working after the device's orientation changes",
            "Add a dark theme to the settings page",
            "Invoice totals are rounded wrongly");
    assertThat(cosine(vectors.get(0), vectors.get(1))).isGreaterThan(0.6);
    assertThat(cosine(vectors.get(0), vectors.get(2))).isLessThan(0.35);
    assertThat(cosine(vectors.get(0), vectors.get(3))).isLessThan(0.35);
  }

  @Test
  void aVectorHasLengthOneAndDependsOnItsTextAlone() {
    String text = "Login fails with an expired token";
    float[] alone = embed(text).get(0);
    List<float[]> among = embed("x", text, "something much longer ".repeat(80), text);
    assertThat(alone).hasSize(MODEL.dimension());
    assertThat(cosine(alone, alone)).isCloseTo(1, within(1e-6));
    assertThat(among.get(1)).isEqualTo(alone);
    assertThat(among.get(3)).isEqualTo(alone);
  }

  @Test
  void anyTextHasAVector() {
    for (float[] vector : embed("", " \n", "\u0000", "東京", "a".repeat(1_000_000), "\ud83d")) {
      assertThat(cosine(vector, vector)).isCloseTo(1, within(1e-6));
    }
    assertThat(embed()).isEmpty();
  }

  @Test
  void nothingIsLoadedBeforeTheFirstText(@TempDir Path folder) throws IOException {
    try (var model = new MiniLm(folder)) {
      assertThat(model.model()).isEqualTo("all-minilm-l6-v2-q");
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files).isEmpty();
      }
    }
  }

  @Test
  void whoClosedItMayAskAgain() {
    float[] before = embed("once").get(0);
    MODEL.close();
    MODEL.close();
    assertThat(embed("once").get(0)).isEqualTo(before);
  }

  @Test
  void aCallerWhoGaveUpGetsNothing() {
    Cancellation givenUp =
        action -> {
          action.run();
          return () -> {};
        };
    assertThatThrownBy(() -> MODEL.embed(List.of("a text"), givenUp))
        .isInstanceOf(CancellationException.class);
  }

  private static List<float[]> embed(String... texts) {
    return MODEL.embed(List.of(texts), Cancellation.never());
  }

  private static double cosine(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) sum += (double) a[i] * b[i];
    return sum;
  }
}
