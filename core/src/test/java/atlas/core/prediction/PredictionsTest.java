package atlas.core.prediction;

import static atlas.core.TestHouse.once;
import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atlas.core.SourceReport;
import atlas.core.TestHouse;
import atlas.core.prediction.Predictions.Answer;
import atlas.core.prediction.Predictions.Ask;
import atlas.core.prediction.Predictions.Predicted;
import atlas.core.prediction.Predictions.Rating;
import atlas.core.testing.Sessions.End;
import atlas.core.testing.Sessions.Log;
import atlas.core.testing.Sessions.Start;
import atlas.model.Activity;
import atlas.model.Caller;
import atlas.model.Feedback;
import atlas.model.Outcome;
import atlas.model.PredictionSource;
import atlas.model.Refusal;
import atlas.model.Result;
import atlas.model.SimilarTicket;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PredictionsTest {
  private final TestHouse house = new TestHouse();
  private final Predictions predictions = house.predictions();
  private final Caller ann = house.ann();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void withNothingKnownTemplatesOfTheTypeAndComponentAnswer() {
    house.jira().put("HBR-1").type("Bug").summary("Total is wrong").components("Payment");
    Answer answer = predict("HBR-1");
    assertThat(answer.predictions()).hasSize(5);
    assertThat(answer.predictions())
        .extracting(Predicted::source)
        .containsOnly(PredictionSource.template);
    assertThat(answer.predictions())
        .extracting(Predicted::id)
        .containsExactly("P-1", "P-2", "P-3", "P-4", "P-5");
    assertThat(answer.predictions()).extracting(Predicted::because).contains("Usual for a Bug");
    assertThat(answer.predictions())
        .extracting(Predicted::confidence)
        .isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(answer.predictions()).allSatisfy(p -> assertThat(p.steps()).isNotEmpty());
    assertThat(answer.sources())
        .extracting(SourceReport::name)
        .containsExactly("template", "similarity", "pattern");
    assertThat(answer.sources())
        .extracting(SourceReport::status)
        .containsExactly("answered", "empty", "empty");
    assertThat(answer.degraded()).isNull();
    assertThat(answer.edgeCases()).isNotEmpty().hasSizeLessThanOrEqualTo(10);
    assertThat(answer.totalEstimatedMinutes())
        .isEqualTo(answer.predictions().stream().mapToInt(Predicted::estimatedMinutes).sum());
  }

  @Test
  void whatFoundBugsOnSimilarTicketsComesFromSimilarityAndIsNotCappedAtItsWeight() {
    house.jira().put("HBR-1").type("Bug").summary("Invoice total rounding wrong in checkout");
    house.jira().put("HBR-2").type("Bug").summary("Invoice total rounding wrong in checkout");
    house.jira().put("HBR-3").type("Bug").summary("Completely other matter: lighthouse");
    for (int n = 0; n < 4; n++) session("HBR-1", "Half a cent per line", 12, "HBR-99");
    session("HBR-3", "Turn the lamp off", 5, "HBR-98");
    Answer answer = predict("HBR-2");
    Predicted first = answer.predictions().get(0);
    assertThat(first.scenario()).isEqualTo("Half a cent per line");
    assertThat(first.source()).isEqualTo(PredictionSource.similarity);
    // (4 + 1) / (4 + 2) on a ticket that is the same.
    assertThat(first.confidence()).isCloseTo(5.0 / 6, within(0.02));
    assertThat(first.because()).isEqualTo("Found a bug in 4 of 4 runs on HBR-1, 100 % alike");
    assertThat(first.estimatedMinutes()).isEqualTo(12);
    assertThat(answer.predictions())
        .extracting(Predicted::scenario)
        .doesNotContain("Turn the lamp off");
    assertThat(answer.similar()).extracting(SimilarTicket::ticketKey).containsExactly("HBR-1");
    assertThat(answer.similar().get(0).sessions()).isEqualTo(4);
  }

  @Test
  void whatWasTriedOnTheTicketItselfCounts() {
    house.jira().put("HBR-1").summary("Invoice total");
    session("HBR-1", "Half a cent per line", 12, null);
    Answer answer = predict("HBR-1");
    assertThat(answer.predictions())
        .extracting(Predicted::scenario)
        .contains("Half a cent per line");
    assertThat(answer.similar()).isEmpty();
  }

  @Test
  void anothersSessionsAreNotLearnedFrom() {
    house.bensJira().put("HBR-1").summary("Invoice total rounding wrong");
    var bens = house.sessions();
    bens.start(house.ben(), new Start("HBR-1", null, null, false));
    bens.log(house.ben(), log("Half a cent per line", 12, "HBR-99"));
    bens.end(house.ben(), end());
    house.jira().put("HBR-1").summary("Invoice total rounding wrong");
    assertThat(predict("HBR-1").predictions())
        .extracting(Predicted::source)
        .containsOnly(PredictionSource.template);
  }

  @Test
  void aPredictorThatFailsDegradesTheAnswer() {
    Predictor broken = predictor(PredictionSource.neural, null);
    Predictor works =
        predictor(
            PredictionSource.similarity,
            List.of(new Candidate("Pay twice", 0.8, List.of(), null, "why")));
    house.jira().put("HBR-1");
    Answer answer = with(broken, works).predict(ann, ask("HBR-1"));
    assertThat(answer.degraded()).isEqualTo("Without neural, which failed; the others answered.");
    assertThat(answer.sources())
        .extracting(SourceReport::status)
        .containsExactly("failed", "answered");
    assertThat(answer.predictions())
        .singleElement()
        .satisfies(p -> assertThat(p.confidence()).isCloseTo(0.8, within(1e-6)));
  }

  @Test
  void whenEveryPredictorFailsTheAnswerSaysSo() {
    house.jira().put("HBR-1");
    Answer answer = with(predictor(PredictionSource.neural, null)).predict(ann, ask("HBR-1"));
    assertThat(answer.predictions()).isEmpty();
    assertThat(answer.degraded())
        .isEqualTo("Nothing could be predicted: neural failed. Ask again in a minute.");
  }

  @Test
  void neuralAndSimilarityTogetherAreHybrid() {
    house.jira().put("HBR-1");
    Answer answer =
        with(
                predictor(PredictionSource.neural, List.of(candidate("Pay twice", 0.9))),
                predictor(PredictionSource.similarity, List.of(candidate("Pay twice!", 0.8))))
            .predict(ann, ask("HBR-1"));
    assertThat(answer.predictions())
        .singleElement()
        .satisfies(p -> assertThat(p.source()).isEqualTo(PredictionSource.hybrid))
        .satisfies(p -> assertThat(p.confidence()).isCloseTo(0.87, within(1e-9)));
  }

  @Test
  void whatTheTicketLeavesOutIsNotPredicted() {
    house
        .jira()
        .put("HBR-1")
        .description(
            "## Out of scope\n\n- Paying with a gift card\n- Daylight saving time\n\n"
                + "## Notes\n\n- Reload");
    Answer answer =
        with(predictor(
                PredictionSource.similarity,
                List.of(
                    candidate("Pay twice with a gift card while paying", 0.9),
                    candidate("Reload the page", 0.5))))
            .predict(ann, ask("HBR-1"));
    assertThat(answer.predictions())
        .extracting(Predicted::scenario)
        .containsExactly("Reload the page");
    assertThat(answer.edgeCases())
        .extracting(Predictions.EdgeCase::description)
        .containsExactly("First use with no data at all");
  }

  @Test
  void criteriaThatNoScenarioTouchesAreNamed() {
    house
        .jira()
        .put("HBR-1")
        .description(
            "## Acceptance criteria\n\n- The invoice total is rounded per line\n- A lighthouse keeper is notified by pigeon\n");
    Answer answer =
        with(predictor(
                PredictionSource.similarity,
                List.of(candidate("Check that the invoice total is rounded per line", 0.9))))
            .predict(ann, ask("HBR-1"));
    assertThat(answer.uncoveredCriteria())
        .containsExactly("A lighthouse keeper is notified by pigeon");
  }

  @Test
  void timeIsTheUsualOneTimesTheFactorOfThePriority() {
    var source = predictor(PredictionSource.similarity, List.of(candidate("Pay", 0.9)));
    int[] minutes = new int[5];
    List<String> labels = List.of("Highest", "High", "Medium", "Low", "Lowest");
    for (int n = 0; n < 5; n++) {
      house.jira().put("HBR-" + n + 1).priority(labels.get(n));
      minutes[n] = with(source).predict(ann, ask("HBR-" + n + 1)).totalEstimatedMinutes();
    }
    assertThat(minutes).containsExactly(54, 54, 45, 36, 36);
    var known =
        predictor(
            PredictionSource.similarity, List.of(new Candidate("Pay", 0.9, List.of(), 10, "why")));
    assertThat(with(known).predict(ann, ask("HBR-01")).totalEstimatedMinutes()).isEqualTo(12);
  }

  @Test
  void aTextThatIsNoTicketYetIsPredictedForToo() {
    Answer answer =
        predictions.predict(
            ann, new Ask(null, "Customers pay twice", "On reload", "Payment", "Bug", 3));
    assertThat(answer.ticketKey()).isNull();
    assertThat(answer.predictions()).hasSize(3);
    assertThat(house.rows("prediction_batches where ticket_id is null")).isEqualTo(1);
    for (String summary : new String[] {null, " "}) {
      assertThat(
              refusal(() -> predictions.predict(ann, new Ask(null, summary, null, null, null, 5)))
                  .sentence())
          .isEqualTo("Say what to predict for: a ticket_key, or a summary.");
    }
  }

  @Test
  void wordsThatLookLikeOperatorsBreakNothing() {
    house.jira().put("HBR-1").summary("!(a & b) | 'c' :* <-> \\ \"quote\" %s ?");
    house.jira().put("HBR-2").summary("the of and").description("");
    assertThat(predict("HBR-1").predictions()).isNotEmpty();
    assertThat(predict("HBR-2").predictions()).isNotEmpty();
    assertThat(
            predictions
                .predict(ann, new Ask(null, "' ; drop table", "\\", "(", ")", 5))
                .predictions())
        .isNotEmpty();
  }

  @Test
  void aReadOnlyServerAnswersWithoutIdsAndStoresNothing() {
    house.jira().put("HBR-1");
    house.tickets().require(ann, "HBR-1");
    long events = house.events(ann);
    Answer answer = house.predictions(house.db().readOnly()).predict(ann, ask("HBR-1"));
    assertThat(answer.predictions()).isNotEmpty().extracting(Predicted::id).containsOnlyNulls();
    assertThat(house.rows("predictions") + house.rows("prediction_batches")).isZero();
    assertThat(house.events(ann)).isEqualTo(events);
  }

  @Test
  void askingAgainWithOneKeyStoresOnce() {
    house.jira().put("HBR-1");
    Answer first = predictions.predict(once(ann, "key"), ask("HBR-1"));
    assertThat(predictions.predict(once(ann, "key"), ask("HBR-1"))).isEqualTo(first);
    assertThat(house.rows("prediction_batches")).isEqualTo(1);
  }

  @Test
  void whatIsAskedDuringASessionIsSettledByIt() {
    house.jira().put("HBR-1");
    house.sessions().start(ann, new Start("HBR-1", null, null, false));
    assertThat(predict("HBR-1").effects())
        .containsExactly("5 predictions will be settled when S-1 ends");
    assertThat(house.sessions().end(ann, end()).effects())
        .contains("5 predictions settled: 0 tried, 0 found a bug");
    assertThat(house.rows("predictions where settled_at is null")).isZero();
  }

  @Test
  void aLaterRatingTakesTheEarlierOnesPlace() {
    house.jira().put("HBR-1");
    predict("HBR-1");
    assertThat(rate("P-1", Feedback.accepted, 4, "Good").effects()).isEmpty();
    assertThat(rate("p-1", Feedback.rejected, null, null).effects())
        .containsExactly("It was accepted before");
    assertThat(
            house.rows(
                "predictions where number = 1 and feedback = 'rejected' and rating = 4"
                    + " and comment = 'Good'"))
        .isEqualTo(1);
    assertThat(house.rows("events where type = 'prediction.rated' and ticket_key = 'HBR-1'"))
        .isEqualTo(2);
    Refusal no = refusal(() -> rate("P-77", Feedback.accepted, null, null));
    assertThat(no.sentence()).isEqualTo("There is no prediction P-77 of yours.");
    assertThat(
            refusal(
                    () ->
                        predictions.rate(
                            house.ben(), new Rating("P-1", Feedback.accepted, null, null, null)))
                .kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  private Predictions.Rated rate(
      String prediction, Feedback feedback, @Nullable Integer stars, @Nullable String comment) {
    return predictions.rate(ann, new Rating(prediction, feedback, stars, comment, 7));
  }

  private void session(String key, String scenario, int minutes, @Nullable String bug) {
    var sessions = house.sessions();
    sessions.start(ann, new Start(key, null, null, false));
    sessions.log(ann, log(scenario, minutes, bug));
    sessions.end(ann, end());
  }

  private static Log log(String scenario, int minutes, @Nullable String bug) {
    Result result = bug == null ? Result.passed : Result.failed;
    return new Log(null, scenario, result, Activity.test, null, minutes, null, bug);
  }

  private static End end() {
    return new End(null, Outcome.passed, null, null, null, null);
  }

  private Answer predict(String key) {
    return predictions.predict(ann, ask(key));
  }

  private static Ask ask(String key) {
    return new Ask(key, null, null, null, null, 5);
  }

  private Predictions with(Predictor... predictors) {
    return house.predictions(house.db().database(), List.of(predictors));
  }

  private static Candidate candidate(String scenario, double confidence) {
    return new Candidate(scenario, confidence, List.of(), null, "why");
  }

  private static Predictor predictor(
      PredictionSource source, @Nullable List<Candidate> candidates) {
    return new Predictor() {
      @Override
      public PredictionSource source() {
        return source;
      }

      @Override
      public List<Candidate> predict(Caller caller, Question question) {
        if (candidates == null) throw new IllegalStateException("The model is on holiday.");
        return candidates;
      }
    };
  }
}
