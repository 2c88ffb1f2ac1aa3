package atlas.core.prediction;

import static atlas.core.prediction.TestFlowNexus.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import atlas.core.TestHouse;
import atlas.core.meaning.Alike;
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
import atlas.model.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QualityTest {
  private final TestHouse house = new TestHouse();
  private final Caller ann = house.ann();
  private final Quality quality = new Quality(house.db().database());
  private final List<Candidate> similar = new ArrayList<>();
  private final Predictor similarity =
      new Predictor() {
        @Override
        public PredictionSource source() {
          return PredictionSource.similarity;
        }

        @Override
        public List<Candidate> predict(Caller caller, Question question) {
          return List.copyOf(similar);
        }
      };
  private final Predictions predictions =
      house.predictions(house.db().database(), List.of(similarity));

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void aBackendThatAnswersAtRandomLosesItsWeightWithinAHundredPredictions() {
    var random = new Random(7);
    house.jira().put("HBR-1").type("Bug").summary("Invoice total");
    try (var nexus = new TestFlowNexus();
        var panel =
            new Panel(
                house.db().database(),
                List.of(new Neural(nexus.client()), similarity),
                house.clock())) {
      var both =
          new Predictions(
              house.db().database(),
              house.tickets(),
              panel,
              new SameWords(),
              house.clock(),
              Alike.byWords());
      for (int session = 0; session < 20; session++) {
        var truth = new ArrayList<Boolean>();
        Object[] guesses = new Object[10];
        similar.clear();
        for (int n = 0; n < 5; n++) {
          boolean finds = random.nextInt(10) < 4;
          truth.add(finds);
          double known = finds ? 0.7 + 0.25 * random.nextDouble() : 0.3 * random.nextDouble();
          similar.add(candidate(name(n), known));
          guesses[2 * n] = name(n);
          guesses[2 * n + 1] = random.nextDouble();
        }
        nexus.answers(question -> says(guesses));
        house.sessions().start(ann, new Start("HBR-1", null, null, false));
        List<Predicted> predicted = both.predict(ann, ask()).predictions();
        assertThat(predicted)
            .hasSize(5)
            .extracting(Predicted::source)
            .containsOnly(PredictionSource.hybrid);
        for (Predicted p : predicted) {
          log(p.scenario(), truth.get(p.scenario().charAt(9) - '0'), p.id());
        }
        end();
        if (session == 4) {
          assertThat(weight(PredictionSource.neural)).isEqualTo(0.7);
        }
        house.clock().advance(Duration.ofMinutes(1));
      }
    }
    var report = quality.report(ann, null, 5);
    assertThat(report.shown().known()).isEqualTo(100);
    Quality.Source neural = source(report, PredictionSource.neural);
    Quality.Source knowing = source(report, PredictionSource.similarity);
    assertThat(neural.brier()).isBetween(0.25, 0.45);
    assertThat(knowing.brier()).isLessThan(0.06);
    double lost = weight(PredictionSource.neural);
    assertThat(lost / (lost + weight(PredictionSource.similarity))).isLessThan(0.1);
    // What is shown is as good as the source that knows.
    assertThat(report.shown().precision()).isCloseTo(0.4, within(0.15));
    assertThat(knowing.calibration()).hasSizeGreaterThan(2);
  }

  @Test
  void aBackendWhoseProposalsAreAllPassedOverLosesItsWeightWithinAHundredToo() {
    var random = new Random(7);
    house.jira().put("HBR-1").type("Bug").summary("Invoice total");
    try (var nexus = new TestFlowNexus();
        var panel =
            new Panel(
                house.db().database(),
                List.of(new Neural(nexus.client()), similarity),
                house.clock())) {
      var both =
          new Predictions(
              house.db().database(),
              house.tickets(),
              panel,
              new SameWords(),
              house.clock(),
              Alike.byWords());
      for (int session = 0; neuralShare() >= 0.2; session++) {
        assertThat(session).isLessThan(60);
        similar.clear();
        Object[] guesses = new Object[10];
        for (int n = 0; n < 5; n++) {
          similar.add(candidate(name(n), n < 2 ? 0.9 : 0.2));
          guesses[2 * n] = "Nonsense " + Long.toString(random.nextLong(), 36);
          guesses[2 * n + 1] = random.nextDouble();
        }
        nexus.answers(question -> says(guesses));
        house.sessions().start(ann, new Start("HBR-1", null, null, false));
        for (Predicted p : both.predict(ann, ask()).predictions()) {
          if (p.source() == PredictionSource.neural) continue;
          log(p.scenario(), p.scenario().charAt(9) < '2', p.id());
        }
        end();
        house.clock().advance(Duration.ofMinutes(1));
      }
    }
    Quality.Source neural = source(quality.report(ann, null, 5), PredictionSource.neural);
    assertThat(neural.settled()).isLessThanOrEqualTo(100);
    assertThat(neural.passedOver()).isGreaterThan(20);
    assertThat(neural.known()).isZero();
    assertThat(neural.brier()).isNull();
  }

  /** Of what the two sources weigh together. */
  private double neuralShare() {
    var weights =
        Skill.weights(
            house.db().database().read(ann, tx -> tx.skill().said(Instant.EPOCH, Skill.LATEST)));
    double neural = weights.getOrDefault(PredictionSource.neural, 0.0);
    return neural / (neural + weights.getOrDefault(PredictionSource.similarity, 0.0));
  }

  @Test
  void onlyWhatStandsAboveSomethingThatWasTriedIsPassedOver() {
    house.jira().put("HBR-1");
    similar.add(candidate("Pay twice", 0.9));
    similar.add(candidate("Log out half way", 0.8));
    similar.add(candidate("Reload the page", 0.6));
    similar.add(candidate("Turn the lamp off", 0.2));
    house.sessions().start(ann, new Start("HBR-1", null, null, false));
    List<Predicted> predicted = predictions.predict(ann, ask()).predictions();
    log("Reload the page", true, predicted.get(2).id());
    String liked = String.valueOf(predicted.get(1).id());
    predictions.rate(ann, new Rating(liked, Feedback.accepted, null, null, null));
    end();
    Quality.Source source = source(quality.report(ann, null, 5), PredictionSource.similarity);
    assertThat(source.known()).isEqualTo(1);
    assertThat(source.passedOver()).isEqualTo(1);
    assertThat(quality.report(ann, null, 5).shown().passedOver()).isEqualTo(1);
  }

  private static String name(int n) {
    return "Scenario " + n + " alone " + List.of("ash", "oak", "elm", "fir", "yew").get(n);
  }

  @Test
  void everyFigureIsWhatItSays() {
    house.jira().put("HBR-1");
    similar.add(candidate("Pay twice", 0.9));
    similar.add(candidate("Reload the page", 0.6));
    similar.add(candidate("Turn the lamp off", 0.2));
    similar.add(candidate("Never looked at", 0.1));
    house.sessions().start(ann, new Start("HBR-1", null, null, false));
    List<Predicted> predicted = predictions.predict(ann, ask()).predictions();
    log("Pay twice", true, predicted.get(0).id());
    log("Reloading pages", false, null);
    log("Turn off the lamp", true, null);
    log("An old invoice has no tax", true, null);
    end();
    var report = quality.report(ann, null, 2);
    Quality.Source source = source(report, PredictionSource.similarity);
    assertThat(source.settled()).isEqualTo(4);
    assertThat(source.known()).isEqualTo(3);
    assertThat(source.foundBug()).isEqualTo(2);
    assertThat(source.brier()).isCloseTo((0.01 + 0.36 + 0.64) / 3, within(1e-6));
    assertThat(source.precision()).isEqualTo(0.5);
    assertThat(source.bugs()).isEqualTo(3);
    assertThat(source.missed()).isEqualTo(1);
    assertThat(source.weight()).isEqualTo(0.3);
    assertThat(source.calibration())
        .extracting(Quality.Bucket::predictions, Quality.Bucket::found)
        .containsExactly(tuple(1, 1.0), tuple(1, 0.0), tuple(1, 1.0));
    assertThat(report.shown().brier()).isEqualTo(source.brier());
    assertThat(report.shown().source()).isNull();
    assertThat(report.months())
        .extracting(m -> m.month() + " " + m.source() + " " + m.known())
        .containsExactly("2026-01 null 3", "2026-01 similarity 3");
    assertThat(report.escapedSessions()).isZero();
  }

  @Test
  void whatWasRejectedFoundNothing() {
    house.jira().put("HBR-1");
    similar.add(candidate("Pay twice", 0.9));
    house.sessions().start(ann, new Start("HBR-1", null, null, false));
    String id = predictions.predict(ann, ask()).predictions().get(0).id();
    end();
    assertThat(quality.report(ann, null, 5).shown().known()).isZero();
    assertThat(quality.report(ann, null, 5).shown().brier()).isNull();
    predictions.rate(ann, new Rating(String.valueOf(id), Feedback.rejected, null, null, null));
    assertThat(quality.report(ann, null, 5).shown().known()).isEqualTo(1);
    assertThat(quality.report(ann, null, 5).shown().brier()).isCloseTo(0.81, within(1e-6));
  }

  @Test
  void onlyWhatWasSettledSinceThenAndIsOnesOwnCounts() {
    house.jira().put("HBR-1");
    similar.add(candidate("Pay twice", 0.9));
    house.sessions().start(ann, new Start("HBR-1", null, null, false));
    predictions.predict(ann, ask());
    log("Pay twice", true, null);
    end();
    Instant later = house.clock().instant().plusSeconds(1);
    assertThat(quality.report(ann, later, 5).sources()).isEmpty();
    assertThat(quality.report(ann, later, 5).months()).isEmpty();
    assertThat(quality.report(house.ben(), null, 5).sources()).isEmpty();
    assertThat(quality.report(ann, null, 5).sources()).hasSize(1);
  }

  private double weight(PredictionSource source) {
    return Objects.requireNonNull(source(quality.report(ann, null, 5), source).weight());
  }

  private static Quality.Source source(Quality.Report report, PredictionSource source) {
    return report.sources().stream().filter(s -> s.source() == source).findFirst().orElseThrow();
  }

  private void log(String scenario, boolean finds, @Nullable String prediction) {
    Result result = finds ? Result.failed : Result.passed;
    house
        .sessions()
        .log(ann, new Log(null, scenario, result, Activity.test, null, 5, prediction, null));
  }

  private void end() {
    house.sessions().end(ann, new End(null, Outcome.passed, null, null, null, null));
  }

  private static Candidate candidate(String scenario, double confidence) {
    return new Candidate(scenario, confidence, List.of(), null, "why");
  }

  private static Ask ask() {
    return new Ask("HBR-1", null, null, null, null, 5);
  }
}
