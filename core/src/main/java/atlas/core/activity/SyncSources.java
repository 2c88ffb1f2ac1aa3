package atlas.core.activity;

import atlas.core.sync.Remote;
import atlas.core.sync.Runs.Order;
import atlas.core.sync.Runs.Report;
import atlas.core.tickets.Accounts;
import atlas.core.tickets.Sync;
import atlas.integrations.RemoteFailure;
import atlas.integrations.gitlab.GitLabUser;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.model.SyncJob;
import atlas.storage.Database;
import atlas.storage.Tx;
import atlas.storage.jobs.Duty;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Everything that is copied from, in one place: what runs, when, and how it went. */
public final class SyncSources {
  private static final int MOST_RUNS = 50;

  /** What can be copied from by name. */
  public enum Source {
    jira,
    gitlab
  }

  /**
   * How it stands with a source.
   *
   * @param source as it stands in sync_jobs
   * @param configured whether the user has an account there
   * @param runs latest first
   */
  public record State(
      String source,
      boolean configured,
      boolean running,
      @Nullable Instant lastSync,
      List<SyncJob> runs) {
    public State {
      runs = List.copyOf(runs);
    }
  }

  /**
   * How it stands with all of them.
   *
   * @param writesWaiting what is to be written to Jira and is not there yet
   * @param writesProblem what keeps the oldest of them, and what to do
   */
  public record States(List<State> sources, int writesWaiting, @Nullable String writesProblem) {
    public States {
      sources = List.copyOf(sources);
    }
  }

  private final Database database;
  private final Accounts jiraAccounts;
  private final GitLabAccounts gitLabAccounts;
  private final Sync issues;
  private final JiraActivity jira;
  private final GitLabSync gitLab;

  /**
   * @param issues copies Jira's issues
   */
  public SyncSources(
      Database database,
      Sync issues,
      Accounts jiraAccounts,
      GitLabAccounts gitLabAccounts,
      InstantSource clock) {
    this.database = database;
    this.jiraAccounts = jiraAccounts;
    this.gitLabAccounts = gitLabAccounts;
    this.issues = issues;
    this.jira = new JiraActivity(database, jiraAccounts, clock);
    this.gitLab = new GitLabSync(database, gitLabAccounts, jiraAccounts, clock);
  }

  /**
   * Copies from there as long as somebody may wait, and goes on in the background. What the user
   * did in Jira is gathered there after their issues are copied.
   *
   * @throws Refusal as a run does
   */
  public Report run(Caller caller, Source source, Order order) {
    if (source == Source.gitlab) return gitLab.run(caller, order);
    boolean repeat = database.isRepeat(caller);
    Report report = issues.run(caller, order.trigger(), order.full(), order.atMost());
    if (!repeat) jira.later(caller, order.full());
    return report;
  }

  /** Gathers what the user did in Jira, to its end. */
  public Report activity(Caller caller, Order order) {
    return jira.run(caller, order);
  }

  /**
   * Who the user is at GitLab, if they have an account there; asks it.
   *
   * @throws Refusal when it does not answer, or not with that
   */
  public Optional<GitLabUser> gitLabUser(Caller caller) {
    try {
      return gitLabAccounts
          .gitLab(caller.userId())
          .map(account -> account.quick().me(Remote.cancellation(caller)));
    } catch (RemoteFailure failure) {
      throw Remote.refusal(failure);
    }
  }

  /** When what the user did at GitLab was last gathered. */
  public Optional<Instant> lastGitLab(Caller caller) {
    return database.read(caller, tx -> tx.syncJobs().lastSync(GitLabSync.GITLAB));
  }

  /** What ran, and how it went. */
  public States states(Caller caller, int limit) {
    boolean atJira = jiraAccounts.has(caller.userId());
    boolean atGitLab = gitLabAccounts.has(caller.userId());
    return database.read(
        caller,
        tx ->
            new States(
                List.of(
                    state(tx, Sync.JIRA, atJira, limit),
                    state(tx, JiraActivity.JIRA_ACTIVITY, atJira, limit),
                    state(tx, GitLabSync.GITLAB, atGitLab, limit)),
                tx.remoteWrites().countWaiting(),
                tx.remoteWrites().waitsFor().orElse(null)));
  }

  private static State state(Tx tx, String source, boolean configured, int limit) {
    return new State(
        source,
        configured,
        tx.syncJobs().leased(source),
        tx.syncJobs().lastSync(source).orElse(null),
        tx.syncJobs().history(source, null, Math.min(limit, MOST_RUNS)));
  }

  /**
   * What is done without being asked, for every source.
   *
   * @param every zero for never, so that only what was begun is ended
   */
  public List<Duty> duties(Duration every) {
    var duties = new ArrayList<Duty>(issues.duties(every));
    duties.addAll(jira.duties(every));
    duties.addAll(gitLab.duties(every));
    return duties;
  }
}
