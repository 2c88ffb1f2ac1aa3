package atlas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a model has to read before its first call. */
final class TokenBudgetTest {
  private static final Logger log = LoggerFactory.getLogger(TokenBudgetTest.class);
  private static final int CHARACTERS_A_TOKEN = 4;

  private final List<Tool<?, ?>> all = CatalogTest.tools();

  @Test
  void theDefaultSetIsAtMost22ToolsAnd6000Tokens() {
    List<Tool<?, ?>> usual = Catalog.select(all, Catalog.Choice.USUAL);
    log.info("Default set: {} tools, {} tokens", usual.size(), tokens(usual));
    assertThat(usual).hasSizeLessThanOrEqualTo(22);
    assertThat(tokens(usual)).isLessThanOrEqualTo(6_000);
  }

  @Test
  void allToolsetsAreAtMost50ToolsAnd14000Tokens() {
    log.info("All toolsets: {} tools, {} tokens", all.size(), tokens(all));
    assertThat(all).hasSizeLessThanOrEqualTo(50);
    assertThat(tokens(all)).isLessThanOrEqualTo(14_000);
  }

  @Test
  void instructionsAreAtMost2KilobytesWhateverIsChosen() {
    var sets = List.of(Toolset.values());
    for (int choice = 0; choice < 1 << sets.size(); choice++) {
      var names = new ArrayList<String>();
      for (int i = 0; i < sets.size(); i++) {
        if ((choice >> i & 1) == 1) names.add(sets.get(i).name());
      }
      var offered = Catalog.select(all, new Catalog.Choice(names, List.of(), false));
      String text = Catalog.instructions(offered);
      assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(2_048);
      assertOnlyOffered(text, offered);
    }
  }

  /** A model that reads of a tool calls it. */
  @Test
  void instructionsNameOfferedToolsAlone() {
    for (boolean readOnly : List.of(true, false)) {
      for (var sets : List.of(List.of("default"), List.of("default", "evidence"), List.of("all"))) {
        check(new Catalog.Choice(sets, List.of(), readOnly));
      }
      for (Toolset set : Toolset.values()) {
        check(new Catalog.Choice(List.of(set.name()), List.of(), readOnly));
      }
    }
    for (Tool<?, ?> tool : all) check(new Catalog.Choice(List.of(), List.of(tool.name()), false));
    assertThat(Catalog.instructions(Catalog.select(all, Catalog.Choice.USUAL)))
        .contains("search_memory finds everything again")
        .doesNotContain("remember", "Evidence:");
  }

  private void check(Catalog.Choice choice) {
    var offered = Catalog.select(all, choice);
    assertOnlyOffered(Catalog.instructions(offered), offered);
  }

  private void assertOnlyOffered(String text, List<Tool<?, ?>> offered) {
    for (Tool<?, ?> tool : all) {
      if (!offered.contains(tool)) {
        assertThat(text).doesNotContainPattern("\\b" + tool.name() + "\\b");
      }
    }
  }

  private static int tokens(List<Tool<?, ?>> tools) {
    int characters = 0;
    for (Tool<?, ?> tool : tools) {
      var definition = Definitions.of(tool);
      characters += definition.name().length() + definition.description().length();
      characters += Json.MAPPER.writeValueAsString(definition.inputSchema()).length();
    }
    return (characters + CHARACTERS_A_TOKEN - 1) / CHARACTERS_A_TOKEN;
  }
}
