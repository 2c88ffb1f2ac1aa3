package atlas.tools.resources;

import atlas.core.Outside;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page in Markdown, written line by line; what is empty is left out. */
public final class Page {
  private static final int LONGEST_LINE = 500;

  private final StringBuilder text = new StringBuilder();

  /** A page with that title. */
  public Page(String title) {
    text.append("# ").append(Outside.line(title)).append("\n\n");
  }

  /** A fact in a line of its own. */
  public Page fact(String name, @Nullable Object value) {
    if (value == null || value.toString().isBlank()) return this;
    String shown = Outside.line(value.toString(), LONGEST_LINE);
    text.append("- ").append(name).append(": ").append(shown).append('\n');
    return this;
  }

  /** A fact with several values. */
  public Page fact(String name, List<String> values) {
    return fact(name, String.join(", ", values));
  }

  /** Several lines under a heading. */
  public Page list(String heading, List<String> lines) {
    if (lines.isEmpty()) return this;
    heading(heading);
    for (String line : lines) {
      text.append("- ").append(Outside.line(line, LONGEST_LINE)).append('\n');
    }
    return this;
  }

  /** Text of others under a heading, between marks. */
  public Page block(String heading, String source, String body, int maxLength) {
    if (body.isBlank()) return this;
    heading(heading);
    text.append(Outside.block(source, body, maxLength)).append('\n');
    return this;
  }

  /** Lines of others under a heading, between marks. */
  public Page block(String heading, String source, List<String> lines, int maxLength) {
    var body = new StringBuilder();
    for (String line : lines) {
      body.append("- ").append(Outside.line(line, LONGEST_LINE)).append('\n');
    }
    return block(heading, source, body.toString(), maxLength);
  }

  private void heading(String heading) {
    text.append("\n## ").append(heading).append("\n\n");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
