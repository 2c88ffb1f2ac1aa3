package atlas.tools.testing;

import atlas.core.Outside;
import atlas.core.testing.Sessions;
import atlas.core.testing.Sheet;
import atlas.model.Json;
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
  private static final int MOST_BYTES = 44 * 1024;

  private EndSession() {}

  public record Input(
      @Doc(
              "The verdict on the issue: failed when bugs were found, blocked when it could not be"
                  + " tested.")
          Outcome outcome,
      @Doc("The session, e.g. S-12; default the only open one.") @Limits(min = 1, max = 64)
          @Nullable String session,
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
        Completes a testing session for good: stops its clock, settles the predictions that were \
        made for it, and gives the session sheet. The sheet has a PROOF debrief: past (summary), \
        results, obstacles, outlook, feelings. On request the sheet and the minutes go to Jira. \
        Log every scenario before.""",
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
              return fitting(ended);
            })
        .asksOutside();
  }

  /** What was done can't be refused for its length: the answer shows as much as there is room. */
  private static Output fitting(Sessions.Ended ended) {
    int lines = Math.max(ended.sheet().scenarios().size(), ended.sheet().notes().size());
    Output output = output(ended, lines);
    while (lines > 0 && bytes(output) > MOST_BYTES) {
      lines /= 2;
      output = output(ended, lines);
    }
    return output;
  }

  private static int bytes(Output output) {
    return Json.MAPPER.writeValueAsBytes(output).length;
  }

  private static Output output(Sessions.Ended ended, int lines) {
    Sheet sheet = first(ended.sheet(), lines);
    var effects = new ArrayList<>(ended.effects());
    int all = ended.sheet().scenarios().size() + ended.sheet().notes().size();
    int shown = sheet.scenarios().size() + sheet.notes().size();
    if (shown < all) {
      effects.add(
          "%d more scenarios and notes are kept, and left out of this answer"
              .formatted(all - shown));
    }
    return new Output(sheet.session(), sheet, sheet.markdown(), effects);
  }

  private static Sheet first(Sheet sheet, int lines) {
    Sheet.Debrief debrief = sheet.debrief();
    return new Sheet(
        sheet.session(),
        sheet.ticketKey(),
        Outside.line(sheet.charter(), 1_000),
        Outside.line(sheet.tester(), 100),
        sheet.status(),
        sheet.outcome(),
        sheet.startedAt(),
        sheet.endedAt(),
        sheet.timeboxMinutes(),
        sheet.activeMinutes(),
        sheet.breakMinutes(),
        sheet.split(),
        sheet.scenarios().stream().limit(lines).map(EndSession::line).toList(),
        sheet.bugs().stream().limit(lines).toList(),
        sheet.notes().stream().limit(lines).map(note -> Outside.line(note, 500)).toList(),
        new Sheet.Debrief(
            Outside.line(debrief.past(), 1_000),
            debrief.results(),
            lineOrNull(debrief.obstacles()),
            lineOrNull(debrief.outlook()),
            lineOrNull(debrief.feelings())));
  }

  private static Sheet.Line line(Sheet.Line line) {
    return new Sheet.Line(
        line.id(),
        Outside.line(line.scenario(), 500),
        line.result(),
        line.minutes(),
        line.bugKey(),
        line.notes() == null ? null : Outside.line(line.notes(), 300));
  }

  private static @Nullable String lineOrNull(@Nullable String text) {
    return text == null ? null : Outside.line(text, 1_000);
  }
}
