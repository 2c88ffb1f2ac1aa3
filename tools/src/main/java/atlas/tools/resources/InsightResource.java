package atlas.tools.resources;

import atlas.core.insight.Insights;
import atlas.core.live.Subjects;
import atlas.model.Insight;
import atlas.tools.ResourceKind;
import atlas.tools.ResourceKind.Content;
import atlas.tools.Toolset;
import java.util.ArrayList;
import java.util.List;

/** The resource atlas://insight/{id}. */
public final class InsightResource {
  private static final int LONGEST = 8_000;

  private InsightResource() {}

  public static ResourceKind kind(Insights insights, Subjects subjects) {
    return new ResourceKind(
        Toolset.evidence,
        "insight",
        "id",
        "An insight",
        "What evidence shows of the person's work, what it rests on, and their word on it, e.g."
            + " I-4.",
        ResourceKind.MARKDOWN,
        (caller, id) -> Content.page(page(insights.get(caller, id))),
        (caller, prefix, limit) -> insights.ids(caller, prefix, limit),
        subjects::insight);
  }

  private static String page(Insights.Kept kept) {
    Insight insight = kept.insight();
    boolean computed = insight.measure() != null;
    var cited = new ArrayList<String>();
    kept.cited().forEach(one -> cited.add(kept.line(one)));
    if (kept.removed() > 0) cited.add("and " + kept.removed() + " that were removed since");
    return new Page(insight.shortId() + ": " + insight.title())
        .fact("Type", insight.type())
        .fact("Sure", Math.round(100 * insight.confidence()) + " %")
        .fact("By", computed ? "ATLAS, computed" : insight.actor())
        .fact("Of", computed ? insight.fromDay() + " to " + insight.toDay() : "")
        .fact("Verdict", insight.verdict() == null ? "none yet" : insight.verdict())
        .fact("Feedback", insight.feedback())
        .fact("Reviewed", insight.reviewedAt())
        .fact("Saved", insight.createdAt())
        .block("What it says", "insight " + insight.shortId(), insight.content(), LONGEST)
        .block("Evidence", "evidence", cited, LONGEST)
        .list("Numbers", numbers(insight))
        .toString();
  }

  private static List<String> numbers(Insight insight) {
    var lines = new ArrayList<String>();
    var figures = insight.figures();
    if (figures == null) return lines;
    for (var point : figures.path("points")) {
      lines.add(
          "%s to %s: %s, of %d"
              .formatted(
                  point.path("from").asString(""),
                  point.path("to").asString(""),
                  point.hasNonNull("value") ? point.path("value").asString() : "nothing",
                  point.path("seen").asInt()));
    }
    return lines;
  }
}
