package atlas.tools.testing;

import atlas.core.prediction.Quality;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Format;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool get_prediction_quality. */
public final class GetPredictionQuality {
  private static final String ALL = "all";

  private GetPredictionQuality() {}

  public record Input(
      @Doc("Only what was settled since then, e.g. 2026-10-01T00:00:00Z; default all.")
          @Nullable Instant since,
      @Doc("How many predictions of each asking precision looks at; default 5.")
          @Limits(min = 1, max = 20)
          @Nullable Integer k,
      @Doc("concise (default), or detailed with each source's calibration and months.")
          @Nullable Format format) {}

  public record Bucket(
      @Doc("Said with at least that confidence, 0 to 100.") long from,
      long until,
      int predictions,
      @Doc("What was said on average, 0 to 100.") long confidence,
      @Doc("How many of a hundred found a bug.") long foundBug) {}

  public record Source(
      @Doc("all: what was shown, whoever proposed it.") String source,
      @Doc("Predictions that it spoke of and whose session ended.") int settled,
      @Doc("Of those, tried or rejected; everything else is measured on these.") int known,
      @Doc("Of those, left out by whoever tried one that was shown below; against its skill.")
          int passedOver,
      int foundBug,
      @Doc("0 is best; always saying 50 gets 0.25.") @Nullable Double brierScore,
      @Doc("1 is best, 0 is chance.") @Nullable Double skill,
      @Doc("Of its k surest of each asking, the part that found a bug.")
          @Nullable Double precisionAtK,
      @Doc("Bugs that came to light where it had proposed something.") int bugs,
      @Doc("Of those, the ones that it had not proposed.") int missedBugs,
      @Doc("The part of those bugs that it had proposed.") @Nullable Double missedBugRecall,
      @Doc("In the blend now; of all that answer, each counts by its share.")
          @Nullable Double weight,
      @Doc("In detail, and of all always.") List<Bucket> calibration) {}

  public record Month(
      @Doc("UTC.") String month,
      String source,
      int known,
      int foundBug,
      @Nullable Double brierScore) {}

  public record Output(
      List<Source> sources,
      @Doc("The latest first, 12 at most.") List<Month> months,
      @Doc("Sessions that had passed, and a bug came to light on their issue afterwards.")
          int escapedSessions) {}

  public static Tool<Input, Output> tool(Quality quality) {
    return Tool.of(
            Toolset.testing,
            "get_prediction_quality",
            "Get the quality of predictions",
            """
            Tells how good predictions were, by what came of them: for each source its Brier \
            score, calibration, precision, the bugs it had not proposed and its weight in the \
            blend, and all that by month.""",
            Effect.READS,
            Input.class,
            Output.class,
            (caller, input) ->
                output(
                    quality.report(caller, input.since(), input.k() == null ? 5 : input.k()),
                    Format.isDetailed(input.format())))
        .onRequest();
  }

  private static Output output(Quality.Report report, boolean detailed) {
    var sources = new ArrayList<Source>();
    sources.add(source(report.shown(), true));
    report.sources().forEach(source -> sources.add(source(source, detailed)));
    return new Output(
        sources,
        report.months().stream()
            .filter(m -> detailed || m.source() == null)
            .map(
                m ->
                    new Month(
                        m.month().toString(),
                        m.source() == null ? ALL : m.source().name(),
                        m.known(),
                        m.foundBug(),
                        rounded(m.brier())))
            .toList(),
        report.escapedSessions());
  }

  private static Source source(Quality.Source source, boolean detailed) {
    return new Source(
        source.source() == null ? ALL : source.source().name(),
        source.settled(),
        source.known(),
        source.passedOver(),
        source.foundBug(),
        rounded(source.brier()),
        rounded(source.skill()),
        rounded(source.precision()),
        source.bugs(),
        source.missed(),
        source.bugs() == 0
            ? null
            : rounded((double) (source.bugs() - source.missed()) / source.bugs()),
        rounded(source.weight()),
        detailed
            ? source.calibration().stream().map(GetPredictionQuality::bucket).toList()
            : List.of());
  }

  private static Bucket bucket(Quality.Bucket bucket) {
    return new Bucket(
        Math.round(100 * bucket.from()),
        Math.round(100 * bucket.until()),
        bucket.predictions(),
        Math.round(100 * bucket.confidence()),
        Math.round(100 * bucket.found()));
  }

  private static @Nullable Double rounded(@Nullable Double number) {
    return number == null ? null : Math.round(1_000 * number) / 1_000.0;
  }
}
