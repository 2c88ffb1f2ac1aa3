package atlas.tools.resources;

import atlas.core.Outside;
import atlas.core.focus.Focus;
import atlas.core.focus.FocusOverview;
import atlas.core.focus.NextActions;
import atlas.core.live.Subjects;
import atlas.model.Caller;
import atlas.model.Candidate;
import atlas.model.FocusLogLine;
import atlas.model.FocusMetrics;
import atlas.model.Ref;
import atlas.model.TheaterState;
import atlas.tools.ResourceKind;
import atlas.tools.ResourceKind.Content;
import atlas.tools.Toolset;

/** The resource atlas://my-work. */
public final class MyWorkResource {
  private static final int ALTERNATIVES = 9;
  private static final int LOGS = 5;
  private static final int LONGEST = 8_000;

  private MyWorkResource() {}

  public static ResourceKind kind(Focus focus) {
    return ResourceKind.single(
        Toolset.focus,
        "my-work",
        "My work",
        "What to do next and why, how the theaters stand, and what was logged last.",
        caller -> Content.page(page(caller, focus)),
        caller -> Subjects.myWork());
  }

  private static String page(Caller caller, Focus focus) {
    var next = focus.next().get(caller, new NextActions.Query(null, ALTERNATIVES));
    FocusOverview.Overview overview = focus.overview().get(caller, null, LOGS);
    FocusMetrics metrics = overview.metrics();
    return new Page("My work")
        .fact("Could be done", next.considered())
        .fact("Overload", metrics.overloadRisk().stripTrailingZeros().toPlainString() + " %")
        .block(
            "What to do next",
            "my work",
            next.ranked().stream().map(MyWorkResource::line).toList(),
            LONGEST)
        .block(
            "Claimed by others",
            "my work",
            next.skipped().stream().map(c -> c.id() + " " + c.title() + ": " + c.holder()).toList(),
            LONGEST)
        .list("Theaters", overview.theaters().stream().map(MyWorkResource::line).toList())
        .block(
            "Logged last",
            "focus logs",
            overview.logs().stream().map(MyWorkResource::line).toList(),
            LONGEST)
        .toString();
  }

  private static String line(NextActions.Ranked ranked) {
    Candidate candidate = ranked.candidate();
    String why = candidate.selected() ? "selected" : String.join(" + ", ranked.terms());
    return "%s %s: %s (%s)"
        .formatted(candidate.id(), Outside.line(candidate.title()), ranked.score(), why);
  }

  private static String line(TheaterState theater) {
    return "%s: %s, energy %d, %s %% done, %d open"
        .formatted(
            theater.name(),
            theater.status(),
            theater.energy(),
            theater.progress().stripTrailingZeros().toPlainString(),
            theater.open());
  }

  private static String line(FocusLogLine log) {
    return "%s in %s: %s"
        .formatted(Ref.Kind.FOCUS_LOG.shortId(log.number()), log.theater(), log.text());
  }
}
