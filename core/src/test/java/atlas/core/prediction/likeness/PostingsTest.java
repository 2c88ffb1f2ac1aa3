package atlas.core.prediction.likeness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atlas.core.prediction.likeness.Postings.Scores;
import org.junit.jupiter.api.Test;

final class PostingsTest {
  private static final Terms NONE = Terms.of("");

  /**
   * Three documents of 2, 4 and 3 words, 3 on average. "token" is in two of them, its weight ln(1 +
   * 1.5/2.5) = 0.470004; "login" in one, ln(1 + 2.5/1.5) = 0.980829. Twice "token" among 4 words is
   * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 4/3)) = 1.257143 times its weight.
   */
  @Test
  void bm25IsWhatOneCalculatesByHand() {
    var postings = new Postings();
    add(postings, "login token");
    add(postings, "token token expir page");
    add(postings, "dark theme page");
    Terms asked = Terms.of("login token unknownword");
    Scores scores = postings.score(asked, asked, 3);
    double token = 0.470004;
    double login = 0.980829;
    double ofTwo = 2.2 / (1 + 1.2 * (0.25 + 0.75 * 2 / 3));
    assertThat(scores.wholeInWhole[0]).isCloseTo((float) (ofTwo * (token + login)), within(1e-5f));
    assertThat(scores.wholeInWhole[1]).isCloseTo((float) (1.257143 * token), within(1e-5f));
    assertThat(scores.wholeInWhole[2]).isZero();
    // Against itself: three words, each once, and one that no document has.
    double unknown = Math.log(1 + 3.5 / 0.5);
    assertThat(scores.own[3]).isCloseTo(token + login + unknown, within(1e-5));
  }

  @Test
  void summariesAreCountedApart() {
    var postings = new Postings();
    postings.add(Terms.of("login fails"), Terms.of("login fails with token"));
    postings.add(Terms.of("dark theme"), Terms.of("dark theme login"));
    Scores scores = postings.score(Terms.of("login"), Terms.of("login theme"), 2);
    assertThat(scores.summaryInSummary[0]).isPositive();
    assertThat(scores.summaryInSummary[1]).isZero();
    assertThat(scores.summaryInWhole[1]).isPositive();
    assertThat(scores.wholeInSummary[1]).isPositive();
    assertThat(scores.own[0]).isPositive().isLessThan(scores.own[3]);
  }

  @Test
  void onlyTheFirstAreAnswered() {
    var postings = new Postings();
    for (int i = 0; i < 200; i++) add(postings, "login " + i + "th");
    Scores scores = postings.score(Terms.of("login"), Terms.of("login"), 150);
    assertThat(scores.wholeInWhole).hasSize(150);
    assertThat(scores.wholeInWhole[149]).isPositive();
    assertThat(postings.count()).isEqualTo(200);
    assertThat(postings.score(NONE, NONE, 0).wholeInWhole).isEmpty();
  }

  private static void add(Postings postings, String text) {
    postings.add(Terms.of(text), Terms.of(text));
  }
}
