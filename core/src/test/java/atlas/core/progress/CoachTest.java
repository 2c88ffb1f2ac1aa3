package atlas.core.progress;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.memory.Rebuild;
import atlas.model.CoachLine;
import atlas.model.CoachLine.Trigger;
import atlas.model.CoachVoice;
import atlas.model.XpCategory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CoachTest {
  @TempDir private static Path home;

  private final Tester tester = new Tester(null);

  @AfterEach
  void close() {
    tester.close();
  }

  @Test
  void eachVoiceHasItsOwnWordsForEverything() {
    Map<String, Map<CoachVoice, List<String>>> texts = Coach.file(null).get();
    Map<String, String> places =
        Map.of(
            "session_ended", "session ticket minutes scenarios bugs xp",
            "session_ended.bugs", "session ticket minutes scenarios bugs xp",
            "level_up", "level xp to_next",
            "achievement", "name description rarity xp",
            "challenge_done", "name description target xp",
            "streak_milestone", "days habit",
            "streak_at_risk", "days hours habit");
    assertThat(texts.keySet()).isEqualTo(places.keySet());
    texts.forEach(
        (name, voices) -> {
          assertThat(voices).as(name).hasSize(8).doesNotContainKey(CoachVoice.silent);
          assertThat(voices.values().stream().flatMap(List::stream))
              .as(name)
              .doesNotHaveDuplicates()
              .allSatisfy(
                  text ->
                      assertThat(
                              Pattern.compile("\\{(\\w+)}")
                                  .matcher(text)
                                  .results()
                                  .map((MatchResult place) -> place.group(1)))
                          .isSubsetOf(places.getOrDefault(name, "").split(" ")));
        });
  }

  @ParameterizedTest
  @EnumSource(CoachVoice.class)
  void whatItSaysIsSoInEachVoice(CoachVoice voice) {
    tester.session(1);
    tester.nextDay();
    tester.speak(voice);
    long before = tester.house().rows("coach_lines");
    String ticket = tester.nextTicket();
    List<String> effects = tester.session(ticket, 2);
    if (voice == CoachVoice.silent) {
      assertThat(effects).noneMatch(line -> line.startsWith("Coach"));
      assertThat(tester.house().rows("coach_lines")).isEqualTo(before);
      return;
    }
    CoachLine said = tester.said().get(0);
    assertThat(said.trigger()).isEqualTo(Trigger.session_ended);
    assertThat(said.voice()).isEqualTo(voice);
    assertThat(said.day()).isEqualTo("2026-01-16");
    assertThat(said.text()).contains("S-2", "2 scenarios", "0 min").doesNotContain("{");
    assertThat(effects).contains("Coach: " + said.text());
    assertThat(tester.house().rows("events where type = 'coach.spoke'")).isEqualTo(before + 1);
  }

  @Test
  void theWeightiestIsSaid() {
    tester.session(1);
    assertThat(tester.said())
        .extracting(CoachLine::trigger)
        .as("the session, and then the achievement that it brought")
        .containsExactly(Trigger.achievement, Trigger.session_ended);
    assertThat(tester.said().get(0).text()).contains("First Look");
    tester.earn(XpCategory.work, "other", 200);
    assertThat(tester.said().get(0).trigger()).isEqualTo(Trigger.level_up);
    assertThat(tester.said().get(0).text())
        .isEqualTo("Level 2: you have earned 231 XP, and 169 more make the next one.");
  }

  @Test
  void nothingIsSaidOfNothing() {
    tester.session(0);
    assertThat(tester.said()).isEmpty();
  }

  @Test
  void aRoundStreakIsSaidOnce() {
    for (int day = 0; day < 3; day++) {
      tester.session(1);
      if (day < 2) tester.nextDay();
    }
    assertThat(tester.said())
        .filteredOn(line -> line.trigger() == Trigger.streak_milestone)
        .extracting(CoachLine::text)
        .containsExactly("3 days in a row. You came back each time.");
    tester.session(1);
    assertThat(tester.said())
        .filteredOn(line -> line.trigger() == Trigger.streak_milestone)
        .hasSize(1);
    tester.nextDay();
    tester.session(1);
    assertThat(tester.said())
        .filteredOn(line -> line.trigger() == Trigger.streak_milestone)
        .hasSize(1);
  }

  @Test
  void aStreakThatEndsWithTheDayIsSaidOnceInTheEvening() {
    for (int day = 0; day < 4; day++) {
      tester.session(1);
      tester.nextDay();
    }
    assertThat(warn()).as("at nine in the morning").isEmpty();
    tester.pass(Duration.ofHours(11));
    tester.profile(null, null, false);
    assertThat(warn()).as("who wants no notifications").isEmpty();
    tester.profile(null, null, true);
    assertThat(warn())
        .isEqualTo("4 days in a row, and 4 hours left today. One small session keeps it.");
    assertThat(warn()).isEmpty();
    assertThat(tester.said())
        .filteredOn(line -> line.trigger() == Trigger.streak_at_risk)
        .hasSize(1);
    tester.nextDay();
    assertThat(warn()).as("it has ended").isEmpty();
  }

  @Test
  void whoDismissesThatIsLeftInPeace() {
    for (int day = 0; day < 4; day++) {
      tester.session(1);
      tester.nextDay();
    }
    tester.pass(Duration.ofHours(11));
    assertThat(warn()).isNotEmpty();
    CoachLine said = tester.said().get(0);
    tester.house().removal().remove(tester.ann(), said.shortId());
    boolean due = tester.read(tx -> tester.goals().coach().risk(tx).isPresent());
    assertThat(due).isFalse();
    assertThat(warn()).isEmpty();
    assertThat(tester.said()).doesNotContain(said);
    assertThat(
            tester.house().rows("counters where kind = 'coach_line' and last > " + said.number()))
        .as("numbers that nothing has")
        .isZero();
  }

  @Test
  void whoTestedTodayRisksNothing() {
    for (int day = 0; day < 4; day++) {
      if (day > 0) tester.nextDay();
      tester.session(1);
    }
    tester.pass(Duration.ofHours(12));
    assertThat(warn()).isEmpty();
  }

  @Test
  void aStreakThatRestsTodayEndsNotTonightAndOneThatRestedYesterdayDoes() {
    for (int day = 0; day < 4; day++) {
      tester.session(1);
      tester.nextDay();
    }
    tester.pass(Duration.ofHours(11));
    UUID testing = tester.read(tx -> tx.habits().testing().orElseThrow().id());
    tester.write(tx -> tester.habits().freeze(tx, testing, Earning.today(tx)));
    assertThat(warn()).as("today rests").isEmpty();
    tester.nextDay();
    assertThat(warn()).as("yesterday rested").startsWith("4 days in a row, and 4 hours left");
    tester.nextDay();
    assertThat(warn()).as("it has ended").isEmpty();
  }

  @Test
  void whatWasReadIsDismissedAndMayComeBack() {
    tester.session(1);
    String latest = tester.said().get(0).shortId();
    assertThat(latest).isEqualTo("G-2");
    tester.house().removal().remove(tester.ann(), "g-2");
    assertThat(tester.said()).extracting(CoachLine::shortId).containsExactly("G-1");
    tester.house().removal().restore(tester.ann(), "G-2");
    assertThat(tester.said().get(0).shortId()).isEqualTo("G-2");
  }

  @Test
  void aVoiceThatTheDataLeaveOutHasAnothers() throws IOException {
    Files.writeString(
        home.resolve("coach.json"),
        """
        {"session_ended": {"coach": ["{session} over, {nothing} known of {what}"],
          "professional": ["Closed."]}}
        """);
    try (Tester other = new Tester(home)) {
      other.session(1);
      other.speak(CoachVoice.analyst);
      other.session(1);
      other.speak(CoachVoice.casual);
      other.session(1);
      assertThat(other.said())
          .extracting(CoachLine::text)
          .containsExactly("Closed.", "S-1 over, {nothing} known of {what}");
    }
  }

  @Test
  void whatSaysNothingIsNoText() throws IOException {
    Files.writeString(
        home.resolve("coach.json"),
        """
        {"session_ended": {"coach": [null, "", " \\u200b"], "professional": null,
          "casual": [null, "Done.", ""], "encouraging": []},
          "achievement": null}
        """);
    try (Tester other = new Tester(home)) {
      for (CoachVoice voice :
          List.of(CoachVoice.coach, CoachVoice.analyst, CoachVoice.casual, CoachVoice.casual)) {
        other.speak(voice);
        assertThat(other.session(1)).anyMatch(line -> line.startsWith("6 XP for S-"));
      }
      assertThat(other.said()).extracting(CoachLine::text).containsExactly("Done.", "Done.");
    }
  }

  @Test
  void allOfItIsMadeAgainFromTheLog() {
    tester.write(tx -> tester.goals().challenges().assign(tx));
    for (int day = 0; day < 4; day++) {
      tester.session(3);
      tester.tasks(1);
      tester.nextDay();
      tester.write(tx -> tester.goals().challenges().assign(tx));
    }
    tester.house().removal().remove(tester.ann(), "G-1");
    var rebuild = new Rebuild(tester.house().db().database());
    assertThat(rebuild.check(tester.ann()).differences()).isEmpty();
    List<CoachLine> said = tester.said();
    List<Achievements.State> states = states();
    long done = tester.house().rows("challenges where completed_at is not null");
    assertThat(done).isPositive();
    for (String change :
        List.of(
            "delete from achievements",
            "update challenges set completed_at = null",
            "update coach_lines set text = 'Well done', archived_at = null")) {
      tester.house().db().admin().useHandle(h -> h.execute(change));
    }
    assertThat(rebuild.rebuild(tester.ann()).differences()).hasSizeGreaterThan(5);
    assertThat(tester.said()).isEqualTo(said);
    assertThat(states()).isEqualTo(states);
    assertThat(tester.house().rows("challenges where completed_at is not null")).isEqualTo(done);
  }

  private List<Achievements.State> states() {
    return tester.read(tx -> tester.goals().achievements().states(tx));
  }

  private String warn() {
    return tester.write(tx -> tester.goals().coach().warn(tx)).map(CoachLine::text).orElse("");
  }
}
