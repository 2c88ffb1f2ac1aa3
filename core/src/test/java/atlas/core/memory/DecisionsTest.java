package atlas.core.memory;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.memory.Decisions.Choice;
import atlas.core.memory.Decisions.Recorded;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.storage.Threads;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DecisionsTest {
  private final TestHouse house = new TestHouse();
  private final Decisions decisions = house.decisions();
  private final Caller ann = house.ann();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void theChoiceIsOneOfTheOptionsWordForWord() {
    Recorded recorded = decisions.record(ann, choice(" red ", null));
    assertThat(recorded.decision()).isEqualTo("D-1");
    assertThat(recorded.project()).isEqualTo("house");
    assertThat(recorded.effects()).isEmpty();
    assertThat(house.rows("decisions where choice = 'red' and options = '{red,blue}'"))
        .isEqualTo(1);
    for (String other : List.of("Red", "green", "")) {
      Refusal no = refusal(() -> decisions.record(ann, choice(other, null)));
      assertThat(no.sentence()).isEqualTo("The choice must be one of the options, word for word.");
      assertThat(no.details()).containsEntry("options", List.of("red", "blue"));
    }
    assertThat(house.rows("decisions")).isEqualTo(1);
    var blank = new Choice("Colour", List.of("red", " "), "red", "It is", null, null, null);
    assertThat(refusal(() -> decisions.record(ann, blank)).sentence())
        .isEqualTo("An option needs words.");
  }

  @Test
  void aDecisionTakesAnEarlierOnesPlace() {
    decisions.record(ann, choice("red", null));
    Recorded later = decisions.record(ann, choice("blue", "d-1"));
    assertThat(later.effects()).containsExactly("D-1 is superseded by D-2");
    assertThat(house.rows("decisions where number = 1 and status = 'superseded'")).isEqualTo(1);
    assertThat(house.rows("events where type = 'decision.superseded' and short_id = 'D-1'"))
        .isEqualTo(1);
    Refusal no = refusal(() -> decisions.record(ann, choice("red", "D-1")));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.CONFLICT);
    assertThat(no.sentence())
        .isEqualTo("D-1 is superseded already; supersede the decision that took its place.");
    assertThat(refusal(() -> decisions.record(ann, choice("red", "D-9"))).sentence())
        .isEqualTo("There is no decision D-9 of yours.");
    assertThat(refusal(() -> decisions.record(house.ben(), choice("red", "D-2"))).kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(house.rows("decisions")).isEqualTo(2);
    // What was refused took no number.
    assertThat(decisions.record(ann, choice("red", "D-2")).decision()).isEqualTo("D-3");
  }

  @Test
  void ofTwoThatSupersedeTheSameAtOnceOneIsRefused() {
    decisions.record(ann, choice("red", null));
    List<String> results =
        Threads.race(
            6,
            n -> {
              try {
                decisions.record(ann, choice("blue", "D-1"));
                return "recorded";
              } catch (Refusal no) {
                return no.kind().word();
              }
            });
    assertThat(results).containsOnly("recorded", "conflict").containsOnlyOnce("recorded");
    assertThat(house.rows("decisions where supersedes is not null")).isEqualTo(1);
  }

  private static Choice choice(String chosen, @Nullable String supersedes) {
    return new Choice(
        "Colour",
        List.of("red", " blue ", "red"),
        chosen,
        "It is the warmer one",
        null,
        supersedes,
        LocalDate.of(2026, 6, 1));
  }
}
