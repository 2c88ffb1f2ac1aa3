package atlas.integrations.markup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WikiTest {
  @Test
  void marksSurroundWords() {
    assertMarkdown(
        "*bold* _em_ -gone- +new+ x^2^ H{~}2{~}O {{a *b* --c}} (*all*) *_both_* {*}bo{*}ld {color:red}red{color}",
        "**bold** *em* ~~gone~~ <u>new</u> x^2^ H<sub>2</sub>O `a *b* --c` (**all**) ***both* bo**ld red");
    assertMarkdown("x ^2^ and ~3~.", "x <sup>2</sup> and <sub>3</sub>.");
  }

  @Test
  void signsWithinWordsAndAloneAreNoMarks() {
    assertMarkdown(
        "user_name_x 2 * 3 * 4 5-6 a - b - c --flag -x http://example.com/a_b_c-d- *open _more",
        "user_name_x 2 * 3 * 4 5-6 a - b - c --flag -x http://example.com/a_b_c-d- \\*open \\_more");
    assertMarkdown(
        "[INFO] [main] a[0] [/usr/lib] C:\\dir\\file {x} {{ }}",
        "[INFO] [main] a[0] [/usr/lib] C:\\\\dir\\\\file {x}");
  }

  @Test
  void whatIsEscapedIsAsItIs() {
    assertMarkdown(
        "\\*not bold\\* \\[x] \\{code} &#42;z&#42; &#55296;&#0;a",
        "\\*not bold\\* [x] {code} \\*z\\*   a");
  }

  @Test
  void headingsRulesQuotesAndBreaks() {
    assertMarkdown(
        "h3. Steps to *do*\nfirst\nsecond \\\\ third\n\nbq. said\n----\nlast",
        "### Steps to **do**\n\nfirst  \nsecond   \nthird\n\n> said\n\n---\n\nlast");
  }

  @Test
  void listsNestAndMix() {
    assertMarkdown(
        "# one\n## two\n##* three\n# four\nmore\n* other\n- dash\n\n# anew",
        "1. one\n   1. two\n      - three\n2. four  \n   more\n\n- other\n- dash\n\n1. anew");
  }

  @Test
  void codeKeepsItsTextAndItsPlaceInAList() {
    assertMarkdown(
        "Run {code:title=a.sh|bash}\nx *y*\n\n  z\n{code} now\n{noformat}\n{code}\n{noformat}\n{code:lang=sql}select 1{code}",
        "Run\n\n```bash\nx *y*\n\n  z\n```\n\nnow\n\n```\n{code}\n```\n\n```sql\nselect 1\n```");
    assertMarkdown("# a\n{code}x{code}\n# b", "1. a\n\n   ```\n   x\n   ```\n2. b");
    assertMarkdown("cut off {code:java}\nint a", "cut off\n\n```java\nint a\n```");
  }

  @Test
  void boxesAndColours() {
    assertMarkdown(
        "{quote}\na\n* b\n{quote}\n{panel:title=Take care|borderStyle=dashed}\nin *it*\n{panel}\n{color:#ff0000}\nred\n{color}",
        "> a\n>\n> - b\n\n> **Take care**\n>\n> in **it**\n\nred");
  }

  @Test
  void tables() {
    assertMarkdown(
        "||Name||Value||\n|a|[x|https://example.com]|\n|two\nlines|!i.png|width=3! \\| |\nafter",
        "| Name | Value |\n| --- | --- |\n| a | [x](https://example.com) |\n| two<br>lines | [attachment: i.png] \\| |\n\nafter");
  }

  @Test
  void linksPeopleAndImages() {
    assertMarkdown(
        "[the *page*|https://example.com/a_b] [https://example.com] [mail|mailto:ann@example.com] [~ann.ottosen] [^log.txt]"
            + " !shot.png|thumbnail! !https://example.com/i.png! wow! no! [top|#top]",
        "[the **page**](https://example.com/a_b) <https://example.com> [mail](mailto:ann@example.com) @ann.ottosen"
            + " [attachment: log.txt] [attachment: shot.png] ![](https://example.com/i.png) wow! no! top");
  }

  @Test
  void markdownBecomesMarkup() {
    assertMarkup(
        "# A `b`\n\n**x** *y* ~~z~~ <u>u</u> H<sub>2</sub>O[l](https://example.com/a_b) https://example.com/c_d\\\nnext",
        "h1. A {{b}}\n\n*x* _y_ -z- +u+ H{~}2{~}O[l|https://example.com/a_b] https://example.com/c_d\nnext");
    assertMarkup(
        "1. a\n   - b\n\n     c\n2. d\n\n   ```java\n   x\n   ```\n\n- [x] t\n  - [ ] u",
        "# a\n#* b \\\\ c\n# d {code:java}\nx\n{code}\n\n* \\[x] t\n** \\[ ] u");
    assertMarkup(
        "> q\n\n> [!NOTE]\n> n\n\n---\n\n| A | B |\n| - | - |\n| x\\|y | |",
        "{quote}\nq\n{quote}\n\n{panel:title=Note}\nn\n{panel}\n\n----\n\n|| A || B ||\n| x\\|y |  |");
    assertMarkup("```\n{noformat} a\n```", "{noformat}\n{noformat } a\n{noformat}");
    assertMarkup("```kotlin\n{code}\n```", "{noformat}\n{code}\n{noformat}");
    assertMarkup("<adf-mention id=\"ann\">@Ann</adf-mention> 👋", "[~ann] 👋");
  }

  @Test
  void wordsStayWordsInMarkup() {
    assertMarkup(
        "{code} [x] a|b \\*s\\* snake_case 2 * 3 !bang C:\\\\dir\n\n\\# no list\n\nh1. no heading",
        "\\{code\\} \\[x] a\\|b \\*s\\* snake_case 2 * 3 \\!bang C:&#92;dir\n\n\\# no list\n\nh1&#46; no heading");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a **b** *c* ~~d~~ `e|f` **a**b",
        "# h\n\np\n\n- a\n  1. b\n- c\n\n> q",
        "[l *m*](https://example.com/a_b) [x] {y} a|b \\*z\\* !w",
        "```java\n{noformat}\n```\n\n| a | b |\n| --- | --- |\n| c\\|d | **e** |",
        "> **Take care**\n>\n> x",
        "h1. x\n\n1986 y",
        "#### `code` head\n\nand `noformat` `quote` `panel:title=x` `color:red` `anchor:a` `CODE` `encode`",
        "`{code}` and `{` and `a}` and `}}`\n\nmore"
      })
  void markupReadsBackAsTheMarkdownItCameFrom(String markdown) {
    assertThat(Wiki.markdown(Wiki.markup(markdown)))
        .isEqualTo(Adf.markdown(Adf.document(markdown)));
  }

  @Test
  void nothingThrows() {
    long seed = 20261121;
    var random = new Random(seed);
    assertThat(Wiki.markdown(null)).isEmpty();
    assertThat(Wiki.markup(null)).isEmpty();
    for (int i = 0; i < 800; i++) {
      String wiki = Pieces.wiki(random);
      assertThat(Wiki.markdown(wiki)).as(wiki).isNotNull();
      assertThat(Wiki.markup(Pieces.markdown(random) + Pieces.words(random))).isNotNull();
      AdfRulesCheck.assertValid(Adf.document(Wiki.markdown(wiki)), wiki);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "_",
        "*a ",
        "a*",
        "{",
        "{{",
        "{code",
        "{code}",
        "{code:",
        "{quote}",
        "{panel:",
        "{*}",
        "[",
        "]",
        "[a|",
        "[~",
        "!",
        "!a.",
        "|",
        "||a",
        "|[",
        "\\",
        "\\\\ ",
        "&#1;",
        "*#",
        "# a\n",
        "* a\n** b\n",
        "http://",
        "-",
        "|\n",
        "{color:"
      })
  void theTimeGrowsWithTheLength(String unit) {
    String hostile = unit.repeat(30_000 / unit.length());
    Assertions.assertTimeout(Duration.ofSeconds(5), () -> Wiki.markdown(hostile));
    Assertions.assertTimeout(Duration.ofSeconds(5), () -> Wiki.markup(hostile));
  }

  private static void assertMarkdown(String wiki, String markdown) {
    assertThat(Wiki.markdown(wiki)).isEqualTo(markdown);
    assertThat(Wiki.markdown(wiki.replace("\n", "\r\n"))).isEqualTo(markdown);
  }

  private static void assertMarkup(String markdown, String wiki) {
    assertThat(Wiki.markup(markdown)).isEqualTo(wiki);
  }
}
