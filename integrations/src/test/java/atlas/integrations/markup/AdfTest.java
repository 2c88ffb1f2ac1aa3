package atlas.integrations.markup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class AdfTest {
  @Test
  void headingsParagraphsAndRules() {
    assertBlocks(
        """
        {type: heading, attrs: {level: 2}, content: [{type: text, text: 'Acceptance'},
          {type: hardBreak}, {type: text, text: 'criteria'}]},
        {type: paragraph, content: [{type: text, text: one}, {type: hardBreak},
          {type: text, text: two}, {type: hardBreak}]},
        {type: paragraph}, {type: rule},
        {type: heading, attrs: {level: 9}, content: [{type: text, text: deep}]}""",
        "## Acceptance criteria\n\none  \ntwo\n\n---\n\n###### deep");
  }

  @Test
  void listsNest() {
    assertBlocks(
        """
        {type: bulletList, content: [
          {type: listItem, content: [{type: paragraph, content: [{type: text, text: a}]},
            {type: orderedList, attrs: {order: 9}, content: [
              {type: listItem, content: [{type: paragraph, content: [{type: text, text: x}]}]},
              {type: listItem, content: [{type: paragraph, content: [{type: text, text: y}]},
                {type: codeBlock, content: [{type: text, text: 'z\\n\\nz'}]}]}]}]},
          {type: listItem, content: [{type: paragraph, content: [{type: text, text: b}]}]}]}""",
        """
        - a

          9. x
          10. y

              ```
              z

              z
              ```
        - b""");
  }

  @Test
  void tasksAndDecisions() {
    assertBlocks(
        """
        {type: taskList, content: [
          {type: taskItem, attrs: {state: DONE}, content: [{type: text, text: done}]},
          {type: taskList, content: [
            {type: taskItem, attrs: {state: TODO}, content: [{type: text, text: below}]}]},
          {type: blockTaskItem, attrs: {state: TODO}, content: [
            {type: paragraph, content: [{type: text, text: block}]}]}]},
        {type: decisionList, content: [
          {type: decisionItem, attrs: {state: DECIDED}, content: [{type: text, text: go}]}]}""",
        "- [x] done\n  - [ ] below\n- [ ] block\n\n- Decision: go");
  }

  @Test
  void quotesPanelsExpandsAndColumns() {
    assertBlocks(
        """
        {type: blockquote, content: [{type: paragraph, content: [{type: text, text: q}]},
          {type: paragraph, content: [{type: text, text: r}]}]},
        {type: panel, attrs: {panelType: warning}, content: [
          {type: paragraph, content: [{type: text, text: hot}]}]},
        {type: panel, attrs: {panelType: custom, panelIconText: 'X'}, content: []},
        {type: expand, attrs: {title: More}, content: [
          {type: nestedExpand, attrs: {title: ''}, content: [
            {type: paragraph, content: [{type: text, text: inside}]}]}]},
        {type: layoutSection, content: [
          {type: layoutColumn, attrs: {width: 50}, content: [
            {type: paragraph, content: [{type: text, text: left}]}]},
          {type: layoutColumn, content: [
            {type: paragraph, content: [{type: text, text: right}]}]}]}""",
        """
        > q
        >
        > r

        > **Warning**
        >
        > hot

        > **X**

        **More**

        inside

        left

        right""");
  }

  @Test
  void codeKeepsItsTextAndFence() {
    assertBlocks(
        """
        {type: codeBlock, attrs: {language: java}, content: [
          {type: text, text: 'a *b* ```\\n  c\\n'}]}""",
        "````java\na *b* ```\n  c\n````");
  }

  @Test
  void codeThatLooksLikeAListStaysCode() {
    assertBlocks(
        """
        {type: bulletList, content: [{type: listItem, content: [
          {type: codeBlock, content: [{type: text, text: '\\n- x'}]}]}]}""",
        "- ```\n\n  - x\n  ```");
  }

  @Test
  void tablesKeepTheirColumns() {
    assertBlocks(
        """
        {type: table, content: [
          {type: tableRow, content: [
            {type: tableHeader, content: [{type: paragraph, content: [{type: text, text: A}]}]},
            {type: tableHeader, attrs: {colspan: 2}, content: [
              {type: paragraph, content: [{type: text, text: B}]}]}]},
          {type: tableRow, content: [
            {type: tableCell, attrs: {rowspan: 2}, content: [
              {type: paragraph, content: [{type: text, text: 'x|y'}]},
              {type: paragraph, content: [{type: text, text: z}]}]},
            {type: tableCell, content: []}, {type: tableCell, content: [
              {type: paragraph, content: [{type: text, text: '1'}]}]}]},
          {type: tableRow, content: [{type: tableCell, content: [
            {type: paragraph, content: [{type: text, text: '2'}]}]}]}]},
        {type: table, content: [{type: tableRow, content: [
          {type: tableCell, content: [{type: paragraph, content: [{type: text, text: c}]}]}]}]}""",
        """
        | A | B | |
        | --- | --- | --- |
        | x\\|y<br>z | | 1 |
        | | 2 | |

        | |
        | --- |
        | c |""");
  }

  @Test
  void aTableThatIsMostlyPaddingIsGivenAsItsWords() {
    String wide = "|a".repeat(8_000) + "|" + "\n|b|".repeat(4_000);
    assertThat(Wiki.markdown(wide).length()).isLessThan(64_000);
    assertThat(Wiki.markdown(wide)).startsWith("a | a | a").endsWith("\nb");
    String high = "|a".repeat(90) + "|" + "\n|b|".repeat(8_000);
    assertThat(Wiki.markdown(high).length()).isLessThan(64_000);
    assertThat(Wiki.markdown(high)).startsWith("a | a").endsWith("\nb");
    String ordinary = "|a".repeat(90) + "|" + "\n|b|".repeat(50);
    assertThat(Wiki.markdown(ordinary))
        .contains("| --- | --- |")
        .endsWith("\n| b |" + " |".repeat(89));
    String span = "{type: tableCell, attrs: {colspan: 50, rowspan: 50}}, ";
    String cell = "{type: tableCell, content: [{type: text, text: x}]}";
    String row = "{type: tableRow, content: [" + span.repeat(3) + cell + "]}";
    String spans = "{type: table, content: [" + row + ", {type: tableRow}]}";
    assertBlocks(spans, "x");
  }

  @Test
  void aTextHasAnEndThatCanBeSeen() {
    String text = "word ".repeat(60_000);
    assertThat(Wiki.markdown(text).length()).isEqualTo(256 * 1024 + 1);
    assertThat(Wiki.markdown(text)).endsWith("…").startsWith("word word");
    assertThat(Adf.markdown(Relaxed.json("'" + text + "'")).length()).isEqualTo(256 * 1024 + 1);
    String smile = "x" + "😀".repeat(200_000);
    assertThat(Wiki.markdown(smile).length()).isEqualTo(256 * 1024);
    assertThat(Wiki.markdown(smile)).endsWith("😀…");
  }

  @Test
  void codeOfBackticksCostsNoMoreThanOtherCode() {
    String ticks = "`".repeat(250_000);
    String block = "{type: codeBlock, content: [{type: text, text: '" + ticks + "'}]}";
    String inline = "{type: text, text: '" + ticks + "', marks: [{type: code}]}";
    JsonNode document =
        Relaxed.json("{type: doc, version: 1, content: [" + block + ", " + inline + "]}");
    assertTimeoutPreemptively(
        Duration.ofSeconds(15),
        () -> {
          assertThat(Adf.markdown(document)).startsWith("````").endsWith("…");
          assertThat(Adf.exact(document)).contains("\n" + ticks + "\n" + ticks + "`");
        });
  }

  @Test
  void spaceCostsNoMoreThanWords() {
    String space = " ".repeat(250_000);
    String words = "[{type: text, text: 'a" + space + "b'}]";
    JsonNode document =
        Relaxed.json(
            "{type: doc, version: 1, content: [{type: heading, content: W}, {type: table, content:"
                    .replace("W", words)
                + "[{type: tableRow, content: [{type: tableCell, content: [{type: paragraph,"
                + " content: W}]}]}]}]}".replace("W", words));
    assertTimeoutPreemptively(
        Duration.ofSeconds(15),
        () -> assertThat(Adf.markdown(document)).startsWith("# a").endsWith("…"));
  }

  @Test
  void marksSurroundWordsAndNotSpace() {
    assertInline(
        """
        {type: text, text: 'Strong ', marks: [{type: strong}]},
        {type: text, text: 'and both', marks: [{type: em}, {type: strong}]},
        {type: text, text: ' plain '},
        {type: text, text: gone, marks: [{type: strike},
          {type: textColor, attrs: {color: '#f00'}}]},
        {type: text, text: u, marks: [{type: underline}]},
        {type: text, text: '2', marks: [{type: subsup, attrs: {type: sup}}]},
        {type: text, text: ' '},
        {type: text, text: 'a`b', marks: [{type: code}]}""",
        "**Strong *and both*** plain ~~gone~~<u>u</u><sup>2</sup> ``a`b``");
  }

  @Test
  void marksThatMeanNothingInMarkdownKeepTheirText() {
    for (String mark :
        "backgroundColor annotation alignment indentation breakout border fontSize fragment"
            .concat(" dataConsumer unheardOf")
            .split(" ")) {
      assertInline("{type: text, text: word, marks: [{type: " + mark + "}]}", "word");
    }
  }

  @Test
  void linksKeepTheirAddress() {
    assertInline(
        """
        {type: text, text: 'the [x] page', marks: [
          {type: link, attrs: {href: 'https://example.com/a (b)'}}, {type: strong}]},
        {type: text, text: ' or '},
        {type: text, text: 'https://example.com/a_b', marks: [
          {type: link, attrs: {href: 'https://example.com/a_b'}}]},
        {type: text, text: ' or '},
        {type: text, text: code, marks: [{type: code},
          {type: link, attrs: {href: 'https://example.com'}}]}""",
        "[**the \\[x\\] page**](<https://example.com/a%20(b)>) or <https://example.com/a_b> or"
            + " [`code`](https://example.com)");
  }

  @Test
  void inlineNodesBecomeWords() {
    assertInline(
        """
        {type: mention, attrs: {id: '5b1', text: 'Person A'}}, {type: text, text: ' '},
        {type: mention, attrs: {id: '5b1', text: '@Ann'}}, {type: text, text: ' '},
        {type: emoji, attrs: {shortName: ':smile:'}}, {type: text, text: ' '},
        {type: date, attrs: {timestamp: '1763596800000'}}, {type: text, text: ' '},
        {type: date, attrs: {timestamp: soon}}, {type: text, text: ' '},
        {type: status, attrs: {text: 'IN PROGRESS', color: blue}}, {type: text, text: ' '},
        {type: inlineCard, attrs: {url: 'https://example.com/x'}}, {type: text, text: ' '},
        {type: inlineCard, attrs: {data: {url: 'https://example.com/y'}}},
        {type: text, text: ' '}, {type: placeholder, attrs: {text: 'type here'}},
        {type: text, text: ' '}, {type: mediaInline, attrs: {id: m, alt: 'log.txt'}},
        {type: text, text: ' '}, {type: inlineExtension, attrs: {extensionKey: k, text: ext}}""",
        "@Person A @Ann :smile: 2025-11-20 soon [IN PROGRESS] <https://example.com/x>"
            + " <https://example.com/y> type here [attachment: log.txt] ext");
  }

  @Test
  void mediaCardsAndExtensionsStandAlone() {
    assertBlocks(
        """
        {type: mediaSingle, attrs: {layout: center}, content: [
          {type: media, attrs: {type: file, id: a, alt: 'shot.png'}},
          {type: caption, content: [{type: text, text: 'The form'}]}]},
        {type: mediaGroup, content: [{type: media, attrs: {type: file, id: b}}]},
        {type: mediaSingle, content: [
          {type: media, attrs: {type: external, url: 'https://example.com/i.png'}}]},
        {type: blockCard, attrs: {url: 'https://example.com/card'}},
        {type: embedCard, attrs: {url: 'https://example.com/embed'}},
        {type: extension, attrs: {extensionKey: toc}},
        {type: bodiedExtension, attrs: {extensionKey: k}, content: [
          {type: paragraph, content: [{type: text, text: body}]}]},
        {type: bodiedSyncBlock, content: [
          {type: paragraph, content: [{type: text, text: synced}]}]},
        {type: syncBlock, attrs: {resourceId: r}}""",
        """
        [attachment: shot.png]

        *The form*

        [attachment]

        ![](https://example.com/i.png)

        <https://example.com/card>

        <https://example.com/embed>

        [toc]

        body

        synced""");
  }

  @Test
  void onlyWhatWouldReadOtherwiseIsEscaped() {
    assertInline(
        "{type: text, text: 'user_name 2 * 3 *x* _y_ a<b <b> [z](w) #1 - 5~ ~~s~~ \\\\ `c`'}",
        "user_name 2 * 3 \\*x\\* \\_y\\_ a\\<b \\<b> [z\\](w) #1 - 5~ \\~\\~s\\~\\~ \\\\ \\`c\\`");
  }

  @Test
  void unknownNodesKeepTheirText() {
    assertBlocks(
        """
        {type: newBox, content: [{type: paragraph, content: [{type: text, text: in}]}]},
        {type: newWord, content: [{type: text, text: flat}]},
        {type: newLeaf, attrs: {text: attribute}},
        {type: paragraph, content: [{type: newInline, content: [{type: text, text: deep}]}]},
        {type: text, text: loose}, {}""",
        "in\n\nflatattribute\n\ndeep\n\nloose");
  }

  @Test
  void whatIsNoDocumentIsNoError() {
    assertThat(Adf.markdown(null)).isEmpty();
    assertThat(Adf.markdown(Relaxed.json("null"))).isEmpty();
    assertThat(Adf.markdown(Relaxed.json("7"))).isEmpty();
    assertThat(Adf.markdown(Relaxed.json("' h3. Old\\n# style '"))).isEqualTo("h3. Old\n# style");
    assertThat(Adf.markdown(Relaxed.json("[{type: paragraph, content: [{type: text, text: a}]}]")))
        .isEqualTo("a");
    assertThat(Adf.markdown(Relaxed.json("{type: doc, content: 'x'}"))).isEmpty();
    assertThat(Adf.markdown(Relaxed.json("{type: 3, content: {type: []}, attrs: 1}"))).isEmpty();
  }

  @Test
  void depthIsBounded() {
    String deep = "{type: paragraph, content: [{type: text, text: bottom}]}";
    for (int i = 0; i < 230; i++) {
      deep =
          i % 2 == 0
              ? "{type: blockquote, content: [" + deep + "]}"
              : "{type: bulletList, content: [{type: listItem, content: [" + deep + "]}]}";
    }
    String deeper = deep;
    var mapper =
        JsonMapper.builder(
                tools.jackson.core.json.JsonFactory.builder()
                    .streamReadConstraints(
                        tools.jackson.core.StreamReadConstraints.builder()
                            .maxNestingDepth(5_000)
                            .build())
                    .build())
            .build();
    JsonNode node = mapper.readTree(Relaxed.strict("{type: doc, content: [" + deeper + "]}"));
    assertThat(Adf.markdown(node)).contains("bottom").hasSizeLessThan(1_000);
  }

  @Test
  void nothingMadeOfItsPiecesThrows() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      JsonNode node = anything(random, 6);
      assertThat(Adf.markdown(node)).as("seed " + seed).isNotNull();
    }
  }

  private static JsonNode anything(Random random, int depth) {
    var nodes = tools.jackson.databind.node.JsonNodeFactory.instance;
    int kind = random.nextInt(depth == 0 ? 4 : 9);
    if (kind == 0) return nodes.nullNode();
    if (kind == 1) return nodes.numberNode(random.nextInt());
    if (kind == 2) return nodes.stringNode(TYPES[random.nextInt(TYPES.length)]);
    if (kind == 3) return nodes.booleanNode(true);
    if (kind == 4) {
      var array = nodes.arrayNode();
      for (int i = random.nextInt(4); i > 0; i--) array.add(anything(random, depth - 1));
      return array;
    }
    var object = nodes.objectNode();
    object.put("type", TYPES[random.nextInt(TYPES.length)]);
    for (String name : new String[] {"content", "attrs", "marks", "text", "level", "colspan"}) {
      if (random.nextInt(3) > 0) object.set(name, anything(random, depth - 1));
    }
    return object;
  }

  private static final String[] TYPES =
      ("doc paragraph heading text hardBreak bulletList orderedList listItem taskList taskItem"
              + " blockTaskItem decisionList decisionItem blockquote codeBlock panel rule table"
              + " tableRow tableHeader tableCell mediaSingle mediaGroup media mediaInline caption"
              + " mention emoji date status inlineCard blockCard embedCard expand nestedExpand"
              + " layoutSection layoutColumn placeholder extension bodiedExtension"
              + " inlineExtension syncBlock bodiedSyncBlock strong em code link subsup x")
          .split(" ");

  private static void assertInline(String content, String markdown) {
    assertBlocks("{type: paragraph, content: [" + content + "]}", markdown);
  }

  private static void assertBlocks(String content, String markdown) {
    JsonNode document = Relaxed.json("{type: doc, version: 1, content: [" + content + "]}");
    assertThat(Adf.markdown(document)).isEqualTo(markdown);
  }
}
