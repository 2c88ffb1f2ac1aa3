package atlas.core.prediction;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atlas.core.TestHouse;
import atlas.core.learning.Learned;
import atlas.core.prediction.Predictions.Ask;
import atlas.core.prediction.Predictions.Predicted;
import atlas.core.testing.Sessions;
import atlas.core.testing.Sessions.End;
import atlas.core.testing.Sessions.Log;
import atlas.core.testing.Sessions.Start;
import atlas.model.Activity;
import atlas.model.Caller;
import atlas.model.Outcome;
import atlas.model.Pattern;
import atlas.model.PatternType;
import atlas.model.PredictionSource;
import atlas.model.Refusal;
import atlas.model.Result;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PatternsTest {
  private final TestHouse house = new TestHouse();
  private final Sessions sessions = house.learningSessions();
  private final Patterns patterns = new Patterns(house.db().database());
  private final Caller ann = house.ann();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void whatWasTriedOnTicketsOfAComponentIsLearnedWhenSessionsEnd() {
    house.jira().put("HBR-1").type("Bug").components("Payment");
    house.jira().put("HBR-2").type("Bug").components("Payment");
    assertThat(session("HBR-1", log("Pay with an expired card", Result.failed, 10)))
        .contains("1 pattern learned, 0 counted again");
    house.clock().advance(Duration.ofDays(1));
    assertThat(
            session(
                "HBR-2",
                log("Paying with expired cards", Result.failed, 20),
                log("Reload the page", Result.passed, null),
                log("Set the shop up", Result.skipped, 5)))
        .contains("1 pattern learned, 1 counted again");
    assertThat(all()).hasSize(2);
    Pattern card = all().get(0);
    assertThat(card.shortId()).isEqualTo("K-1");
    assertThat(card.name()).isEqualTo("Pay with an expired card");
    assertThat(card.type()).isEqualTo(PatternType.bug_pattern);
    assertThat(card.component()).isEqualTo("Payment");
    assertThat(card.issueType()).isEqualTo("Bug");
    assertThat(card.tickets()).isEqualTo(2);
    assertThat(card.tried()).isEqualTo(2);
    assertThat(card.found()).isEqualTo(2);
    assertThat(card.averageMinutes()).isEqualTo(15);
    assertThat(card.lastUsedAt()).isEqualTo(house.clock().instant());
    // Of Beta(3, 1) a tenth lies below the cube root of a tenth.
    assertThat(card.confidence()).isCloseTo(Math.cbrt(0.1), within(1e-6));
    assertThat(all().get(1).type()).isEqualTo(PatternType.effective_scenario);
    assertThat(house.rows("events where type = 'patterns.learned'")).isEqualTo(2);
    assertThat(
            house.rows(
                "events where payload ->> 'short_id' = 'S-2'"
                    + " and payload -> 'learned' ->> 0 = 'K-2' and payload -> 'confirmed' ->> 0 = 'K-1'"))
        .isEqualTo(1);
  }

  @Test
  void aPatternIsProposedForAnotherTicketOfItsComponentOnceItHoldsForSeveral() {
    for (int n = 1; n <= 3; n++) {
      house.jira().put("HBR-" + n).type("Bug").summary("Ticket " + n).components("Payment");
    }
    house.jira().put("HBR-4").type("Story").summary("Lighthouse").components("Payment");
    house.jira().put("HBR-5").type("Bug").summary("Lighthouse").components("Lamp");
    session("HBR-1", log("Pay with an expired card", Result.failed, 10));
    assertThat(patternsFor("HBR-4")).isEmpty();
    session("HBR-2", log("Pay with an expired card", Result.failed, 10));
    Predicted proposed = patternsFor("HBR-4").get(0);
    assertThat(proposed.scenario()).isEqualTo("Pay with an expired card");
    assertThat(proposed.confidence()).isCloseTo(Learned.confidence(2, 2, 0), within(1e-6));
    assertThat(proposed.because()).isEqualTo("Found a bug in 2 of 2 runs on 2 tickets, Payment");
    assertThat(proposed.estimatedMinutes()).isEqualTo(10);
    assertThat(patternsFor("HBR-5")).isEmpty();
  }

  @Test
  void ofTicketsWithoutAComponentTheTypeDecides() {
    for (int n = 1; n <= 3; n++) house.jira().put("HBR-" + n).type("Bug");
    house.jira().put("HBR-4").type("Story");
    session("HBR-1", log("Reload the page", Result.failed, null));
    session("HBR-2", log("Reload the page", Result.passed, null));
    assertThat(patternsFor("HBR-3")).hasSize(1);
    assertThat(patternsFor("HBR-4")).isEmpty();
  }

  @Test
  void whatIsRetiredIsCountedAndNotProposed() {
    for (int n = 1; n <= 4; n++) house.jira().put("HBR-" + n).type("Bug");
    session("HBR-1", log("Reload the page", Result.failed, null));
    session("HBR-2", log("Reload the page", Result.failed, null));
    assertThat(patterns.retire(ann, "k-1", "Nobody reloads").active()).isFalse();
    assertThat(patternsFor("HBR-3")).isEmpty();
    assertThat(session("HBR-4", log("Reload the page", Result.passed, null)))
        .contains("0 patterns learned, 1 counted again");
    assertThat(all().get(0).tried()).isEqualTo(3);
    assertThat(all().get(0).active()).isFalse();
    assertThat(patterns.list(ann, false, 10).patterns()).isEmpty();
    assertThat(
            house.rows(
                "events where type = 'pattern.retired' and payload ->> 'reason'"
                    + " = 'Nobody reloads'"))
        .isEqualTo(1);
    assertThat(refusal(() -> patterns.retire(ann, "K-1", null)).sentence())
        .isEqualTo("K-1 was retired before.");
    assertThat(refusal(() -> patterns.retire(house.ben(), "K-1", null)).kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(patterns.list(house.ben(), true, 10).patterns()).isEmpty();
  }

  @Test
  void whatWasTriedOftenAndFoundNothingSavesTime() {
    for (int n = 1; n <= 5; n++) {
      house.jira().put("HBR-" + n);
      session("HBR-" + n, log("Reload the page", Result.passed, 30));
    }
    assertThat(all())
        .singleElement()
        .satisfies(p -> assertThat(p.type()).isEqualTo(PatternType.time_optimization))
        .satisfies(p -> assertThat(p.confidence()).isLessThan(0.03));
  }

  @Test
  void theStepsOfAPredictionThatWasTriedBecomeThoseOfThePattern() {
    house.jira().put("HBR-1").type("Bug");
    var predicted =
        house
            .predictions()
            .predict(ann, new Ask("HBR-1", null, null, null, null, 1))
            .predictions()
            .get(0);
    sessions.start(ann, new Start("HBR-1", null, null, true));
    sessions.log(
        ann,
        new Log(
            null, "In my words", Result.passed, Activity.test, null, null, predicted.id(), null));
    sessions.end(ann, end());
    assertThat(all().get(0).steps()).isNotEmpty().isEqualTo(predicted.steps());
  }

  @Test
  void aSessionThatWasRemovedCountsNoMore() {
    house.jira().put("HBR-1");
    session("HBR-1", log("Reload the page", Result.failed, null));
    session("HBR-1", log("Reload the page", Result.failed, null));
    house.removal().remove(ann, "S-1");
    session("HBR-1", log("Reload the page", Result.failed, null));
    assertThat(all().get(0).tried()).isEqualTo(2);
  }

  @Test
  void whatIsAbandonedTeachesNothing() {
    house.jira().put("HBR-1");
    sessions.start(ann, new Start("HBR-1", null, null, false));
    sessions.log(ann, log("Reload the page", Result.failed, null));
    sessions.update(ann, null, Sessions.Action.abandon, null);
    assertThat(all()).isEmpty();
  }

  private List<Predicted> patternsFor(String key) {
    var database = house.db().database();
    return house
        .predictions(database, List.of(new LearnedPatterns(database)))
        .predict(ann, new Ask(key, null, null, null, null, 5))
        .predictions()
        .stream()
        .filter(p -> p.source() == PredictionSource.pattern)
        .toList();
  }

  private List<Pattern> all() {
    return patterns.list(ann, true, 100).patterns();
  }

  private List<String> session(String key, Log... logs) {
    sessions.start(ann, new Start(key, null, null, false));
    for (Log log : logs) sessions.log(ann, log);
    return sessions.end(ann, end()).effects();
  }

  private static Log log(String scenario, Result result, @Nullable Integer minutes) {
    return new Log(null, scenario, result, Activity.test, null, minutes, null, null);
  }

  private static End end() {
    return new End(null, Outcome.passed, null, null, null, null);
  }
}
