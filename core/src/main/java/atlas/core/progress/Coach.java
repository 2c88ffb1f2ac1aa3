package atlas.core.progress;

import atlas.core.Outside;
import atlas.model.CoachLine;
import atlas.model.CoachLine.Trigger;
import atlas.model.CoachVoice;
import atlas.model.Counted;
import atlas.model.HabitState;
import atlas.model.LedgerEntry;
import atlas.model.MilestoneEvent;
import atlas.model.Profile;
import atlas.model.Ref;
import atlas.model.Session;
import atlas.model.SessionTotals;
import atlas.storage.Tx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/**
 * Says in a line what was reached, in the person's voice, with numbers that are so. In the silent
 * one it says nothing, and nothing is kept.
 */
public final class Coach implements Milestone {
  private static final Set<Integer> STREAKS =
      Set.of(3, 7, 14, 21, 30, 50, 75, 100, 150, 200, 250, 300, 365, 500, 730, 1000);
  // A streak that is shorter is none to lose.
  private static final int WORTH_KEEPING = 3;
  private static final Duration LATE = Duration.ofHours(5);
  private static final Pattern PLACE = Pattern.compile("\\{([a-z_]+)}");
  private static final int LONGEST = 500;

  /** What takes the place of a voice that the data leaves out. */
  private static final Map<CoachVoice, CoachVoice> LIKE =
      Map.of(
          CoachVoice.coach, CoachVoice.encouraging,
          CoachVoice.encouraging, CoachVoice.coach,
          CoachVoice.analyst, CoachVoice.professional,
          CoachVoice.professional, CoachVoice.analyst,
          CoachVoice.hype_man, CoachVoice.motivating,
          CoachVoice.motivating, CoachVoice.hype_man);

  /** What there is to be said: why, under which name in the data, and with what in it. */
  record Word(Trigger trigger, String name, Map<String, String> facts) {}

  private final Supplier<Map<String, Map<CoachVoice, List<String>>>> texts;

  Coach(Supplier<Map<String, Map<CoachVoice, List<String>>>> texts) {
    this.texts = texts;
  }

  /** The texts that ATLAS ships, or the coach.json of the home. */
  public static Coach in(@Nullable Path home) {
    return new Coach(file(home));
  }

  static DataFile<Map<String, Map<CoachVoice, List<String>>>> file(@Nullable Path home) {
    return new DataFile<>(
        home,
        "coach.json",
        () -> new TypeReference<Map<String, Map<CoachVoice, List<String>>>>() {});
  }

  /** What the coach said last and was not dismissed. */
  public static List<CoachLine> latest(Tx tx, int limit) {
    return tx.milestones().latest(limit);
  }

  @Override
  public Reached look(Tx tx, Moment moment) {
    Profile profile = tx.users().profile().orElse(null);
    if (profile == null || profile.coachVoice() == CoachVoice.silent) return Reached.NOTHING;
    return word(tx, moment)
        .flatMap(word -> say(tx, profile, moment.day(), word))
        .map(said -> new Reached(List.of("Coach: " + said.text()), List.of()))
        .orElse(Reached.NOTHING);
  }

  /** The weightiest of what happened; nothing where it is nothing to speak of. */
  private static Optional<Word> word(Tx tx, Moment moment) {
    if (moment.levelUp()) return Optional.of(level(moment));
    for (String source : List.of("achievement", "challenge")) {
      Optional<LedgerEntry> entry = of(moment, source);
      if (entry.isPresent()) return reached(tx, moment.day(), entry.get());
    }
    Optional<Word> streak = streak(tx, moment);
    if (streak.isPresent()) return streak;
    return of(moment, "session").flatMap(entry -> session(tx, entry));
  }

  private static Optional<LedgerEntry> of(Moment moment, String sourceType) {
    return moment.entries().stream().filter(e -> e.sourceType().equals(sourceType)).findFirst();
  }

  private static Word level(Moment moment) {
    return new Word(
        Trigger.level_up,
        "level_up",
        Map.of(
            "level", Integer.toString(moment.level().level()),
            "xp", Integer.toString(moment.after()),
            "to_next", Integer.toString(moment.level().toNext())));
  }

  private static Optional<Word> reached(Tx tx, LocalDate day, LedgerEntry entry) {
    String xp = Integer.toString(entry.amount());
    if (entry.sourceType().equals("challenge")) {
      return tx.milestones()
          .challenge(day)
          .map(
              done ->
                  new Word(
                      Trigger.challenge_done,
                      "challenge_done",
                      Map.of(
                          "name", done.name(),
                          "description", done.description(),
                          "target", Integer.toString(done.target()),
                          "xp", xp)));
    }
    return tx.milestones()
        .unlocked(entry.sourceId())
        .map(
            had ->
                new Word(
                    Trigger.achievement,
                    "achievement",
                    Map.of(
                        "name", had.name(),
                        "description", had.description(),
                        "rarity", had.rarity().name(),
                        "xp", xp)));
  }

