package atlas.tools.testing;

import atlas.core.testing.Sessions;
import atlas.core.testing.Sheet;
import atlas.model.Outcome;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool end_session. */
public final class EndSession {
  private EndSession() {}

  public record Input(
      @Doc("What the session says of the issue.") Outcome outcome,
      @Doc("The session, e.g. S-12; default the open one.") @Limits(min = 1, max = 64)
          @Nullable String session,
      @Doc("What was done.") @Limits(max = 4000) @Nullable String summary,
      @Doc("What got in the way of testing.") @Limits(max = 4000) @Nullable String obstacles,
      @Doc("What is still to be done.") @Limits(max = 4000) @Nullable String outlook,
      @Doc("How the tester feels about it.") @Limits(max = 4000) @Nullable String feelings) {}

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
        Completes a testing session: stops its clock, settles the predictions that were made for \
        it, and gives the session sheet with a PROOF debrief (past, results, obstacles, outlook, \
        feelings). All in one step; effects lists what else changed.""",
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
                      input.feelings()));
          return new Output(
              ended.sheet().session(), ended.sheet(), ended.sheet().markdown(), ended.effects());
        });
  }
}
