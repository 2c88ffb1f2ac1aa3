package atlas.integrations.markup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AdfDocumentTest {
  @Test
  void wordsKeepTheirMarks() {
    assertDocument(
        "# A `b` *c*\n\n**x *y*** ~~z~~ <u>u</u> H<sub>2</sub>O<br>[`c` **t**](https://example.com/a \"Tip\")",
        """
        {type: heading, attrs: {level: 1}, content: [{type: text, text: 'A '},
          {type: text, text: b, marks: [{type: code}]}, {type: text, text: ' '},
          {type: text, text: c, marks: [{type: em}]}]},
        {type: paragraph, content: [{type: text, text: 'x ', marks: [{type: strong}]},
          {type: text, text: y, marks: [{type: strong}, {type: em}]}, {type: text, text: ' '},
          {type: text, text: z, marks: [{type: strike}]}, {type: text, text: ' '},
          {type: text, text: u, marks: [{type: underline}]}, {type: text, text: ' H'},
          {type: text, text: '2', marks: [{type: subsup, attrs: {type: sub}}]}, {type: text, text: O},
          {type: hardBreak},
          {type: text, text: c, marks: [{type: code},
            {type: link, attrs: {href: 'https://example.com/a', title: Tip}}]},
          {type: text, text: ' ', marks: [{type: link, attrs: {href: 'https://example.com/a', title: Tip}}]},
          {type: text, text: t, marks: [{type: strong},
            {type: link, attrs: {href: 'https://example.com/a', title: Tip}}]}]}""");
  }

  @Test
  void anImageBecomesALink() {
    assertDocument(
        "![The *form*](https://example.com/i.png) ![](https://example.com/j.png)",
        """
        {type: paragraph, content: [
          {type: text, text: 'The form', marks: [{type: link, attrs: {href: 'https://example.com/i.png'}}]},
          {type: text, text: ' '},
          {type: text, text: 'https://example.com/j.png', marks: [
            {type: link, attrs: {href: 'https://example.com/j.png'}}]}]}""");
  }

  @Test
  void listsAndCodeNest() {
    assertDocument(
        "3. a\n   - b\n\n     ```java\n     x\n     ```\n4. - c",
        """
        {type: orderedList, attrs: {order: 3}, content: [
          {type: listItem, content: [{type: paragraph, content: [{type: text, text: a}]},
            {type: bulletList, content: [{type: listItem, content: [
              {type: paragraph, content: [{type: text, text: b}]},
              {type: codeBlock, attrs: {language: java}, content: [{type: text, text: x}]}]}]}]},
          {type: listItem, content: [{type: paragraph}, {type: bulletList, content: [
            {type: listItem, content: [{type: paragraph, content: [{type: text, text: c}]}]}]}]}]}""");
  }

  @Test
  void boxesAreTasksUnlessTheyHoldMore() {
    var tasks = Adf.document("- [x] done\n  - [ ] below\n- plain\n- [ ] with code\n\n      x");
    AdfRulesCheck.assertValid(tasks, "tasks");
    assertThat(tasks.path("content").path(0).path("type").asString()).isEqualTo("taskList");
    assertThat(tasks.path("content").path(1).path("type").asString()).isEqualTo("bulletList");
    assertThat(Adf.markdown(tasks))
        .isEqualTo("- [x] done\n  - [ ] below\n\n- plain\n- [ ] with code\n\n  ```\n  x\n  ```");
  }

  @Test
  void aPanelIsReadFromEitherForm() {
    String panel =
        "{type: panel, attrs: {panelType: warning}, content: [{type: paragraph, content: [{type: text, text: hot}]}]}";
    assertDocument("> **Warning**\n>\n> hot", panel);
    assertDocument("> [!WARNING]\n> hot", panel);
    assertDocument(
        "> **Careful**\n>\n> hot",
        """
        {type: blockquote, content: [
          {type: paragraph, content: [{type: text, text: Careful, marks: [{type: strong}]}]},
          {type: paragraph, content: [{type: text, text: hot}]}]}""");
  }

  @Test
  void aTableHasItsHeaderUnlessThatIsEmpty() {
    assertDocument(
        "| A |\n| - |\n| x\\|y<br>`p\\|q` |\n\n| |\n| - |\n| c |",
        """
        {type: table, content: [
          {type: tableRow, content: [{type: tableHeader, content: [
            {type: paragraph, content: [{type: text, text: A}]}]}]},
          {type: tableRow, content: [{type: tableCell, content: [{type: paragraph, content: [
            {type: text, text: 'x|y'}, {type: hardBreak}, {type: text, text: 'p|q', marks: [{type: code}]}]}]}]}]},
        {type: table, content: [{type: tableRow, content: [{type: tableCell, content: [
          {type: paragraph, content: [{type: text, text: c}]}]}]}]}""");
  }

  @Test
  void whatDoesNotFitKeepsItsWords() {
    assertDocument(
        "> # Title\n> > deep\n>\n> | a | b |\n> | - | - |\n> | c | d |\n>\n> ---\n>\n> - [x] t",
        """
        {type: blockquote, content: [
          {type: paragraph, content: [{type: text, text: Title, marks: [{type: strong}]}]},
          {type: paragraph, content: [{type: text, text: deep}]},
          {type: paragraph, content: [{type: text, text: 'a | b'}]},
          {type: paragraph, content: [{type: text, text: 'c | d'}]},
          {type: bulletList, content: [{type: listItem, content: [
            {type: paragraph, content: [{type: text, text: '[x] t'}]}]}]}]}""");
  }

  @Test
  void htmlIsWords() {
    assertDocument(
        "<div>\n\na <u>b <span>c</u> d</b> <adf-strong>",
        """
        {type: paragraph, content: [{type: text, text: '<div>'}]},
        {type: paragraph, content: [{type: text, text: 'a '},
          {type: text, text: 'b <span>c', marks: [{type: underline}]}, {type: text, text: ' d</b> <adf-strong>'}]}""");
    assertDocument(
        "<adf-panel panelType=\"info\">\n\nopen",
        """
        {type: paragraph, content: [{type: text, text: '<adf-panel panelType="info">'}]},
        {type: paragraph, content: [{type: text, text: open}]}""");
  }

  @Test
  void aFenceThatHoldsNoNodeIsCode() {
    assertDocument(
        "```adf:panel\n{no json\n```",
        "{type: codeBlock, attrs: {language: 'adf:panel'}, content: [{type: text, text: '{no json'}]}");
  }

  @Test
  void nothingIsADocumentToo() {
    assertDocument("", "");
    assertDocument(" \n\n", "");
    assertThat(Adf.document(null)).isEqualTo(Adf.document(""));
  }

  @Test
  void whateverIsWrittenBecomesAValidDocument() {
    long seed = 20261121;
    var random = new Random(seed);
    for (int i = 0; i < 800; i++) {
      String markdown = Pieces.markdown(random);
      var document = Adf.document(markdown);
      AdfRulesCheck.assertValid(document, markdown);
      AdfRulesCheck.assertValid(Adf.document(Adf.markdown(document)), Adf.markdown(document));
      assertThat(AdfNodes.same(Adf.document(Adf.exact(document)), document)).as(markdown).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "_",
        "*a ",
        "a*",
        "**a *b ",
        "[",
        "[a](",
        "![",
        "`",
        "<u>",
        "<b><i>",
        "<adf-strong>",
        "<adf-mention id='",
        "<adf-panel panelType=\"info\">\n\n",
        "> ",
        "- ",
        "- [ ] a\n  ",
        "1. ",
        "| a ",
        "x|y\n-|-\n",
        "&#1;",
        "~~a",
        "[a]: b\n"
      })
  void theTimeGrowsWithTheLength(String unit) {
    String hostile = unit.repeat(30_000 / unit.length());
    Assertions.assertTimeout(
        Duration.ofSeconds(5), () -> assertThat(Adf.document(hostile)).isNotEmpty());
  }

  @Test
  void tagsNestToALimit() {
    String open = "<adf-expand title=\"x\">\n\n".repeat(2_000);
    String deep = Adf.document(open + "word\n\n" + "</adf-expand>\n\n".repeat(2_000)).toString();
    assertThat(deep).contains("word").contains("</adf-expand>");
    assertThat(deep.split("\"type\":\"expand\"")).hasSizeLessThan(100);
  }

  private static void assertDocument(String markdown, String blocks) {
    var document = Adf.document(markdown);
    assertThat(AdfNodes.normal(document)).isEqualTo(AdfNodes.normal(Relaxed.document(blocks)));
    AdfRulesCheck.assertValid(document, markdown);
  }
}
