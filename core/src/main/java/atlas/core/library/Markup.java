package atlas.core.library;

import java.util.regex.Pattern;

/** Texts of test management systems, which come as HTML, made plain. */
final class Markup {
  private static final Pattern BREAK =
      Pattern.compile("(?i)<br\\s*/?>|</(p|li|tr|div|h[1-6]|ul|ol)>");
  private static final Pattern TAG = Pattern.compile("</?[a-zA-Z][^<>]*>");

  private Markup() {}

  static String plain(String text) {
    if (text.indexOf('<') < 0 && text.indexOf('&') < 0) return text;
    String lines = TAG.matcher(BREAK.matcher(text).replaceAll("\n")).replaceAll("");
    return lines
        .replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
  }
}
