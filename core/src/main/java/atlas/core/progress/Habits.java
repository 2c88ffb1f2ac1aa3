package atlas.core.progress;

import atlas.core.Differences;
import atlas.core.Outside;
import atlas.model.Earned;
import atlas.model.Habit;
import atlas.model.HabitCategory;
import atlas.model.HabitFrequency;
import atlas.model.HabitLog;
import atlas.model.HabitState;
import atlas.model.HabitTrigger;
import atlas.model.ProgressEvent;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.model.XpCategory;
import atlas.storage.Tx;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people do again and again: made, changed, logged, at rest; and how it stands. */
public final class Habits {
  static final String TESTING = "Testing";

  private static final int MOST_SHOWN = 100;
  private static final int FREEZE_WINDOW = 30;
  private static final int LONGEST_BACK = 366;
  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_DESCRIPTION = 2_000;

  private final Earning earning;

  public Habits(Earning earning) {
    this.earning = earning;
  }

  /** Gives a user the habit that sessions log, unless they have it or removed it. */
  public static void seed(Tx tx) {
    var habit =
        new Habit(
            tx.newId(),
            tx.nextNumber(Ref.Kind.HABIT),
            TESTING,
            null,
            HabitFrequency.daily,
            null,
            HabitCategory.work,
            true,
            true,
            null,
            1,
            tx.at());
    if (tx.habits().insert(habit)) tx.append(new ProgressEvent.HabitCreated(habit));
  }

  /** Makes a habit, or changes one. */
  public static Habit save(Tx tx, HabitDraft draft) {
    if (draft.habit() == null) return make(tx, draft);
    Ref ref = Ref.parse(Ref.Kind.HABIT, draft.habit());
    Habit before = require(tx, ref);
    Habit after = changed(before, draft);
    List<String> changed = differences(before, after);
    // What is not in the log must not be in the row.
    if (changed.isEmpty()) return before;
    tx.habits().update(after);
    tx.append(new ProgressEvent.HabitChanged(after, changed));
    return after;
  }

  private static Habit make(Tx tx, HabitDraft draft) {
    if (draft.name() == null) throw Refusal.invalid("A new habit needs a name.");
    var blank =
        new Habit(
            tx.newId(),
            tx.nextNumber(Ref.Kind.HABIT),
            draft.name(),
            null,
            HabitFrequency.daily,
            null,
            HabitCategory.personal,
            false,
            true,
            null,
            0,
            tx.at());
    Habit habit = changed(blank, draft);
    tx.habits().insert(habit);
    tx.append(new ProgressEvent.HabitCreated(habit));
    return habit;
  }

  private static Habit changed(Habit before, HabitDraft draft) {
    HabitFrequency frequency = draft.frequency() == null ? before.frequency() : draft.frequency();
    Integer target = draft.targetDays();
    if (before.testing() && (frequency != before.frequency() || target != null)) {
      throw Refusal.invalid("The testing habit is of each day: a streak of it is days in a row.");
    }
    if (target == null && frequency == before.frequency()) target = before.targetDays();
    return new Habit(
        before.id(),
        before.number(),
        draft.name() == null ? before.name() : name(draft.name()),
        draft.description() == null ? before.description() : description(draft.description()),
        frequency,
        target(frequency, target),
        draft.category() == null ? before.category() : draft.category(),
        before.testing(),
        draft.active() == null ? before.active() : draft.active(),
        draft.space() == null ? before.space() : draft.space(),
        before.version() + 1,
        before.createdAt());
  }

  private static @Nullable Integer target(HabitFrequency frequency, @Nullable Integer target) {
    return switch (frequency) {
      case daily -> {
        if (target != null) {
          throw Refusal.invalid("A daily habit has no target_days; weekly has, for days a week.");
        }
        yield null;
      }
      case weekly -> {
        if (target != null && (target < 1 || target > 7)) {
          throw Refusal.invalid("A weekly habit has 1 to 7 target_days: how often in a week.");
        }
        yield target == null ? 1 : target;
      }
      case custom -> {
        if (target == null || target < 1 || target > 366) {
          throw Refusal.invalid(
              "A custom habit needs 1 to 366 target_days: within how many days it is done again.");
        }
        yield target;
      }
    };
  }

  /**
   * Logs what the person says: that a habit was done on a day of theirs; nothing where that is
   * known. Of the testing one sessions alone say so. Comes last in its transaction, since it earns.
   */
  public List<String> logged(Tx tx, UUID habitId, LocalDate day) {
    Habit habit = tx.habits().lock(habitId).orElseThrow(() -> missing(habitId));
    if (habit.testing()) {
      throw Refusal.invalid(
          "Nobody logs %s by hand; sessions log it: end a testing session."
              .formatted(habit.shortId()));
    }
    LocalDate today = Earning.today(tx);
    checkDay(day, today);
    List<String> effects = log(tx, habit, day, HabitTrigger.manual, null);
    if (effects.isEmpty()) return effects;
    var all = new ArrayList<>(effects);
    all.addAll(
        earning.earn(
            tx,
            new Earned(
                XpCategory.habit,
                "habit",
                habit.id(),
                day.toString(),
                habit.shortId() + " " + Outside.line(habit.name(), 60),
                earning.rules().habit(),
                today)));
    return all;
  }

