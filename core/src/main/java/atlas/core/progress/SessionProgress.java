package atlas.core.progress;

import atlas.core.testing.Ending;
import atlas.core.testing.Sessions;
import atlas.core.tickets.NamedBugs;
import atlas.model.Caller;
import atlas.model.Days;
import atlas.model.Earned;
import atlas.model.Habit;
import atlas.model.HabitTrigger;
import atlas.model.Session;
import atlas.model.XpCategory;
import atlas.storage.Tx;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * What a session comes to that ends: what it is worth, the bugs that are confirmed, a day more of
 * the testing habit. One in which nothing new was tried and no bug was reported comes to nothing,
 * whoever ends how many.
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
    Days days = tx.users().days();
    LocalDate today = days.of(tx.at());
    List<Earned> earned = new ArrayList<>();
    List<String> effects = new ArrayList<>();
    int tried = tried(tx, session, days.begin(today));
    if (tried > 0 || tx.ledger().reported(session.id())) {
      earned.add(worth(session, tried, today));
      Habits.testing(tx)
          .filter(Habit::active)
          .map(habit -> Habits.log(tx, habit, today, HabitTrigger.testing_session, session.id()))
          .ifPresent(effects::addAll);
    }
    NamedBugs.of(tx, session);
    Earning.alone(tx);
    earned.addAll(earning.found(tx, today));
    effects.addAll(earning.earn(tx, today, earned));
    return effects;
  }

  private Earned worth(Session session, int tried, LocalDate today) {
    int seconds = session.activeSeconds() == null ? 0 : session.activeSeconds();
    int worth = earning.rules().session().of(seconds, tried);
    return new Earned(
        XpCategory.work, "session", session.id(), "ended", session.shortId(), worth, today);
  }

  /** What was tried for the first time since then, removed or not: that it was is not undone. */
  private static int tried(Tx tx, Session session, Instant since) {
    tx.removals().showRemoved();
    int tried = tx.ledger().tried(session.id(), session.ticketId(), since);
    tx.removals().hideRemoved();
    return tried;
  }
}
