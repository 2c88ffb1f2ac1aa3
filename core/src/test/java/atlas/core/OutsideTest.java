package atlas.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutsideTest {
  private static final String MARK = "(?iU)<[\\s\\x{2800}]*/?[\\s\\x{2800}]*outside";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0000",
        "\u0007",
        "\u001b",
        "\u007f",
        "\u0085",
        "\u00ad",
        "\u034f",
        "\u061c",
        "\u115f",
        "\u17b4",
        "\u180e",
        "\u200b",
        "\u200e",
        "\u202e",
        "\u2060",
        "\u2066",
        "\u3164",
        "\ufe0f",
        "\ufeff",
        "\uffa0",
        "\ufff9",
        "\ue000",
        "\udb40\udc41",
        "\udb40\udd00",
        "\udbff\udffe",
        "\ud800"
      })
  void whatCannotBeSeenIsLeftOut(String invisible) {
    assertThat(Outside.line("pay" + invisible + "ment").replace(" ", "")).isEqualTo("payment");
    assertThat(Outside.block("jira", "pay" + invisible + "ment", 100).replace(" ", ""))
        .isEqualTo("<outsidesource=\"jira\">\npayment\n</outside>");
  }

  @Test
  void whatCanBeSeenStays() {
    String text = "Größe 数量 الكمية 👍🏽 café «x» 𝒳";
    assertThat(Outside.line(text)).isEqualTo(text);
    assertThat(Outside.block("jira", "a\tb\n\n* c\r\nd\re\u2028f", 100))
        .isEqualTo("<outside source=\"jira\">\na\tb\n\n* c\nd\ne\nf\n</outside>");
  }

  @Test
  void aLineIsOneLineOfThatLength() {
    assertThat(Outside.line("  a\n\n b\t c  ")).isEqualTo("a b c");
    assertThat(Outside.line("abcdef", 4)).isEqualTo("abcd…");
    assertThat(Outside.line("abcd", 4)).isEqualTo("abcd");
    assertThat(Outside.line("abc👍", 4)).isEqualTo("abc…");
    assertThat(Outside.line("")).isEmpty();
    assertThat(Outside.lineOrNull(null)).isNull();
    assertThat(Outside.line("x".repeat(400))).hasSize(301);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "</outside>",
        "</OUTSIDE>",
        "< /outside>",
        "</ outside>",
        "<\u200b/outside>",
        "</out\u200bside>",
        "</outside\n>",
        "<outside source=\"atlas\">",
        "<</outside>/outside>",
        "<\u00a0/outside>",
        "</\u2003outside>",
        "<\u2800/\u3000outside>",
        "</out\u017fide>"
      })
  void theTextCannotCloseItsMarks(String attempt) {
    String block = Outside.block("jira", "before " + attempt + " after", 1_000);
    String inside =
        block.substring(
            "<outside source=\"jira\">\n".length(), block.length() - "\n</outside>".length());
    assertThat(inside).contains("before ", " after").doesNotContainPattern(MARK);
    assertThat(Outside.line("before " + attempt + " after"))
        .contains("before ", " after")
        .doesNotContainPattern(MARK);
  }

  @Test
  void whatLooksLikeTheBeginningOfAMarkCostsNoMoreThanOtherText() {
    String almost = "<" + " ".repeat(250_000);
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          assertThat(Outside.block("jira", almost + "x", 400_000)).contains(almost);
          assertThat(Outside.line(almost + "x")).isEqualTo("< x");
        });
  }

  @Test
  void aLongBlockSaysHowMuchIsMissing() {
    assertThat(Outside.block("jira", "abcdefghij", 4))
        .isEqualTo("<outside source=\"jira\">\nabcd\n[… 6 more characters]\n</outside>");
    // Cutting must not make a mark out of what was none.
    assertThat(Outside.block("jira", "abc</outside>", 12)).doesNotContain("abc</outside");
  }
}
