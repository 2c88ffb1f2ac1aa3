package atlas.core.memory;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.memory.Decisions.Choice;
import atlas.core.memory.Decisions.Recorded;
import atlas.model.Caller;
import atlas.model.DecisionStatus;
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
    assertThat(recorded.effects()).containsExactly("E-1 is evidence of it");
    assertThat(house.rows("decisions where choice = 'red' and options = '{red,blue}'"))
        .isEqualTo(1);
    for (String other : List.of("Red", "green", "")) {
      Refusal no = refusal(() -> decisions.record(ann, choice(other, null)));
      assertThat(no.sentence()).isEqualTo("The choice must be one of the options, word for word.");
      assertThat(no.details()).containsEntry("options", List.of("red", "blue"));
    }
    assertThat(house.rows("decisions")).isEqualTo(1);
    var blank =
        new Choice(
            null, "Colour", List.of("red", " "), "red", "It is", null, null, null, null, null);
    assertThat(refusal(() -> decisions.record(ann, blank)).sentence())
        .isEqualTo("An option needs words.");
  }

  @Test
  void aDecisionTakesAnEarlierOnesPlace() {
    decisions.record(ann, choice("red", null));
    Recorded later = decisions.record(ann, choice("blue", "d-1"));
    assertThat(later.effects())
        .containsExactly("D-1 is superseded by D-2", "E-2 is evidence of it");
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
  void aProposalTakesTheEarliersPlaceOnceItIsAccepted() {
    decisions.record(ann, choice("red", null));
    Recorded proposed = decisions.record(ann, proposal("blue", "D-1", DecisionStatus.proposed));
    assertThat(proposed.effects()).containsExactly("D-1 is superseded when D-2 is accepted");
    assertThat(decisions.get(ann, "D-1").supersededBy()).isNull();
    Recorded accepted = decisions.record(ann, change("D-2", DecisionStatus.accepted, null, null));
    assertThat(accepted.effects())
        .containsExactly("D-1 is superseded by D-2", "E-2 is evidence of it");
    assertThat(decisions.get(ann, "D-1").supersededBy()).isEqualTo("D-2");
    Refusal no =
        refusal(() -> decisions.record(ann, change("D-1", DecisionStatus.rejected, null, null)));
    assertThat(no.sentence())
        .isEqualTo(
            "D-1 is superseded, which can't become rejected; change the one that took its place.");
    no = refusal(() -> decisions.record(ann, change("D-2", DecisionStatus.proposed, null, null)));
    assertThat(no.sentence())
        .isEqualTo("D-2 is accepted, which can't become proposed; only: rejected.");
    assertThat(
            refusal(
                    () ->
                        decisions.record(ann, change("D-2", DecisionStatus.superseded, null, null)))
                .kind())
        .isEqualTo(Refusal.Kind.INVALID);
  }

  @Test
  void anOutcomeEndsTheReviewAndNothingElseOfADecisionChanges() {
    decisions.record(ann, choice("red", null));
    assertThat(decisions.record(ann, change("D-1", null, null, "It was seen")).effects())
        .containsExactly("The review of 2026-06-01 is done", "E-1 tells it anew");
    assertThat(decisions.get(ann, "D-1").decision().outcome()).isEqualTo("It was seen");
    assertThat(decisions.get(ann, "D-1").decision().reviewAt()).isNull();
    decisions.record(ann, change("D-1", null, LocalDate.of(2027, 1, 1), null));
    assertThat(decisions.get(ann, "D-1").decision().reviewAt()).isEqualTo("2027-01-01");
    assertThat(house.rows("events where type = 'decision.changed'")).isEqualTo(2);
    decisions.record(ann, change("D-1", null, LocalDate.of(2027, 1, 1), null));
    assertThat(house.rows("events where type = 'decision.changed'")).isEqualTo(2);
    var other = new Choice("D-1", "Other", null, null, null, null, null, null, null, null);
    assertThat(refusal(() -> decisions.record(ann, other)).sentence())
        .isEqualTo(
            "Of a decision on record only status, review_at and outcome change; record a new one that supersedes it.");
    var half = new Choice(null, "Other", null, null, null, null, null, null, null, null);
    assertThat(refusal(() -> decisions.record(ann, half)).sentence())
        .startsWith("A new decision needs title, options, choice and rationale");
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
    return proposal(chosen, supersedes, null);
  }

  private static Choice proposal(
      String chosen, @Nullable String supersedes, @Nullable DecisionStatus status) {
    return new Choice(
        null,
        "Colour",
        List.of("red", " blue ", "red"),
        chosen,
        "It is the warmer one",
        null,
        supersedes,
        status,
        LocalDate.of(2026, 6, 1),
        null);
  }

  private static Choice change(
      String decision,
      @Nullable DecisionStatus status,
      @Nullable LocalDate reviewAt,
      @Nullable String outcome) {
    return new Choice(decision, null, null, null, null, null, null, status, reviewAt, outcome);
  }
}
