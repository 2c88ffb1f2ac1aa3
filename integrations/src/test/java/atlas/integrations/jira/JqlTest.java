package atlas.integrations.jira;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JqlTest {
  @Test
  void aQueryIsItsPieces() {
    Jql jql =
        Jql.assignedToMe()
            .and(Jql.notDone())
            .and(Jql.projects(List.of("HBR", "AND")))
            .oldestFirst();
    assertThat(jql.text())
        .isEqualTo(
            "assignee = currentUser() AND statusCategory != Done AND project in (\"HBR\", \"AND\")"
                + " ORDER BY created ASC");
    assertThat(jql.and(Jql.label("x")).text()).endsWith("AND labels = \"x\" ORDER BY created ASC");
    assertThat(Jql.ids(List.of("1", "22")).byKey().text())
        .isEqualTo("id in (\"1\", \"22\") ORDER BY key ASC");
  }

  @Test
  void whatItSaysIsNotShown() {
    assertThat(Jql.label("secret").toString()).doesNotContain("secret");
  }

  @Test
  void aValueStaysAValue() {
    assertThat(Jql.label("a\" OR \"\" = \"\\").text())
        .isEqualTo("labels = \"a\\\" OR \\\"\\\" = \\\"\\\\\"");
    assertThat(Jql.label("one\n\u202Etwo\0").text()).isEqualTo("labels = \"one two\"");
    assertThatThrownBy(() -> Jql.label(" \n ")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Jql.ids(List.of("1) OR (1")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Jql.projects(List.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Jql.ids(Collections.nCopies(1001, "1")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTimeIsTheMinuteInTheZoneOfTheAccount() {
    Instant instant = Instant.parse("2026-11-20T14:30:59Z");
    assertThat(Jql.updatedSince(instant, ZoneOffset.UTC).text())
        .isEqualTo("updated >= \"2026/11/20 14:30\"");
    assertThat(Jql.updatedSince(instant, ZoneId.of("Asia/Kolkata")).text())
        .isEqualTo("updated >= \"2026/11/20 20:00\"");
  }

  @Test
  void anHourThatComesTwiceIsAskedForFromItsFirstTime() {
    ZoneId zone = ZoneId.of("Europe/Copenhagen");
    for (String instant : List.of("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z")) {
      assertThat(Jql.updatedSince(Instant.parse(instant), zone).text())
          .isEqualTo("updated >= \"2026/10/25 01:59\"");
    }
    assertThat(Jql.updatedSince(Instant.parse("2026-10-25T02:00:00Z"), zone).text())
        .contains("03:00");
    assertThat(Jql.updatedSince(Instant.parse("2026-03-29T01:00:00Z"), zone).text())
        .contains("03:00");
  }

  @Test
  void aConfiguredConditionStaysWithinItsParentheses() {
    String fine = "type = Bug OR (labels in (a, \"b) or (c\") AND summary ~ 'it\\'s (')";
    assertThat(Jql.configured(fine).and(Jql.projects(List.of("HBR"))).text())
        .isEqualTo("(" + fine + ") AND project in (\"HBR\")");
    assertThat(Jql.configured("labels = \"order by\"").text()).isEqualTo("(labels = \"order by\")");
    for (String clause :
        List.of(
            "",
            " ",
            "type = Bug) OR (type = Story",
            "(type = Bug",
            "type = \"Bug",
            "type = 'Bug",
            "type = Bug \\",
            "type = \"Bug\\\"",
            "type = Bug ORDER BY created",
            "type = Bug order\n\tby created",
            "x".repeat(5_000))) {
      assertThatThrownBy(() -> Jql.configured(clause))
          .as(clause)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("Bug");
    }
  }
}
