package atlas.tools.testing;

import atlas.core.testing.Sessions;
import atlas.core.testing.Sheet;
import atlas.model.Outcome;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool end_session. */
public final class EndSession {
  private EndSession() {}

  public record Input(
      @Doc(
              "The verdict on the issue: failed when bugs were found, blocked when it could not be"
                  + " tested.")
          Outcome outcome,
      @Doc("Default the only open one.") @Limits(min = 1, max = 64) @Nullable String session,
      @Doc("What was done and found.") @Limits(max = 4000) @Nullable String summary,
      @Doc("What got in the way of testing.") @Limits(max = 4000) @Nullable String obstacles,
      @Doc("What is still to be done.") @Limits(max = 4000) @Nullable String outlook,
      @Doc("How the tester feels about it.") @Limits(max = 4000) @Nullable String feelings,
      @Doc("Write the sheet as a comment on the Jira issue.") @Nullable Boolean postComment,
      @Doc("Log the active minutes as work on the Jira issue.") @Nullable Boolean logWork) {}

  public record Output(
      String session,
      Sheet sheet,
      @Doc("The sheet as a page.") String markdown,
      List<String> effects) {}

  public static Tool<Input, Output> tool(Sessions sessions) {
    return Tool.of(
            Toolset.testing,
            "end_session",
            "End a testing session",
            """
        Completes a testing session for good: stops its clock, settles what was predicted for it, \
        and gives its sheet with a PROOF debrief: past (summary), results, obstacles, outlook, \
        feelings. Log every scenario before.""",
            Effect.CHANGES,
            Input.class,
            Output.class,
            (caller, input) -> {
              var ended =
                  sessions.end(
                      caller,
                      new Sessions.End(
                          input.session(),
                          input.outcome(),
                          input.summary(),
                          input.obstacles(),
                          input.outlook(),
                          input.feelings(),
                          Boolean.TRUE.equals(input.postComment()),
                          Boolean.TRUE.equals(input.logWork())));
              return output(ended);
            })
        .asksOutside();
  }

  private static Output output(Sessions.Ended ended) {
    int all = ShownSheet.lines(List.of(ended.sheet()));
    return ShownSheet.fitting(
        List.of(ended.sheet()),
        shown -> {
          Sheet sheet = shown.get(0);
          var effects = new ArrayList<>(ended.effects());
          int left = all - ShownSheet.lines(shown);
          if (left > 0) effects.add(left + " more lines are kept, and left out of this answer");
          return new Output(sheet.session(), sheet, sheet.markdown(), effects);
        });
  }
}
