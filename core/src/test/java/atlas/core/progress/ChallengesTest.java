package atlas.core.progress;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.model.Caller;
import atlas.model.Challenge;
import atlas.model.Challenge.Difficulty;
import atlas.model.CoachLine;
import atlas.model.CoachLine.Trigger;
import atlas.model.CoachVoice;
import atlas.model.Habit;
import atlas.model.Json;
import atlas.model.Tally;
import atlas.model.XpCategory;
import atlas.storage.Threads;
import atlas.storage.jobs.Handler;
import atlas.storage.jobs.Outcome;
import atlas.storage.jobs.Run;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class ChallengesTest {
  @TempDir private static Path home;

  private final Tester tester = new Tester(home);

  @BeforeEach
  void tasksAlone() throws IOException {
    Files.writeString(
        home.resolve("challenges.json"),
        """
        {
          "difficulties": {
            "easy": {"share": 0.5, "xp_reward": 20},
            "medium": {"share": 1, "xp_reward": 35},
            "hard": {"share": 2, "xp_reward": 50}
          },
          "types": [
            {"slug": "tackle", "name": "Tackle", "category": "work", "tally": "task_count",
              "one": "Complete a task", "many": "Complete {target} tasks",
              "first_target": 2, "most": 9}
          ]
        }
        """);
    Files.writeString(home.resolve("achievements.json"), "[]");
    tester.speak(CoachVoice.silent);
  }

  @AfterEach
  void close() {
    tester.close();
  }

  @Test
  void aNewcomerBeginsEasily() {
    Challenge challenge = assign().orElseThrow();
    assertThat(challenge.day()).isEqualTo("2026-01-15");
    assertThat(challenge.difficulty()).isEqualTo(Difficulty.easy);
    assertThat(challenge.target()).as("nothing is known of their pace").isEqualTo(2);
    assertThat(challenge.description()).isEqualTo("Complete 2 tasks");
    assertThat(assign()).as("once a day").isEmpty();
    assertThat(tester.house().rows("events where type = 'challenge.assigned'")).isEqualTo(1);
    tester.nextDay();
    assertThat(assign().orElseThrow().day()).isEqualTo("2026-01-16");
  }

  @Test
  void manyProcessesAssignOne() {
    Handler handler = tester.round();
    Caller ann = tester.ann();
    var run = new Run(ann, "day", List.of(), 1, false);
    assertThat(Threads.race(8, n -> handler.run(run))).containsOnly(Outcome.DONE);
    assertThat(tester.house().rows("challenges")).isEqualTo(1);
    assertThat(tester.house().rows("events where type = 'challenge.assigned'")).isEqualTo(1);
    assertThat(handler.run(run)).isEqualTo(Outcome.DONE);
    assertThat(tester.house().rows("challenges")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"4,0.5,9,2", "4,1,9,4", "4,2,9,8", "20,2,9,9", "1,0.5,9,1", "0.4,0.5,9,1"})
  void theTargetIsAShareOfThePace(double pace, double share, int most, int target) {
    assertThat(Challenges.target(pace, share, most)).isEqualTo(target);
  }

  @Test
  void thePaceIsTheMiddleOfTheDaysOnWhichSomethingWasDone() {
    for (int tasks : new int[] {4, 0, 4, 30, 0, 3, 5}) {
      if (tasks > 0) tester.tasks(tasks);
      tester.nextDay();
    }
    tester.tasks(50);
    Challenge challenge = assign().orElseThrow();
    assertThat(challenge.target()).as("easy is half of 4; today is not over").isEqualTo(2);
  }

  @Test
  void whatWasDoneFourWeeksAgoIsNoPace() {
    for (int day = 0; day < 3; day++) {
      tester.tasks(8);
      tester.nextDay();
    }
    tester.pass(Duration.ofDays(28));
    assertThat(assign().orElseThrow().target()).isEqualTo(2);
  }

  @Test
  void itIsDoneByTheTransactionThatDoesIt() {
    assign();
    assertThat(tester.tasks(1)).containsExactly("1 XP for T-0");
    assertThat(today().progress()).isEqualTo(1);
    assertThat(today().completedAt()).isNull();
    assertThat(tester.tasks(1))
        .containsExactly(
            "1 XP for T-0", "Challenge Tackle done: Complete 2 tasks", "20 XP for Tackle");
    assertThat(today().progress()).isEqualTo(2);
    assertThat(today().completedAt()).isEqualTo("2026-01-15T09:00:00Z");
    assertThat(tester.tasks(2)).noneMatch(line -> line.contains("Tackle"));
    assertThat(tester.house().rows("events where type = 'challenge.completed'")).isEqualTo(1);
    int earned = tester.read(tx -> tx.ledger().totals().orElseThrow().challenge());
    assertThat(earned).isEqualTo(20);
  }

  @Test
  void whatIsDoneIsAllOfItWhateverIsRemovedSince() throws IOException {
    Path file = home.resolve("challenges.json");
    Files.writeString(file, Files.readString(file).replace("task_count", "ticket_count"));
    try (Tester other = new Tester(home)) {
      other.speak(CoachVoice.silent);
      other.write(tx -> other.goals().challenges().assign(tx));
      other.session(1);
      assertThat(other.session(1)).contains("20 XP for Tackle");
      other.house().removal().remove(other.ann(), "S-2");
      Challenges.State done =
          other.read(tx -> Challenges.today(tx, Earning.today(tx))).orElseThrow();
      assertThat(done.progress()).isEqualTo(done.target()).isEqualTo(2);
      assertThat(done.completedAt()).isNotNull();
    }
  }

  @Test
  void whatWasDoneBeforeItWasAssignedIsOfTheDayToo() {
    tester.tasks(1);
    assign();
    assertThat(today().progress()).isEqualTo(1);
    assertThat(tester.tasks(1)).contains("20 XP for Tackle");
  }

  @Test
  void whatTheDayHasReachedAlreadyIsDoneWhenItIsAssigned() {
    tester.speak(CoachVoice.casual);
    tester.tasks(2);
    tester.round().run(new Run(tester.ann(), "day", List.of(), 1, false));
    assertThat(today().completedAt()).isEqualTo("2026-01-15T09:00:00Z");
    assertThat(tester.house().rows("events where type = 'challenge.completed'")).isEqualTo(1);
    int earned = tester.read(tx -> tx.ledger().totals().orElseThrow().challenge());
    assertThat(earned).isEqualTo(20);
    assertThat(tester.said())
        .extracting(CoachLine::trigger)
        .containsExactly(Trigger.challenge_done);
    tester.round().run(new Run(tester.ann(), "day", List.of(), 1, false));
    assertThat(tester.tasks(1)).noneMatch(line -> line.contains("Tackle"));
  }

  @Test
  void whatIsMissedIsNotMadeUp() {
    LocalDate missed = assign().orElseThrow().day();
    tester.tasks(1);
    tester.nextDay();
    assertThat(tester.tasks(5)).noneMatch(line -> line.contains("Tackle"));
    assertThat(tester.read(tx -> Challenges.today(tx, missed)).orElseThrow().completedAt())
        .isNull();
  }

  @Test
  void whoDidMostOfTheLastGetsAHarderOneAndWhoMissedThemAnEasierOne() {
    for (int day = 0; day < 3; day++) {
      assertThat(assign().orElseThrow().difficulty()).isEqualTo(Difficulty.easy);
      tester.tasks(2);
      tester.nextDay();
    }
    Challenge hard = assign().orElseThrow();
    assertThat(hard.difficulty()).isEqualTo(Difficulty.hard);
    assertThat(hard.target()).isEqualTo(4);
    assertThat(hard.xpReward()).isEqualTo(50);
    tester.nextDay();
    assertThat(assign().orElseThrow().difficulty()).as("3 of 4").isEqualTo(Difficulty.hard);
    tester.nextDay();
    assertThat(assign().orElseThrow().difficulty()).as("3 of 5").isEqualTo(Difficulty.medium);
    for (int day = 0; day < 5; day++) {
      tester.nextDay();
      assign();
    }
    tester.nextDay();
    assertThat(assign().orElseThrow().difficulty()).as("none of 7").isEqualTo(Difficulty.easy);
  }

  @Test
  void whoIsAwayIsLeftInPeaceAndWelcomeBack() {
    tester.tasks(1);
    for (int day = 0; day < 28; day++) {
      assign();
      tester.nextDay();
    }
    assertThat(assign()).isPresent();
    tester.nextDay();
    assertThat(assign()).as("nothing done in four weeks").isEmpty();
    tester.pass(Duration.ofDays(90));
    assertThat(assign()).isEmpty();
    tester.tasks(1);
    tester.nextDay();
    assertThat(assign()).isPresent();
  }

  @Test
  void theDayIsThePersons() {
    tester.profile(null, "Pacific/Auckland", null);
    tester.pass(Duration.ofHours(3));
    assertThat(assign().orElseThrow().day()).isEqualTo("2026-01-16");
    tester.tasks(1);
    assertThat(today().progress()).isEqualTo(1);
  }

  @Test
  void xpOfWorkCountsAndNotThatOfChallenges() throws IOException {
    Files.writeString(
        home.resolve("challenges.json"),
        Files.readString(home.resolve("challenges.json"))
            .replace("task_count", "xp")
            .replace("\"first_target\": 2, \"most\": 9", "\"first_target\": 30, \"most\": 99"));
    try (Tester other = new Tester(home)) {
      other.speak(CoachVoice.silent);
      Challenge challenge = other.write(tx -> other.goals().challenges().assign(tx)).orElseThrow();
      assertThat(challenge.tally()).isEqualTo(Tally.xp);
      other.earn(XpCategory.achievement, "other", 40);
      assertThat(other.earn(XpCategory.work, "task", 20)).hasSize(1);
      assertThat(other.earn(XpCategory.habit, "habit", 10)).contains("20 XP for Tackle");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"category", "tally", "slug", "many", "most", "share", "types"})
  void dataThatAreIncompleteAreLeftAlone(String without) throws IOException {
    Path file = home.resolve("challenges.json");
    Files.writeString(file, Files.readString(file).replace('"' + without + '"', "\"left_out\""));
    try (Tester other = new Tester(home)) {
      other.speak(CoachVoice.silent);
      Challenge challenge = other.write(tx -> other.goals().challenges().assign(tx)).orElseThrow();
      assertThat(challenge.type()).as("one that ATLAS ships").isNotEqualTo("tackle");
    }
    assertThat(Earning.problems(home))
        .singleElement()
        .asString()
        .startsWith(file + " can't be read");
  }

  @Test
  void theShippedOnesFollowWhatSomebodyDoes() {
    try (Tester other = new Tester(null)) {
      other.speak(CoachVoice.silent);
      for (int day = 0; day < 3; day++) {
        other.session(4);
        other.nextDay();
      }
      Challenge first = other.write(tx -> other.goals().challenges().assign(tx)).orElseThrow();
      other.nextDay();
      Challenge second = other.write(tx -> other.goals().challenges().assign(tx)).orElseThrow();
      assertThat(List.of(first, second))
          .extracting(Challenge::tally)
          .doesNotHaveDuplicates()
          .isSubsetOf(
              Tally.session_count,
              Tally.day_ticket_count,
              Tally.scenario_count,
              Tally.habit_count,
              Tally.xp);
      assertThat(first.description()).doesNotContain("{");
    }
  }

  @ParameterizedTest
  @CsvSource({"habit-hat-trick,2", "home-front,6", "all-round,65"})
  void whoDoesAllThatADayGivesHasAHardOneWithinReach(String slug, int target) throws IOException {
    shipped(slug);
    try (Tester other = new Tester(home)) {
      other.speak(CoachVoice.silent);
      Habit walk = other.habit("Walk");
      Challenge given = null;
      for (int day = 0; day < 6; day++) {
        given = other.write(tx -> other.goals().challenges().assign(tx)).orElse(null);
        if (slug.startsWith("habit")) other.session(1);
        for (int n = 0; n < 6; n++) other.earn(XpCategory.personal, "personal_task", 10);
        other.write(tx -> other.habits().logged(tx, walk.id(), Earning.today(tx)));
        assertThat(other.house().rows("challenges where completed_at is null")).isZero();
        other.nextDay();
      }
      assertThat(given).extracting(Challenge::difficulty).isEqualTo(Difficulty.hard);
      assertThat(given).extracting(Challenge::target).isEqualTo(target);
    }
  }

  @Test
  void aHabitThatSomebodyHasNoMoreIsNotAskedFor() throws IOException {
    shipped("habit-hat-trick");
    try (Tester other = new Tester(home)) {
      Habit walk = other.habit("Walk");
      for (int day = 0; day < 2; day++) {
        other.write(tx -> other.habits().logged(tx, walk.id(), Earning.today(tx)));
        other.nextDay();
      }
      other.house().removal().remove(other.ann(), walk.shortId());
      Optional<Challenge> none = other.write(tx -> other.goals().challenges().assign(tx));
      assertThat(none).isEmpty();
    }
  }

  /** The challenges that ATLAS ships, but of one kind alone. */
  private static void shipped(String slug) throws IOException {
    try (InputStream in = ChallengesTest.class.getResourceAsStream("/atlas/core/challenges.json")) {
      ObjectNode data = (ObjectNode) Json.MAPPER.readTree(in);
      ArrayNode one = Json.MAPPER.createArrayNode();
      for (JsonNode type : data.path("types")) {
        if (type.path("slug").asString().equals(slug)) one.add(type);
      }
      assertThat(one).hasSize(1);
      data.set("types", one);
      Files.writeString(home.resolve("challenges.json"), data.toString());
    }
  }

  @Test
  void whoTestsTheSameTicketsEachDayHasThemInTheirPace() {
    try (Tester other = new Tester(null)) {
      for (int day = 0; day < 3; day++) {
        for (String ticket : List.of("HBR-1", "HBR-2", "HBR-2")) other.session(ticket, 2 + day);
        other.nextDay();
      }
      assertThat(other.house().rows("deeds where tally = 'day_ticket_count'")).isEqualTo(6);
      assertThat(other.house().rows("deeds where tally = 'ticket_count'")).isEqualTo(2);
    }
  }

  private Optional<Challenge> assign() {
    return tester.write(tx -> tester.goals().challenges().assign(tx));
  }

  private Challenges.State today() {
    return tester.read(tx -> Challenges.today(tx, Earning.today(tx))).orElseThrow();
  }
}
