package atlas.integrations.markup;

import java.util.List;
import org.commonmark.ext.gfm.strikethrough.StrikethroughExtension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Code;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/** How Markdown is parsed here: CommonMark with tables and strikethrough, nested to a limit. */
final class Markdown {
  private static final int DEEPEST = 100;

  private static final Parser PARSER =
      Parser.builder()
          .extensions(
              List.of(
                  TablesExtension.create(),
                  StrikethroughExtension.builder().requireTwoTildes(true).build()))
          .maxOpenBlockParsers(DEEPEST)
          .maxInlineNesting(DEEPEST)
          .build();

  private Markdown() {}

  static Node parse(String markdown) {
    return PARSER.parse(markdown);
  }

  /** The words below a node without any form. */
  static String words(Node node) {
    var words = new StringBuilder();
    for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
      if (child instanceof Text text) words.append(text.getLiteral());
      else if (child instanceof Code code) words.append(code.getLiteral());
      else words.append(child.getFirstChild() == null ? " " : words(child));
    }
    return words.toString();
  }
}
