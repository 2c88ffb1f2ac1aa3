package atlas.core.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SameWordsTest {
  @ParameterizedTest
  @CsvSource({
    "Pay twice, pay  TWICE!",
    "Pay with an expired card, Paying with expired cards",
    "Verify that the invoice total is rounded per line, Invoice totals are rounded per line",
    "Upload 100 files, Uploading 100 files at the same time as a user"
  })
  void otherWordsForTheSame(String one, String other) {
    assertThat(same(one, other)).isTrue();
    assertThat(same(other, one)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "Accept an expired card, Reject an expired card",
    "Save the form, Don't save the form",
    "Save with an empty field, Save with no empty field",
    "Upload 1 file, Upload 100 files",
    "Pay twice, Reload the page",
    "the of and, is it so"
  })
  void whatDiffersInAWordThatCountsIsAnother(String one, String other) {
    assertThat(same(one, other)).isFalse();
    assertThat(same(other, one)).isFalse();
  }

  private static boolean same(String one, String other) {
    return new SameWords().of(List.of(one, other)).are(0, 1);
  }
}
