package atlas.tools.evidence;

import atlas.core.sync.Runs;
import atlas.core.tickets.Sync;
import atlas.model.SyncJob;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool sync_source. */
public final class SyncSource {
  // Within a tool's deadline, with a last page to come.
  private static final Duration TIME = Duration.ofSeconds(12);

  private SyncSource() {}

  /** What can be copied from. */
  public enum Source {
    jira
  }

  public record Input(
      @Doc("Where to copy from; jira is the one there is.") @Nullable Source source,
      @Doc("true copies everything again, not only what changed.") @Nullable Boolean full) {}

  public record Output(SyncLine sync, List<String> effects) {}

  public static Tool<Input, Output> tool(Sync sync) {
    return Tool.of(
            Toolset.evidence,
            "sync_source",
            "Copy from Jira now",
            """
            Copies your Jira issues, and the history that is configured, into ATLAS: what changed \
            since the last time, or everything. A long copy goes on in the background after the \
            answer; get_sync_status tells how far it is.""",
            Effect.CHANGES,
            Input.class,
            Output.class,
            (caller, input) -> {
              boolean full = Boolean.TRUE.equals(input.full());
              Runs.Report report = sync.run(caller, Runs.Trigger.manual, full, TIME);
              return new Output(SyncLine.of(report.job()), effects(report));
            })
        .asksOutside()
        .onRequest();
  }

  private static List<String> effects(Runs.Report report) {
    SyncJob job = report.job();
    var effects = new ArrayList<String>();
    if (job.created() > 0) effects.add(job.created() + " issues are new");
    if (job.updated() > 0) effects.add(job.updated() + " issues changed");
    if (job.deactivated() > 0) effects.add(job.deactivated() + " issues are no longer active");
    if (report.goesOn()) effects.add("The copy goes on in the background");
    return effects;
  }
}
