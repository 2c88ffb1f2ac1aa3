package atlas.core.insight;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.insight.Pack.Figure;
import atlas.core.insight.Pack.Gap;
import atlas.core.insight.Pack.Kind;
import atlas.core.insight.Pack.LeftOut;
import atlas.core.insight.Pack.Piece;
import atlas.core.insight.Pack.Proof;
import atlas.core.insight.Pack.Said;
import atlas.core.insight.Pack.Theme;
import atlas.core.insight.Trend.Direction;
import atlas.core.insight.Trend.Point;
import atlas.model.InsightType;
import atlas.model.Measure;
import atlas.model.Verdict;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** The pages of a quarter. */
class PackPagesTest {
  private static final LocalDate FROM = LocalDate.parse("2026-01-05");
  private static final LocalDate TO = LocalDate.parse("2026-03-29");
  private static final Pack PACK = pack();

  @Test
  void theMarkdownHasAllOfIt() {
    String page = PackMarkdown.page(PACK);
    assertThat(page)
        .startsWith("# Review of ann, 2026-01-05 to 2026-03-29\n")
        .contains("| Testing sessions | 12 | 9 | of S-3, S-4, S-5 |")
        .contains("- **Payments are tested before they break** (I-1, validated, 90 % sure): ")
        .contains("## Finished\n\n- HBR-12: Pay by card (finished 2026-02-03) — [E-2](https://")
        .contains("- **Bugs found per session**: 1.4 (bugs a session), 0.90 before; rising (96 %")
        .contains("### Payments: 3 pieces of work\n")
        .contains("### mentoring: 1 piece of work, a suggested tag\n")
        .contains("- 2026-02-16 to 2026-02-27: nothing is recorded on 10 weekdays")
        .contains("- E-1 2026-01-07, jira: [Pay by card, \\[draft\\]](https://jira.example.com/1)");
  }

  @Test
  void thePageIsWellFormedWithItsPlots() throws Exception {
    String page = PackHtml.page(PACK);
    Files.createDirectories(Path.of("target"));
    // To be looked at.
    Files.writeString(Path.of("target", "review.html"), page);
    assertThat(page.split("<svg ", -1)).hasSize(PACK.trends().size() + 2);
    assertThat(page).contains("Evidence by week", "<li>1 insight that you rejected</li>");
    for (int at = page.indexOf("<svg "); at >= 0; at = page.indexOf("<svg ", at + 1)) {
      parse(page.substring(at, page.indexOf("</svg>", at) + 6));
    }
    String body = page.substring(page.indexOf("<body>"), page.indexOf("</html>"));
    parse(body);
    for (Proof proof : PACK.evidence()) {
      assertThat(body).contains("<li id=\"" + proof.evidence().toLowerCase(java.util.Locale.ROOT));
    }
  }

  private static void parse(String xml) throws Exception {
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }

  @Test
  void aPlotHasRoundNumbersAndGapsWhereNothingWasSeen() throws IOException {
    List<Point> points = points(0.2, null, 0.9, 1.7);
    String line = Plot.line("Line <1>", points);
    assertThat(line).contains("aria-label=\"Line &lt;1&gt;\"", ">0</text>", ">1.5</text>", ">2<");
    // One stroke, and a point alone before it.
    assertThat(line).containsPattern("d=\"M[0-9. ]+M[0-9. ]+L[0-9. ]+\"");
    assertThat(line.split("<circle", -1)).hasSize(4);
    assertThat(Plot.bars("None", points(0.0, 0.0))).contains(">1</text>").doesNotContain("NaN");
    assertThat(Plot.bars("None at all", List.of())).contains("</svg>").doesNotContain("NaN");
  }

  private static List<Point> points(@Nullable Double... values) {
    var points = new ArrayList<Point>();
    LocalDate from = FROM;
    for (Double value : values) {
      points.add(new Point(from, from.plusDays(6), value, value == null ? 0 : 3));
      from = from.plusDays(7);
    }
    return points;
  }

