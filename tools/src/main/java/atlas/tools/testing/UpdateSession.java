package atlas.tools.testing;

import atlas.core.testing.Sessions;
import atlas.model.SessionStatus;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool update_session. */
public final class UpdateSession {
  private UpdateSession() {}

  public record Input(
      @Doc("What to do with the session; note and environment need text.") Sessions.Action action,
      @Doc("Default the only open one.") @Limits(min = 1, max = 64) @Nullable String session,
      @Doc("The note, name=value pairs of the environment, or why it is abandoned.")
          @Limits(min = 1, max = 4000)
          @Nullable String text) {}

  public record Output(
      String session,
      SessionStatus status,
      @Doc("Said once the time box is over.") @Nullable String timebox,
      List<String> effects) {}

  public static Tool<Input, Output> tool(Sessions sessions) {
    return Tool.of(
        Toolset.testing,
        "update_session",
        "Update a testing session",
        """
        Pauses or resumes the clock of an open testing session, adds a note or environment to its \
        sheet, or abandons it: closed without an outcome, for good. end_session completes one.""",
        Effect.CHANGES,
        Input.class,
        Output.class,
        (caller, input) -> {
          var changed = sessions.update(caller, input.session(), input.action(), input.text());
          return new Output(
              changed.session().shortId(),
              changed.session().status(),
              changed.timebox(),
              changed.effects());
        });
  }
}
