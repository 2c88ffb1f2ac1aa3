package atlas.core.activity;

import atlas.core.sync.Remote;
import atlas.core.sync.Runs;
import atlas.core.sync.Runs.Order;
import atlas.core.sync.Runs.Report;
import atlas.core.tickets.Accounts;
import atlas.core.tickets.Sites;
import atlas.integrations.Cancellation;
import atlas.integrations.jira.Jira;
import atlas.integrations.jira.Myself;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.storage.Database;
import atlas.storage.jobs.Duty;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * Gathers what a user did in Jira: issues that they saw to until they were done, comments, booked
 * time. Apart from the copy of their issues, which must not wait for it.
 */
public final class JiraActivity {
  /** As it stands in sync_jobs. */
  public static final String JIRA_ACTIVITY = "jira_activity";

  private final Database database;
  private final Accounts accounts;
  private final Runs runs;

  public JiraActivity(Database database, Accounts accounts, InstantSource clock) {
    this.database = database;
    this.accounts = accounts;
    this.runs = new Runs(database, clock, JIRA_ACTIVITY, "What you did in Jira");
  }

  /**
   * Runs, or goes on with the run that was not finished, until the end or until the time is up.
   *
   * @throws Refusal when there is no account, another run goes on, or Jira refuses
   */
  public Report run(Caller caller, Order order) {
    runs.mayCopy();
    Optional<Report> before = database.answered(caller, Report.class);
    if (before.isPresent()) return before.get();
    if (!accounts.has(caller.userId())) throw Accounts.none();
    return runs.run(caller, order, () -> work(caller, order));
  }

  /**
   * Has it run in the background.
   *
   * @param full gathers everything and not only what changed
   */
  public void later(Caller caller, boolean full) {
    database.write(
        caller,
        tx -> {
          runs.later(tx, full);
          return tx.at();
        });
  }

  private Runs.Work work(Caller caller, Order order) {
    Jira account = accounts.require(caller.userId());
    Jira jira = order.patient() ? account.patient() : account;
    Cancellation cancellation = Remote.cancellation(caller);
    Sites.check(database, caller, jira);
    Myself me = jira.myself(cancellation);
    int number = database.read(caller, tx -> tx.work().jiraNumber());
    String what = jira.address(cancellation) + " " + me.id() + " " + new TreeSet<>(jira.projects());
    String of = UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8)).toString();
    var words = new JiraWords(jira, me, number);
    return new Gathering(caller, new JiraActivityRun.What(jira, me, words, of));
  }

  private final class Gathering implements Runs.Work {
    private final Caller caller;
    private final JiraActivityRun.What what;

    Gathering(Caller caller, JiraActivityRun.What what) {
      this.caller = caller;
      this.what = what;
    }

    @Override
    public String of() {
      return what.of();
    }

    @Override
    public JsonNode beginning() {
      return JiraPlace.beginning(what.of()).json();
    }

    @Override
    public Runs.Steps steps(Runs.Going going) {
      return new JiraActivityRun(database, caller, what, going);
    }
  }

  /** What is done without being asked; as {@link Runs#duties}. */
  public List<Duty> duties(Duration every) {
    return runs.duties(every, accounts::users, accounts::has, this::run);
  }
}
