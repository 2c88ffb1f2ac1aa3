package atlas.core.tickets;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SectionsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "# Acceptance Criteria\n\n* One is shown\n* Two is kept\n\n# Background\n\n* Not this",
        "## 2. Acceptance criteria (draft)\n\n- One is shown\n- Two is kept\n## Notes\n- Not this",
        "## \u2705 Acceptance criteria\n### Berths\n- One is shown\n### Lamps\n- Two is kept",
        "Acceptance criteria\n-------------------\n1) One is shown\n2) Two is kept",
        "Acceptance criteria\n\n\u2022 One is shown\n\u2022 Two is kept\n\nNotes:\n\u2022 Not this",
        "h3.Acceptance Test\n# One is shown\n# Two is kept\nh3. Extra info\n# Not this",
        "*Acceptance criteria:*\n# One is shown\n# Two is kept\n*Cause:*\n# Not this",
        "{panel:title=Acceptance criteria|bgColor=#fff}\n* One is shown\n* Two is kept\n{panel}\n* Not",
        "h2. *Acceptance criteria*\n||#||Criterion||\n|1|One is shown|\n|2|Two is kept|",
        "## Acceptance criteria\n\n| # | What |\n|---|---|\n| AC1 | One is shown |\n|2|Two is kept|",
        "**AC:**\n- [ ] One is shown\n- [x] Two is kept",
        "__Definition of Done__\n(/) One is shown\n(x) Two is kept",
        "ACs:\n\u2610 One is shown\n\u2611 Two is kept",
        "AC1: One is shown\nAC2: Two is kept",
        "Some words.\n- **AC-1:** One is shown\n- **AC-2:** Two is kept\n\nOther words.",
        "## Acceptance criteria\nOne is shown\nTwo is kept\n\n## Design\nNot this",
        "> **Acceptance criteria**\n> - One is shown\n> - Two is kept",
        "Acceptance criteria:\n- One\n  is shown\n\n- Two is\n    kept\n\nSteps to reproduce:\n- Not",
        "Done when:\r\n- One is shown\r\n- Two is kept\r\n\r\nEnvironment:\r\n- Not this",
        "## Acceptance criteria\nThe list is complete:\n- One is shown\n- Two is kept\nIt says all.",
      })
  void criteriaAreFoundInEveryStyle(String description) {
    assertThat(new Sections(description).criteria()).containsExactly("One is shown", "Two is kept");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "## Out of scope\n- Gift cards\n- Refunds\n## Acceptance criteria\n- Not this",
        "*Out of Scope*\n* Gift cards\n* Refunds\n\n*Steps to reproduce*\n* Not this",
        "Not in scope:\nGift cards\nRefunds",
        "h3. Won't do\n# Gift cards\n# Refunds",
        "### Won\u2019t do\n1. Gift cards\n2. Refunds",
        "**Non-goals**\n\n- Gift cards\n- Refunds\n\n**In scope**\n\n- Not this",
        "Exclusions:\n- Gift cards\n- Refunds",
        "Out of scope: Gift cards\n- Refunds",
      })
  void whatIsOutOfScopeIsFoundInEveryStyle(String description) {
    assertThat(new Sections(description).outOfScope()).containsExactly("Gift cards", "Refunds");
  }

  @Test
  void aSentenceMaySayItToo() {
    var sections =
        new Sections("A new page. Gift cards are out of scope. Scope of work: see below.\n\nEnd.");
    assertThat(sections.outOfScope()).containsExactly("Gift cards are out of scope.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "## Acceptance criteria\n\nGiven a cart\nWhen one is removed\nThen the total is right\nProse.",
        "**Given** a cart\n**When** one is removed\n**Then** the total is right",
        "- Given a cart,\n- When one is removed,\n- Then the total is right",
        "```gherkin\nGiven a cart\n\nWhen one is removed\n\nThen the total is right\n```",
        "{code}\n  Given a cart\n  When one is removed\n  Then the total is right\n{code}",
      })
  void aGherkinScenarioIsOneCriterion(String description) {
    assertThat(new Sections(description).criteria())
        .containsExactly("Given a cart, When one is removed, Then the total is right");
  }

  @Test
  void scenariosFollowEachOther() {
    var sections =
        new Sections(
            """
            Scenario: first
            Given a
            And b
            When c
            Then d
            Scenario: second
            Given e
            When f
            Then g
            When h
            Then i
            """);
    assertThat(sections.criteria())
        .containsExactly(
            "Scenario: first, Given a, And b, When c, Then d",
            "Scenario: second, Given e, When f, Then g");
    assertThat(
            new Sections("AC\n- When idle it dims\n- When busy it blinks\n- And more").criteria())
        .containsExactly("When idle it dims", "When busy it blinks, And more");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Just words.\n- an item\n",
        "Steps to reproduce:\n# Open it\n# Close it\nExpected result:\nIt closes.",
        "When I open it\nThen it crashes\nAnd I weep",
        "Given a map view, it centres itself.",
        "AC power: the ship has none.\nAC/DC converters hum.",
        "{code}\nselect case\nwhen a\nthen b\nAcceptance criteria:\n- x\n{code}",
        "```\n## Acceptance criteria\n- x\n```",
        "We accept the criteria. The scope is wide.",
        "1. Acceptance>timetable\n2. Click Done",
      })
  void whatIsNeitherIsNeither(String description) {
    var sections = new Sections(description);
    assertThat(sections.criteria()).isEmpty();
    assertThat(sections.outOfScope()).isEmpty();
  }

  @Test
  void codeAndHeadingsAreNoWordsOfTheTicket() {
    var sections =
        new Sections(
            "h2. Steps to reproduce\n# Open the login\n{code}\nvar payment;\n{code}\nDone");
    assertThat(sections.prose()).contains("Open the login", "Done");
    assertThat(sections.prose()).doesNotContain("payment", "reproduce");
  }

  @Test
  @Timeout(20)
  void monstersTakeNoTime() {
    long begun = System.nanoTime();
    for (String part :
        new String[] {
          "*",
          "_",
          "#",
          "- ",
          "(",
          "|",
          "{panel:",
          "{code",
          "\n",
          "AC1:",
          "[ ] ",
          "Given ",
          "a b",
          "**a",
          "h1.",
          ": ",
          "-=",
          "Out of scope ",
          "is ",
          "\u2705",
          "\u2019",
          "Given a\nThen b\n"
        }) {
      var sections = new Sections(part.repeat(100_000 / part.length()));
      assertThat(sections.criteria().size()).isLessThanOrEqualTo(50);
      assertThat(sections.outOfScope().size()).isLessThanOrEqualTo(50);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
  }
}
