package atlas.integrations.markup;

import java.util.Random;

/** Texts made of the pieces that mean something, in an order that nobody would write. */
final class Pieces {
  private static final String[] MARGINS = {
    "", "", "", "> ", "- ", "  ", "1. ", "    ", "* ", "- [ ] ", "2) ", "| "
  };
  private static final String[] LINES = {
    "word",
    "two words",
    "# head",
    "**a** *b*",
    "~~c~~ `d|e`",
    "***x* y**",
    "[l](https://example.com/a_b)",
    "![i](j.png)",
    "| a | b |\n| - | - |\n| c |",
    "---",
    "***",
    "```",
    "```java",
    "[x] t",
    "[!NOTE] n",
    "**Note**",
    "a<br>b",
    "<u>u</u> <b>v",
    "<adf-status color=\"blue\">DONE</adf-status> s",
    "<adf-mention id=\"a\">@Ann</adf-mention>",
    "<div>",
    "<!-- c -->",
    "\\* \\",
    "a  ",
    "&amp; &copy; &#10;",
    "https://example.com/x",
    "<https://example.com>",
    "[r]: x",
    "[r]",
    "_i_n_",
    "2 * 3 * 4",
    "",
    "",
    "",
    "<adf-inlineCard url=\"https://example.com\"/>",
    "**bold **not",
    "1986. year",
    "+ plus",
    "===",
    "\t\ttab",
    "😀 é \u00a0"
  };
  private static final String[] WIKI = {
    "word",
    " ",
    " ",
    "\n",
    "\n\n",
    "*",
    "_",
    "-",
    "+",
    "^",
    "~",
    "{{",
    "}}",
    "{code}",
    "{code:java}",
    "{noformat}",
    "{quote}",
    "{panel:title=T}",
    "{panel}",
    "{color:red}",
    "{color}",
    "[",
    "]",
    "|",
    "||",
    "[a|https://example.com]",
    "[~ann]",
    "[^log.txt]",
    "!a.png|thumbnail!",
    "!",
    "\n# ",
    "\n* ",
    "\n#* ",
    "\n- ",
    "\nh1. ",
    "\nbq. ",
    "\n----\n",
    "\\",
    "\\\\",
    "&#42;",
    "{*}",
    "\r\n",
    "https://example.com/a_b",
    "\n|",
    "|\n",
    "a.b",
    "[INFO]",
    "😀"
  };
  private static final String[] WORDS = {
    "a",
    "B c",
    " ",
    "  ",
    "*",
    "_",
    "`",
    "~",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "&",
    "&amp;",
    "\\",
    "#",
    "- ",
    "1. ",
    "|",
    "\n",
    "\t",
    "!",
    "https://example.com/a_b",
    "{",
    "}",
    ":",
    "=",
    "'",
    "\"",
    "😀",
    "\u00a0",
    "[ ] ",
    "<u>",
    "</adf-strong>",
    "Warning",
    "+",
    ".",
    "é"
  };

  private Pieces() {}

  static String markdown(Random random) {
    var text = new StringBuilder();
    for (int i = random.nextInt(12); i >= 0; i--) {
      text.append(one(random, MARGINS)).append(random.nextInt(3) == 0 ? one(random, MARGINS) : "");
      text.append(one(random, LINES)).append('\n');
    }
    return text.toString();
  }

  static String wiki(Random random) {
    var text = new StringBuilder();
    for (int i = random.nextInt(40); i >= 0; i--) text.append(one(random, WIKI));
    return text.toString();
  }

  static String words(Random random) {
    var text = new StringBuilder();
    for (int i = random.nextInt(5); i >= 0; i--) text.append(one(random, WORDS));
    return text.toString();
  }

  static String one(Random random, String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
