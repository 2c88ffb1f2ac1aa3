package atlas.core.progress;

import atlas.model.Caller;
import atlas.model.HabitState;
import atlas.model.LedgerEntry;
import atlas.model.Level;
import atlas.model.XpTotals;
import atlas.storage.Database;
import java.time.LocalDate;
import java.util.List;

/** How far a person has come, counted anew each time. */
public final class Progress {
  private static final XpTotals NOTHING = new XpTotals(0, 0, 0, 0, 0, 0);

  /**
   * How it stands.
   *
   * @param today what was earned on the person's day
   * @param habits the testing one first
   * @param latest what was earned last
   */
  public record Seen(
      LocalDate day,
      XpTotals totals,
      Level level,
      XpTotals today,
      List<HabitState> habits,
      List<LedgerEntry> latest) {
    /** The days in a row on which the person tested. */
    public int streak() {
      return habits.stream()
          .filter(HabitState::testing)
          .mapToInt(HabitState::currentStreak)
          .findFirst()
          .orElse(0);
    }
  }

  private final Database database;

  public Progress(Database database) {
    this.database = database;
  }

  /** Looks, with so much of what was earned last. */
  public Seen get(Caller caller, int latest) {
    return database.read(
        caller,
        tx -> {
          LocalDate day = Earning.today(tx);
          XpTotals totals = tx.ledger().totals().orElse(NOTHING);
          return new Seen(
              day,
              totals,
              Level.of(totals.total()),
              tx.ledger().ofDay(day),
              Habits.states(tx),
              latest == 0 ? List.of() : tx.ledger().latest(latest));
        });
  }
}
