package atlas.tools.resources;

import atlas.core.live.Subjects;
import atlas.core.progress.Progress;
import atlas.model.HabitState;
import atlas.model.LedgerEntry;
import atlas.tools.ResourceKind;
import atlas.tools.ResourceKind.Content;
import atlas.tools.Toolset;

/** The resource atlas://progress. */
public final class ProgressResource {
  private static final int LATEST = 20;

  private ProgressResource() {}

  public static ResourceKind kind(Progress progress, Subjects subjects) {
    return ResourceKind.single(
        Toolset.progress,
        "progress",
        "The person's progress",
        "XP, level, streak and habits; a client that subscribes hears of whatever is earned.",
        caller -> Content.page(page(progress.get(caller, LATEST))),
        subjects::progress);
  }

  private static String page(Progress.Seen seen) {
    return new Page("Progress")
        .fact("Level", seen.level().level())
        .fact("XP", seen.totals().total() + ", " + seen.level().toNext() + " to the next level")
        .fact("Earned on " + seen.day(), seen.today().total())
        .fact("Testing streak", seen.streak())
        .list("Habits", seen.habits().stream().map(ProgressResource::line).toList())
        .list("Earned last", seen.latest().stream().map(ProgressResource::line).toList())
        .toString();
  }

  private static String line(HabitState habit) {
    return "%s %s: %s in a row, %s at most, %d in all%s"
        .formatted(
            habit.shortId(),
            habit.name(),
            habit.streak(habit.currentStreak()),
            habit.longestStreak(),
            habit.totalCompletions(),
            habit.doneToday() ? ", done today" : "");
  }

  private static String line(LedgerEntry entry) {
    return "%s: %d XP for %s (%s)"
        .formatted(entry.day(), entry.amount(), entry.what(), entry.category());
  }
}
