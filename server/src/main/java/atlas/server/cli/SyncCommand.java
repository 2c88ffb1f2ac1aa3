package atlas.server.cli;

import atlas.core.sync.Runs;
import atlas.core.tickets.Sync;
import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.SyncJob;
import atlas.server.Wiring;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Copies from other systems, in front of the person who asked for it. */
@Command(name = "sync", description = "Copy from Jira now.")
final class SyncCommand extends Group {
  SyncCommand(Map<String, String> environment) {
    super(Map.of("jira", new Jira(environment)));
  }

  /** Copies the user's Jira issues. */
  @Command(
      name = "jira",
      description = {
        "Copy your Jira issues, and the history that is configured: what changed since the last"
            + " time, or everything.",
        "A copy that is interrupted goes on where it stopped."
      })
  static final class Jira extends AtlasCommand implements Callable<Integer> {
    private static final Duration A_DAY = Duration.ofDays(1);

    @Option(names = "--full", description = "Copy everything again.")
    boolean full;

    @Option(
        names = "--new-site",
        description = {
          "Your account is at another Jira from now on, or at the same one under another address."
              + " What you know of another's tickets stays, and they are inactive."
        })
    boolean newSite;

    Jira(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      try (Wiring wiring = wiring();
          var progress = ProgressLine.ofSteps(err())) {
        Caller caller = wiring.localCaller().in(new Call(null, progress));
        Sync sync = wiring.services().sync();
        Runs.Report report =
            newSite
                ? sync.runAtNewSite(caller, A_DAY)
                : sync.run(caller, Runs.Trigger.manual, full, A_DAY);
        SyncJob job = report.job();
        progress.close();
        out()
            .printf(
                "Copied %d issues from Jira (%s): %d new, %d changed, %d no longer active.%n",
                job.fetched(), job.kind(), job.created(), job.updated(), job.deactivated());
        return 0;
      }
    }
  }
}
