package atlas.integrations.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The ids are those that the makers' own tokenizer gives for these texts. */
final class WordPiecesTest {
  private static WordPieces pieces;

  @BeforeAll
  static void read() throws IOException {
    try (InputStream json = Unpacked.open("all-minilm-l6-v2-q-tokenizer.json")) {
      pieces = WordPieces.read(json);
    }
  }

  @Test
  void wordsThatAreNotKnownAreCutIntoPieces() {
    assertThat(pieces.of("Ti.UI.createWebView crashes on Android 4.0", 256))
        .containsExactly(
            101, 14841, 1012, 21318, 1012, 3443, 8545, 2497, 8584, 19119, 2006, 11924, 1018, 1012,
            1014, 102);
  }

  @Test
  void accentsAreDroppedAndChineseStandsAlone() {
    assertThat(pieces.of("Ünïcödé naïve CAFÉ 東京!", 256))
        .containsExactly(101, 27260, 15743, 7668, 1879, 1755, 999, 102);
  }

  @Test
  void whatNobodySeesIsNotRead() {
    assertThat(pieces.of("a\u0000b\u200bc\u00add\u3000e", 256))
        .containsExactly(101, 5925, 2094, 1041, 102);
  }

  @Test
  void whatIsNoWordIsOneUnknownPiece() {
    assertThat(pieces.of("x".repeat(101), 256)).containsExactly(101, 100, 102);
    assertThat(pieces.of("don't—stop… “q” 😀", 256))
        .containsExactly(101, 2123, 1005, 1056, 1517, 2644, 1529, 1523, 1053, 1524, 100, 102);
    assertThat(pieces.of("", 256)).containsExactly(101, 102);
  }

  @Test
  void aLongTextEndsWhereTheModelStopsReading() {
    long[] ids = pieces.of("word ".repeat(10_000), 256);
    assertThat(ids).hasSize(256).startsWith(101, 2773).endsWith(2773, 102);
  }
}
