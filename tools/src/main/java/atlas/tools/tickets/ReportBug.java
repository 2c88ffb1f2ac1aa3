package atlas.tools.tickets;

import atlas.core.Outside;
import atlas.core.writing.BugReports;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool report_bug. */
public final class ReportBug {
  private ReportBug() {}

  public record Input(
      @Doc("The bug in a line.") @Limits(min = 1, max = 255) String summary,
      @Doc("Steps, expected and actual behaviour, as Markdown.") @Limits(min = 1, max = 30_000)
          String description,
      @Doc("The session that found it; default the only open one.") @Limits(min = 1, max = 64)
          @Nullable String session,
      @Doc("The site's name of a priority, e.g. High.") @Limits(min = 1, max = 60)
          @Nullable String priority,
      @Doc("Report it although others are like it.") @Nullable Boolean force,
      @Doc("What the person is to do about it.") @Limits(min = 1, max = 200)
          @Nullable String followUp) {}

  public record Duplicate(
      @Doc("Absent while Jira has not got it.") @Nullable String key,
      String summary,
      @Nullable String status,
      @Doc("0 to 100.") long likeness) {}

  public record Output(
      @Doc("false: nothing was reported; duplicates or effects say why.") boolean created,
      @Doc("Absent until Jira has it.") @Nullable String bugKey,
      String session,
      String ticketKey,
      List<Duplicate> duplicates,
      List<String> effects) {}

  public static Tool<Input, Output> tool(BugReports bugs) {
    return Tool.of(
            Toolset.tickets,
            "report_bug",
            "Report a bug",
            """
            Reports a bug to Jira in the project of a testing session's ticket, links it to that \
            ticket and puts it on the session sheet. When issues that may be the same are known, \
            it reports nothing and shows them: compare, then report again with force if none is.""",
            Effect.ADDS,
            Input.class,
            Output.class,
            (caller, input) ->
                output(
                    bugs.report(
                        caller,
                        new BugReports.Report(
                            input.session(),
                            input.summary(),
                            input.description(),
                            input.priority(),
                            Boolean.TRUE.equals(input.force()),
                            input.followUp()))))
        .asksOutside();
  }

  private static Output output(BugReports.Reported reported) {
    return new Output(
        reported.created(),
        reported.bugKey(),
        reported.session(),
        reported.ticketKey(),
        reported.duplicates().stream().map(ReportBug::duplicate).toList(),
        reported.effects());
  }

  private static Duplicate duplicate(BugReports.Duplicate duplicate) {
    return new Duplicate(
        duplicate.key(),
        Outside.line(duplicate.summary()),
        Outside.lineOrNull(duplicate.status()),
        Math.round(100 * duplicate.likeness()));
  }
}
