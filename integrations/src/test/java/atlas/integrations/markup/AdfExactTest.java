package atlas.integrations.markup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

final class AdfExactTest {
  private static final String P = "{type: paragraph, content: [{type: text, text: p}]}";

  @Test
  void whatMarkdownCanSayLooksAsPeopleWriteIt() {
    assertExact(
        """
        {type: heading, attrs: {level: 2}, content: [{type: text, text: 'Steps: user_name #1'}]},
        {type: orderedList, attrs: {order: 1}, content: [
          {type: listItem, attrs: {localId: x}, content: [
            {type: paragraph, attrs: {localId: y}, content: [{type: text, text: 'Open '},
              {type: text, text: 'the page', marks: [{type: link, attrs: {href: 'https://example.com/a_b'}}]}]},
            {type: bulletList, content: [{type: listItem, content: [
              {type: paragraph, content: [{type: text, text: '2 * 3', marks: [{type: code}]}, {type: hardBreak},
                {type: text, text: hot, marks: [{type: strong}]}]}]}]}]}]},
        {type: codeBlock, attrs: {language: java}, content: [{type: text, text: 'a = b;'}]},
        {type: table, attrs: {isNumberColumnEnabled: false, layout: default}, content: [
          {type: tableRow, content: [{type: tableHeader, attrs: {}, content: [
            {type: paragraph, content: [{type: text, text: 'x|y'}]}]}]},
          {type: tableRow, content: [{type: tableCell, content: [{type: paragraph}]}]}]},
        {type: rule}, {type: blockquote, content: [%s]}"""
            .formatted(P),
        """
        ## Steps: user_name #1

        1. Open [the page](https://example.com/a_b)
           - `2 * 3`\\
             **hot**

        ```java
        a = b;
        ```

        | x\\|y |
        | --- |
        |  |

        ---

        > p""");
  }

  @Test
  void whatItCannotSayStandsInTags() {
    assertExact(
        """
        {type: panel, attrs: {panelType: info}, content: [{type: paragraph, content: [
          {type: mention, attrs: {id: '5b1', text: '@Ann'}}, {type: text, text: ' '},
          {type: status, attrs: {text: 'IN "REVIEW"', color: blue}}, {type: text, text: ' '},
          {type: date, attrs: {timestamp: '1763596800000'}}, {type: text, text: ' '},
          {type: date, attrs: {timestamp: '1763596800001'}}, {type: text, text: ' '},
          {type: emoji, attrs: {shortName: ':smile:', text: '😄'}}, {type: text, text: ' '},
          {type: text, text: red, marks: [{type: textColor, attrs: {color: '#ff0000'}}]}]}]},
        {type: paragraph, marks: [{type: alignment, attrs: {align: center}}], content: [{type: text, text: mid}]},
        {type: taskList, attrs: {localId: l}, content: [
          {type: taskItem, attrs: {localId: t, state: DONE}, content: [{type: text, text: did}]}]},
        {type: mediaSingle, attrs: {layout: center, width: 50}, content: [
          {type: media, attrs: {type: file, id: m, collection: c}}]}""",
        """
        <adf-panel panelType="info">

        <adf-mention id="5b1">@Ann</adf-mention> <adf-status color="blue">IN "REVIEW"</adf-status> \
        <adf-date>2025-11-20</adf-date> <adf-date timestamp="1763596800001">2025-11-20</adf-date> \
        <adf-emoji shortName=":smile:">😄</adf-emoji> <adf-textColor color="#ff0000">red</adf-textColor>

        </adf-panel>

        <adf-paragraph :marks='[{"type":"alignment","attrs":{"align":"center"}}]'>

        mid

        </adf-paragraph>

        - [x] <adf-taskList localId="l"/><adf-taskItem localId="t"/>did

        <adf-mediaSingle layout="center" width=50>

        <adf-media type="file" id="m" collection="c"/>

        </adf-mediaSingle>""");
  }

