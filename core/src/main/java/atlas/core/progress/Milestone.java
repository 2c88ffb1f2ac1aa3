package atlas.core.progress;

import atlas.model.Earned;
import atlas.model.LedgerEntry;
import atlas.model.Level;
import atlas.storage.Tx;
import java.time.LocalDate;
import java.util.List;

/** What looks at everything that is earned, in the transaction that earns it. */
@FunctionalInterface
public interface Milestone {
  /**
   * What was earned just now.
   *
   * @param day of the person's
   * @param before the XP in all before that, and after
   */
  record Moment(LocalDate day, List<LedgerEntry> entries, int before, int after) {
    public Moment {
      entries = List.copyOf(entries);
    }

    /** The level that the person has now. */
    public Level level() {
      return Level.of(after);
    }

    /** Whether that is a new one. */
    public boolean levelUp() {
      return level().level() > Level.of(before).level();
    }
  }

  /**
   * What follows from that.
   *
   * @param effects a line for each thing that changed
   * @param earned what is earned by it; milestones look at that again
   */
  record Reached(List<String> effects, List<Earned> earned) {
    /** That nothing follows. */
    public static final Reached NOTHING = new Reached(List.of(), List.of());

    public Reached {
      effects = List.copyOf(effects);
      earned = List.copyOf(earned);
    }
  }

  /** Looks, and does what follows; once more for what others of these made be earned. */
  Reached look(Tx tx, Moment moment);
}
