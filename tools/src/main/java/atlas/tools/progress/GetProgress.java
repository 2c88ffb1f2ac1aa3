package atlas.tools.progress;

import atlas.core.Outside;
import atlas.core.progress.Achievements;
import atlas.core.progress.Challenges;
import atlas.core.progress.Progress;
import atlas.model.Challenge;
import atlas.model.CoachLine;
import atlas.model.CoachVoice;
import atlas.model.HabitFrequency;
import atlas.model.HabitState;
import atlas.model.LedgerEntry;
import atlas.model.Rarity;
import atlas.model.XpCategory;
import atlas.model.XpTotals;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Format;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool get_progress. */
public final class GetProgress {
  private static final int LATEST = 20;
  private static final int NOTABLE = 3;

  private GetProgress() {}

  public record Input(
      @Doc("concise (default), or detailed with every achievement and what was earned last.")
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

  /** The challenge of the person's day. */
  public record ChallengeLine(
      String name,
      String description,
      Challenge.Category category,
      Challenge.Difficulty difficulty,
      long progress,
      int target,
      int xpReward,
      @Nullable Instant completedAt) {}

  /** An achievement, unlocked or not. */
  public record AchievementLine(
      String achievement,
      String name,
      String description,
      String category,
      Rarity rarity,
      int xpReward,
      @Nullable String badgeIcon,
      long progress,
      long threshold,
      @Nullable Instant unlockedAt) {}

  /** What the coach said; remove_item dismisses it. */
  public record CoachSaid(
      String line, CoachLine.Trigger trigger, CoachVoice voice, String text, Instant saidAt) {}

  public record Output(
      int level,
      int xp,
      int xpToNext,
      @Doc("XP of all time by category.") XpTotals earned,
      @Doc("The person's day.") LocalDate day,
      XpTotals earnedToday,
      @Doc("Days in a row on which the person tested, up to today or yesterday.") int streak,
      @Doc("The testing one first.") List<HabitLine> habits,
      @Doc("Absent before the day has one.") @Nullable ChallengeLine challenge,
      int achievementsUnlocked,
      @Doc("The latest three that are unlocked and the three that are nearest; detailed all.")
          List<AchievementLine> achievements,
      int achievementsOmitted,
      @Nullable CoachSaid coach,
      @Nullable List<EarnedLine> latest) {}

  public static Tool<Input, Output> tool(Progress progress) {
    return Tool.of(
            Toolset.progress,
            "get_progress",
            "Get the person's progress",
            """
            Tells how far the person has come: XP and level, the testing streak, their habits, the \
            challenge of their day, achievements, and what the coach said last.""",
            Effect.READS,
            Input.class,
            Output.class,
            (caller, input) -> {
              boolean detailed = Format.isDetailed(input.format());
              var seen = progress.get(caller, detailed ? LATEST : 0);
              var shown = detailed ? seen.achievements() : seen.notable(NOTABLE);
              return new Output(
                  seen.level().level(),
                  seen.totals().total(),
                  seen.level().toNext(),
                  seen.totals(),
                  seen.day(),
                  seen.today(),
                  seen.streak(),
                  seen.habits().stream().map(GetProgress::line).toList(),
                  line(seen.challenge()),
                  (int) seen.unlocked(),
                  shown.stream().map(GetProgress::line).toList(),
                  seen.achievements().size() - shown.size(),
                  line(seen.coach()),
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

  private static @Nullable ChallengeLine line(Challenges.@Nullable State challenge) {
    if (challenge == null) return null;
    return new ChallengeLine(
        challenge.name(),
        challenge.description(),
        challenge.category(),
        challenge.difficulty(),
        challenge.progress(),
        challenge.target(),
        challenge.xpReward(),
        challenge.completedAt());
  }

  private static AchievementLine line(Achievements.State state) {
    return new AchievementLine(
        state.slug(),
        state.name(),
        state.description(),
        state.category(),
        state.rarity(),
        state.xpReward(),
        state.badgeIcon(),
        state.progress(),
        state.threshold(),
        state.unlockedAt());
  }

  private static @Nullable CoachSaid line(@Nullable CoachLine said) {
    if (said == null) return null;
    return new CoachSaid(
        said.shortId(), said.trigger(), said.voice(), Outside.line(said.text()), said.saidAt());
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
