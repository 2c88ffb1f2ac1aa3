package atlas.core.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import atlas.core.progress.Achievements.Entry;
import atlas.core.progress.Achievements.State;
import atlas.model.CoachVoice;
import atlas.model.Habit;
import atlas.model.LedgerEntry;
import atlas.model.Rarity;
import atlas.model.XpCategory;
import atlas.storage.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AchievementsTest {
  @TempDir private static Path home;

  private Tester tester = new Tester(null);

  @BeforeEach
  void nobodyComments() {
    tester.speak(CoachVoice.silent);
  }

  @AfterEach
  void close() {
    tester.close();
  }

  @Test
  void thereAreTwentyAndMoreOfEachRarity() {
    List<Entry> all = Achievements.file(null).get();
    assertThat(all).hasSizeGreaterThanOrEqualTo(20);
    assertThat(all).extracting(Entry::slug).doesNotHaveDuplicates();
    assertThat(all).extracting(Entry::name).doesNotHaveDuplicates();
    assertThat(all).extracting(Entry::rarity).contains(Rarity.values());
    assertThat(all).allSatisfy(entry -> assertThat(entry.badgeIcon()).isNotNull());
    assertThat(all)
        .filteredOn(entry -> entry.slug().equals("bug-hunter-i"))
        .extracting(Entry::reward)
        .as("where the data says nothing")
        .containsExactly(50);
  }

  @Test
  void whatIsReachedIsKeptOnceAndEarns() {
    assertThat(tester.session(1))
        .contains(
            "Achievement First Look (common): End a testing session with something tried in it",
            "25 XP for First Look");
    assertThat(tester.session(1)).noneMatch(line -> line.contains("First Look"));
    assertThat(tester.house().rows("achievements")).isEqualTo(1);
    assertThat(tester.house().rows("events where type = 'achievement.unlocked'")).isEqualTo(1);
    State first = state("first-session");
    assertThat(first.unlockedAt()).isEqualTo("2026-01-15T09:00:00Z");
    assertThat(first.progress()).isEqualTo(first.threshold());
    List<LedgerEntry> ledger = tester.read(tx -> tx.ledger().latest(10));
    assertThat(ledger)
        .filteredOn(entry -> entry.category() == XpCategory.achievement)
        .extracting(LedgerEntry::amount)
        .containsExactly(25);
  }

  @Test
  void untilThenItIsCounted() {
    assertThat(state("regular-tester").progress()).isZero();
    for (int n = 0; n < 3; n++) tester.session(2);
    State regular = state("regular-tester");
    assertThat(regular.progress()).isEqualTo(3);
    assertThat(regular.threshold()).isEqualTo(10);
    assertThat(regular.unlockedAt()).isNull();
    assertThat(state("scenario-starter").progress()).isEqualTo(6);
    assertThat(state("ticket-traveller").progress()).isEqualTo(3);
    assertThat(tester.house().rows("achievements where slug = 'regular-tester'")).isZero();
  }

  @Test
  void aTicketThatIsTestedTwiceIsOne() {
    tester.session("HBR-1", 1);
    tester.nextDay();
    tester.session("HBR-1", 1);
    assertThat(state("ticket-traveller").progress()).isEqualTo(1);
    assertThat(state("regular-tester").progress()).isEqualTo(2);
  }

  @Test
  void sessionsInWhichNothingWasTriedAreWorthNothing() {
    for (int n = 0; n < 12; n++) tester.session(0);
    assertThat(tester.house().rows("achievements")).isZero();
    assertThat(state("regular-tester").progress()).isZero();
  }

  @Test
  void whatTheCapOfADayLeftNothingOfIsWorthNothing() {
    tester.earn(XpCategory.work, "other", 299);
    tester.tasks(12);
    for (int n = 0; n < 12; n++) tester.session(3);
    for (String slug :
        List.of("regular-tester", "ticket-traveller", "scenario-starter", "full-day")) {
      assertThat(state(slug).progress()).as(slug).isZero();
    }
    assertThat(state("task-finisher").progress()).as("the last point").isEqualTo(1);
    assertThat(tester.house().rows("xp_ledger where amount = 0")).isEqualTo(23);
    tester.nextDay();
    tester.session(3);
    assertThat(state("regular-tester").progress()).isEqualTo(1);
  }

  @Test
  void noMoreAreBugsAndTasksOfTheirOwn() {
    tester.earn(XpCategory.work, "other", 300);
    tester.earn(XpCategory.work, "bug", 10);
    tester.earn(XpCategory.personal, "other", 60);
    tester.earn(XpCategory.personal, "personal_task", 10);
    assertThat(state("bug-hunter-i").progress()).isZero();
    assertThat(state("own-house").progress()).isZero();
    tester.nextDay();
    tester.earn(XpCategory.work, "bug", 10);
    assertThat(state("bug-hunter-i").progress()).isEqualTo(1);
  }

  @Test
  void habitsCountAsFarAsTheyEarnHoweverFarBackTheyAreLogged() {
    Habit read =
        tester.write(
            tx ->
                Habits.save(tx, new HabitDraft(null, "Read", null, null, null, null, null, null)));
    for (int back = 0; back < 40; back++) {
      LocalDate day = tester.today().minusDays(back);
      tester.write(tx -> tester.habits().logged(tx, read.id(), day));
    }
    assertThat(state("habit-former").progress()).as("a day gives 30 XP for habits").isEqualTo(6);
    tester.nextDay();
    tester.session(1);
    assertThat(state("habit-former").progress()).as("what a session logs").isEqualTo(7);
  }

  @Test
  void ofOneSessionTwentyScenariosCount() {
    tester.session(23);
    assertThat(state("scenario-starter").progress()).isEqualTo(20);
  }

  @Test
  void daysInARowCountAsTheLongestStreak() {
    for (int day = 0; day < 3; day++) {
      tester.session(1);
      tester.nextDay();
    }
    assertThat(state("three-in-a-row").unlockedAt()).isEqualTo("2026-01-17T09:00:00Z");
    tester.nextDay();
    assertThat(tester.session(1)).noneMatch(line -> line.contains("Three in a Row"));
    assertThat(state("week-warrior").progress()).as("of the longest").isEqualTo(3);
  }

  @Test
  void whatADayGivesIsOfThatDay() {
    for (int n = 0; n < 4; n++) tester.session(1);
    tester.nextDay();
    assertThat(tester.session(1)).noneMatch(line -> line.contains("Full Day"));
    assertThat(state("full-day").progress()).isEqualTo(1);
    for (int n = 0; n < 4; n++) tester.session(1);
    assertThat(state("full-day").unlockedAt()).isNotNull();
  }

  @Test
  void aWeekIsSevenDays() {
    tester.tasks(10);
    for (int day = 0; day < 7; day++) tester.nextDay();
    tester.tasks(10);
    assertThat(state("busy-week").progress()).isEqualTo(10);
    for (int day = 0; day < 6; day++) tester.nextDay();
    tester.tasks(10);
    assertThat(state("busy-week").unlockedAt()).isNotNull();
  }

  @Test
  void whatAnAchievementEarnsMayReachAnotherAndThatEnds() {
    edited(
        """
        [
          {"slug": "level-four", "name": "Four", "description": "Reach level 4", "category": "x",
            "criteria": {"type": "level", "threshold": 4}, "rarity": "rare"},
          {"slug": "level-five", "name": "Five", "description": "Reach level 5", "category": "x",
            "criteria": {"type": "level", "threshold": 5}, "rarity": "epic", "xp_reward": 9000},
          {"slug": "big", "name": "Big", "description": "Begin", "category": "x",
            "criteria": {"type": "session_count", "threshold": 1}, "rarity": "legendary",
            "xp_reward": 1550}
        ]
        """);
    List<String> effects = tester.session(1);
    assertThat(effects)
        .contains(
            "6 XP for S-1",
            "Achievement Big (legendary): Begin",
            "1550 XP for Big",
            "Level 4: 1556 XP, 44 to the next",
            "Achievement Four (rare): Reach level 4",
            "50 XP for Four",
            "Level 5: 1606 XP, 894 to the next",
            "Achievement Five (epic): Reach level 5",
            "9000 XP for Five",
            "Level 11: 10606 XP, 1494 to the next");
    int total = tester.read(tx -> tx.ledger().totals().orElseThrow().total());
    assertThat(total).isEqualTo(10_606);
    assertThat(tester.session(1)).noneMatch(line -> line.startsWith("Achievement"));
  }

  @Test
  void whatIsWorthNothingIsToldAllTheSame() {
    edited(
        """
        [{"slug": "bare", "name": "Bare", "description": "Begin", "category": "x",
          "criteria": {"type": "session_count", "threshold": 1}, "rarity": "common",
          "xp_reward": 0}]
        """);
    assertThat(tester.session(1))
        .contains("Achievement Bare (common): Begin")
        .noneMatch(line -> line.contains("XP for Bare"));
  }

  @Test
  void whatThePersonHasStaysWhateverBecomesOfTheData() {
    tester.session(1);
    List<State> before = tester.read(tx -> tester.goals().achievements().states(tx));
    Achievements none = new Achievements(List::of);
    List<State> after = tester.read(none::states);
    assertThat(after).extracting(State::slug).containsExactly("first-session");
    assertThat(after.get(0).name()).isEqualTo("First Look");
    assertThat(before.get(0).slug()).as("what one has comes first").isEqualTo("first-session");
    assertThat(before).hasSizeGreaterThan(20);
  }

  @Test
  void dataThatCanNotBeReadAreLeftAlone() {
    edited("[{\"slug\": \"No slug\", \"criteria\": {\"type\": \"nothing\", \"threshold\": 0}}]");
    assertThat(tester.session(1)).anyMatch(line -> line.startsWith("Achievement First Look"));
    assertThat(Earning.problems(home))
        .singleElement(STRING)
        .contains("achievements.json can't be read, so that what ATLAS ships is used");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[null]", "criteria", "type", "rarity", "category"})
  void whatIsIncompleteIsLeftAloneToo(String without) {
    String whole =
        """
        [{"slug": "bare", "name": "Bare", "description": "Begin", "category": "x",
          "criteria": {"type": "session_count", "threshold": 1}, "rarity": "common"}]
        """;
    edited(without.contains("null") ? without : whole.replace('"' + without + '"', "\"left_out\""));
    assertThat(tester.session(1)).anyMatch(line -> line.startsWith("Achievement First Look"));
    assertThat(Earning.problems(home)).singleElement(STRING).contains("achievements.json");
    edited(whole);
    assertThat(tester.session(1)).contains("Achievement Bare (common): Begin");
    assertThat(Earning.problems(home)).isEmpty();
  }

  @Test
  void whoeverIsFirstUnlocksIt() {
    List<String> tickets = List.of("HBR-1", "HBR-2", "HBR-3", "HBR-4");
    tickets.forEach(key -> tester.house().jira().put(key));
    List<List<String>> ended = Threads.race(4, n -> tester.session(tickets.get(n), 1));
    assertThat(ended.stream().flatMap(List::stream))
        .filteredOn(line -> line.startsWith("Achievement First Look"))
        .hasSize(1);
    assertThat(tester.house().rows("xp_ledger where source_type = 'achievement'")).isEqualTo(1);
  }

  @Test
  void anothersAchievementsAreTheirs() {
    tester.session(1);
    List<State> bens =
        tester
            .house()
            .db()
            .database()
            .read(tester.house().ben(), tester.goals().achievements()::states);
    assertThat(bens)
        .filteredOn(state -> state.progress() > 0)
        .extracting(State::slug)
        .as("everybody begins with a level")
        .containsExactly("level-5", "level-10", "level-25");
  }

  private void edited(String json) {
    tester.close();
    try {
      Files.writeString(home.resolve("achievements.json"), json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    tester = new Tester(home);
    tester.speak(CoachVoice.silent);
  }

  private State state(String slug) {
    return tester.read(tx -> tester.goals().achievements().states(tx)).stream()
        .filter(state -> state.slug().equals(slug))
        .findFirst()
        .orElseThrow();
  }
}
