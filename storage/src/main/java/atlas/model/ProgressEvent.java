package atlas.model;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a person earned, and what they do again and again. Each carries the whole of what it made,
 * so that the log alone is enough to make it again.
 */
public sealed interface ProgressEvent extends Event {
  /** Those of a habit. */
  sealed interface OfHabit extends ProgressEvent {
    Habit habit();

    @Override
    default UUID entityId() {
      return habit().id();
    }

    @Override
    default String shortId() {
      return habit().shortId();
    }
  }

  /**
   * Something was earned.
   *
   * @param userId whose it is, by which whoever follows their progress hears of it
   * @param total what they have now
   */
  record XpEarned(UUID userId, List<LedgerEntry> entries, int total) implements ProgressEvent {
    @Override
    public String type() {
      return "xp.earned";
    }

    @Override
    public UUID entityId() {
      return userId;
    }

    @Override
    public String line() {
      return entries.stream()
              .map(entry -> entry.amount() + " XP for " + entry.what())
              .collect(Collectors.joining(", "))
          + "; "
          + total
          + " in all";
    }
  }

  /** Somebody came to a level. */
  record LevelReached(UUID userId, int level, int total) implements ProgressEvent {
    @Override
    public String type() {
      return "level.reached";
    }

    @Override
    public UUID entityId() {
      return userId;
    }

    @Override
    public String line() {
      return "Level %d, with %d XP".formatted(level, total);
    }
  }

  /** A habit came to be. */
  record HabitCreated(Habit habit) implements OfHabit {
    @Override
    public String type() {
      return "habit.created";
    }

    @Override
    public String line() {
      return "Habit " + shortId() + ": " + habit.name();
    }
  }

  /** A habit is another, in what is named. */
  record HabitChanged(Habit habit, List<String> changed) implements OfHabit {
    @Override
    public String type() {
      return "habit.changed";
    }

    @Override
    public String line() {
      return "Habit " + shortId() + " has another " + String.join(", ", changed);
    }
  }

  /**
   * A habit was done on a day.
   *
   * @param habitShortId the habit, as H-1
   */
  record HabitLogged(HabitLog log, String habitShortId, String name) implements ProgressEvent {
    @Override
    public String type() {
      return "habit.logged";
    }

    @Override
    public UUID entityId() {
      return log.habitId();
    }

    @Override
    public String shortId() {
      return habitShortId;
    }

    @Override
    public @Nullable UUID sessionId() {
      return log.triggeredBy() == HabitTrigger.testing_session ? log.relatedId() : null;
    }

    @Override
    public String line() {
      return "%s %s done on %s".formatted(habitShortId, name, log.day());
    }
  }

  /** A habit rests on a day. */
  record HabitFrozen(
      UUID habitId, String habitShortId, String name, LocalDate day, Instant frozenAt)
      implements ProgressEvent {
    @Override
    public String type() {
      return "habit.frozen";
    }

    @Override
    public UUID entityId() {
      return habitId;
    }

    @Override
    public String shortId() {
      return habitShortId;
    }

    @Override
    public String line() {
      return "%s %s rests on %s".formatted(habitShortId, name, day);
    }
  }
}
