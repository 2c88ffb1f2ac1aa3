package atlas.core.insight;

import atlas.core.Outside;
import atlas.core.insight.Pack.Figure;
import atlas.core.insight.Pack.Piece;
import atlas.core.insight.Pack.Proof;
import atlas.core.insight.Pack.Said;
import atlas.core.insight.Pack.Theme;
import atlas.model.InsightType;
import atlas.model.Measure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** A pack as a page to be printed: one file that asks nobody for anything. */
public final class PackHtml {
  private static final String STYLE = "pack.css";

  private final Pack pack;
  private final StringBuilder html = new StringBuilder();

  private PackHtml(Pack pack) {
    this.pack = pack;
  }

  public static String page(Pack pack) {
    var page = new PackHtml(pack);
    page.head();
    page.figures();
    page.insights(InsightType.achievement);
    page.finished();
    page.insights(InsightType.strength);
    page.insights(InsightType.improvement);
    page.trends();
    page.themes();
    page.gaps();
    page.evidence();
    return page.html.append("</body>\n</html>\n").toString();
  }

  private void head() {
    String title = escaped(PackWords.title(pack));
    html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    // Nothing is fetched and no script runs, whatever the texts of others hold.
    html.append("<meta http-equiv=\"Content-Security-Policy\" ")
        .append("content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<title>")
        .append(title)
        .append("</title>\n<style>\n")
        .append(style())
        .append("</style>\n</head>\n<body>\n<h1>")
        .append(title)
        .append("</h1>\n<p class=\"soft\">")
        .append(escaped(PackWords.intro(pack)))
        .append("</p>\n");
  }

  private static String style() {
    try (InputStream css = PackHtml.class.getResourceAsStream(STYLE)) {
      byte[] bytes = Objects.requireNonNull(css, STYLE).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void heading(String heading) {
    html.append("<h2>").append(heading).append("</h2>\n");
  }

  private void figures() {
    heading("In figures");
    html.append("<div class=\"tiles\">\n");
    for (Figure figure : pack.figures()) {
      html.append(
          "<div class=\"tile\"><b>%s</b>%s<span>before: %s</span><span>%s</span></div>\n"
              .formatted(
                  TrendWords.number(figure.value()),
                  figure.label(),
                  TrendWords.number(figure.before()),
                  PackWords.counted(figure)));
    }
    html.append("</div>\n");
    String recorded = PackWords.recorded(pack);
    figure(recorded, "", Plot.bars(recorded, pack.recorded()));
  }

  private void figure(String name, String words, String svg) {
    html.append("<figure><figcaption><b>%s</b>%s</figcaption>".formatted(escaped(name), words))
        .append(svg)
        .append("</figure>\n");
  }

  private void insights(InsightType type) {
    List<Said> said = pack.insights(type);
    if (said.isEmpty()) return;
    heading(PackWords.heading(type));
    said.forEach(this::said);
  }

  private void said(Said said) {
    html.append(
        "<div class=\"said%s\"><b>%s</b> <span class=\"soft\">%s</span><p>%s</p>"
            .formatted(
                said.verdict() == null ? " waiting" : "",
                escaped(Outside.line(said.title())),
                escaped(PackWords.said(said)),
                escaped(Outside.text(said.content()))));
    if (!said.cites().isEmpty()) cites(said.cites(), 0);
    html.append("</div>\n");
  }

  private void cites(List<String> cites, int more) {
    html.append(" <span class=\"cites\">")
        .append(cites.stream().map(PackHtml::cite).collect(Collectors.joining(", ")))
        .append(more > 0 ? " and " + more + " more" : "")
        .append("</span>");
  }

  private static String cite(String evidence) {
    return "<a href=\"#%s\">%s</a>".formatted(anchor(evidence), evidence);
  }

  private static String anchor(String evidence) {
    return evidence.toLowerCase(Locale.ROOT);
  }

  private void finished() {
    if (pack.finished().isEmpty()) return;
    heading("Finished");
    pieces(pack.finished(), 0);
  }

  private void pieces(List<Piece> pieces, int more) {
    html.append("<ul>\n");
    for (Piece piece : pieces) {
      html.append("<li>").append(escaped(PackWords.piece(piece)));
      html.append(" <span class=\"soft\">").append(PackWords.days(piece)).append("</span>");
      cites(piece.cites(), piece.more());
      html.append("</li>\n");
    }
    if (more > 0) html.append("<li>and ").append(more).append(" more</li>\n");
    html.append("</ul>\n");
  }

  private void trends() {
    List<Said> said = pack.insights(InsightType.trend);
    if (pack.trends().isEmpty() && said.isEmpty()) return;
    heading("Trends");
    if (!pack.trends().isEmpty()) {
      html.append("<p class=\"soft\">Computed by ATLAS, from what is named.</p>\n");
    }
    pack.trends().forEach(this::trend);
    said.forEach(this::said);
  }

  private void trend(Trend trend) {
    Measure measure = trend.measure();
    String words =
        "%s (%s), %s before; %s"
            .formatted(
                TrendWords.number(trend.value()),
                measure.unit(),
                TrendWords.number(trend.before()),
                TrendWords.direction(trend));
    String from = trend.refs().isEmpty() ? "" : "; of " + TrendWords.refs(trend);
    figure(
        measure.label(),
        "%s<span class=\"soft\">%s</span>".formatted(escaped(words), escaped(from)),
        measure.sum() == Measure.Sum.COUNT
            ? Plot.bars(measure.label(), trend.points())
            : Plot.line(measure.label(), trend.points()));
  }

  private void themes() {
    heading("Themes");
    if (pack.themes().isEmpty()) paragraph(PackWords.NOTHING);
    for (Theme theme : pack.themes()) {
      html.append("<h3>").append(escaped(theme.name()));
      html.append(" <small>").append(PackWords.theme(theme)).append("</small></h3>\n");
      pieces(theme.pieces(), theme.count() - theme.pieces().size());
    }
  }

  private void paragraph(String text) {
    html.append("<p>").append(escaped(text)).append("</p>\n");
  }

  private void gaps() {
    heading("Gaps");
    if (pack.gaps().isEmpty()) paragraph(PackWords.NO_GAP);
    if (!pack.gaps().isEmpty()) list(pack.gaps().stream().map(PackWords::gap).toList());
    List<String> leftOut = PackWords.leftOut(pack);
    if (leftOut.isEmpty()) return;
    heading("Left out");
    list(leftOut);
  }

  private void list(List<String> lines) {
    html.append("<ul>\n");
    for (String line : lines) html.append("<li>").append(escaped(line)).append("</li>\n");
    html.append("</ul>\n");
  }

  private void evidence() {
    heading("Evidence");
    if (pack.evidence().isEmpty()) paragraph(PackWords.NOTHING);
    html.append("<ul class=\"proofs\">\n");
    for (Proof proof : pack.evidence()) {
      String title = escaped(proof.title());
      String url = proof.url();
      html.append(
          "<li id=\"%s\"><b>%s</b> <span class=\"soft\">%s, %s</span> %s</li>\n"
              .formatted(
                  anchor(proof.evidence()),
                  proof.evidence(),
                  proof.day(),
                  proof.source(),
                  url == null
                      ? title
                      : "<a href=\"%s\" rel=\"noreferrer\">%s</a>".formatted(escaped(url), title)));
    }
    html.append("</ul>\n");
  }

  /** Text as it stands in a page, or in a value between double quotes. */
  static String escaped(String text) {
    var safe = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      switch (character) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.append(character);
      }
    }
    return safe.toString();
  }
}
