package atlas.tools.evidence;

import atlas.core.Outside;
import atlas.core.insight.Audience;
import atlas.core.insight.Pack;
import atlas.core.insight.PackMarkdown;
import atlas.core.insight.Packs;
import atlas.core.insight.Trend;
import atlas.model.InsightType;
import atlas.model.Measure;
import atlas.model.Refusal;
import atlas.model.Verdict;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Format;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool get_review_pack. */
public final class GetReviewPack {
  private static final int PART_BYTES = 16 * 1024;
  private static final int MOST_LINES = 20;
  private static final int LONGEST_LINE = 120;
  private static final int MOST_CITES = 8;

  private GetReviewPack() {}

  public record Input(
      @Doc("The first day, e.g. 2026-01-01; default 90 days before to.") @Nullable LocalDate from,
      @Doc("The last day; default today.") @Nullable LocalDate to,
      @Doc("self (default), or manager: insights only that the person validated.")
          @Nullable Audience audience,
      @Doc("Which part of a long one; default 1.") @Limits(min = 1, max = 200)
          @Nullable Integer part,
      @Doc("concise (default), or detailed with each trend's course.") @Nullable Format format) {}

  public record Figure(
      String name, double value, @Doc("In the days before, as many.") double before) {}

  public record Said(
      String insight,
      InsightType type,
      String title,
      double confidence,
      @Doc("Computed by ATLAS from what is recorded.") boolean computed,
      @Nullable Verdict verdict,
      List<String> evidence) {}

  public record Done(
      @Nullable String ticketKey,
      String title,
      LocalDate day,
      @Doc("Some of it, where there is much.") List<String> evidence) {}

  public record Theme(String name, Pack.Kind kind, @Doc("Pieces of work.") int count) {}

  public record Point(LocalDate from, @Nullable Double value, int seen) {}

  public record Course(
      Measure measure,
      String unit,
      @Nullable Double value,
      @Nullable Double before,
      Trend.Direction direction,
      @Doc("How sure the direction is, 0 to 1.") double confidence,
      int seen,
      @Doc("Week by week or month by month, in detail.") List<Point> points) {}

  public record Gap(LocalDate from, LocalDate to, int weekdays) {}

  public record Output(
      LocalDate from,
      LocalDate to,
      Audience audience,
      int part,
      int parts,
      @Doc("This part of the page; what follows is of all parts, and with part 1 alone.")
          String markdown,
      List<Figure> figures,
      List<Said> insights,
      @Doc("Finished in the period, the latest first.") List<Done> finished,
      List<Theme> themes,
      List<Course> trends,
      @Doc("Weekdays in a row of which nothing is recorded.") List<Gap> gaps,
      @Doc("Insights and finished work that only the page has.") int omitted) {}

  public static Tool<Input, Output> tool(Packs packs) {
    return Tool.of(
            Toolset.evidence,
            "get_review_pack",
            "Get a review pack",
            """
            Gets what the person did in a period, with proof: achievements, finished work, \
            strengths, themes, figures, trends and gaps, each line with its evidence, as a page \
            and as data. Say nothing in a review that is not in it.""",
            Effect.READS,
            Input.class,
            Output.class,
            (caller, input) ->
                output(
                    packs.make(
                        caller,
                        input.from(),
                        input.to(),
                        input.audience() == null ? Audience.self : input.audience()),
                    input.part() == null ? 1 : input.part(),
                    Format.isDetailed(input.format())))
        .onRequest();
  }

  private static Output output(Pack pack, int part, boolean detailed) {
    List<String> parts = PackMarkdown.parts(pack, PART_BYTES);
    if (part > parts.size()) {
      throw Refusal.invalid("There is no part " + part + "; the last is " + parts.size() + ".");
    }
    String markdown = parts.get(part - 1);
    if (part > 1) {
      return new Output(
          pack.from(),
          pack.to(),
          pack.audience(),
          part,
          parts.size(),
          markdown,
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          0);
    }
    int omitted =
        Math.max(0, pack.insights().size() - MOST_LINES)
            + Math.max(0, pack.finished().size() - MOST_LINES);
    return new Output(
        pack.from(),
        pack.to(),
        pack.audience(),
        part,
        parts.size(),
        markdown,
        pack.figures().stream()
            .map(f -> new Figure(f.name(), rounded(f.value()), rounded(f.before())))
            .toList(),
        pack.insights().stream().limit(MOST_LINES).map(GetReviewPack::said).toList(),
        pack.finished().stream().limit(MOST_LINES).map(GetReviewPack::done).toList(),
        pack.themes().stream().map(t -> new Theme(t.name(), t.kind(), t.count())).toList(),
        pack.trends().stream().map(trend -> course(trend, detailed)).toList(),
        pack.gaps().stream()
            .limit(MOST_LINES)
            .map(gap -> new Gap(gap.from(), gap.to(), gap.weekdays()))
            .toList(),
        omitted);
  }

  private static Said said(Pack.Said said) {
    return new Said(
        said.insight(),
        said.type(),
        Outside.line(said.title(), LONGEST_LINE),
        said.confidence(),
        said.computed(),
        said.verdict(),
        said.cites().stream().limit(MOST_CITES).toList());
  }

  private static Done done(Pack.Piece piece) {
    LocalDate day = piece.finishedOn() == null ? piece.to() : piece.finishedOn();
    return new Done(
        piece.ticketKey(), Outside.line(piece.title(), LONGEST_LINE), day, piece.cites());
  }

  private static Course course(Trend trend, boolean detailed) {
    return new Course(
        trend.measure(),
        trend.measure().unit(),
        roundedOrNull(trend.value()),
        roundedOrNull(trend.before()),
        trend.direction(),
        trend.confidence(),
        trend.seen(),
        detailed
            ? trend.points().stream()
                .map(p -> new Point(p.from(), roundedOrNull(p.value()), p.seen()))
                .toList()
            : List.of());
  }

  private static @Nullable Double roundedOrNull(@Nullable Double number) {
    return number == null ? null : rounded(number);
  }

  private static double rounded(double number) {
    return Math.round(1_000 * number) / 1_000.0;
  }
}