  /** A streak that has grown to a round number by what was earned. */
  private static Optional<Word> streak(Tx tx, Moment moment) {
    Optional<LedgerEntry> habit = of(moment, "habit");
    Optional<HabitState> state = habit.map(entry -> Habits.state(tx, entry.sourceId()));
    if (habit.isEmpty()) {
      Optional<LedgerEntry> session = of(moment, "session");
      if (session.isEmpty()) return Optional.empty();
      // The second session of a day makes no streak longer.
      state = Tallies.testing(tx).filter(s -> madeLonger(tx, s, moment, session.get()));
    } else if (!habit.get().reason().equals(moment.day().toString())) {
      return Optional.empty();
    }
    return state
        .filter(s -> STREAKS.contains(s.currentStreak()))
        .map(
            s ->
                new Word(
                    Trigger.streak_milestone,
                    "streak_milestone",
                    Map.of("days", s.streak(s.currentStreak()), "habit", s.name())));
  }

  private static boolean madeLonger(Tx tx, HabitState state, Moment moment, LedgerEntry session) {
    return STREAKS.contains(state.currentStreak())
        && tx.milestones().logged(state.habitId(), moment.day(), session.sourceId());
  }

  private static Optional<Word> session(Tx tx, LedgerEntry entry) {
    Session session = tx.sessions().find(entry.sourceId(), null).orElse(null);
    if (session == null) return Optional.empty();
    SessionTotals totals = tx.sessions().totals(session.id());
    long seconds = session.activeSeconds() == null ? 0 : session.activeSeconds();
    return Optional.of(
        new Word(
            Trigger.session_ended,
            totals.bugs() > 0 ? "session_ended.bugs" : "session_ended",
            Map.of(
                "session", session.shortId(),
                "ticket", session.ticketKey(),
                "minutes", Math.round(seconds / 60.0) + " min",
                "scenarios", Counted.of(totals.scenarios(), "scenario"),
                "bugs", totals.bugs() == 0 ? "no bugs" : Counted.of(totals.bugs(), "bug"),
                "xp", Integer.toString(entry.amount()))));
  }

  /** Says that the streak of the testing habit ends with the day, once. */
  Optional<CoachLine> warn(Tx tx) {
    return risk(tx)
        .flatMap(
            word -> {
              Profile profile = tx.users().profile().orElseThrow();
              return say(tx, profile, profile.days().of(tx.at()), word);
            });
  }

  /** What is to be said of that towards the end of the day, to who wants to be notified. */
  Optional<Word> risk(Tx tx) {
    Profile profile = tx.users().profile().orElse(null);
    if (profile == null || !profile.notifications()) return Optional.empty();
    if (profile.coachVoice() == CoachVoice.silent) return Optional.empty();
    LocalDate today = profile.days().of(tx.at());
    Instant end = profile.days().begin(today.plusDays(1));
    if (end.minus(LATE).isAfter(tx.at()) || warned(tx, today)) return Optional.empty();
    return Tallies.testing(tx)
        .filter(state -> atRisk(tx, state, today))
        .map(state -> risk(state, Duration.between(tx.at(), end)));
  }

  /** Whether it was said on that day, dismissed or not. */
  private static boolean warned(Tx tx, LocalDate today) {
    tx.removals().showRemoved();
    boolean warned = tx.milestones().warned(today);
    tx.removals().hideRemoved();
    return warned;
  }

  /** Of a daily one that does not rest today: the others have more than a day. */
  private static boolean atRisk(Tx tx, HabitState state, LocalDate today) {
    return state.active()
        && state.currentStreak() >= WORTH_KEEPING
        && state.targetDays() == null
        && !state.doneToday()
        && tx.habits().frozen(state.habitId(), today, today) == 0;
  }

  private static Word risk(HabitState state, Duration left) {
    long hours = Math.max(1, left.toHours());
    return new Word(
        Trigger.streak_at_risk,
        "streak_at_risk",
        Map.of(
            "days", state.streak(state.currentStreak()),
            "hours", Counted.of(hours, "hour"),
            "habit", state.name()));
  }

  /** Keeps the line; nothing where the data has no text for it. */
  private Optional<CoachLine> say(Tx tx, Profile profile, LocalDate day, Word word) {
    List<String> own = words(word.name(), profile.coachVoice());
    if (own.isEmpty()) own = words(word.name(), LIKE.get(profile.coachVoice()));
    if (own.isEmpty()) return Optional.empty();
    int number = tx.nextNumber(Ref.Kind.COACH_LINE);
    var line =
        new CoachLine(
            tx.newId(),
            number,
            word.trigger(),
            profile.coachVoice(),
            filled(own.get(number % own.size()), word.facts()),
            day,
            tx.at());
    if (!tx.milestones().say(line)) return Optional.empty();
    tx.append(new MilestoneEvent.CoachSpoke(tx.caller().userId(), line));
    return Optional.of(line);
  }

  /** What the data has for that; what says nothing there is no text. */
  private List<String> words(String name, @Nullable CoachVoice voice) {
    Map<CoachVoice, List<String>> voices = texts.get().get(name);
    List<String> own = voices == null || voice == null ? null : voices.get(voice);
    if (own == null) return List.of();
    return own.stream().filter(text -> text != null && !Outside.line(text).isEmpty()).toList();
  }

  /** The text with what is so in its places; a place that is not known stays as it is. */
  static String filled(String text, Map<String, String> facts) {
    String filled =
        PLACE
            .matcher(text)
            .replaceAll(
                place ->
                    Matcher.quoteReplacement(
                        Objects.requireNonNullElse(facts.get(place.group(1)), place.group())));
    return Outside.line(filled, LONGEST - 1);
  }
}
