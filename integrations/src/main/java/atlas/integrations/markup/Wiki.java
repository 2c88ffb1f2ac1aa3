package atlas.integrations.markup;

import org.jspecify.annotations.Nullable;

/**
 * Jira's wiki markup, in which Data Center, webhooks and old descriptions keep rich text, to
 * Markdown and from it. No text makes this throw, nor take longer than its length warrants.
 */
public final class Wiki {
  private Wiki() {}

  /** The wiki markup as Markdown to read; colours are left out. */
  public static String markdown(@Nullable String markup) {
    return markup == null ? "" : Adf.markdown(WikiReader.read(markup));
  }

  /** The Markdown as wiki markup, for a Jira that takes no documents. */
  public static String markup(@Nullable String markdown) {
    return WikiWriter.write(Adf.document(markdown));
  }
}
