package atlas.core.progress;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.access.Profiles;
import atlas.core.access.Users;
import atlas.model.Caller;
import atlas.model.Habit;
import atlas.model.HabitCategory;
import atlas.model.HabitFrequency;
import atlas.model.HabitState;
import atlas.model.Refusal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HabitsTest {
  private final TestHouse house = new TestHouse();
  private final Habits habits = new Habits(house.earning());
  private final Caller ann = house.ann();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void aNewUserHasTheTestingHabitInTheTransactionThatMadeThem() {
    Caller eve = new Users(house.db().database()).ensure("eve");
    List<HabitState> states = house.db().database().read(eve, Habits::states);
    assertThat(states).hasSize(1);
    HabitState testing = states.get(0);
    assertThat(testing.shortId()).isEqualTo("H-1");
    assertThat(testing.name()).isEqualTo("Testing");
    assertThat(testing.testing()).isTrue();
    assertThat(testing.frequency()).isEqualTo(HabitFrequency.daily);
    assertThat(testing.category()).isEqualTo(HabitCategory.work);
    assertThat(house.rows("events where type = 'habit.created'")).isEqualTo(1);
    house.db().database().write(eve, this::seedAgain);
    assertThat(house.rows("habits")).as("one for each person").isEqualTo(1);
    assertThat(house.rows("events where type = 'habit.created'")).isEqualTo(1);
  }

  private boolean seedAgain(atlas.storage.Tx tx) {
    Habits.seed(tx);
    return true;
  }

  @Test
  void daysInARowAreAStreakThatEndsTheDayAfterTheNext() {
    Habit read = daily("Read");
    for (int day = 0; day < 5; day++) {
      if (day > 0) nextDay();
      log(read, today());
    }
    assertThat(state(read).currentStreak()).isEqualTo(5);
    nextDay();
    assertThat(state(read).currentStreak()).as("today is not over").isEqualTo(5);
    assertThat(state(read).doneToday()).isFalse();
    nextDay();
    assertThat(state(read).currentStreak()).as("yesterday was left out").isZero();
    assertThat(state(read).longestStreak()).isEqualTo(5);
    assertThat(state(read).totalCompletions()).isEqualTo(5);
    log(read, today());
    assertThat(state(read).currentStreak()).isEqualTo(1);
    assertThat(state(read).longestStreak()).isEqualTo(5);
  }

  @Test
  void aSecondLogOfADayChangesNothing() {
    Habit read = daily("Read");
    assertThat(log(read, today())).containsExactly("H-1 Read: 1 day in a row", "5 XP for H-1 Read");
    long events = house.events(ann);
    assertThat(log(read, today())).isEmpty();
    assertThat(house.events(ann)).isEqualTo(events);
    assertThat(house.rows("xp_ledger")).isEqualTo(1);
    assertThat(state(read).totalCompletions()).isEqualTo(1);
  }

  @Test
  void whatIsLoggedLaterForADayBeforeFillsTheGapAndBreaksNothing() {
    Habit read = daily("Read");
    LocalDate today = today();
    for (int back : new int[] {0, 1, 2, 3, 4}) log(read, today.minusDays(back));
    assertThat(state(read).currentStreak()).isEqualTo(5);
    log(read, today.minusDays(30));
    assertThat(state(read).currentStreak()).as("the document's trigger made it 1").isEqualTo(5);
    log(read, today.minusDays(7));
    log(read, today.minusDays(6));
    assertThat(state(read).currentStreak()).isEqualTo(5);
    assertThat(log(read, today.minusDays(5))).first().isEqualTo("H-1 Read: 8 days in a row");
    assertThat(state(read).longestStreak()).isEqualTo(8);
    assertThat(state(read).totalCompletions()).isEqualTo(9);
  }

  @Test
  void whatIsLoggedForDaysBeforeIsEarnedTodayAndWithinItsCap() {
    Habit read = daily("Read");
    for (int back = 0; back < 20; back++) log(read, today().minusDays(back));
    assertThat(house.rows("xp_ledger where day <> '" + today() + "'")).isZero();
    int earned = new Progress(house.db().database()).get(ann, 0).totals().habit();
    assertThat(earned).isEqualTo(30);
  }

  @Test
  void noDayIsLoggedThatHasNotComeOrIsLongGone() {
    Habit read = daily("Read");
    assertThat(refusal(() -> log(read, today().plusDays(1))).sentence())
        .isEqualTo("A habit is logged on a day that has come: today is 2026-01-15.");
    assertThat(refusal(() -> log(read, today().minusDays(367))).kind())
        .isEqualTo(Refusal.Kind.INVALID);
    assertThat(house.rows("habit_logs")).isZero();
  }

  @Test
  void aDayOfRestBridgesAndDoesNotExtend() {
    Habit read = daily("Read");
    LocalDate today = today();
    log(read, today.minusDays(4));
    log(read, today.minusDays(3));
    log(read, today);
    assertThat(state(read).currentStreak()).isEqualTo(1);
    freeze(read, today.minusDays(2));
    assertThat(state(read).currentStreak()).isEqualTo(1);
    assertThat(freeze(read, today.minusDays(1)))
        .containsExactly("H-1 rests on 2026-01-14: 3 days in a row");
    assertThat(state(read).longestStreak()).isEqualTo(3);
    assertThat(freeze(read, today.minusDays(1))).as("known").isEmpty();
    freeze(read, today.plusDays(1));
    nextDay();
    nextDay();
    assertThat(state(read).currentStreak()).as("yesterday was one of rest").isEqualTo(3);
    nextDay();
    assertThat(state(read).currentStreak()).isZero();
    log(read, today.minusDays(1));
    assertThat(state(read).longestStreak()).as("done is more than rest").isEqualTo(4);
  }

  @Test
  void aHabitRestsOnThreeDaysOfThirtyAtMost() {
    Habit read = daily("Read");
    LocalDate today = today();
    for (int day : new int[] {-20, -10, 5}) freeze(read, today.plusDays(day));
    assertThat(refusal(() -> freeze(read, today.plusDays(9))).sentence())
        .isEqualTo("H-1 rests on 3 days of these 30 already; that is the most.");
    assertThat(freeze(read, today.plusDays(20))).hasSize(1);
    assertThat(refusal(() -> freeze(read, today.plusDays(31))).kind())
        .isEqualTo(Refusal.Kind.INVALID);
  }

  @Test
  void daysOfRestThatAreFurtherApartThanThirtyDoNotCountTogether() {
    Habit read = daily("Read");
    LocalDate today = today();
    for (int day : new int[] {-14, -13, 30}) freeze(read, today.plusDays(day));
    assertThat(freeze(read, today.plusDays(15))).as("at most two within thirty").hasSize(1);
    assertThat(freeze(read, today.plusDays(16))).hasSize(1);
    assertThat(refusal(() -> freeze(read, today.plusDays(2))).sentence())
        .isEqualTo("H-1 rests on 3 days of these 30 already; that is the most.");
  }

  @Test
  void weeksCountWhereItWasDoneOftenEnough() {
    Habit run = save("Run", HabitFrequency.weekly, 3);
    // The 15th of January 2026 is a Thursday.
    LocalDate monday = LocalDate.parse("2026-01-12");
    for (int week = 1; week <= 3; week++) {
      for (int day : new int[] {0, 2, 6}) log(run, monday.minusWeeks(week).plusDays(day));
    }
    assertThat(state(run).currentStreak()).as("this week is not over").isEqualTo(3);
    log(run, monday);
    log(run, monday.plusDays(1));
    assertThat(state(run).currentStreak()).isEqualTo(3);
    assertThat(log(run, today())).first().isEqualTo("H-1 Run: 4 weeks in a row");
    log(run, monday.minusWeeks(5));
    assertThat(state(run).currentStreak()).as("once in a week is not thrice").isEqualTo(4);
    freeze(run, monday.minusWeeks(4).plusDays(3));
    log(run, monday.minusWeeks(4).plusDays(1));
    log(run, monday.minusWeeks(4).plusDays(2));
    log(run, monday.minusWeeks(5).plusDays(1));
    log(run, monday.minusWeeks(5).plusDays(2));
    assertThat(state(run).currentStreak()).as("a week of rest is bridged").isEqualTo(5);
  }

  @Test
  void aCustomHabitIsDoneAgainWithinItsDays() {
    Habit water = save("Water the plants", HabitFrequency.custom, 4);
    for (int back : new int[] {15, 12, 8, 4}) log(water, today().minusDays(back));
    assertThat(state(water).currentStreak()).isEqualTo(4);
    nextDay();
    assertThat(state(water).currentStreak()).isZero();
    assertThat(state(water).longestStreak()).isEqualTo(4);
  }

  /** What the view counts is what somebody counts who walks from day to day. */
  @Test
  void streaksAreWhatCountingByHandGives() {
    var random = new Random(20261122);
    for (int round = 0; round < 24; round++) {
      HabitFrequency frequency = HabitFrequency.values()[round % 3];
      @Nullable Integer target =
          switch (frequency) {
            case daily -> null;
            case weekly -> 1 + random.nextInt(3);
            case custom -> 1 + random.nextInt(4);
          };
      Habit habit = save("Habit " + round, frequency, target);
      var done = new TreeSet<LocalDate>();
      var rests = new TreeSet<LocalDate>();
      for (int back = 0; back < 60; back++) {
        LocalDate day = today().minusDays(back);
        if (random.nextInt(4) > 0) done.add(day);
        else if (random.nextInt(3) == 0) rests.add(day);
      }
      add(habit, "habit_logs", done);
      add(habit, "habit_freezes", rests);
      int[] counted = counted(frequency, target == null ? 1 : target, done, rests);
      HabitState state = state(habit);
      String what = habit + " " + done + " " + rests;
      assertThat(state.currentStreak()).as(what).isEqualTo(counted[0]);
      assertThat(state.longestStreak()).as(what).isEqualTo(counted[1]);
      assertThat(state.totalCompletions()).isEqualTo(done.size());
    }
  }

  /** The current streak and the longest, place by place; a place that rests takes no time. */
  private int[] counted(
      HabitFrequency frequency, int target, Set<LocalDate> done, Set<LocalDate> rests) {
    boolean weekly = frequency == HabitFrequency.weekly;
    int reach = frequency == HabitFrequency.custom ? target : 1;
    int wanted = weekly ? target : 1;
    int streak = 0;
    int longest = 0;
    int missed = 0;
    LocalDate place = today().minusDays(90);
    if (weekly) place = place.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    while (!place.isAfter(today())) {
      int times = 0;
      int marks = 0;
      for (int i = 0; i < (weekly ? 7 : 1); i++) {
        if (done.contains(place.plusDays(i))) times++;
        if (done.contains(place.plusDays(i)) || rests.contains(place.plusDays(i))) marks++;
      }
      boolean now = place.plusDays(weekly ? 6 : 0).compareTo(today()) >= 0;
      if (times >= wanted) {
        streak = missed < reach ? streak + 1 : 1;
        longest = Math.max(longest, streak);
        missed = 0;
      } else if (marks < wanted && !now) {
        missed++;
      }
      place = place.plusDays(weekly ? 7 : 1);
    }
    return new int[] {missed < reach ? streak : 0, longest};
  }

  private void add(Habit habit, String table, Set<LocalDate> days) {
    String columns = table.equals("habit_logs") ? "triggered_by, logged_at" : "frozen_at";
    String values = table.equals("habit_logs") ? "'manual', now()" : "now()";
    house
        .db()
        .admin()
        .useHandle(
            h -> {
              for (LocalDate day : days) {
                h.execute(
                    "insert into %s (user_id, habit_id, day, %s) values (?, ?, ?, %s)"
                        .formatted(table, columns, values),
                    ann.userId(),
                    habit.id(),
                    day);
              }
            });
  }

  @Test
  void theDayIsThePersonsAndBeginsWhenTheySay() {
    prefer("America/New_York", "04:00");
    Habit read = daily("Read");
    // 03:30 in New York: still yesterday there, and long today in UTC.
    at("2026-01-20T08:30:00Z");
    log(read, today());
    assertThat(state(read).lastDay()).isEqualTo("2026-01-19");
    at("2026-01-20T09:00:00Z");
    assertThat(state(read).doneToday()).as("a new day").isFalse();
    log(read, today());
    assertThat(state(read).currentStreak()).isEqualTo(2);
    at("2026-01-22T08:59:59Z");
    assertThat(state(read).currentStreak()).isEqualTo(2);
    at("2026-01-22T09:00:00Z");
    assertThat(state(read).currentStreak()).isZero();
  }

  @Test
  void daysOfTwentyThreeAndTwentyFiveHoursAreDays() {
    prefer("Europe/Berlin", "02:30");
    Habit read = daily("Read");
    List<LocalDate> days = new ArrayList<>();
    // 02:30 is not there on the 29th of March 2026, and twice on the 25th of October.
    for (String from : List.of("2026-03-27", "2026-10-23")) {
      Instant end = Instant.parse(from + "T00:00:00Z").plus(Duration.ofDays(5));
      at(from + "T00:00:00Z");
      while (house.clock().instant().isBefore(end)) {
        LocalDate day = today();
        if (!days.contains(day)) {
          days.add(day);
          log(read, day);
        }
        assertThat(state(read).doneToday()).as("%s", house.clock().instant()).isTrue();
        house.clock().advance(Duration.ofMinutes(30));
      }
      assertThat(state(read).currentStreak()).isEqualTo(6);
    }
    assertThat(days).hasSize(12).doesNotHaveDuplicates();
  }

  @Test
  void whatAHabitIsToBeIsCheckedAndSaidOnce() {
    assertThat(refusal(() -> save("Run", HabitFrequency.daily, 3)).sentence())
        .startsWith("A daily habit has no target_days");
    assertThat(refusal(() -> save("Run", HabitFrequency.weekly, 8)).sentence())
        .startsWith("A weekly habit has 1 to 7 target_days");
    assertThat(refusal(() -> save("Run", HabitFrequency.custom, null)).sentence())
        .startsWith("A custom habit needs 1 to 366 target_days");
    for (String name : List.of(" \n", "x".repeat(101))) {
      assertThat(refusal(() -> save(name, HabitFrequency.daily, null)).sentence())
          .isEqualTo("A habit's name has words in it, and at most 100 characters.");
    }
    var wordy = new HabitDraft(null, "Run", "x".repeat(2_001), null, null, null, null, null);
    assertThat(refusal(() -> change(wordy)).sentence()).contains("at most 2,000 characters");
    Habit run = save("Run", HabitFrequency.weekly, 3);
    assertThat(run.version()).isEqualTo(1);
    long events = house.events(ann);
    Habit same = change(new HabitDraft("H-1", "Run", null, null, null, null, null, null));
    assertThat(same).isEqualTo(run);
    assertThat(house.events(ann)).isEqualTo(events);
    Habit daily =
        change(new HabitDraft("h-1", null, null, HabitFrequency.daily, null, null, false, "work"));
    assertThat(daily.targetDays()).isNull();
    assertThat(daily.active()).isFalse();
    assertThat(daily.version()).isEqualTo(2);
    assertThat(
            house.rows(
                "events where summary = 'Habit H-1 has another frequency, target_days,"
                    + " active, space'"))
        .isEqualTo(1);
  }

  @Test
  void whatWasRemovedIsHiddenAndComesBackWithItsStreak() {
    Habit read = daily("Read");
    log(read, today().minusDays(1));
    log(read, today());
    house.removal().remove(ann, "H-1");
    assertThat(house.db().database().read(ann, Habits::states)).isEmpty();
    assertThat(refusal(() -> log(read, today().minusDays(2))).kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
    house.removal().restore(ann, "H-1");
    assertThat(state(read).currentStreak()).isEqualTo(2);
  }

  @Test
  void sessionsAloneLogTheTestingHabit() {
    house.db().database().write(ann, this::seedAgain);
    Habit testing = house.db().database().write(ann, tx -> Habits.require(tx, "H-1"));
    for (int back : new int[] {0, 1, 99}) {
      assertThat(refusal(() -> log(testing, today().minusDays(back))).sentence())
          .isEqualTo("Nobody logs H-1 by hand; sessions log it: end a testing session.");
    }
    assertThat(house.rows("habit_logs")).isZero();
    assertThat(state(testing).longestStreak()).isZero();
  }

  @Test
  void nobodyLogsTheOthersHabit() {
    Habit read = daily("Read");
    Caller ben = house.ben();
    LocalDate today = today();
    assertThat(
            refusal(
                    () ->
                        house.db().database().write(ben, tx -> habits.logged(tx, read.id(), today)))
                .kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(house.rows("habit_logs")).isZero();
  }

  private Habit daily(String name) {
    return save(name, HabitFrequency.daily, null);
  }

  private Habit save(String name, HabitFrequency frequency, @Nullable Integer target) {
    return change(new HabitDraft(null, name, null, frequency, target, null, null, null));
  }

  private Habit change(HabitDraft draft) {
    return house.db().database().write(ann, tx -> Habits.save(tx, draft));
  }

  private List<String> log(Habit habit, LocalDate day) {
    return house.db().database().write(ann, tx -> habits.logged(tx, habit.id(), day));
  }

  private List<String> freeze(Habit habit, LocalDate day) {
    return house.db().database().write(ann, tx -> habits.freeze(tx, habit.id(), day));
  }

  private HabitState state(Habit habit) {
    return house.db().database().read(ann, tx -> Habits.state(tx, habit.id()));
  }

  private LocalDate today() {
    return house.db().database().read(ann, Earning::today);
  }

  private void nextDay() {
    house.clock().advance(Duration.ofDays(1));
  }

  private void at(String instant) {
    house.clock().advance(Duration.between(house.clock().instant(), Instant.parse(instant)));
  }

  private void prefer(String zone, String dayStart) {
    new Profiles(house.db().database())
        .update(
            ann,
            new Profiles.Change(
                null, null, null, null, zone, dayStart, null, null, null, null, null));
  }
}
