package atlas.tools.progress;

import atlas.core.Outside;
import atlas.core.progress.Progress;
import atlas.model.HabitFrequency;
import atlas.model.HabitState;
import atlas.model.LedgerEntry;
import atlas.model.XpCategory;
import atlas.model.XpTotals;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Format;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool get_progress. */
public final class GetProgress {
  private static final int LATEST = 20;

  private GetProgress() {}

  public record Input(
      @Doc("concise (default), or detailed with the latest 20 things that were earned.")
          @Nullable Format format) {}

  /** A habit as it stands. */
  public record HabitLine(
      String habit,
      String name,
      HabitFrequency frequency,
      @Nullable Integer targetDays,
      @Doc("In a row, in days; of a weekly habit weeks, of a custom one times.") int currentStreak,
      int longestStreak,
      int totalCompletions,
      boolean doneToday,
      boolean active) {}

  /** Something that was earned. */
  public record EarnedLine(
      LocalDate day,
      XpCategory category,
      String what,
      int xp,
      @Doc("What it would be without the day's cap, where that is more.")
          @Nullable Integer worth) {}

  public record Output(
      int level,
      int xp,
      int xpToNext,
      @Doc("XP of all time by category.") XpTotals earned,
      @Doc("The person's day.") LocalDate day,
      XpTotals earnedToday,
      @Doc("Days in a row on which the person tested, up to today or yesterday.") int streak,
      @Doc("The testing one first.") List<HabitLine> habits,
      @Nullable List<EarnedLine> latest) {}

  public static Tool<Input, Output> tool(Progress progress) {
    return Tool.of(
            Toolset.progress,
            "get_progress",
            "Get the person's progress",
            """
            Tells how far the person has come: XP and level, the testing streak, and how their \
            habits stand.""",
            Effect.READS,
            Input.class,
            Output.class,
            (caller, input) -> {
              boolean detailed = Format.isDetailed(input.format());
              var seen = progress.get(caller, detailed ? LATEST : 0);
              return new Output(
                  seen.level().level(),
                  seen.totals().total(),
                  seen.level().toNext(),
                  seen.totals(),
                  seen.day(),
                  seen.today(),
                  seen.streak(),
                  seen.habits().stream().map(GetProgress::line).toList(),
                  detailed ? seen.latest().stream().map(GetProgress::line).toList() : null);
            })
        .onRequest();
  }

  private static HabitLine line(HabitState habit) {
    return new HabitLine(
        habit.shortId(),
        Outside.line(habit.name()),
        habit.frequency(),
        habit.targetDays(),
        habit.currentStreak(),
        habit.longestStreak(),
        habit.totalCompletions(),
        habit.doneToday(),
        habit.active());
  }

  private static EarnedLine line(LedgerEntry entry) {
    return new EarnedLine(
        entry.day(),
        entry.category(),
        Outside.line(entry.what()),
        entry.amount(),
        entry.worth() > entry.amount() ? entry.worth() : null);
  }
}
