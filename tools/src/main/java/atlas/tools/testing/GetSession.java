package atlas.tools.testing;

import atlas.core.testing.Sheet;
import atlas.core.testing.Sheets;
import atlas.model.Effectiveness;
import atlas.model.Refusal;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Format;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool get_session. */
public final class GetSession {
  private static final int MOST_SHEETS = 5;

  private GetSession() {}

  public record Input(
      @Doc("The session, e.g. S-12; default the open one, else the latest.")
          @Limits(min = 1, max = 64)
          @Nullable String session,
      @Doc("Instead: the issue whose latest sessions are wanted.") @Limits(min = 3, max = 64)
          @Nullable String ticketKey,
      @Doc("concise (default), or detailed with the page.") @Nullable Format format) {}

  public record Testing(
      @Doc("Those that were completed.") int sessions,
      int bugs,
      double bugsPerSession,
      @Doc("Without breaks.") double meanMinutes,
      @Doc("Per cent of what was predicted that was useful, a session's mean.")
          @Nullable Long meanAccuracy,
      int xp) {}

  public record Output(
      @Doc("Latest first, at most 5.") List<Sheet> sheets,
      int count,
      @Doc("Older sessions of the issue.") int omitted,
      @Doc("Scenarios, bugs, notes and predictions that there was no room for.")
          @Nullable Integer linesOmitted,
      @Doc("What testing the issue came to.") @Nullable Testing testing,
      @Doc("The sheets as a page.") @Nullable String markdown) {}

  public static Tool<Input, Output> tool(Sheets sheets) {
    return Tool.of(
        Toolset.testing,
        "get_session",
        "Get a testing session",
        """
        Shows the sheet of a testing session: charter, times, test/bug/setup split, scenarios, \
        bugs, what was predicted, PROOF debrief. With ticket_key, what testing the issue came \
        to.""",
        Effect.READS,
        Input.class,
        Output.class,
        (caller, input) -> {
          boolean page = Format.isDetailed(input.format());
          if (input.ticketKey() != null) {
            if (input.session() != null) {
              throw Refusal.invalid("Say session or ticket_key, not both.");
            }
            Sheets.OfTicket of = sheets.ofTicket(caller, input.ticketKey(), MOST_SHEETS);
            return output(of.sheets(), of.omitted(), of.testing(), page);
          }
          Sheet sheet =
              input.session() == null ? sheets.latest(caller) : sheets.get(caller, input.session());
          return output(List.of(sheet), 0, null, page);
        });
  }

  private static Output output(
      List<Sheet> sheets, int omitted, @Nullable Effectiveness testing, boolean page) {
    int all = ShownSheet.lines(sheets);
    return ShownSheet.fitting(
        sheets,
        shown -> {
          int left = all - ShownSheet.lines(shown);
          return new Output(
              shown,
              shown.size(),
              omitted,
              left == 0 ? null : left,
              testing == null ? null : testing(testing),
              page ? String.join("\n", shown.stream().map(Sheet::markdown).toList()) : null);
        });
  }

  private static Testing testing(Effectiveness of) {
    Double accuracy = of.meanAccuracy();
    return new Testing(
        of.sessions(),
        of.bugs(),
        rounded(of.bugsPerSession()),
        rounded(of.meanSeconds() / 60),
        accuracy == null ? null : Math.round(100 * accuracy),
        of.xp());
  }

  private static double rounded(double number) {
    return Math.round(10 * number) / 10.0;
  }
}
