package atlas.core.tickets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import atlas.core.tickets.Analysis.Component;
import atlas.core.tickets.Analysis.ScenarioType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnalysisTest {
  @Test
  void componentsAreDeclaredOrNamedInTheText() {
    Analysis analysis =
        Analysis.of(
            "Tax engine rounds wrong",
            "Seen in the cart. Discarded carts too.",
            List.of("Billing"),
            List.of("Billing", "Cart", "Tax Engine", "Card", "Art"));
    assertThat(analysis.components())
        .containsExactly(
            new Component("Billing", 1),
            new Component("Cart", 0.5),
            new Component("Tax Engine", 0.7));
  }

  @Test
  void wordsCallForKindsOfScenarios() {
    Analysis analysis = of("Login fails after session timeout", "The password field is ignored.");
    assertThat(analysis.scenarioTypes())
        .extracting(ScenarioType::type)
        .startsWith("Authentication and access");
    assertThat(analysis.scenarioTypes())
        .hasSizeLessThanOrEqualTo(5)
        .allSatisfy(type -> assertThat(type.relevance()).isBetween(0.3, 0.95));
    assertThat(of("Lighthouse", "Nothing of that").scenarioTypes()).isEmpty();
  }

  @Test
  void whatIsOutOfScopeCallsForNothing() {
    Analysis analysis =
        Analysis.of(
            "Lighthouse",
            "The lamp turns.\n\n## Out of scope\n\n- Login and its password\n- The cart\n\n## Notes"
                + "\n\nPayment by card is not in scope.",
            List.of(),
            List.of("Cart", "Lamp"));
    assertThat(analysis.scenarioTypes()).isEmpty();
    assertThat(analysis.components()).containsExactly(new Component("Lamp", 0.5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "## Acceptance criteria\n\n- One is shown\n- [x] Two is kept\n\n## Notes\n\n- Not this",
        "**Acceptance Criteria:**\n1. One is shown\n2) Two is kept\n**Notes**\n* Not this",
        "Acceptance criteria:\n* One is shown\n* Two is kept\nNotes:\n* Not this",
        "h2. Acceptance Criteria\n# One is shown\n# Two is kept\nh2. Notes\n# Not this",
        "### AC\n+ One is shown\n+ Two is kept\n### Other\n+ Not this"
      })
  void criteriaAreTheItemsOfTheirSection(String description) {
    assertThat(of("x", description).acceptanceCriteria())
        .containsExactly("One is shown", "Two is kept");
  }

  @Test
  void whatIsOutOfScopeIsSetApart() {
    String description =
        "## Out of scope\n\nGift cards\n- Refunds\n\n## Acceptance criteria\n\n- Totals are right";
    Analysis analysis = of("x", description);
    assertThat(analysis.outOfScope()).containsExactly("Gift cards", "Refunds");
    assertThat(analysis.acceptanceCriteria()).containsExactly("Totals are right");
  }

  @Test
  void aTextWithoutSectionsHasNeither() {
    Analysis analysis = of("x", "Just words.\n- an item\n");
    assertThat(analysis.acceptanceCriteria()).isEmpty();
    assertThat(analysis.outOfScope()).isEmpty();
    assertThat(of("", "").components()).isEmpty();
  }

  @Test
  void aLongTextIsReadInNoTimeAndItsItemsAreLimited() {
    var items = new StringBuilder("## Acceptance criteria\n- same\n- same\n");
    for (int i = 0; i < 5_000; i++) items.append("- item ").append(i).append('\n');
    assertThat(of("x", items.toString()).acceptanceCriteria()).hasSize(50);
    String nasty =
        "- " + " ".repeat(50_000) + "\n**" + "a".repeat(50_000) + "\n" + "#".repeat(50_000);
    assertThat(of("x", nasty).acceptanceCriteria()).isEmpty();
  }

  @Test
  void manyComponentsAndALongTextAreReadOnce() {
    var known = new ArrayList<String>();
    for (int i = 0; i < 3_000; i++) known.add("Component " + i);
    String text = "Of component 17. " + "word ".repeat(400_000) + "\n\nAC: too late to be seen";
    Analysis analysis =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> Analysis.of("x", text, List.of(), known));
    assertThat(analysis.components()).containsExactly(new Component("Component 17", 0.5));
    assertThat(analysis.acceptanceCriteria()).isEmpty();
  }

  private static Analysis of(String summary, String description) {
    return Analysis.of(summary, description, List.of(), List.of());
  }
}
