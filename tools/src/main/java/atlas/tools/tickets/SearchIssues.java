package atlas.tools.tickets;

import atlas.core.Outside;
import atlas.core.SourceReport;
import atlas.core.tickets.Finding;
import atlas.model.FoundTicket;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Format;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool search_issues. */
public final class SearchIssues {
  private SearchIssues() {}

  public record Input(
      @Doc("Words, a \"phrase\", or, -without, issue keys.") @Limits(min = 1, max = 500)
          String query,
      @Doc("Only this Jira project, e.g. HBR.") @Limits(min = 1, max = 64) @Nullable String project,
      @Doc("Only this Jira status, e.g. Done.") @Limits(min = 1, max = 100) @Nullable String status,
      @Doc("Only this issue type, e.g. Bug.") @Limits(min = 1, max = 100) @Nullable String type,
      @Doc("How many at most; default 10.") @Limits(min = 1, max = 100) @Nullable Integer limit,
      @Doc("next_cursor of the page before.") @Limits(min = 1, max = 500) @Nullable String cursor,
      @Doc("concise (default), or detailed with the assignee.") @Nullable Format format) {}

  public record Issue(
      String key,
      String summary,
      String type,
      String status,
      @Nullable String priority,
      @Nullable Instant updated,
      @Doc("Whether it is open and the user's.") boolean active,
      @Doc("How hard it is to test: 1 easy to 5 hard.") @Nullable Integer difficulty,
      @Doc("What matched: named, words, meaning, or words and meaning.") String why,
      @Nullable String assignee) {}

  public record Output(
      @Doc("The best first.") List<Issue> issues,
      @Doc("How many are in this answer.") int count,
      @Doc("How many more there are.") int omitted,
      @Nullable String nextCursor,
      @Doc("When Jira was last copied.") @Nullable Instant lastSync,
      @Doc("Why something may be missing.") @Nullable String degraded,
      List<SourceReport> sources,
      @Doc("What to ask instead.") @Nullable String hint) {}

  public static Tool<Input, Output> tool(Finding finding) {
    return Tool.of(
        Toolset.tickets,
        "search_issues",
        "Search issues",
        """
        Finds Jira issues by words and meaning, in ATLAS's copy: the user's own, but not those \
        done before the first copy, and what was copied besides. Also finds earlier bugs before a \
        new one is reported.""",
        Effect.READS,
        Input.class,
        Output.class,
        (caller, input) ->
            output(
                finding.search(
                    caller,
                    new Finding.Query(
                        input.query(),
                        input.project(),
                        input.status(),
                        input.type(),
                        input.limit() == null ? 10 : input.limit(),
                        input.cursor())),
                Format.isDetailed(input.format())));
  }

  private static Output output(Finding.Found found, boolean detailed) {
    return new Output(
        found.tickets().stream().map(ticket -> issue(ticket, detailed)).toList(),
        found.tickets().size(),
        found.omitted(),
        found.nextCursor(),
        found.lastSync(),
        found.degraded(),
        found.sources(),
        hint(found));
  }

  private static Issue issue(FoundTicket ticket, boolean detailed) {
    return new Issue(
        ticket.ticketKey(),
        Outside.line(ticket.summary()),
        Outside.line(ticket.issueType()),
        Outside.line(ticket.status()),
        Outside.lineOrNull(ticket.priority()),
        ticket.jiraUpdatedAt(),
        ticket.active(),
        ticket.difficulty(),
        ticket.why(),
        detailed ? Outside.lineOrNull(ticket.assignee()) : null);
  }

  private static @Nullable String hint(Finding.Found found) {
    if (found.anyWord()) return "No issue has all of these words; these have some of them.";
    if (!found.tickets().isEmpty()) return null;
    var hints = new ArrayList<>(List.of("Try fewer or other words."));
    found
        .had()
        .forEach(
            (filter, values) ->
                hints.add(
                    values.isEmpty()
                        ? "There are no issues in the copy."
                        : "The copy has %s: %s."
                            .formatted(
                                filter,
                                String.join(
                                    ", ",
                                    values.stream().map(v -> Outside.line(v, 60)).toList()))));
    return String.join(" ", hints.stream().distinct().toList());
  }
}
