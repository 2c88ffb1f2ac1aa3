package atlas.tools.memory;

import atlas.core.Outside;
import atlas.core.memory.Claims;
import atlas.model.TaskStatus;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool claim_task. */
public final class ClaimTask {
  private ClaimTask() {}

  public record Input(
      @Doc("claim one, next: the best that is ready, renew to keep it longer, release.")
          Claims.Action action,
      @Doc("The task, e.g. T-4; not for next.") @Limits(min = 1, max = 64) @Nullable String task,
      @Doc("Where next looks; default the working directory's.") @Limits(min = 1, max = 100)
          @Nullable String project) {}

  public record Output(
      String task,
      String title,
      TaskStatus status,
      String project,
      @Doc("Yours from when until when, and whose ran out before it.") Claims.@Nullable Lease lease,
      List<String> effects) {}

  public static Tool<Input, Output> tool(Claims claims) {
    return Tool.of(
        Toolset.memory,
        "claim_task",
        "Claim a task",
        """
        Takes a task so that nobody else does it at the same time. Claim before you begin; a claim \
        lasts 60 minutes unless the project says otherwise.""",
        Effect.CHANGES,
        Input.class,
        Output.class,
        (caller, input) -> {
          var claimed = claims.act(caller, input.action(), input.task(), input.project());
          return new Output(
              claimed.task(),
              Outside.line(claimed.title()),
              claimed.status(),
              Outside.line(claimed.project()),
              claimed.lease() == null ? null : claimed.lease().shown(),
              claimed.effects());
        });
  }
}
