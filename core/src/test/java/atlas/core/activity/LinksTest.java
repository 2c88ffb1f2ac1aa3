package atlas.core.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinksTest {
  private final Links links = new Links(List.of("HBR", "MY_PROJ", "A2"));

  @ParameterizedTest
  @CsvSource({
    "HBR-12: Mend it, HBR-12",
    "Mend it (HBR-12), HBR-12",
    "[HBR-12] and HBR-13, HBR-12",
    "feature/hbr-12-mend-it, HBR-12",
    "fix_HBR-12_again, HBR-12",
    "MY_PROJ-7, MY_PROJ-7",
    "A2-0040 and more, A2-40",
    "UTF-8 in HBR-3, HBR-3",
  })
  void aKeyOfAKnownProjectIsFound(String title, String key) {
    assertThat(links.key(title, "")).isEqualTo(key);
  }

  @ParameterizedTest
  @CsvSource({
    "UTF-8 and SHA-256",
    "CVE-2024-1234",
    "XHBR-12",
    "HBR-12a",
    "HBR-0",
    "HBR -12",
    "LGT-4",
    "''",
  })
  void whatOnlyLooksLikeOneIsNone(String title) {
    assertThat(links.key(title, "")).isNull();
  }

  @Test
  void theTitleGoesBeforeTheBranchAndTheRestOfTheTextSaysNothing() {
    assertThat(links.key("HBR-1 Mend", "Branch: hbr-2.\n\nHBR-3")).isEqualTo("HBR-1");
    assertThat(links.key("Mend", "Branch: hbr-2.\n\nHBR-3")).isEqualTo("HBR-2");
    assertThat(links.key("Mend", "Branch: main.\n\nCloses HBR-3")).isNull();
  }
}
