package atlas.tools.testing;

import atlas.core.testing.Sessions;
import atlas.model.Activity;
import atlas.model.Result;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool log_scenario. */
public final class LogScenario {
  private LogScenario() {}

  public record Input(
      @Doc("What was tried, in a line.") @Limits(min = 1, max = 500) String scenario,
      @Doc("How it went: failed when it found a bug, blocked when it could not be tried.")
          Result result,
      @Doc("Default the only open one.") @Limits(min = 1, max = 64) @Nullable String session,
      @Doc("Steps, data, what was expected and seen.") @Limits(max = 4000) @Nullable String notes,
      @Doc("How long it took.") @Limits(max = 1440) @Nullable Integer minutes,
      @Doc("The prediction that was tried, e.g. P-9, if it was one.") @Limits(min = 1, max = 64)
          @Nullable String prediction,
      @Doc("The bug that was found, e.g. HBR-40.") @Limits(min = 3, max = 64)
          @Nullable String bugKey,
      @Doc("What the minutes went into; default test.") @Nullable Activity activity,
      @Doc("Whether it came up beside the charter.") @Nullable Boolean opportunity) {}

  public record Output(
      @Doc("Its short id, e.g. S-12.3.") String scenario,
      String session,
      @Doc("Said once the time box is over.") @Nullable String timebox,
      List<String> effects) {}

  public static Tool<Input, Output> tool(Sessions sessions) {
    return Tool.of(
        Toolset.testing,
        "log_scenario",
        "Log a scenario",
        """
        Logs one scenario that was tried in a testing session, and how it went. Needs an open \
        session that is not paused. Log each as soon as it is done; several agents may log into \
        one session; remove_item S-2.1 takes a slip back.""",
        Effect.ADDS,
        Input.class,
        Output.class,
        (caller, input) -> {
          var logged =
              sessions.log(
                  caller,
                  new Sessions.Log(
                      input.session(),
                      input.scenario(),
                      input.result(),
                      input.activity() == null ? Activity.test : input.activity(),
                      Boolean.TRUE.equals(input.opportunity()),
                      input.notes(),
                      input.minutes(),
                      input.prediction(),
                      input.bugKey()));
          return new Output(
              logged.scenario(), logged.session(), logged.timebox(), logged.effects());
        });
  }
}
