package atlas.core.progress;

import atlas.model.HabitState;
import atlas.model.Tally;
import atlas.model.XpCategory;
import atlas.storage.Tx;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How much of something a day can give a person: what is done beyond the cap of its category earns
 * nothing and counts for nothing, and a habit is kept once a day.
 *
 * @param habits that the person has and keeps by hand
 * @param testing whether they have the one that sessions log
 * @param does in which categories they did anything of late
 */
record Reach(XpRules rules, int habits, boolean testing, Set<XpCategory> does) {
  /** What tells that somebody does anything in a category. */
  static final Map<Tally, XpCategory> CATEGORIES =
      Map.of(
          Tally.session_count, XpCategory.work,
          Tally.bug_count, XpCategory.work,
          Tally.task_count, XpCategory.work,
          Tally.personal_task_count, XpCategory.personal,
          Tally.habit_count, XpCategory.habit);

  /**
   * What is in the person's reach.
   *
   * @param done what they did of late
   */
  static Reach of(Tx tx, XpRules rules, Set<Tally> done) {
    List<HabitState> active = Habits.states(tx).stream().filter(HabitState::active).toList();
    boolean testing = active.stream().anyMatch(HabitState::testing);
    Set<XpCategory> does =
        CATEGORIES.keySet().stream()
            .filter(done::contains)
            .map(CATEGORIES::get)
            .collect(Collectors.toSet());
    return new Reach(
        rules,
        active.size() - (testing ? 1 : 0),
        testing,
        // Of who did nothing yet, nobody knows what they won't do.
        does.isEmpty() ? Set.copyOf(CATEGORIES.values()) : does);
  }

  /** The most of it that counts in a day, as far as that can be told. */
  int most(Tally tally) {
    return switch (tally) {
      case session_count, day_ticket_count -> times(XpCategory.work, rules.session().most());
      case bug_count -> times(XpCategory.work, rules.bug());
      case task_count -> times(XpCategory.work, rules.task());
      case personal_task_count -> times(XpCategory.personal, rules.personalTask());
      case habit_count ->
          Math.min(habits, times(XpCategory.habit, rules.habit())) + (testing ? 1 : 0);
      case xp -> Math.toIntExact(does.stream().mapToLong(this::xp).sum());
      default -> Integer.MAX_VALUE;
    };
  }

  /** The same for somebody of that pace: what they usually do can be done. */
  int most(Tally tally, double pace) {
    int most = most(tally);
    // But for a habit that they have no more.
    return tally == Tally.habit_count ? most : Math.max(most, (int) pace);
  }

  /** How often something of that worth earns; what the cap cuts still does. */
  private int times(XpCategory category, int worth) {
    if (worth == 0) return 0;
    return (cap(category) + worth - 1) / worth;
  }

  private int xp(XpCategory category) {
    int cap = cap(category);
    return category == XpCategory.habit ? Math.min(cap, habits * rules.habit()) : cap;
  }

  private int cap(XpCategory category) {
    Integer cap = rules.cap(category);
    return cap == null ? XpRules.MOST : cap;
  }
}
