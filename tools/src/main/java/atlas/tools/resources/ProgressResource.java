package atlas.tools.resources;

import atlas.core.Outside;
import atlas.core.live.Subjects;
import atlas.core.progress.Achievements;
import atlas.core.progress.Challenges;
import atlas.core.progress.Progress;
import atlas.model.Days;
import atlas.model.HabitState;
import atlas.model.LedgerEntry;
import atlas.tools.ResourceKind;
import atlas.tools.ResourceKind.Content;
import atlas.tools.Toolset;

/** The resource atlas://progress. */
public final class ProgressResource {
  private static final int LATEST = 20;
  private static final int NOTABLE = 5;

  private ProgressResource() {}

  public static ResourceKind kind(Progress progress, Subjects subjects) {
    return ResourceKind.single(
        Toolset.progress,
        "progress",
        "The person's progress",
        "XP, level, streak, habits, challenge, achievements and coach; who subscribes hears of each"
            + " earning.",
        caller -> Content.page(page(progress.get(caller, LATEST))),
        subjects::progress);
  }

  private static String page(Progress.Seen seen) {
    return new Page("Progress")
        .fact("Level", seen.level().level())
        .fact("XP", seen.totals().total() + ", " + seen.level().toNext() + " to the next level")
        .fact("Earned on " + seen.day(), seen.today().total())
        .fact("Testing streak", seen.streak())
        .fact("Challenge", seen.challenge() == null ? null : line(seen.challenge()))
        .fact("Coach", seen.coach() == null ? null : Outside.line(seen.coach().text()))
        .fact("Achievements", seen.unlocked() + " of " + seen.achievements().size())
        .list(
            "Achievements",
            seen.notable(NOTABLE).stream().map(one -> line(one, seen.days())).toList())
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

  private static String line(Challenges.State challenge) {
    return "%s, %d of %d%s"
        .formatted(
            challenge.description(),
            challenge.progress(),
            challenge.target(),
            challenge.completedAt() == null ? "" : ", done");
  }

  private static String line(Achievements.State state, Days days) {
    return "%s (%s): %s, %s"
        .formatted(
            state.name(),
            state.rarity(),
            state.description(),
            state.unlockedAt() == null
                ? state.progress() + " of " + state.threshold()
                : "unlocked " + days.said(state.unlockedAt()));
  }

  private static String line(LedgerEntry entry) {
    return "%s: %d XP for %s (%s)"
        .formatted(entry.day(), entry.amount(), entry.what(), entry.category());
  }
}
