package atlas.core.progress;

import atlas.core.Outside;
import atlas.model.HabitState;
import atlas.model.Level;
import atlas.model.Tally;
import atlas.model.XpCategory;
import atlas.storage.MilestoneTable;
import atlas.storage.Tx;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts what a person did, in one statement for all of it. */
final class Tallies {
  /** What is earned by doing something, and not by having reached something. */
  static final Set<XpCategory> DONE =
      EnumSet.of(XpCategory.work, XpCategory.personal, XpCategory.habit);

  /**
   * Something to be counted.
   *
   * @param since a day of the person's; null is of all time
   */
  record Asked(Tally tally, @Nullable LocalDate since) {}

  private Tallies() {}

  /**
   * How much of each there is.
   *
   * @param asked with how much of it is enough to know: more is not counted
   */
  static Map<Asked, Long> count(Tx tx, Map<Asked, Integer> asked, Level level) {
    var counted = new LinkedHashMap<Asked, Long>();
    var deeds = new ArrayList<Asked>();
    for (Asked one : asked.keySet()) {
      if (one.tally().ofDeeds()) deeds.add(one);
      else counted.put(one, one.tally() == Tally.level ? level.level() : longestStreak(tx));
    }
    if (deeds.isEmpty()) return counted;
    List<MilestoneTable.Count> counts =
        tx.milestones()
            .count(
                deeds.stream().map(d -> d.tally().name()).toArray(String[]::new),
                deeds.stream()
                    .map(d -> d.since() == null ? "-infinity" : d.since().toString())
                    .toArray(String[]::new),
                deeds.stream().map(d -> most(d, asked)).toArray(Integer[]::new));
    for (MilestoneTable.Count count : counts) {
      counted.put(deeds.get(count.place() - 1), count.count());
    }
    return counted;
  }

  /** How much of one there is. */
  static long count(Tx tx, Asked asked, int most) {
    return count(tx, Map.of(asked, most), Level.of(0)).getOrDefault(asked, 0L);
  }

  /** Of what is no number of rows, all are looked at. */
  private static Integer most(Asked one, Map<Asked, Integer> asked) {
    return one.tally() == Tally.xp ? Integer.MAX_VALUE : asked.getOrDefault(one, Integer.MAX_VALUE);
  }

  private static long longestStreak(Tx tx) {
    return testing(tx).map(HabitState::longestStreak).orElse(0);
  }

  /** How the habit that sessions log stands. */
  static Optional<HabitState> testing(Tx tx) {
    return tx.habits().testing().map(habit -> Habits.state(tx, habit.id()));
  }

  /** A line of the data, as a person wrote it. */
  static String text(String written, int longest) {
    String line = Outside.line(written, longest);
    if (line.isEmpty() || line.length() > longest) {
      throw new IllegalArgumentException("A text has 1 to " + longest + " characters: " + line);
    }
    return line;
  }
}
