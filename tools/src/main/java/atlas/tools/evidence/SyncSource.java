package atlas.tools.evidence;

import atlas.core.activity.SyncSources;
import atlas.core.sync.Runs;
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

  public record Input(
      @Doc("Where to copy from; jira by default.") SyncSources.@Nullable Source source,
      @Doc("true copies everything again, not only what changed.") @Nullable Boolean full) {}

  public record Output(SyncLine sync, List<String> effects) {}

  public static Tool<Input, Output> tool(SyncSources sources) {
    return Tool.of(
            Toolset.evidence,
            "sync_source",
            "Copy from Jira or GitLab now",
            """
            Copies your Jira issues and the history that is configured, or gathers what you did at \
            GitLab as evidence: what changed since the last time, or everything. A long copy, and \
            gathering what you did in Jira, go on in the background after the answer; \
            get_sync_status tells how far they are.""",
            Effect.CHANGES,
            Input.class,
            Output.class,
            (caller, input) -> {
              var source = input.source() == null ? SyncSources.Source.jira : input.source();
              boolean full = Boolean.TRUE.equals(input.full());
              var order = new Runs.Order(Runs.Trigger.manual, full, TIME);
              Runs.Report report = sources.run(caller, source, order);
              return new Output(SyncLine.of(report.job()), effects(source, report));
            })
        .asksOutside()
        .onRequest();
  }

  private static List<String> effects(SyncSources.Source source, Runs.Report report) {
    SyncJob job = report.job();
    boolean jira = source == SyncSources.Source.jira;
    String what = jira ? " issues" : " pieces of evidence";
    var effects = new ArrayList<String>();
    if (job.created() > 0) effects.add(job.created() + what + " are new");
    if (job.updated() > 0) effects.add(job.updated() + what + " changed");
    if (job.deactivated() > 0) effects.add(job.deactivated() + what + " are no longer active");
    if (report.goesOn()) effects.add("The copy goes on in the background");
    if (jira) effects.add("What you did in Jira is gathered in the background");
    return effects;
  }
}
