package atlas.core.wellbeing;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.access.Profiles;
import atlas.core.memory.Rebuild;
import atlas.core.progress.HabitDraft;
import atlas.core.progress.Habits;
import atlas.core.testing.Sessions;
import atlas.core.wellbeing.Wellbeing.Felt;
import atlas.core.wellbeing.Wellbeing.Kept;
import atlas.core.wellbeing.Wellbeing.Written;
import atlas.model.Caller;
import atlas.model.Mood;
import atlas.model.MoodContext;
import atlas.model.Refusal;
import atlas.model.WellbeingLine;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WellbeingTest {
  private static final LocalDate TODAY = LocalDate.parse("2026-01-15");

  private final TestHouse house = new TestHouse();
  private final Wellbeing wellbeing = house.wellbeing();
  private final Profiles profiles = new Profiles(house.db().database());
  private final Caller ann = house.ann();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void aMoodHasAScoreOfItsOwnUnlessThePersonSaysAnother() {
    for (Mood mood : Mood.values()) {
      wellbeing.feel(ann, felt(mood, null, null, null));
    }
    wellbeing.feel(ann, felt(Mood.tired, "3.5", null, null));
    assertThat(lines())
        .extracting(line -> line.mood() + " " + line.score())
        .containsExactly(
            "tired 3.5",
            "stressed 2.0",
            "tired 2.5",
            "frustrated 2.0",
            "neutral 3.0",
            "good 4.0",
            "great 5.0");
    for (String score : List.of("0.9", "5.1", "3.25")) {
      Refusal no = refusal(() -> wellbeing.feel(ann, felt(Mood.good, score, null, null)));
      assertThat(no.sentence()).contains("with one decimal");
    }
    var wordy = new Felt(Mood.good, null, null, null, "x".repeat(2_001), null);
    assertThat(refusal(() -> wellbeing.feel(ann, wordy)).sentence())
        .contains("a journal takes longer texts");
  }

  @Test
  void whatBroughtAMoodIsASessionOrATaskOfTheirs() {
    house.jira().put("HBR-1");
    house.sessions().start(ann, new Sessions.Start("HBR-1", "Explore", null, false));
    wellbeing.feel(ann, felt(Mood.good, null, "s-1", null));
    wellbeing.feel(ann, felt(Mood.good, null, null, null));
    assertThat(house.rows("mood_logs where trigger = 'testing_session' and context = 'work'"))
        .isEqualTo(1);
    assertThat(house.rows("mood_logs where trigger = 'manual'")).isEqualTo(1);
    for (String other : List.of("S-2", "T-1", "HBR-1")) {
      assertThat(refusal(() -> wellbeing.feel(ann, felt(Mood.good, null, other, null))).sentence())
          .isNotBlank();
    }
    assertThat(refusal(() -> wellbeing.feel(house.ben(), felt(Mood.good, null, "S-1", null))))
        .extracting(Refusal::kind)
        .isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  @Test
  void aDayHasOneJournalAndWhatComesLaterIsAddedToIt() {
    Kept first = wellbeing.write(ann, written("Rain.", "Wet", List.of("Weather"), Mood.tired));
    assertThat(first).isEqualTo(new Kept("J-1", TODAY, List.of()));
    Kept second = wellbeing.write(ann, written("Then sun.", null, List.of("sun "), null));
    assertThat(second.item()).isEqualTo("J-1");
    assertThat(lines())
        .containsExactly(
            new WellbeingLine(
                "J-1",
                TODAY,
                Mood.tired,
                null,
                "Wet",
                "Rain.\n\nThen sun.",
                List.of("weather", "sun")));
    wellbeing.write(ann, new Written("Snow.", null, null, null, TODAY.minusDays(3)));
    house.clock().advance(Duration.ofDays(1));
    assertThat(wellbeing.write(ann, written("New day.", null, null, null)).item()).isEqualTo("J-3");
    assertThat(lines()).extracting(WellbeingLine::id).containsExactly("J-3", "J-1", "J-2");
  }

  @Test
  void aJournalHasAnEndAndAnAnswerThatTellsNothingOfIt() {
    String page = "ä".repeat(9_999);
    wellbeing.write(ann, written(page, null, null, null));
    assertThat(wellbeing.write(ann, written(page, null, null, null)).effects().toString())
        .doesNotContain("ä");
    Refusal full = refusal(() -> wellbeing.write(ann, written("!", null, null, null)));
    assertThat(full.sentence()).contains("J-1 is full", "20,000").doesNotContain("ä");
    assertThat(refusal(() -> wellbeing.write(ann, written(" \n", null, null, null))).sentence())
        .contains("with words in it");
    assertThat(lines()).hasSize(1);
  }

  @Test
  void daysAreThePersonsAndNoneIsYetToCome() {
    // 23:30 of the 15th in UTC is the 16th in Oslo, and still the 15th of a day that starts at 4.
    house.clock().advance(Duration.between(house.clock().instant(), at("2026-01-15T23:30:00Z")));
    profile("Europe/Oslo", "00:00");
    assertThat(wellbeing.write(ann, written("Late.", null, null, null)).day())
        .isEqualTo("2026-01-16");
    profile("Europe/Oslo", "04:00");
    assertThat(wellbeing.feel(ann, felt(Mood.tired, null, null, null)).day())
        .isEqualTo("2026-01-15");
    Refusal no =
        refusal(
            () ->
                wellbeing.write(
                    ann, new Written("x", null, null, null, LocalDate.parse("2026-01-16"))));
    assertThat(no.sentence()).contains("has not begun", "2026-01-15");
    // The night in which clocks go back is one day still.
    house.clock().advance(Duration.between(house.clock().instant(), at("2026-10-25T01:30:00Z")));
    assertThat(wellbeing.feel(ann, felt(Mood.good, null, null, null)).day())
        .isEqualTo("2026-10-24");
    house.clock().advance(Duration.ofMinutes(91));
    assertThat(wellbeing.feel(ann, felt(Mood.good, null, null, null)).day())
        .isEqualTo("2026-10-25");
  }

  @Test
  void whatIsRemovedFreesItsDayAndComesBackOnceThatIsFreeAgain() {
    wellbeing.write(ann, written("First.", null, null, null));
    house.removal().remove(ann, "J-1");
    assertThat(lines()).isEmpty();
    wellbeing.write(ann, written("Second.", null, null, null));
    assertThat(refusal(() -> house.removal().restore(ann, "J-1")).sentence()).contains("J-2");
    house.removal().remove(ann, "J-2");
    house.removal().restore(ann, "J-1");
    assertThat(lines()).extracting(WellbeingLine::text).containsExactly("First.");
    assertThat(new Rebuild(house.db().database()).check(ann).differences()).isEmpty();
  }

  @Test
  void theLogIsComparedWithoutTellingWhatItSays() {
    wellbeing.write(ann, written("Quagmire.", null, null, null));
    house.db().admin().useHandle(h -> h.execute("update journal_entries set content = 'Other'"));
    var rebuild = new Rebuild(house.db().database());
    assertThat(rebuild.check(ann).differences())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.row()).isEqualTo("J-1");
              assertThat(one.what()).contains("content").doesNotContain("Quagmire", "Other");
            });
    rebuild.rebuild(ann);
    assertThat(lines()).extracting(WellbeingLine::text).containsExactly("Quagmire.");
  }

  @Test
  void aHabitIsLoggedOnceForADayBackDatedToo() {
    house.db().database().write(ann, tx -> Habits.save(tx, gym()));
    assertThat(wellbeing.practise(ann, "H-1", null).effects().toString()).contains("1 day");
    assertThat(wellbeing.practise(ann, "H-1", null).effects())
        .containsExactly("That was known before");
    Kept back = wellbeing.practise(ann, "H-1", TODAY.minusDays(1));
    assertThat(back.effects().toString()).contains("2 days");
    assertThat(refusal(() -> wellbeing.practise(ann, "H-1", TODAY.plusDays(1))).sentence())
        .contains("2026-01-15");
    assertThat(refusal(() -> wellbeing.practise(house.ben(), "H-1", null)).kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  @Test
  void aRepeatedCallHasNoSecondEffect() {
    Caller once = TestHouse.once(ann, "key");
    Kept first = wellbeing.write(once, written("Once.", null, null, null));
    assertThat(wellbeing.write(once, written("Once.", null, null, null))).isEqualTo(first);
    assertThat(lines()).extracting(WellbeingLine::text).containsExactly("Once.");
  }

  @Test
  void anotherPersonSeesNothingWhoeverAllowsWhat() {
    wellbeing.write(ann, written("Mine.", null, null, null));
    var allow = new Profiles.Sight(true, true);
    profiles.update(ann, Profiles.Change.NONE, allow);
    profiles.update(house.ben(), Profiles.Change.NONE, allow);
    assertThat(wellbeing.latest(house.ben(), 10)).isEmpty();
  }

  private static HabitDraft gym() {
    return new HabitDraft(null, "Gym", null, null, null, null, null, null);
  }

  private void profile(String zone, String dayStart) {
    profiles.update(
        ann,
        new Profiles.Change(null, null, null, null, zone, dayStart, null, null, null, null, null));
  }

  private List<WellbeingLine> lines() {
    return wellbeing.latest(ann, 50);
  }

  private static Instant at(String text) {
    return Instant.parse(text);
  }

  private static Felt felt(
      Mood mood, @Nullable String score, @Nullable String after, @Nullable LocalDate day) {
    return new Felt(
        mood,
        score == null ? null : new BigDecimal(score),
        after == null ? null : MoodContext.work,
        after,
        "Note",
        day);
  }

  private static Written written(
      String text, @Nullable String title, @Nullable List<String> tags, @Nullable Mood mood) {
    return new Written(text, title, tags, mood, null);
  }
}
