package atlas.core.progress;

import atlas.core.Outside;
import atlas.model.Achievement;
import atlas.model.Earned;
import atlas.model.LedgerEntry;
import atlas.model.Level;
import atlas.model.MilestoneEvent;
import atlas.model.Rarity;
import atlas.model.Tally;
import atlas.model.XpCategory;
import atlas.model.XpTotals;
import atlas.storage.Tx;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/**
 * What a person can reach, each once: kept when it is reached, and counted until then. What there
 * is to reach is data; what can be counted for it is not.
 */
public final class Achievements implements Milestone {
  private static final int USUAL_REWARD = 50;
  private static final int MOST = 200;

  /** What a source adds to: of the rest nothing has to be counted. */
  private static final Map<String, Set<Tally>> TOUCHED =
      Map.of(
          "session",
          EnumSet.of(
              Tally.session_count,
              Tally.ticket_count,
              Tally.day_ticket_count,
              Tally.scenario_count,
              Tally.habit_count,
              Tally.streak_days),
          "bug",
          EnumSet.of(Tally.bug_count, Tally.prediction_count),
          "task",
          EnumSet.of(Tally.task_count),
          "personal_task",
          EnumSet.of(Tally.personal_task_count),
          "habit",
          EnumSet.of(Tally.habit_count));

  /** Since when it counts. */
  enum Timeframe {
    all_time,
    week,
    day
  }

  /** What has to be counted, and how much of it. */
  record Criteria(Tally type, int threshold, @Nullable Timeframe timeframe) {
    Criteria {
      if (threshold < 1 || threshold > 1_000_000) {
        throw new IllegalArgumentException("A threshold is 1 to 1000000, not " + threshold);
      }
      if (!type.ofDeeds() && timeframe != null && timeframe != Timeframe.all_time) {
        throw new IllegalArgumentException(type + " is of all time");
      }
    }

    /** From when on, on that day of the person's. */
    Tallies.Asked asked(LocalDate day) {
      LocalDate since = null;
      if (timeframe == Timeframe.week) since = day.minusDays(6);
      if (timeframe == Timeframe.day) since = day;
      return new Tallies.Asked(type, since);
    }
  }

  /** An achievement as the data has it. */
  record Entry(
      String slug,
      String name,
      String description,
      String category,
      Criteria criteria,
      Rarity rarity,
      @Nullable Integer xpReward,
      @Nullable String badgeIcon) {
    Entry {
      if (!slug.matches("[a-z][a-z0-9-]{0,49}")) {
        throw new IllegalArgumentException("No slug of an achievement: " + slug);
      }
      name = Tallies.text(name, 80);
      description = Tallies.text(description, 200);
      category = Tallies.text(category, 40);
      Objects.requireNonNull(criteria, "criteria");
      Objects.requireNonNull(rarity, "rarity");
      badgeIcon = badgeIcon == null ? null : Tallies.text(badgeIcon, 200);
      if (xpReward != null && (xpReward < 0 || xpReward > 10_000)) {
        throw new IllegalArgumentException("A reward is 0 to 10000, not " + xpReward);
      }
    }

    Achievement unlocked(Tx tx) {
      return new Achievement(
          tx.newId(), slug, name, description, category, rarity, reward(), badgeIcon, tx.at());
    }

    int reward() {
      return xpReward == null ? USUAL_REWARD : xpReward;
    }
  }

  /**
   * How far somebody is with an achievement.
   *
   * @param progress how much of the threshold there is; all of it once it is unlocked
   * @param unlockedAt null until then
   */
  public record State(
      String slug,
      String name,
      String description,
      String category,
      Rarity rarity,
      int xpReward,
      @Nullable String badgeIcon,
      long progress,
      long threshold,
      @Nullable Instant unlockedAt) {
    /** How much of it there is, 0 to 1. */
    double share() {
      return (double) progress / threshold;
    }
  }

  private final Supplier<List<Entry>> entries;

  Achievements(Supplier<List<Entry>> entries) {
    this.entries = entries;
  }

  /** Those that ATLAS ships, or the achievements.json of the home. */
  public static Achievements in(@Nullable Path home) {
    return new Achievements(file(home));
  }

  static DataFile<List<Entry>> file(@Nullable Path home) {
    return new DataFile<>(home, "achievements.json", () -> new TypeReference<List<Entry>>() {});
  }

