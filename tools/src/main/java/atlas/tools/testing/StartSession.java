package atlas.tools.testing;

import atlas.core.Outside;
import atlas.core.testing.Sessions;
import atlas.model.SessionStatus;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool start_session. */
public final class StartSession {
  private StartSession() {}

  public record Input(
      @Doc("The Jira issue to test, e.g. HBR-12.") @Limits(min = 3, max = 64) String ticketKey,
      @Doc("The mission: Explore … with … to discover …; ATLAS offers one when absent.")
          @Limits(min = 1, max = 1000)
          @Nullable String charter,
      @Doc("How many minutes it is meant to take.") @Limits(min = 5, max = 480)
          @Nullable Integer timeboxMinutes,
      @Doc("Whether the latest predictions for the issue become the plan; default true.")
          @Nullable Boolean acceptPredictions,
      @Doc("Where: name=value pairs, e.g. build=4.2; browser=Firefox 128.") @Limits(max = 1000)
          @Nullable String environment) {}

  public record Planned(
      @Doc("Give it to log_scenario as prediction.") String prediction,
      String scenario,
      @Doc("0 to 100.") long confidence,
      List<String> steps,
      int estimatedMinutes) {}

  public record Output(
      String session,
      SessionStatus status,
      String ticketKey,
      String charter,
      @Doc("Whether ATLAS wrote the charter: show it to the person, and start again with theirs.")
          boolean charterOffered,
      @Nullable Integer timeboxMinutes,
      @Doc("Said once the time box is over.") @Nullable String timebox,
      List<String> environment,
      @Doc("Whether a session was open on the issue already: this is it.") boolean resumedExisting,
      List<Planned> planned,
      List<String> effects) {}

  public static Tool<Input, Output> tool(Sessions sessions) {
    return Tool.of(
        Toolset.testing,
        "start_session",
        "Start a testing session",
        """
        Starts a testing session on one Jira issue: a charter, a time box and a sheet, as in \
        session-based test management. One is open per issue, and starting again gives it back \
        (resumed_existing). Not for chat or login sessions.""",
        Effect.ADDS,
        Input.class,
        Output.class,
        (caller, input) -> {
          var started =
              sessions.start(
                  caller,
                  new Sessions.Start(
                      input.ticketKey(),
                      input.charter(),
                      input.timeboxMinutes(),
                      input.acceptPredictions() == null || input.acceptPredictions(),
                      input.environment()));
          return new Output(
              started.session().shortId(),
              started.session().status(),
              started.session().ticketKey(),
              Outside.line(started.session().charter(), 1_000),
              started.session().charterOffered(),
              started.session().timeboxMinutes(),
              started.timebox(),
              started.session().environment(),
              started.resumedExisting(),
              started.planned().stream()
                  .map(
                      p ->
                          new Planned(
                              p.shortId(),
                              Outside.line(p.scenario(), 500),
                              Math.round(100 * p.confidence()),
                              p.steps(),
                              p.estimatedMinutes()))
                  .toList(),
              started.effects());
        });
  }
}
