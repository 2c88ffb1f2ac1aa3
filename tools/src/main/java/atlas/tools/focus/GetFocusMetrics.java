package atlas.tools.focus;

import atlas.core.Outside;
import atlas.core.focus.FocusOverview;
import atlas.model.FocusLog;
import atlas.model.FocusLogLine;
import atlas.model.Ref;
import atlas.model.TheaterState;
import atlas.model.TheaterStatus;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Format;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool get_focus_metrics. */
public final class GetFocusMetrics {
  private static final int LOGS = 20;

  private GetFocusMetrics() {}

  public record Input(
      @Doc("Only this theater, beside what all come to.") @Limits(min = 1, max = 50)
          @Nullable String theater,
      @Doc("concise (default), or detailed with the latest 20 logs.") @Nullable Format format) {}

  /** A theater as it stands. */
  public record Line(
      String theater,
      TheaterStatus status,
      @Doc("Whether somebody said so; else it follows from what happened.") boolean statusSaid,
      @Doc("In percent.") BigDecimal progress,
      boolean progressSaid,
      int energy,
      @Nullable Instant lastActivity,
      int openActions,
      int blockedActions,
      int doneActions,
      @Doc("Of the last seven days.") int loggedMinutes,
      int plannedMinutes,
      int version) {}

  /** Something that was logged. */
  public record Logged(
      String log,
      FocusLog.Kind kind,
      Instant at,
      String theater,
      @Nullable String action,
      String text,
      @Nullable String details,
      @Nullable Integer minutes,
      List<String> evidence,
      String actor,
      int version) {}

  public record Output(
      @Doc("The mean of the theaters', in percent.") BigDecimal combinedProgress,
      @Doc("What of the week's capacity the minutes below are, in percent, 100 at most.")
          BigDecimal overloadRisk,
      @Doc("Of the last seven days, as logged.") int loggedMinutes,
      @Doc("In testing sessions that ended in them.") int testedMinutes,
      @Doc("Of open actions that are selected or due by today.") int plannedMinutes,
      int weeklyCapacityMinutes,
      @Doc("They share 100 of energy.") List<Line> theaters,
      @Nullable List<Logged> logs) {}

  public static Tool<Input, Output> tool(FocusOverview overview) {
    return Tool.of(
            Toolset.focus,
            "get_focus_metrics",
            "Get how the focus stands",
            """
            Tells how the person's theaters stand, each and together: status, progress, energy, \
            and the risk of an overload this week.""",
            Effect.READS,
            Input.class,
            Output.class,
            (caller, input) -> {
              boolean detailed = Format.isDetailed(input.format());
              var seen = overview.get(caller, input.theater(), detailed ? LOGS : 0);
              var metrics = seen.metrics();
              return new Output(
                  metrics.combinedProgress(),
                  metrics.overloadRisk(),
                  metrics.loggedMinutes(),
                  metrics.testedMinutes(),
                  metrics.plannedMinutes(),
                  metrics.weeklyCapacityMinutes(),
                  seen.theaters().stream().map(GetFocusMetrics::line).toList(),
                  detailed ? seen.logs().stream().map(GetFocusMetrics::logged).toList() : null);
            })
        .onRequest();
  }

  private static Line line(TheaterState state) {
    return new Line(
        Outside.line(state.name()),
        state.status(),
        state.statusSaid(),
        state.progress(),
        state.progressSaid(),
        state.energy(),
        state.lastActivity(),
        state.open(),
        state.blocked(),
        state.done(),
        state.loggedMinutes(),
        state.plannedMinutes(),
        state.version());
  }

  private static Logged logged(FocusLogLine log) {
    Integer action = log.action();
    return new Logged(
        Ref.Kind.FOCUS_LOG.shortId(log.number()),
        log.kind(),
        log.loggedAt(),
        Outside.line(log.theater()),
        action == null ? null : Ref.Kind.ACTION.shortId(action),
        Outside.line(log.text(), 500),
        log.details() == null ? null : Outside.line(log.details(), 1_000),
        log.minutes(),
        log.evidence(),
        Outside.line(log.actor(), 100),
        log.version());
  }
}
