package atlas.core.focus;

import atlas.core.planner.Planner;
import atlas.core.tickets.Accounts;
import atlas.core.tickets.TicketKeys;
import atlas.storage.Database;

/** All that knows what to do next. */
public record Focus(
    NextActions next,
    Actions actions,
    Theaters theaters,
    FocusLogs logs,
    FocusOverview overview,
    OfflineChanges offline) {

  /**
   * Over that database.
   *
   * @param planner takes what was planned offline
   */
  public static Focus in(
      Database database,
      Accounts accounts,
      TicketKeys keys,
      FocusWeights weights,
      Planner planner) {
    var actions = new Actions(database, keys);
    return new Focus(
        new NextActions(database, accounts, weights),
        actions,
        new Theaters(database),
        new FocusLogs(database),
        new FocusOverview(database),
        new OfflineChanges(database, actions, planner));
  }
}