  @Override
  public Reached look(Tx tx, Moment moment) {
    Set<Tally> touched = touched(moment);
    List<Entry> open =
        locked(tx).stream().filter(e -> touched.contains(e.criteria().type())).toList();
    if (open.isEmpty()) return Reached.NOTHING;
    Map<Tallies.Asked, Long> counted = Tallies.count(tx, asked(open, moment.day()), moment.level());
    var effects = new ArrayList<String>();
    var earned = new ArrayList<Earned>();
    for (Entry entry : open) {
      long count = counted.getOrDefault(entry.criteria().asked(moment.day()), 0L);
      if (count < entry.criteria().threshold()) continue;
      Achievement unlocked = entry.unlocked(tx);
      if (!tx.milestones().unlock(unlocked)) continue;
      tx.append(new MilestoneEvent.AchievementUnlocked(tx.caller().userId(), unlocked));
      effects.add(
          "Achievement %s (%s): %s"
              .formatted(unlocked.name(), unlocked.rarity(), unlocked.description()));
      if (unlocked.xpReward() > 0) earned.add(earned(unlocked, moment.day()));
    }
    return new Reached(effects, earned);
  }

  private static Earned earned(Achievement unlocked, LocalDate day) {
    return new Earned(
        XpCategory.achievement,
        "achievement",
        unlocked.id(),
        "unlocked",
        unlocked.name(),
        unlocked.xpReward(),
        day);
  }

  /** What can be another by that; what earns nothing by itself is looked at along with all else. */
  private static Set<Tally> touched(Moment moment) {
    Set<Tally> touched = EnumSet.of(Tally.level, Tally.challenge_count);
    for (LedgerEntry entry : moment.entries()) {
      if (!Tallies.DONE.contains(entry.category())) continue;
      touched.addAll(EnumSet.of(Tally.xp, Tally.decision_count, Tally.evidence_count));
      touched.addAll(TOUCHED.getOrDefault(entry.sourceType(), Set.of()));
    }
    return touched;
  }

  private List<Entry> locked(Tx tx) {
    Set<String> had =
        tx.milestones().unlocked().stream().map(Achievement::slug).collect(Collectors.toSet());
    // A slug that the data has twice is one achievement.
    return all().stream().filter(entry -> had.add(entry.slug())).toList();
  }

  private List<Entry> all() {
    List<Entry> all = entries.get();
    return all.subList(0, Math.min(MOST, all.size()));
  }

  /** Each thing to be counted, and how much of it is enough to know. */
  private static Map<Tallies.Asked, Integer> asked(List<Entry> of, LocalDate day) {
    var asked = new LinkedHashMap<Tallies.Asked, Integer>();
    for (Entry entry : of) {
      asked.merge(entry.criteria().asked(day), entry.criteria().threshold(), Math::max);
    }
    return asked;
  }

  /**
   * All that there are, those that the person has first, the latest first, and how far they are.
   */
  public List<State> states(Tx tx) {
    var states = new ArrayList<State>();
    Map<String, Entry> known =
        all().stream().collect(Collectors.toMap(Entry::slug, e -> e, (a, b) -> a));
    var had = new HashSet<String>();
    for (Achievement unlocked : tx.milestones().unlocked()) {
      had.add(unlocked.slug());
      Entry entry = known.get(unlocked.slug());
      states.add(state(unlocked, entry == null ? 1 : entry.criteria().threshold()));
    }
    List<Entry> open = all().stream().filter(entry -> had.add(entry.slug())).toList();
    LocalDate today = Earning.today(tx);
    Level level = Level.of(tx.ledger().totals().map(XpTotals::total).orElse(0));
    Map<Tallies.Asked, Long> counted = Tallies.count(tx, asked(open, today), level);
    for (Entry entry : open) {
      long count = counted.getOrDefault(entry.criteria().asked(today), 0L);
      states.add(state(entry, Math.min(count, entry.criteria().threshold())));
    }
    return states;
  }

  private static State state(Achievement had, int threshold) {
    return new State(
        had.slug(),
        Outside.line(had.name()),
        Outside.line(had.description()),
        had.category(),
        had.rarity(),
        had.xpReward(),
        had.badgeIcon(),
        threshold,
        threshold,
        had.unlockedAt());
  }

  private static State state(Entry entry, long progress) {
    return new State(
        entry.slug(),
        entry.name(),
        entry.description(),
        entry.category(),
        entry.rarity(),
        entry.reward(),
        entry.badgeIcon(),
        progress,
        entry.criteria().threshold(),
        null);
  }
}