  private static Pack pack() {
    var card =
        new Piece(
            "HBR-12",
            "Pay by card",
            LocalDate.parse("2026-01-07"),
            LocalDate.parse("2026-02-02"),
            LocalDate.parse("2026-02-03"),
            List.of("E-2", "E-1"),
            4);
    var refund = piece("HBR-14", "Refunds are booked twice when the bank is slow", "E-3");
    var limits = piece(null, "Limits of the payment provider, written down", "E-4");
    var pairing = piece(null, "Paired with two colleagues on payments", "E-5");
    return new Pack(
        "ann",
        Audience.self,
        FROM,
        TO,
        LocalDate.parse("2026-04-02"),
        "Z",
        List.of(
            new Figure("work", "Pieces of work", 14, 11, List.of()),
            new Figure("sessions", "Testing sessions", 12, 9, List.of("S-3", "S-4", "S-5")),
            new Figure("hours", "Hours of testing", 17.5, 12.25, List.of()),
            new Figure("bugs", "Bugs found", 17, 8, List.of("S-3", "S-5")),
            new Figure("tasks", "Tasks done", 6, 7, List.of("T-4")),
            new Figure("decisions", "Decisions taken", 3, 0, List.of("D-3"))),
        List.of(
            said("I-1", InsightType.achievement, "Payments are tested before they break", "E-2"),
            said("I-2", InsightType.strength, "Looks where money goes wrong", "E-1", "E-3"),
            new Said(
                "I-3",
                InsightType.improvement,
                "Notes come late",
                "Sessions end without an outlook.\nThree of four did.",
                0.6,
                false,
                null,
                List.of("E-3"))),
        List.of(card),
        List.of(
            new Theme("Payments", Kind.component, 3, List.of(card, refund, limits)),
            new Theme("mentoring", Kind.suggested_tag, 1, List.of(pairing))),
        List.of(
            trend(
                Measure.bugs_per_session,
                1.4,
                0.9,
                points(0.5, 0.8, null, 1.0, 1.2, 1.1, 2.0, 2.5)),
            trend(
                Measure.escaped_defects, 3.0, 5.0, points(2.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0)),
            trend(
                Measure.prediction_quality,
                0.18,
                0.24,
                points(0.25, 0.22, 0.2, 0.21, 0.18, 0.17, 0.15, 0.12)),
            trend(Measure.cycle_time, 4.5, 6.0, points(7.0, 6.0, 6.5, 5.0, null, 4.0, 3.5, 3.0)),
            trend(Measure.review_load, 31.0, 12.0, points(1.0, 2.0, 4.0, 3.0, 5.0, 4.0, 6.0, 6.0))),
        points(3.0, 5.0, 2.0, 7.0, 4.0, 6.0, 0.0, 0.0, 4.0, 5.0, 3.0, 6.0),
        List.of(new Gap(LocalDate.parse("2026-02-16"), LocalDate.parse("2026-02-27"), 10)),
        List.of(
            proof("E-1", "jira", "Pay by card, [draft]", "https://jira.example.com/1"),
            proof("E-2", "gitlab", "Merge: pay by card", "https://gitlab.example.com/2"),
            proof("E-3", "session", "Tested HBR-14: refunds", null),
            proof("E-4", "manual", "Limits of the provider & what they cost", null),
            proof("E-5", "upload", "Plan of the pairing", null)),
        new LeftOut(0, 0, 1, 0, false));
  }

  private static Piece piece(@Nullable String key, String title, String evidence) {
    LocalDate day = LocalDate.parse("2026-03-04");
    return new Piece(key, title, day, day, null, List.of(evidence), 0);
  }

  private static Said said(String id, InsightType type, String title, String... cites) {
    return new Said(
        id,
        type,
        title,
        "Every refused card of the quarter was tried in a session before it was reported by anybody"
            + " else.",
        0.9,
        false,
        Verdict.validated,
        List.of(cites));
  }

  private static Trend trend(Measure measure, double value, double before, List<Point> points) {
    return new Trend(
        measure, FROM, TO, value, 12, before, 9, points, Direction.rising, 0.96, List.of("S-12"));
  }

  private static Proof proof(String id, String source, String title, @Nullable String url) {
    return new Proof(id, LocalDate.parse("2026-01-07"), source, title, url);
  }
}
