package atlas.core.prediction.likeness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TermsTest {
  @Test
  void anIdentifierIsFoundByItselfAndByItsParts() {
    assertThat(Terms.of("Ti.UI.createWebView").counts())
        .containsOnlyKeys("ti", "ui", "createwebview", "create", "web", "view");
    assertThat(Terms.of("HTTPClient").counts()).containsOnlyKeys("httpclient", "http", "client");
    assertThat(Terms.of("api2Client").counts()).containsOnlyKeys("api2client", "api2", "client");
  }

  @Test
  void pluralsAndFormsOfVerbsAreOneTerm() {
    assertThat(Terms.of("crashes crashed crashing crash").counts())
        .containsOnlyKeys("crash")
        .containsEntry("crash", 4);
    assertThat(Terms.of("entries entry").counts()).containsOnlyKeys("entry");
    assertThat(Terms.of("classes class press").counts()).containsOnlyKeys("class", "press");
    // What would be left is no word.
    assertThat(Terms.of("ring red yes gas").counts()).containsOnlyKeys("ring", "red", "yes", "gas");
  }

  @Test
  void whatSaysNothingIsLeftOut() {
    assertThat(Terms.of("it is a b of the").counts()).isEmpty();
    assertThat(Terms.of("x".repeat(41) + " -- ... ").counts()).isEmpty();
    assertThat(Terms.of("").counts()).isEmpty();
  }

  @Test
  void keysOfIssuesAreNotWhatATextIsAbout() {
    assertThat(Terms.of("Duplicate of TIMOB-123, see AB2-9").counts())
        .containsOnlyKeys("duplicate", "see");
    assertThat(Terms.of("UTF-8x utf-8").counts()).containsOnlyKeys("utf", "8x");
    assertThat(Profile.texts("Like MOB-7", "as in MOB-8, but").get(1)).doesNotContain("MOB");
  }

  @Test
  void otherScriptsHaveTermsToo() {
    assertThat(Terms.of("Größe 東京 naïve").counts()).containsOnlyKeys("größe", "東京", "naïve");
  }

  @Test
  void twoTextsHaveTheTermsOfBoth() {
    Terms both = Terms.of("login token").and(Terms.of("token token expired"));
    assertThat(both.counts())
        .containsEntry("token", 3)
        .containsEntry("login", 1)
        .containsEntry("expir", 1);
    assertThat(both.length()).isEqualTo(5);
  }
}
