package atlas.tools.admin;

import atlas.core.Status;
import atlas.tools.Effect;
import atlas.tools.Tool;
import atlas.tools.Toolset;

/** The tool get_server_status. */
public final class GetServerStatus {
  private GetServerStatus() {}

  /** Nothing to say. */
  public record Input() {}

  public static Tool<Input, Status.Report> tool(Status status) {
    return Tool.of(
            Toolset.admin,
            "get_server_status",
            "Get the server's status",
            """
            Says what is configured and reachable, and how to mend what is not: the database, \
            Jira, GitLab, the tools that are offered, how busy the server is. Answers also when \
            the database does not.""",
            Effect.READS,
            Input.class,
            Status.Report.class,
            (caller, input) -> status.report(caller))
        .asksOutside()
        .diagnostic();
  }
}
