package atlas.core.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.meaning.FakeModel;
import atlas.core.meaning.Meaning;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SameMeaningTest {
  private static final String PAY = "The payment by card is declined";
  private static final String INVOICE = "The invoice by card is declined";

  private final FakeModel model = new FakeModel();
  private final Meaning meaning = Meaning.by(() -> model.embedder("fake", 8));
  private final SameMeaning same = new SameMeaning(meaning, Duration.ofSeconds(10));

  @AfterEach
  void close() {
    meaning.close();
    model.close();
  }

  private boolean same(String one, String other) {
    return same.of(List.of(one, other)).are(0, 1);
  }

  @Test
  void whatTheWordsLeaveOpenIsSaidByWhatTheyMean() {
    assertThat(same(PAY, INVOICE)).isTrue();
    assertThat(same("The ship by night is lost", "The tide by night is lost")).isFalse();
    assertThat(model.asked()).hasSize(4);
  }

  @Test
  void whatTheWordsSayNeedsNoModel() {
    assertThat(same(PAY, PAY + "!")).isTrue();
    assertThat(same(PAY, "Log out on the phone")).isFalse();
    assertThat(same(PAY, "The invoice by card is not declined")).isFalse();
    assertThat(same("Pay 2 invoices by card", "Pay 3 invoices by card")).isFalse();
    assertThat(model.asked()).isEmpty();
  }

  @Test
  void withoutAModelTheWordsTell() {
    model.answersWith(500);
    assertThat(same(PAY, INVOICE)).isFalse();
    assertThat(same(PAY, PAY)).isTrue();
  }
}
