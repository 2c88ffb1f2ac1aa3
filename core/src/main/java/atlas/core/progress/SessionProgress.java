package atlas.core.progress;

import atlas.core.testing.Ending;
import atlas.core.testing.Sessions;
import atlas.model.Caller;
import atlas.model.Days;
import atlas.model.Earned;
import atlas.model.Habit;
import atlas.model.HabitTrigger;
import atlas.model.Session;
import atlas.model.XpCategory;
import atlas.storage.Tx;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a session comes to that ends: what it is worth, the bugs that are confirmed, a day more of
 * the testing habit. One in which nothing new was tried comes to nothing, whoever ends how many.
 */
public final class SessionProgress implements Ending, Ending.Step {
  private final Earning earning;

  public SessionProgress(Earning earning) {
    this.earning = earning;
  }

  @Override
  public Step prepare(Caller caller, Sessions.End end) {
    return this;
  }

  @Override
  public List<String> ended(Tx tx, Session session) {
    LocalDate today = Earning.alone(tx);
    List<Earned> earned = new ArrayList<>();
    List<String> effects = new ArrayList<>();
    int tried = tried(tx, session, today);
    if (tried > 0) {
      int seconds = session.activeSeconds() == null ? 0 : session.activeSeconds();
      int worth = earning.rules().session().of(seconds, tried);
      earned.add(
          new Earned(
              XpCategory.work, "session", session.id(), "ended", session.shortId(), worth, today));
      Optional<Habit> testing = Habits.testing(tx).filter(Habit::active);
      testing.ifPresent(
          habit ->
              effects.addAll(
                  Habits.log(tx, habit, today, HabitTrigger.testing_session, session.id())));
    }
    earned.addAll(earning.found(tx, today));
    effects.addAll(earning.earn(tx, today, earned));
    return effects;
  }

  /** What was tried for the first time on this day, removed or not: that it was is not undone. */
  private static int tried(Tx tx, Session session, LocalDate today) {
    Days days = tx.users().days();
    tx.removals().showRemoved();
    int tried = tx.ledger().tried(session.id(), session.ticketId(), days.begin(today));
    tx.removals().hideRemoved();
    return tried;
  }
}
