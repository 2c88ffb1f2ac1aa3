package atlas.tools.tickets;

import atlas.core.writing.IssueWrites;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool update_issue. */
public final class UpdateIssue {
  private UpdateIssue() {}

  public record Input(
      @Doc("The issue key, e.g. HBR-12.") @Limits(min = 3, max = 64) String ticketKey,
      @Doc("A comment, as Markdown.") @Limits(min = 1, max = 30_000) @Nullable String comment,
      @Doc("A status or step of its workflow, or just done, in progress or to do.")
          @Limits(min = 1, max = 100)
          @Nullable String transitionTo,
      @Doc("Minutes of work to log, up to now.") @Limits(min = 1, max = IssueWrites.MOST_MINUTES)
          @Nullable Integer logMinutes,
      @Doc("The person's own note; it replaces the last one and stays out of Jira.")
          @Limits(min = 1, max = 4_000)
          @Nullable String note,
      @Doc("How hard it is to test, 1 to 5; stays out of Jira.") @Limits(min = 1, max = 5)
          @Nullable Integer difficulty) {}

  public record Output(String ticketKey, List<String> effects) {}

  public static Tool<Input, Output> tool(IssueWrites writes) {
    return Tool.of(
            Toolset.tickets,
            "update_issue",
            "Update an issue",
            """
            Comments on a Jira issue, moves it to another status, logs work on it, or notes \
            something about it for this person alone. All that is asked for is recorded together, \
            and goes to Jira now or as soon as Jira answers, once: do not repeat it; effects say \
            how far each part is, get_issue shows it later.""",
            Effect.CHANGES,
            Input.class,
            Output.class,
            (caller, input) -> {
              var updated =
                  writes.update(
                      caller,
                      new IssueWrites.Update(
                          input.ticketKey(),
                          input.comment(),
                          input.transitionTo(),
                          input.logMinutes(),
                          input.note(),
                          input.difficulty()));
              return new Output(updated.ticketKey(), updated.effects());
            })
        .asksOutside();
  }
}