  /** The same, of which nothing is earned by itself. */
  static List<String> log(
      Tx tx, Habit habit, LocalDate day, HabitTrigger by, @Nullable UUID related) {
    var log = new HabitLog(habit.id(), day, by, related, tx.at());
    if (!tx.habits().log(log)) return List.of();
    tx.append(new ProgressEvent.HabitLogged(log, habit.shortId(), habit.name()));
    HabitState state = state(tx, habit.id());
    return List.of(
        "%s %s: %s in a row"
            .formatted(
                habit.shortId(),
                Outside.line(habit.name(), 60),
                state.streak(state.currentStreak())));
  }

  /** Has a habit rest on a day: its streak goes on, and gets no longer. */
  public List<String> freeze(Tx tx, UUID habitId, LocalDate day) {
    Habit habit = tx.habits().lock(habitId).orElseThrow(() -> missing(habitId));
    LocalDate today = Earning.today(tx);
    if (day.isBefore(today.minusDays(FREEZE_WINDOW))
        || day.isAfter(today.plusDays(FREEZE_WINDOW))) {
      throw Refusal.invalid("A habit rests on a day of the last 30 or the next 30.");
    }
    int most = earning.rules().freezes();
    // Wherever the 30 days begin that the day is one of, there are no more than so many.
    int around = tx.habits().mostFrozen(habitId, day, FREEZE_WINDOW);
    boolean known = tx.habits().frozen(habitId, day, day) > 0;
    if (!known && around >= most) {
      throw Refusal.conflict(
          "%s rests on %d days of these 30 already; that is the most."
              .formatted(habit.shortId(), around));
    }
    if (!tx.habits().freeze(habitId, day, tx.at())) return List.of();
    tx.append(
        new ProgressEvent.HabitFrozen(habit.id(), habit.shortId(), habit.name(), day, tx.at()));
    HabitState state = state(tx, habitId);
    return List.of(
        "%s rests on %s: %s in a row"
            .formatted(habit.shortId(), day, state.streak(state.currentStreak())));
  }

  /** How each habit stands, the testing one first. */
  public static List<HabitState> states(Tx tx) {
    return tx.habits().states(null, MOST_SHOWN);
  }

  /** How one stands. */
  public static HabitState state(Tx tx, UUID habitId) {
    return tx.habits().states(habitId, 1).stream().findFirst().orElseThrow(() -> missing(habitId));
  }

  /** The habit of that name or short id. */
  public static Habit require(Tx tx, String named) {
    return require(tx, Ref.parse(Ref.Kind.HABIT, named));
  }

  private static Habit require(Tx tx, Ref ref) {
    return tx.habits()
        .find(ref.id(), ref.number())
        .flatMap(found -> tx.habits().lock(found.id()))
        .orElseThrow(ref::missing);
  }

  /** The habit that sessions log, made where the user is older than it; none if it was removed. */
  static Optional<Habit> testing(Tx tx) {
    Optional<Habit> there = tx.habits().testing();
    if (there.isPresent()) return there;
    tx.removals().showRemoved();
    boolean removed = tx.habits().testing().isPresent();
    tx.removals().hideRemoved();
    if (removed) return there;
    seed(tx);
    return tx.habits().testing();
  }

  private static void checkDay(LocalDate day, LocalDate today) {
    if (day.isAfter(today)) {
      throw Refusal.invalid("A habit is logged on a day that has come: today is " + today + ".");
    }
    if (day.isBefore(today.minusDays(LONGEST_BACK))) {
      throw Refusal.invalid("A habit is logged for a day of the last year.");
    }
  }

  private static Refusal missing(UUID id) {
    return new Ref(Ref.Kind.HABIT, null, id).missing();
  }

  private static String name(String written) {
    String name = Outside.line(written);
    if (name.isEmpty() || written.strip().length() > LONGEST_NAME) {
      throw Refusal.invalid("A habit's name has words in it, and at most 100 characters.");
    }
    return name;
  }

  private static String description(String written) {
    if (written.length() <= LONGEST_DESCRIPTION) return written;
    throw Refusal.invalid("A habit's description has at most 2,000 characters.");
  }

  private static List<String> differences(Habit before, Habit after) {
    var changed = new Differences();
    changed.of("name", before.name(), after.name());
    changed.of("description", before.description(), after.description());
    changed.of("frequency", before.frequency(), after.frequency());
    changed.of("target_days", before.targetDays(), after.targetDays());
    changed.of("category", before.category(), after.category());
    changed.of("active", before.active(), after.active());
    changed.of("space", before.space(), after.space());
    return changed.names();
  }
}