  @Test
  void whatIsUnknownIsKeptInAFence() {
    assertExact(
        "{type: newBox, attrs: {a: [1, {b: '```'}]}, content: [%s]}, %s".formatted(P, P),
        """
        ````adf:newBox
        {"type":"newBox","attrs":{"a":[1,{"b":"```"}]},"content":[{"type":"paragraph","content":[{"type":"text","text":"p"}]}]}
        ````

        p""");
    assertRoundTrip("{type: paragraph, content: [{type: newWord, attrs: {x: true}}]}");
    assertRoundTrip(
        "{type: paragraph, content: [{type: text, text: a, marks: [{type: newMark}]}]}");
    assertRoundTrip(
        "{type: panel, attrs: {panelType: info}, later: 1, content: [%s]}".formatted(P));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{type: heading, attrs: {level: 3}, marks: [{type: indentation, attrs: {level: 2}}], content: [{type: text, text: h}]}",
        "{type: heading, attrs: {level: 3}}, {type: paragraph}, {type: paragraph, content: [{type: hardBreak}]}",
        "{type: bulletList, content: [{type: listItem, content: [P]}]}, {type: bulletList,"
            + " content: [{type: listItem, content: [P, P]}]}",
        "{type: orderedList, attrs: {order: 0}, content: [{type: listItem, content: [{type: codeBlock}]}]}",
        "{type: bulletList, content: [{type: listItem, content: [{type: codeBlock, content: [{type: text, text: '\\n- x'}]}]},"
            + " {type: listItem, content: [{type: paragraph, content: [{type: text, text: '[ ] no task'}]}]}]}",
        "{type: taskList, attrs: {localId: a}, content: [{type: taskItem, attrs: {localId: b, state: TODO}},"
            + " {type: taskList, attrs: {localId: c}, content: [{type: taskItem, attrs: {localId: d, state: DONE}}]}]}",
        "{type: taskList, attrs: {localId: a}, content: [{type: blockTaskItem, attrs: {localId: b, state: TODO}, content: [P]}]}",
        "{type: decisionList, attrs: {localId: a}, content: [{type: decisionItem, attrs: {localId: b, state: DECIDED},"
            + " content: [{type: text, text: go}]}]}",
        "{type: codeBlock, attrs: {language: 'a b', wrap: true}, marks: [{type: breakout, attrs: {mode: wide}}],"
            + " content: [{type: text, text: 'x\\n\\n'}]}",
        "{type: panel, attrs: {panelType: custom, panelIcon: ':x:', panelColor: '#ffffff'}, content: [P, {type: rule}]}",
        "{type: blockquote, content: [{type: paragraph, content: [{type: text, text: Note, marks: [{type: strong}]}]}, P]}",
        "{type: expand, attrs: {title: 'More & \"more\"'}, content: [{type: nestedExpand, attrs: {title: ''}, content: [P]}]}",
        "{type: layoutSection, marks: [{type: breakout, attrs: {mode: wide}}], content: ["
            + "{type: layoutColumn, attrs: {width: 33.33}, content: [P]}, {type: layoutColumn,"
            + " attrs: {width: 66.66}, content: [P]}]}",
        "{type: mediaGroup, content: [{type: media, attrs: {type: file, id: a, collection: ''}}, "
            + "{type: media, attrs: {type: external, url: 'https://example.com/i.png', width: 10}}]}",
        "{type: mediaSingle, attrs: {layout: center}, content: [{type: media, attrs: {type: file, id: a, collection: b, alt: c},"
            + " marks: [{type: border, attrs: {size: 1, color: '#000000'}}]}, {type: caption,"
            + " content: [{type: text, text: d}]}]}",
        "{type: paragraph, content: [{type: mediaInline, attrs: {id: a, collection: b}, marks: [{type: link,"
            + " attrs: {href: c}}]}]}",
        "{type: blockCard, attrs: {url: 'https://example.com/?a=1&copy=2'}}, {type: embedCard, attrs: {url: x, layout: wide}}",
        "{type: paragraph, content: [{type: inlineCard, attrs: {data: {name: 'a b', n: [1, null]}}}]}",
        "{type: paragraph, content: [{type: placeholder, attrs: {text: 'type *here*'}}, {type: hardBreak}, {type: hardBreak}]}",
        "{type: extension, attrs: {extensionKey: toc, extensionType: t, parameters: {a: {b: ''}}}}",
        "{type: bodiedExtension, attrs: {extensionKey: k, extensionType: t}, content: [P],"
            + " marks: [{type: fragment, attrs: {localId: a}}, {type: dataConsumer, attrs: {sources: [a]}}]}",
        "{type: paragraph, content: [{type: inlineExtension, attrs: {extensionKey: k, extensionType: t, text: v}}]}",
        "{type: syncBlock, attrs: {resourceId: r, localId: l}}, {type: bodiedSyncBlock, attrs: {resourceId: r,"
            + " localId: l}, content: [P]}",
        "{type: table, attrs: {localId: a, width: 760}, content: [{type: tableRow, content: ["
            + "{type: tableHeader, attrs: {background: '#eee'}, content: [P]}, {type: tableCell, content: [P]}]}]}",
        "{type: table, content: [{type: tableRow, content: [{type: tableCell, attrs: {colspan: 2, colwidth: [1, 2]},"
            + " content: [P, {type: bulletList, content: [{type: listItem, content: [P]}]}]}]}]}",
        "{type: paragraph, content: [{type: text, text: 'a ', marks: [{type: strong}]}, {type: text, text: b}]}",
        "{type: paragraph, content: [{type: text, text: ab, marks: [{type: em}, {type: underline}, {type: annotation,"
            + " attrs: {id: i, annotationType: inlineComment}}, {type: backgroundColor, attrs: {color: '#000000'}}]}]}",
        "{type: paragraph, marks: [{type: fontSize, attrs: {fontSize: small}}], content: [{type: text, text: ' x\\ny '}]}",
        "{type: paragraph, content: [{type: text, text: '`` a ', marks: [{type: code}, {type: link, attrs: {href: 'a b(c'}}]}]}",
        "{type: codeBlock, attrs: {language: 'adf:x'}, content: [{type: text, text: '{\"type\":\"rule\"}'}]}",
        "{type: listItem, content: [P]}, {type: text, text: loose}, {type: tableCell}, {type: rule, attrs: {'a b': 1}}"
      })
  void everyNodeAndMarkComesBack(String blocks) {
    assertRoundTrip(blocks.replaceAll("\\bP\\b", P));
  }

  @Test
  void whatIsNoDocumentIsNoError() {
    assertThat(Adf.exact(null)).isEmpty();
    assertThat(Adf.exact(Relaxed.json("7"))).isEmpty();
    assertThat(Adf.exact(Relaxed.json("' old text '"))).isEqualTo("old text");
    assertThat(Adf.exact(Relaxed.json("[" + P + "]"))).isEqualTo("p");
    assertThat(Adf.exact(Relaxed.json(P))).isEqualTo("p");
    assertThat(Adf.exact(Relaxed.json("{type: doc, content: {type: [], a: [1]}, attrs: 1}")))
        .isNotNull();
  }

  @Test
  void whatSaysTheSameIsTheSame() {
    assertSame(
        true,
        "{type: paragraph, attrs: {localId: a}, content: []}",
        "{type: paragraph, attrs: {}}");
    assertSame(true, "{type: orderedList, attrs: {order: 1}}", "{type: orderedList}");
    assertSame(
        true,
        "{type: paragraph, content: [{type: text, text: a}, {type: text, text: b, marks: []}, {type: text, text: ''}]}",
        "{type: paragraph, content: [{type: text, text: ab}]}");
    assertSame(
        true,
        "{type: text, text: a, marks: [{type: em}, {type: strong}]}",
        "{type: text, text: a, marks: [{type: strong}, {type: em}]}");
    assertSame(false, "{type: table, attrs: {localId: a}}", "{type: table}");
    assertSame(false, "{type: orderedList, attrs: {order: 2}}", "{type: orderedList}");
    assertSame(false, "{type: text, text: a, marks: [{type: em}]}", "{type: text, text: a}");
    assertSame(
        false,
        "{type: paragraph, content: [{type: text, text: a}, {type: hardBreak}, {type: text, text: b}]}",
        "{type: paragraph, content: [{type: text, text: ab}, {type: hardBreak}]}");
    assertSame(false, "{type: paragraph}, {type: paragraph}", "{type: paragraph}");
  }

  @Test
  void whateverTheTreeTheRoundTripIsExact() {
    long seed = 20261121;
    var random = new Random(seed);
    for (int i = 0; i < 800; i++) {
      ObjectNode document = AdfNodes.node("doc").put("version", 1);
      ArrayNode content = document.putArray("content");
      for (int blocks = random.nextInt(4); blocks >= 0; blocks--) content.add(node(random, 4));
      String exact = Adf.exact(document);
      assertThat(AdfNodes.normal(Adf.document(exact)))
          .as(exact)
          .isEqualTo(AdfNodes.normal(document));
      assertThat(Adf.document(Adf.markdown(document))).isNotNull();
    }
  }

  /** A node with a type, among children that mostly fit. */
  private static ObjectNode node(Random random, int depth) {
    if (depth == 0 || random.nextInt(3) == 0) return line(random);
    String[] blocks = AdfNodes.BLOCKS.stream().sorted().toArray(String[]::new);
    String type = Pieces.one(random, blocks);
    ObjectNode node = AdfNodes.node(type);
    if (type.equals("heading")) node.withObjectProperty("attrs").put("level", random.nextInt(8));
    if (type.endsWith("Item"))
      AdfNodes.with(node, "state", Pieces.one(random, "TODO", "DONE", "x"));
    if (random.nextInt(5) == 0) AdfNodes.with(node, "localId", Pieces.words(random));
    if (random.nextInt(9) == 0)
      node.withObjectProperty("attrs").put("width", random.nextInt(99)).putNull("none");
    if (random.nextInt(9) == 0) node.putArray("marks").add(mark(random));
    ArrayNode content = node.putArray("content");
    for (int i = random.nextInt(4); i > 0; i--) content.add(child(type, random, depth - 1));
    return node;
  }

  private static ObjectNode child(String parent, Random random, int depth) {
    String type =
        switch (parent) {
          case "bulletList", "orderedList" -> "listItem";
          case "taskList" -> "taskItem";
          case "table" -> "tableRow";
          case "tableRow" -> Pieces.one(random, "tableCell", "tableHeader");
          default -> "";
        };
    if (parent.equals("codeBlock")) return AdfNodes.text(Pieces.words(random), List.of());
    if (AdfRules.HOLDS_WORDS.contains(parent)) return word(random);
    if (type.isEmpty() || random.nextInt(20) == 0) return node(random, depth);
    ObjectNode node = AdfNodes.node(type);
    if (type.equals("taskItem"))
      AdfNodes.with(AdfNodes.with(node, "localId", "t"), "state", "DONE");
    ArrayNode content = node.putArray("content");
    for (int i = random.nextInt(3); i >= 0; i--) content.add(child(type, random, depth));
    return node;
  }

  private static ObjectNode line(Random random) {
    ObjectNode line = AdfNodes.node("paragraph");
    ArrayNode content = line.putArray("content");
    for (int i = random.nextInt(4); i > 0; i--) content.add(word(random));
    return line;
  }

  private static ObjectNode word(Random random) {
    int kind = random.nextInt(12);
    if (kind == 0) return AdfNodes.node("hardBreak");
    if (kind == 1)
      return AdfNodes.with(
          AdfNodes.with(AdfNodes.node("mention"), "id", "a"), "text", Pieces.words(random));
    if (kind == 2)
      return AdfNodes.with(
          AdfNodes.with(AdfNodes.node("status"), "color", "red"), "text", Pieces.words(random));
    if (kind == 3)
      return AdfNodes.with(
          AdfNodes.node("date"), "timestamp", "1763" + random.nextInt(10) + "96800000");
    if (kind == 4) return AdfNodes.with(AdfNodes.node("inlineCard"), "url", Pieces.words(random));
    ObjectNode text = AdfNodes.node("text").put("text", Pieces.words(random));
    if (random.nextBoolean()) return text;
    var marks = text.putArray("marks");
    for (int i = random.nextInt(3); i >= 0; i--) marks.add(mark(random));
    return text;
  }

  private static ObjectNode mark(Random random) {
    String type =
        Pieces.one(
            random,
            "strong",
            "em",
            "code",
            "strike",
            "underline",
            "link",
            "subsup",
            "textColor",
            "new");
    ObjectNode mark = JsonNodeFactory.instance.objectNode().put("type", type);
    if (type.equals("link")) AdfNodes.with(mark, "href", Pieces.words(random));
    if (type.equals("subsup")) AdfNodes.with(mark, "type", Pieces.one(random, "sub", "sup"));
    if (type.equals("textColor")) AdfNodes.with(mark, "color", "#ff00aa");
    return mark;
  }

  private static void assertSame(boolean same, String one, String other) {
    assertThat(AdfNodes.same(Relaxed.document(one), Relaxed.document(other))).isEqualTo(same);
  }

  private static void assertExact(String blocks, String markdown) {
    assertThat(Adf.exact(Relaxed.document(blocks))).isEqualTo(markdown);
    assertRoundTrip(blocks);
  }

  private static void assertRoundTrip(String blocks) {
    JsonNode document = Relaxed.document(blocks);
    String exact = Adf.exact(document);
    assertThat(AdfNodes.normal(Adf.document(exact))).as(exact).isEqualTo(AdfNodes.normal(document));
  }
}
