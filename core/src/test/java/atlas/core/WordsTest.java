package atlas.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WordsTest {
  @Test
  void wordsAreLowerCaseStemmedAndWithoutStopWords() {
    assertThat(Words.of("The user PAYS invoices, and is paying them"))
        .containsExactlyInAnyOrder("pay", "invoic", "them");
    assertThat(Words.of("invoices invoiced invoice's")).containsExactly("invoic");
    assertThat(Words.of("a ! - 1")).isEmpty();
    assertThat(Words.of("Größe 数量")).containsExactlyInAnyOrder("größ", "数量");
  }

  @Test
  void singularPluralAndVerbFormsAreOneWord() {
    assertThat(Words.of("payments")).isEqualTo(Words.of("payment"));
    assertThat(Words.of("filters")).isEqualTo(Words.of("filter"));
    assertThat(Words.of("invoices")).isEqualTo(Words.of("invoice"));
    assertThat(Words.of("prices")).isEqualTo(Words.of("price"));
    assertThat(Words.of("queries")).isEqualTo(Words.of("query"));
    assertThat(Words.of("sorting")).isEqualTo(Words.of("sort"));
    assertThat(Words.of("saved saving saves")).isEqualTo(Words.of("save"));
    assertThat(Words.of("cancelled cancelling")).isEqualTo(Words.of("cancel"));
    assertThat(Words.of("filled fills")).isEqualTo(Words.of("fill"));
    assertThat(Words.of("addresses addressed")).isEqualTo(Words.of("address"));
    assertThat(Words.of("statuses")).isNotEqualTo(Words.of("stat"));
    assertThat(Words.of("needed needs")).isEqualTo(Words.of("need"));
    assertThat(Words.of("strings")).isEqualTo(Words.of("string")).isNotEqualTo(Words.of("str"));
  }

  @Test
  void coveredIsTheShareOfTheWordsThatAreThere() {
    assertThat(Words.covered("invoice total rounding", "Rounding of the invoice"))
        .isCloseTo(2.0 / 3, within(1e-9));
    assertThat(Words.covered("invoice", "total")).isZero();
    assertThat(Words.covered("the of", "total")).isZero();
    assertThat(Words.covered("", "")).isZero();
    assertThat(Words.covered("Pay twice", "pay twice and thrice")).isEqualTo(1);
  }
}
