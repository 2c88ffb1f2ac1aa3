package atlas.core.progress;

import atlas.model.XpCategory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/**
 * What things are worth; data, not code.
 *
 * @param bug that is confirmed, of which so many count in a session
 * @param habit that is logged, but for the testing one: its session is worth something already
 * @param dailyCaps the most that a day gives in a category; one that is not named has none
 * @param freezes on how many of 30 days a habit may rest
 */
public record XpRules(
    SessionWorth session,
    int bug,
    int bugsOfSession,
    int task,
    int personalTask,
    int habit,
    Map<XpCategory, Integer> dailyCaps,
    int freezes) {
  /** The most that an amount may be. */
  static final int MOST = 100_000;

  /** What a session is worth: base, a point for so many minutes, a point for each scenario. */
  public record SessionWorth(
      int base, int minutesForPoint, int mostForMinutes, int mostForScenarios) {
    public SessionWorth {
      within(0, base, mostForMinutes, mostForScenarios);
      within(1, minutesForPoint);
    }

    /** The most that a session may be worth, without its bugs. */
    int most() {
      return base + mostForMinutes + mostForScenarios;
    }

    /** The worth of a session in which something was tested. */
    public int of(int activeSeconds, int scenarios) {
      double minutes = activeSeconds / 60.0;
      int forMinutes = (int) Math.min(mostForMinutes, Math.ceil(minutes / minutesForPoint));
      return base + forMinutes + Math.min(mostForScenarios, scenarios);
    }
  }

  public XpRules {
    Objects.requireNonNull(session, "session");
    dailyCaps = Map.copyOf(dailyCaps);
    within(0, bug, bugsOfSession, task, personalTask, habit, freezes);
    dailyCaps.values().forEach(cap -> within(0, cap));
  }

  private static void within(int least, int... amounts) {
    for (int amount : amounts) {
      if (amount < least || amount > MOST) {
        throw new IllegalArgumentException(
            "An amount is %d to %d, not %d".formatted(least, MOST, amount));
      }
    }
  }

  /** Those that ATLAS ships, or the xp.json of the home. */
  public static DataFile<XpRules> in(@Nullable Path home) {
    return new DataFile<>(home, "xp.json", () -> new TypeReference<XpRules>() {});
  }

  /** The most that a day gives in that category; null where there is no such thing. */
  @Nullable Integer cap(XpCategory category) {
    return dailyCaps.get(category);
  }
}
