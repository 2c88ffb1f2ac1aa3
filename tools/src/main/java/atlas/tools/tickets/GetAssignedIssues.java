package atlas.tools.tickets;

import atlas.core.Outside;
import atlas.core.SourceReport;
import atlas.core.tickets.Tickets;
import atlas.model.AssignedTicket;
import atlas.model.Ref;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Format;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool get_assigned_issues. */
public final class GetAssignedIssues {
  private GetAssignedIssues() {}

  public record Input(
      @Doc("Only this Jira status, e.g. In Progress.") @Limits(min = 1, max = 100)
          @Nullable String status,
      @Doc("Only this Jira project, e.g. HBR.") @Limits(min = 1, max = 64) @Nullable String project,
      @Doc(
              "auto (default) asks Jira when ATLAS's copy is older than 15 minutes; live always"
                  + " asks;"
                  + " cached never.")
          Tickets.@Nullable Source source,
      @Doc("How many at most; default 20.") @Limits(min = 1, max = 100) @Nullable Integer limit,
      @Doc("next_cursor of the page before.") @Limits(min = 1, max = 500) @Nullable String cursor,
      @Doc("concise (default), or detailed with components and labels.") @Nullable Format format) {}

  public record Issue(
      String key,
      String summary,
      String type,
      String status,
      @Nullable String priority,
      @Nullable LocalDate due,
      @Doc("When it last changed in Jira.") @Nullable Instant updated,
      @Doc("The user's own words on it.") @Nullable String myNote,
      @Doc("How hard it is to test: 1 easy to 5 hard.") @Nullable Integer difficulty,
      @Doc("The testing session that is open on it, e.g. S-12.") @Nullable String activeSession,
      @Nullable List<String> components,
      @Nullable List<String> labels) {}

  public record Output(
      List<Issue> issues,
      @Doc("How many are in this answer.") int count,
      @Doc("How many more there are.") int omitted,
      @Doc("live: Jira was asked just now; cached: the copy.") String dataSource,
      @Doc("When the copy was last made.") @Nullable Instant lastSync,
      @Nullable String nextCursor,
      @Doc("Why the list may be out of date.") @Nullable String degraded,
      List<SourceReport> sources,
      @Doc("What to ask instead.") @Nullable String hint) {}

  public static Tool<Input, Output> tool(Tickets tickets) {
    return Tool.of(
            Toolset.tickets,
            "get_assigned_issues",
            "Get assigned issues",
            """
            Lists the open Jira issues that are assigned to the user, highest priority first, then \
            most recently updated. Start here to see what to test. When Jira can't be reached the \
            last copy is listed, and degraded says why.""",
            Effect.READS,
            Input.class,
            Output.class,
            (caller, input) ->
                output(
                    tickets.assigned(
                        caller,
                        new Tickets.Query(
                            input.status(),
                            input.project(),
                            input.source() == null ? Tickets.Source.auto : input.source(),
                            input.limit() == null ? 20 : input.limit(),
                            input.cursor())),
                    Format.isDetailed(input.format())))
        .asksOutside();
  }

  private static Output output(Tickets.Assigned assigned, boolean detailed) {
    String hint =
        assigned.statuses().isEmpty()
            ? null
            : "Your issues are in: "
                + String.join(", ", assigned.statuses().stream().map(Outside::line).toList());
    return new Output(
        assigned.tickets().stream().map(ticket -> issue(ticket, detailed)).toList(),
        assigned.tickets().size(),
        assigned.omitted(),
        assigned.dataSource(),
        assigned.lastSync(),
        assigned.nextCursor(),
        assigned.degraded(),
        assigned.sources(),
        hint);
  }

  private static Issue issue(AssignedTicket ticket, boolean detailed) {
    return new Issue(
        ticket.ticketKey(),
        Outside.line(ticket.summary()),
        Outside.line(ticket.issueType()),
        Outside.line(ticket.status()),
        Outside.lineOrNull(ticket.priority()),
        ticket.due(),
        ticket.jiraUpdatedAt(),
        Outside.lineOrNull(ticket.note()),
        ticket.difficulty(),
        ticket.sessionNumber() == null ? null : Ref.Kind.SESSION.shortId(ticket.sessionNumber()),
        detailed ? ticket.components().stream().map(Outside::line).toList() : null,
        detailed ? ticket.labels().stream().map(Outside::line).toList() : null);
  }
}
