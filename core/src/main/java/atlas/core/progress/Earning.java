package atlas.core.progress;

import atlas.core.tickets.NamedBugs;
import atlas.model.Days;
import atlas.model.Earned;
import atlas.model.LedgerEntry;
import atlas.model.Level;
import atlas.model.Profile;
import atlas.model.ProgressEvent;
import atlas.model.Ref;
import atlas.model.XpCategory;
import atlas.model.XpTotals;
import atlas.storage.Tx;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the ledger of what is earned. It has the person's row to itself from its first statement
 * on, so that it comes last in a transaction: what is locked after it could be waited for.
 */
public final class Earning {
  // Achievements earn, and by that others may be reached; each only once.
  private static final int ROUNDS = 10;

  private final Supplier<XpRules> rules;
  private final List<Milestone> milestones;

  /**
   * @param milestones what looks at each earning, in that order
   */
  public Earning(Supplier<XpRules> rules, List<Milestone> milestones) {
    this.rules = rules;
    this.milestones = List.copyOf(milestones);
  }

  /** What ATLAS does, by the data that it ships or that lie in the home. */
  public static Earning in(@Nullable Path home) {
    return in(home, new Goals(home));
  }

  /** The same with goals that others look at, too. */
  public static Earning in(@Nullable Path home, Goals goals) {
    return new Earning(XpRules.in(home), List.of(goals));
  }

  /** What is wrong with the data that lie in the home; work goes on with what ATLAS ships. */
  public static List<String> problems(Path home) {
    return Stream.of(
            XpRules.in(home), Achievements.file(home), Challenges.file(home), Coach.file(home))
        .map(DataFile::problem)
        .flatMap(Stream::ofNullable)
        .toList();
  }

  /** What things are worth. */
  public XpRules rules() {
    return rules.get();
  }

  /** Adds it to the ledger, with all that follows; a line for each thing that changed. */
  public List<String> earn(Tx tx, Earned earned) {
    return earn(tx, List.of(earned));
  }

  /** The same of several things at once. */
  public List<String> earn(Tx tx, List<Earned> earned) {
    return earned.isEmpty() ? List.of() : earn(tx, alone(tx), earned);
  }

  /** The same for whoever is alone already. */
  List<String> earn(Tx tx, LocalDate today, List<Earned> earned) {
    var effects = new ArrayList<String>();
    List<Earned> next = earned;
    for (int round = 0; round < ROUNDS && !next.isEmpty(); round++) {
      Milestone.Moment moment = add(tx, today, next, effects);
      next = new ArrayList<>();
      if (moment.entries().isEmpty()) break;
      for (Milestone milestone : milestones) {
        Milestone.Reached reached = milestone.look(tx, moment);
        effects.addAll(reached.effects());
        next.addAll(reached.earned());
      }
    }
    return effects;
  }

  /** That a task is done. */
  public List<String> task(Tx tx, UUID id, String shortId) {
    int worth = rules().task();
    return earn(tx, new Earned(XpCategory.work, "task", id, "done", shortId, worth, today(tx)));
  }

  /** That bugs are confirmed which sessions found. */
  public List<String> bugs(Tx tx) {
    LocalDate today = alone(tx);
    return earn(tx, today, found(tx, today));
  }

  /** What the bugs are worth that sessions found, of which nothing was earned yet. */
  List<Earned> found(Tx tx, LocalDate today) {
    XpRules rules = rules();
    return tx.ledger().foundBugs(tx.at().minus(NamedBugs.LATELY), rules.bugsOfSession()).stream()
        .map(
            bug ->
                new Earned(
                    XpCategory.work,
                    "bug",
                    bug.sourceId(),
                    "found",
                    bug.bugKey() + " of " + Ref.Kind.SESSION.shortId(bug.session()),
                    rules.bug(),
                    today))
        .toList();
  }

  /** That a personal task is done. */
  public List<String> personalTask(Tx tx, UUID id, String shortId) {
    int worth = rules().personalTask();
    return earn(
        tx,
        new Earned(XpCategory.personal, "personal_task", id, "done", shortId, worth, today(tx)));
  }

  /** The person's day. */
  static LocalDate today(Tx tx) {
    return tx.users().days().of(tx.at());
  }

  /** The same; nobody else earns for the person until this transaction ends. */
  static LocalDate alone(Tx tx) {
    return tx.users().lockProfile().map(Profile::days).orElse(Days.UTC).of(tx.at());
  }

  private Milestone.Moment add(Tx tx, LocalDate today, List<Earned> earned, List<String> effects) {
    var entries = new ArrayList<LedgerEntry>();
    int sum = 0;
    for (Earned one : earned) {
      Integer cap = rules().cap(one.category());
      Integer amount = tx.ledger().insert(one, cap).orElse(null);
      if (amount == null) continue;
      entries.add(LedgerEntry.of(one, amount, tx.at()));
      effects.add(line(one, amount, cap == null ? 0 : cap));
      sum += amount;
    }
    int after = tx.ledger().totals().map(XpTotals::total).orElse(0);
    var moment = new Milestone.Moment(today, entries, after - sum, after);
    if (entries.isEmpty()) return moment;
    UUID user = tx.caller().userId();
    tx.append(new ProgressEvent.XpEarned(user, entries, after));
    if (moment.levelUp()) {
      Level level = moment.level();
      tx.append(new ProgressEvent.LevelReached(user, level.level(), after));
      effects.add(
          "Level %d: %d XP, %d to the next".formatted(level.level(), after, level.toNext()));
    }
    return moment;
  }

  private static String line(Earned earned, int amount, int cap) {
    if (amount == earned.worth()) return "%d XP for %s".formatted(amount, earned.what());
    return "%d of %d XP for %s: a day gives %d for %s"
        .formatted(amount, earned.worth(), earned.what(), cap, earned.category());
  }
}
