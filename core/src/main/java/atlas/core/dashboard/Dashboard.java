package atlas.core.dashboard;

import atlas.core.tickets.Accounts;
import atlas.model.Caller;
import atlas.model.DashboardSummary;
import atlas.model.DayActivity;
import atlas.model.Effectiveness;
import atlas.model.Level;
import atlas.model.RecentTicket;
import atlas.model.Refusal;
import atlas.storage.Database;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A person's day, their last thirty and all of them; all of it counted when it is asked for. */
public final class Dashboard {
  private static final int RECENT = 10;

  /**
   * How it all stands.
   *
   * @param activity the last thirty days of theirs, the latest first
   * @param recent the ten tickets to which something happened last
   * @param effectiveness of all completed sessions; null before there is one
   */
  public record Seen(
      DashboardSummary summary,
      Level level,
      List<DayActivity> activity,
      List<RecentTicket> recent,
      @Nullable Effectiveness effectiveness) {}

  private final Database database;
  private final Accounts accounts;
  private final String[] testing;

  /**
   * @param testing the names of statuses that mean that a ticket is being tested
   */
  public Dashboard(Database database, Accounts accounts, List<String> testing) {
    this.database = database;
    this.accounts = accounts;
    this.testing = testing.stream().map(n -> n.toLowerCase(Locale.ROOT)).toArray(String[]::new);
  }

  /** All of it. */
  public Seen get(Caller caller) {
    String[] projects = accounts.projects(caller.userId());
    return database.read(
        caller,
        tx -> {
          var table = tx.dashboard();
          DashboardSummary summary =
              table
                  .summary(projects, testing)
                  .orElseThrow(
                      () -> Refusal.notFound("This user is not here any more; start ATLAS again."));
          return new Seen(
              summary,
              Level.of(summary.xp()),
              table.activity(),
              table.recent(projects, RECENT),
              table.effectiveness().orElse(null));
        });
  }
}
