package atlas.core.insight;

import atlas.core.Outside;
import atlas.core.insight.Pack.Figure;
import atlas.core.insight.Pack.Gap;
import atlas.core.insight.Pack.Piece;
import atlas.core.insight.Pack.Proof;
import atlas.core.insight.Pack.Said;
import atlas.core.insight.Pack.Theme;
import atlas.model.InsightType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A pack as a page in Markdown. */
public final class PackMarkdown {
  private static final Pattern SIGNS = Pattern.compile("([\\\\`*\\[\\]<>|])");
  private static final Pattern TITLE =
      Pattern.compile("# Review of .+, \\d{4}-\\d\\d-\\d\\d to \\d{4}-\\d\\d-\\d\\d");
  private static final int LONGEST_CONTENT = 8_000;
  private static final int LONGEST_LINK = 200;

  private final Pack pack;
  private final Map<String, Proof> proofs;
  private final List<String> lines = new ArrayList<>();

  private PackMarkdown(Pack pack) {
    this.pack = pack;
    this.proofs =
        pack.evidence().stream().collect(Collectors.toMap(Proof::evidence, Function.identity()));
  }

  /** Whether a text begins as such a page does. */
  public static boolean is(String content) {
    return content.lines().findFirst().filter(TITLE.asMatchPredicate()).isPresent();
  }

  /** The whole page. */
  public static String page(Pack pack) {
    return String.join("\n", new PackMarkdown(pack).written()) + "\n";
  }

  /**
   * The page in parts of that length or less, each of which begins with a heading where it can.
   *
   * @param most bytes of a part; a line that is longer is one for itself
   */
  public static List<String> parts(Pack pack, int most) {
    var parts = new ArrayList<String>();
    var part = new StringBuilder();
    int size = 0;
    for (String section : sections(new PackMarkdown(pack).written())) {
      boolean fits = size + bytes(section) <= most;
      for (String line : section.split("(?<=\n)")) {
        if (part.length() > 0 && (!fits || size + bytes(line) > most)) {
          parts.add(part.toString());
          part.setLength(0);
          size = 0;
        }
        // Only where the section begins.
        fits = true;
        part.append(line);
        size += bytes(line);
      }
    }
    parts.add(part.toString());
    return parts;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** From heading to heading. */
  private static List<String> sections(List<String> lines) {
    var sections = new ArrayList<String>();
    var section = new StringBuilder();
    for (String line : lines) {
      if (line.startsWith("## ") || line.startsWith("### ")) {
        sections.add(section.toString());
        section.setLength(0);
      }
      section.append(line).append('\n');
    }
    sections.add(section.toString());
    return sections;
  }

  private List<String> written() {
    lines.add("# " + escaped(PackWords.title(pack)));
    lines.add("");
    lines.add(escaped(PackWords.intro(pack)));
    figures();
    insights(InsightType.achievement);
    finished();
    insights(InsightType.strength);
    insights(InsightType.improvement);
    trends();
    themes();
    gaps();
    evidence();
    return lines;
  }

  private void heading(String heading) {
    if (!lines.get(lines.size() - 1).isEmpty()) lines.add("");
    lines.add(heading);
    lines.add("");
  }

  private void figures() {
    heading("## In figures");
    lines.add("| | This time | Before | |");
    lines.add("|---|--:|--:|---|");
    for (Figure figure : pack.figures()) {
      lines.add(
          "| %s | %s | %s | %s |"
              .formatted(
                  figure.label(),
                  TrendWords.number(figure.value()),
                  TrendWords.number(figure.before()),
                  PackWords.counted(figure)));
    }
  }

  private void insights(InsightType type) {
    List<Said> said = pack.insights(type);
    if (said.isEmpty()) return;
    heading("## " + PackWords.heading(type));
    said.forEach(this::said);
  }

  private void said(Said said) {
    lines.add(
        "- **%s** (%s): %s%s"
            .formatted(
                escaped(Outside.line(said.title())),
                PackWords.said(said),
                escaped(Outside.line(said.content(), LONGEST_CONTENT)),
                said.cites().isEmpty() ? "" : " — " + cites(said.cites())));
  }

  private void finished() {
    if (pack.finished().isEmpty()) return;
    heading("## Finished");
    pack.finished().forEach(this::piece);
  }

  private void piece(Piece piece) {
    lines.add(
        "- %s (%s) — %s%s"
            .formatted(
                escaped(PackWords.piece(piece)),
                PackWords.days(piece),
                cites(piece.cites()),
                piece.more() > 0 ? " and " + piece.more() + " more" : ""));
  }

  private void trends() {
    List<Said> said = pack.insights(InsightType.trend);
    if (pack.trends().isEmpty() && said.isEmpty()) return;
    heading("## Trends");
    if (!pack.trends().isEmpty()) {
      lines.add("Computed by ATLAS, from what is named.");
      lines.add("");
    }
    for (Trend trend : pack.trends()) {
      lines.add(
          "- **%s**: %s (%s), %s before; %s; by %s %s%s"
              .formatted(
                  trend.measure().label(),
                  TrendWords.number(trend.value()),
                  trend.measure().unit(),
                  TrendWords.number(trend.before()),
                  TrendWords.direction(trend),
                  TrendWords.parts(trend.points()),
                  TrendWords.course(trend),
                  trend.refs().isEmpty() ? "" : " — of " + TrendWords.refs(trend)));
    }
    said.forEach(this::said);
  }

  private void themes() {
    heading("## Themes");
    if (pack.themes().isEmpty()) lines.add(PackWords.NOTHING);
    for (Theme theme : pack.themes()) {
      heading("### " + escaped(theme.name()) + ": " + PackWords.theme(theme));
      theme.pieces().forEach(this::piece);
      int more = theme.count() - theme.pieces().size();
      if (more > 0) lines.add("- and " + more + " more");
    }
  }

  private void gaps() {
    heading("## Gaps");
    if (pack.gaps().isEmpty()) lines.add(PackWords.NO_GAP);
    for (Gap gap : pack.gaps()) lines.add("- " + PackWords.gap(gap));
    List<String> leftOut = PackWords.leftOut(pack);
    if (leftOut.isEmpty()) return;
    heading("## Left out");
    for (String line : leftOut) lines.add("- " + line);
  }

  private void evidence() {
    heading("## Evidence");
    if (pack.evidence().isEmpty()) lines.add(PackWords.NOTHING);
    for (Proof proof : pack.evidence()) {
      String title = escaped(proof.title());
      lines.add(
          "- %s %s, %s: %s"
              .formatted(
                  proof.evidence(),
                  proof.day(),
                  proof.source(),
                  proof.url() == null ? title : "[" + title + "](" + proof.url() + ")"));
    }
  }

  private String cites(List<String> cites) {
    return cites.stream().map(this::cite).collect(Collectors.joining(", "));
  }

  private String cite(String evidence) {
    Proof proof = proofs.get(evidence);
    // The list at the end has every address, however long.
    return proof == null || proof.url() == null || proof.url().length() > LONGEST_LINK
        ? evidence
        : "[" + evidence + "](" + proof.url() + ")";
  }

  /** What others wrote says nothing to whoever sets the page. */
  static String escaped(String text) {
    return SIGNS.matcher(text).replaceAll("\\\\$1");
  }
}
