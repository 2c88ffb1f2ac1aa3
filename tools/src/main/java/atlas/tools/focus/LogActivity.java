package atlas.tools.focus;

import atlas.core.Outside;
import atlas.core.focus.FocusLogs;
import atlas.model.FocusLog;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool log_activity. */
public final class LogActivity {
  private LogActivity() {}

  public record Input(
      @Doc("What was done, or what is seen of it; a new log needs it.")
          FocusLog.@Nullable Kind kind,
      @Doc("Where it was, if no action says so.") @Limits(min = 1, max = 50)
          @Nullable String theater,
      @Doc("What it was done for, e.g. A-2.") @Limits(min = 1, max = 64) @Nullable String action,
      @Doc("What was done; of a reflection what is objectively so.") @Limits(min = 1, max = 2000)
          @Nullable String text,
      @Doc("More about it.") @Limits(min = 1, max = 8000) @Nullable String details,
      @Doc("How long it took.") @Limits(min = 0, max = 1440) @Nullable Integer minutes,
      @Doc("What shows it, e.g. E-5. Replaces the list.") @Limits(max = 20, each = 64)
          @Nullable List<String> evidence,
      @Doc("When it was, with zone; default now.") @Nullable Instant at,
      @Doc("To correct one, e.g. F-3.") @Limits(min = 1, max = 64) @Nullable String log) {}

  public record Output(
      String log,
      String theater,
      @Nullable String action,
      @Doc("For changes made offline.") int version,
      List<String> effects) {}

  public static Tool<Input, Output> tool(FocusLogs logs) {
    return Tool.of(
            Toolset.focus,
            "log_activity",
            "Log an activity",
            """
            Logs what the person did in a theater (execution) or learned of it (reflection), or \
            corrects that. Testing sessions count by themselves.""",
            Effect.CHANGES,
            Input.class,
            Output.class,
            (caller, input) -> {
              var logged =
                  logs.log(
                      caller,
                      new FocusLogs.Entry(
                          input.log(),
                          input.kind(),
                          input.theater(),
                          input.action(),
                          input.text(),
                          input.details(),
                          input.minutes(),
                          input.evidence(),
                          input.at()));
              return new Output(
                  logged.log(),
                  Outside.line(logged.theater()),
                  logged.action(),
                  logged.version(),
                  logged.effects());
            })
        .onRequest();
  }
}
