package atlas.core.progress;

import atlas.model.Caller;
import atlas.model.CoachLine;
import atlas.model.Days;
import atlas.model.HabitState;
import atlas.model.LedgerEntry;
import atlas.model.Level;
import atlas.model.XpTotals;
import atlas.storage.Database;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How far a person has come, counted anew each time. */
public final class Progress {
  private static final XpTotals NOTHING = new XpTotals(0, 0, 0, 0, 0, 0);

  /**
   * How it stands.
   *
   * @param today what was earned on the person's day
   * @param habits the testing one first
   * @param latest what was earned last
   * @param challenge of the day; null before it is assigned
   * @param coach what the coach said last and was not dismissed
   */
  public record Seen(
      LocalDate day,
      XpTotals totals,
      Level level,
      XpTotals today,
      List<HabitState> habits,
      List<LedgerEntry> latest,
      List<Achievements.State> achievements,
      Challenges.@Nullable State challenge,
      @Nullable CoachLine coach,
      Days days) {
    /** How many achievements are unlocked. */
    public long unlocked() {
      return achievements.stream().filter(one -> one.unlockedAt() != null).count();
    }

    /** So many of the achievements that were unlocked last, and of those that are nearest. */
    public List<Achievements.State> notable(int most) {
      Stream<Achievements.State> last =
          achievements.stream().filter(one -> one.unlockedAt() != null).limit(most);
      Stream<Achievements.State> next =
          achievements.stream()
              .filter(one -> one.unlockedAt() == null && one.progress() > 0)
              .sorted(Comparator.comparingDouble(Achievements.State::share).reversed())
              .limit(most);
      return Stream.concat(last, next).toList();
    }

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
  private final Goals goals;

  /** By the data that ATLAS ships. */
  public Progress(Database database) {
    this(database, new Goals(null));
  }

  public Progress(Database database, Goals goals) {
    this.database = database;
    this.goals = goals;
  }

  /** Looks, with so much of what was earned last. */
  public Seen get(Caller caller, int latest) {
    return database.read(
        caller,
        tx -> {
          Days days = tx.users().days();
          LocalDate day = days.of(tx.at());
          XpTotals totals = tx.ledger().totals().orElse(NOTHING);
          return new Seen(
              day,
              totals,
              Level.of(totals.total()),
              tx.ledger().ofDay(day),
              Habits.states(tx),
              latest == 0 ? List.of() : tx.ledger().latest(latest),
              goals.achievements().states(tx),
              Challenges.today(tx, day).orElse(null),
              Coach.latest(tx, 1).stream().findFirst().orElse(null),
              days);
        });
  }
}
