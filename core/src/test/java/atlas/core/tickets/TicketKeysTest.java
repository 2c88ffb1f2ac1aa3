package atlas.core.tickets;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TicketKeysTest {
  @ParameterizedTest
  @CsvSource({"HBR-12,HBR-12", "ABC2-7,ABC2-7", "MY_PROJ-1,MY_PROJ-1", "' hbr-12\n',HBR-12"})
  void aKeyIsReadInAnyCase(String written, String key) {
    assertThat(TicketKeys.DEFAULT.parse(written)).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HBR",
        "HBR-",
        "-1",
        "1HBR-1",
        "H-1",
        "HBR-1x",
        "xx HBR-1",
        "HBR-1\nHBR-2",
        "HBR-1/..",
        "HBR--1",
        "HBR-1?x=y",
        "HBR-1 OR 1=1",
        "HBR-\u0661\u0662"
      })
  void whatIsNoKeyFromEndToEndIsRefused(String written) {
    assertThat(refusal(() -> TicketKeys.DEFAULT.parse(written)).sentence())
        .startsWith("A Jira issue key looks like HBR-12; this is not one: ")
        .doesNotContain("\n");
  }

  @Test
  void aKeyThatIsTooLongIsRefused() {
    assertThat(refusal(() -> TicketKeys.DEFAULT.parse("A".repeat(70) + "-1")).sentence())
        .hasSizeLessThan(120);
  }

  @Test
  void aSiteMayHaveItsOwnPattern() {
    var keys = new TicketKeys(Pattern.compile("[A-Z]-\\d+"));
    assertThat(keys.parse("h-1")).isEqualTo("H-1");
  }
}
