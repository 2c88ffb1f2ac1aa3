package atlas.server.cli;

import atlas.core.activity.SyncSources;
import atlas.core.sync.Runs;
import atlas.core.tickets.Sync;
import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.model.SyncJob;
import atlas.server.Wiring;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Copies from other systems, in front of the person who asked for it. */
@Command(name = "sync", description = "Copy from Jira or GitLab now.")
final class SyncCommand extends Group {
  private static final Duration A_DAY = Duration.ofDays(1);

  SyncCommand(Map<String, String> environment) {
    super(Map.of("jira", new Jira(environment), "gitlab", new GitLab(environment)));
  }

  /** Copies the user's Jira issues, and gathers what they did there. */
  @Command(
      name = "jira",
      description = {
        "Copy your Jira issues, and the history that is configured, and gather what you did there:"
            + " what changed since the last time, or everything.",
        "A copy that is interrupted goes on where it stopped."
      })
  static final class Jira extends AtlasCommand implements Callable<Integer> {
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
        activity(wiring);
        return 0;
      }
    }

    private void activity(Wiring wiring) {
      try (var progress = ProgressLine.ofSteps(err())) {
        Caller caller = wiring.localCaller().in(new Call(null, progress));
        SyncJob job = wiring.services().sources().activity(caller, order(full)).job();
        progress.close();
        gathered(this, "in Jira", job);
      } catch (Refusal taken) {
        if (taken.kind() != Refusal.Kind.CONFLICT) throw taken;
        out().println("What you did in Jira is being gathered by another process.");
      }
    }
  }

  /** Gathers what the user did at GitLab. */
  @Command(
      name = "gitlab",
      description = {
        "Gather what you did at GitLab as evidence: merge requests, reviews, commits, issues,"
            + " comments; what changed since the last time, or of the last three years.",
        "What is interrupted goes on where it stopped."
      })
  static final class GitLab extends AtlasCommand implements Callable<Integer> {
    @Option(names = "--full", description = "Gather everything again.")
    boolean full;

    GitLab(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      try (Wiring wiring = wiring();
          var progress = ProgressLine.ofSteps(err())) {
        Caller caller = wiring.localCaller().in(new Call(null, progress));
        SyncSources sources = wiring.services().sources();
        SyncJob job = sources.run(caller, SyncSources.Source.gitlab, order(full)).job();
        progress.close();
        gathered(this, "at GitLab", job);
        return 0;
      }
    }
  }

  private static Runs.Order order(boolean full) {
    return new Runs.Order(Runs.Trigger.manual, full, A_DAY);
  }

  private static void gathered(AtlasCommand command, String where, SyncJob job) {
    command
        .out()
        .printf(
            "Gathered what you did %s (%s): %d pieces of evidence are new, %d changed.%n",
            where, job.kind(), job.created(), job.updated());
  }
}
