package atlas.core.progress;

import atlas.core.Outside;
import atlas.model.Challenge;
import atlas.model.Challenge.Category;
import atlas.model.Challenge.Difficulty;
import atlas.model.Earned;
import atlas.model.LedgerEntry;
import atlas.model.MilestoneEvent;
import atlas.model.Tally;
import atlas.model.XpCategory;
import atlas.storage.MilestoneTable.Pace;
import atlas.storage.MilestoneTable.Went;
import atlas.storage.Tx;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/**
 * One thing to do on each of a person's days: of a kind that they did of late, and as much of it as
 * they usually do. What kinds there are is data.
 */
public final class Challenges implements Milestone {
  private static final int LATELY = 28;
  private static final int WEEK = 7;
  // What somebody did on one day alone is no pace.
  private static final int DAYS_OF_A_PACE = 2;
  // Of so few challenges nobody can tell how hard the next may be.
  private static final int ENOUGH = 3;

  /** How a difficulty compares with the person's pace, and what it is worth. */
  record Step(double share, int xpReward) {
    Step {
      if (!(share > 0 && share <= 10) || xpReward < 0 || xpReward > 10_000) {
        throw new IllegalArgumentException("No share and reward: " + share + ", " + xpReward);
      }
    }
  }

  /**
   * A kind of challenge.
   *
   * @param one what is to be done where once is enough, and else many, with {target} in it
   * @param firstTarget for who has no pace yet; without one the kind is not for them
   * @param most that it asks for
   */
  record Type(
      String slug,
      String name,
      Category category,
      Tally tally,
      String one,
      String many,
      @Nullable Integer firstTarget,
      int most) {
    Type {
      if (!slug.matches("[a-z][a-z0-9-]{0,49}") || !tally.ofDeeds()) {
        throw new IllegalArgumentException("No challenge: " + slug + " of " + tally);
      }
      name = Tallies.text(name, 80);
      Objects.requireNonNull(category, "category");
      one = Tallies.text(one, 190);
      many = Tallies.text(many, 190);
      if (most < 1
          || most > 10_000
          || firstTarget != null && (firstTarget < 1 || firstTarget > most)) {
        throw new IllegalArgumentException(
            "No targets of " + slug + ": " + firstTarget + ", " + most);
      }
    }

    String description(int target) {
      return target == 1 ? one : many.replace("{target}", Integer.toString(target));
    }
  }

  /** The kinds of challenge, and what each difficulty means. */
  record Data(Map<Difficulty, Step> difficulties, List<Type> types) {
    Data {
      if (difficulties.size() < Difficulty.values().length || types.isEmpty()) {
        throw new IllegalArgumentException("Each difficulty has a share, and there is a type");
      }
      difficulties = Map.copyOf(difficulties);
      types = List.copyOf(types);
    }

    Step of(Difficulty difficulty) {
      Step step = difficulties.get(difficulty);
      if (step == null) throw new IllegalStateException("No " + difficulty);
      return step;
    }
  }

  /**
   * How far somebody is with the challenge of a day.
   *
   * @param progress how much of the target there is; all of it once it is completed
   */
  public record State(
      LocalDate day,
      String type,
      String name,
      String description,
      Category category,
      Difficulty difficulty,
      long progress,
      int target,
      int xpReward,
      @Nullable Instant completedAt) {}

  private final Supplier<Data> data;
  private final Supplier<XpRules> rules;

  Challenges(Supplier<Data> data, Supplier<XpRules> rules) {
    this.data = data;
    this.rules = rules;
  }

  /** Those that ATLAS ships, or the challenges.json of the home. */
  public static Challenges in(@Nullable Path home) {
    return new Challenges(file(home), XpRules.in(home));
  }

  static DataFile<Data> file(@Nullable Path home) {
    return new DataFile<>(home, "challenges.json", () -> new TypeReference<Data>() {});
  }

  @Override
  public Reached look(Tx tx, Moment moment) {
    if (moment.entries().stream().map(LedgerEntry::category).noneMatch(Tallies.DONE::contains)) {
      return Reached.NOTHING;
    }
    Optional<Challenge> there = tx.milestones().challenge(moment.day());
    if (there.isEmpty() || there.get().completedAt() != null) return Reached.NOTHING;
    return reached(tx, there.get());
  }

  /** Completes it if there is all of it, and says what that earns. */
  static Reached reached(Tx tx, Challenge challenge) {
    if (progress(tx, challenge, challenge.target()) < challenge.target()) return Reached.NOTHING;
    Challenge done = challenge.completed(tx.at());
    if (!tx.milestones().complete(done)) return Reached.NOTHING;
    tx.append(new MilestoneEvent.ChallengeCompleted(tx.caller().userId(), done));
    String name = Outside.line(challenge.name());
    var earned =
        new Earned(
            XpCategory.challenge,
            "challenge",
            challenge.id(),
            "completed",
            name,
            challenge.xpReward(),
            challenge.day());
    return new Reached(
        List.of("Challenge %s done: %s".formatted(name, Outside.line(challenge.description()))),
        List.of(earned));
  }

