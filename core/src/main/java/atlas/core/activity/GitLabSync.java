package atlas.core.activity;

import atlas.core.access.Profiles;
import atlas.core.sync.Remote;
import atlas.core.sync.Runs;
import atlas.core.sync.Runs.Order;
import atlas.core.sync.Runs.Report;
import atlas.core.tickets.Accounts;
import atlas.integrations.gitlab.GitLab;
import atlas.integrations.gitlab.GitLabUser;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.model.SyncJob;
import atlas.storage.Database;
import atlas.storage.jobs.Duty;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Gathers what a user did at GitLab: merge requests, reviews, commits, issues, comments. */
public final class GitLabSync {
  /** As it stands in sync_jobs. */
  public static final String GITLAB = "gitlab";

  private final Database database;
  private final GitLabAccounts accounts;
  private final Accounts jira;
  private final Runs runs;

  /**
   * @param jira whose projects are known by name there
   */
  public GitLabSync(
      Database database, GitLabAccounts accounts, Accounts jira, InstantSource clock) {
    this.database = database;
    this.accounts = accounts;
    this.jira = jira;
    this.runs = new Runs(database, clock, GITLAB, "GitLab");
  }

  /**
   * Runs, or goes on with the run that was not finished, until the end or until the time is up.
   *
   * @throws Refusal when there is no account, another run goes on, or GitLab refuses
   */
  public Report run(Caller caller, Order order) {
    runs.mayCopy();
    Optional<Report> before = database.answered(caller, Report.class);
    if (before.isPresent()) return before.get();
    if (!accounts.has(caller.userId())) throw GitLabAccounts.none();
    return runs.run(caller, order, () -> work(caller, order));
  }

  private Runs.Work work(Caller caller, Order order) {
    GitLab account = accounts.require(caller.userId());
    GitLab gitLab = order.patient() ? account.patient() : account;
    GitLabUser me = gitLab.me(Remote.cancellation(caller));
    List<String> projects = new ArrayList<>(List.of(jira.projects(caller.userId())));
    String of = GitLabWords.account(me);
    GitLabPlace beginning =
        database.write(
            caller,
            tx -> {
              Profiles.isAtGitLab(tx, me.username());
              projects.addAll(tx.work().projects());
              JsonNode before = runs.lastWhole(tx).map(SyncJob::cursor).orElse(null);
              return GitLabPlace.beginning(of, before);
            });
    return new Gathering(
        caller, new GitLabRun.What(gitLab, me, new Links(projects), of), beginning);
  }

  private final class Gathering implements Runs.Work {
    private final Caller caller;
    private final GitLabRun.What what;
    private final GitLabPlace beginning;

    Gathering(Caller caller, GitLabRun.What what, GitLabPlace beginning) {
      this.caller = caller;
      this.what = what;
      this.beginning = beginning;
    }

    @Override
    public String of() {
      return what.of();
    }

    @Override
    public JsonNode beginning() {
      return beginning.json();
    }

    @Override
    public Runs.Steps steps(Runs.Going going) {
      return new GitLabRun(database, caller, what, going);
    }
  }

  /** What is done without being asked; as {@link Runs#duties}. */
  public List<Duty> duties(Duration every) {
    return runs.duties(every, accounts::users, accounts::has, this::run);
  }
}