  private static long progress(Tx tx, Challenge challenge, int most) {
    return Tallies.count(tx, new Tallies.Asked(challenge.tally(), challenge.day()), most);
  }

  /** The challenge of the person's day; nothing before it is assigned. */
  public static Optional<State> today(Tx tx, LocalDate day) {
    return tx.milestones().challenge(day).map(challenge -> state(tx, challenge));
  }

  private static State state(Tx tx, Challenge challenge) {
    return new State(
        challenge.day(),
        challenge.type(),
        Outside.line(challenge.name()),
        Outside.line(challenge.description()),
        challenge.category(),
        challenge.difficulty(),
        shown(tx, challenge),
        challenge.target(),
        challenge.xpReward(),
        challenge.completedAt());
  }

  /** All of it once it is done, whatever is removed since. */
  private static long shown(Tx tx, Challenge challenge) {
    if (challenge.completedAt() != null) return challenge.target();
    return Math.min(progress(tx, challenge, challenge.target()), challenge.target());
  }

  /** Gives the person the challenge of their day, if that is to be. */
  Optional<Challenge> assign(Tx tx) {
    Optional<Challenge> next = next(tx).filter(tx.milestones()::assign);
    next.ifPresent(
        challenge ->
            tx.append(new MilestoneEvent.ChallengeAssigned(tx.caller().userId(), challenge)));
    return next;
  }

  /**
   * The challenge that the person's day is to have: none where it has one, or where they did
   * nothing in four weeks and had challenges for one of these.
   */
  Optional<Challenge> next(Tx tx) {
    LocalDate today = Earning.today(tx);
    if (tx.milestones().challenge(today).isPresent()) return Optional.empty();
    Map<Tally, Pace> paces = paces(tx, today);
    Went went = tx.milestones().went(today.minusDays(WEEK), today);
    boolean away = went.first() != null && went.first().isBefore(today.minusDays(WEEK));
    if (paces.isEmpty() && away) return Optional.empty();
    Reach reach = Reach.of(tx, rules.get(), paces.keySet());
    return choose(tx, today, paces, reach, went.lastType())
        .map(type -> challenge(tx, today, type, difficulty(went), paces.get(type.tally()), reach));
  }

  private Map<Tally, Pace> paces(Tx tx, LocalDate today) {
    String[] tallies =
        Stream.concat(
                data.get().types().stream().map(Type::tally), Reach.CATEGORIES.keySet().stream())
            .map(Tally::name)
            .distinct()
            .toArray(String[]::new);
    return tx.milestones().paces(tallies, today.minusDays(LATELY), today).stream()
        .collect(Collectors.toMap(Pace::tally, Function.identity()));
  }

  /** A kind that the person has a pace in, and not yesterday's where there is another. */
  private Optional<Type> choose(
      Tx tx, LocalDate today, Map<Tally, Pace> paces, Reach reach, @Nullable String before) {
    List<Type> possible =
        data.get().types().stream().filter(type -> reach.most(type.tally()) > 0).toList();
    List<Type> usual = possible.stream().filter(type -> hasPace(paces.get(type.tally()))).toList();
    List<Type> able =
        usual.isEmpty()
            ? possible.stream().filter(type -> type.firstTarget() != null).toList()
            : usual;
    List<Type> others = able.stream().filter(type -> !type.slug().equals(before)).toList();
    List<Type> from = others.isEmpty() ? able : others;
    if (from.isEmpty()) return Optional.empty();
    long turn = today.toEpochDay() + tx.caller().userId().hashCode();
    return Optional.of(from.get((int) Math.floorMod(turn, (long) from.size())));
  }

  private static boolean hasPace(@Nullable Pace pace) {
    return pace != null && pace.days() >= DAYS_OF_A_PACE;
  }

  /** Harder for who did most of the last week's, easier for who did few. */
  private static Difficulty difficulty(Went went) {
    if (went.assigned() < ENOUGH || went.completed() * 3 < went.assigned()) return Difficulty.easy;
    return went.completed() * 3 >= went.assigned() * 2 ? Difficulty.hard : Difficulty.medium;
  }

  private Challenge challenge(
      Tx tx, LocalDate day, Type type, Difficulty difficulty, @Nullable Pace pace, Reach reach) {
    Step step = data.get().of(difficulty);
    int target = type.firstTarget() == null ? 1 : type.firstTarget();
    if (pace != null && hasPace(pace)) {
      int most = Math.min(type.most(), reach.most(type.tally(), pace.pace()));
      target = target(pace.pace(), step.share(), most);
    }
    return new Challenge(
        tx.newId(),
        day,
        type.slug(),
        type.name(),
        type.description(target),
        type.category(),
        difficulty,
        type.tally(),
        target,
        step.xpReward(),
        tx.at(),
        null);
  }

  /** What the pace comes to, at least once and no more than is asked of anybody. */
  static int target(double pace, double share, int most) {
    return (int) Math.max(1, Math.min(most, Math.round(pace * share)));
  }
}
