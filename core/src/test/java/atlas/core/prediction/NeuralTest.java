package atlas.core.prediction;

import static atlas.core.prediction.TestFlowNexus.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import atlas.core.SourceReport;
import atlas.core.TestHouse;
import atlas.core.meaning.Alike;
import atlas.core.prediction.Predictions.Answer;
import atlas.core.prediction.Predictions.Ask;
import atlas.core.prediction.Predictions.Predicted;
import atlas.core.prediction.Predictions.Rating;
import atlas.core.testing.Sessions.End;
import atlas.core.testing.Sessions.Log;
import atlas.core.testing.Sessions.Start;
import atlas.model.Activity;
import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.Feedback;
import atlas.model.Outcome;
import atlas.model.PredictionSource;
import atlas.model.Result;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class NeuralTest {
  private final TestHouse house = new TestHouse();
  private final TestFlowNexus nexus = new TestFlowNexus();
  private final Caller ann = house.ann();
  private final Panel panel = panel(Duration.ofSeconds(3));
  private final Predictions predictions = predictions(panel);

  private Panel panel(Duration longest) {
    var database = house.db().database();
    return new Panel(
        database,
        List.of(new Neural(nexus.client()), new SimilarTickets()),
        house.clock(),
        longest);
  }

  private Predictions predictions(Panel of) {
    return new Predictions(
        house.db().database(),
        house.tickets(),
        of,
        new SameWords(),
        house.clock(),
        Alike.byWords());
  }

  @AfterEach
  void close() {
    panel.close();
    nexus.close();
    house.close();
  }

  @Test
  void whatItProposesIsBlendedWithWhatWasTriedOnSimilarTickets() {
    house.jira().put("HBR-1").type("Bug").summary("Invoice total rounding wrong");
    house.jira().put("HBR-2").type("Bug").summary("Invoice total rounding wrong").priority("High");
    session("HBR-1", "Half a cent per line");
    nexus.answers(q -> says("Half a cent per line!", 0.9, "Reload the page", 0.5));
    Answer answer = predictions.predict(ann, ask("HBR-2"));
    assertThat(statuses(answer)).containsExactly("neural answered", "similarity answered");
    assertThat(answer.degraded()).isNull();
    Predicted first = answer.predictions().get(0);
    assertThat(first.source()).isEqualTo(PredictionSource.hybrid);
    // 0.7 of 0.9 and 0.3 of (1 + 1) / (1 + 2).
    assertThat(first.confidence()).isCloseTo(0.63 + 0.2, within(0.01));
    assertThat(first.because())
        .isEqualTo("Flow-Nexus: It broke before; Found a bug in 1 of 1 runs on HBR-1, 100 % alike");
    JsonNode asked = nexus.asked().get(0);
    assertThat(asked.path("features").path("priority").asString()).isEqualTo("high");
    assertThat(asked.path("context").toString()).isEqualTo("[[\"Half a cent per line\"]]");
    assertThat(asked.path("top_k").asInt()).isEqualTo(10);
    assertThat(house.rows("proposals")).isEqualTo(3);
    assertThat(house.rows("proposals where source = 'neural' and place = 2 and confidence = 0.5"))
        .isEqualTo(1);
  }

  @Test
  void anAnswerThatComesTooLateIsThereForTheNextAsking() {
    house.jira().put("HBR-1").summary("Invoice total");
    nexus.answers(q -> says("Pay twice", 0.9));
    CountDownLatch held = nexus.hold();
    try (Panel hasty = panel(Duration.ofMillis(300))) {
      Predictions hurried = predictions(hasty);
      Answer without = hurried.predict(ann, ask("HBR-1"));
      assertThat(statuses(without)).containsExactly("neural late", "similarity empty");
      assertThat(without.degraded())
          .isEqualTo("The others answered, but neural did not answer in time.");
      assertThat(without.predictions()).isEmpty();
      held.countDown();
      await().until(() -> house.rows("source_answers") == 1);
      Answer with = hurried.predict(ann, ask("HBR-1"));
      assertThat(statuses(with)).containsExactly("neural cached", "similarity empty");
      assertThat(with.predictions()).extracting(Predicted::scenario).containsExactly("Pay twice");
      assertThat(with.degraded()).isNull();
    }
    assertThat(nexus.asked()).hasSize(1);
  }

  @Test
  void whoeverEndsRightAfterTheAnswerKeepsWhatComesLate() {
    house.jira().put("HBR-1").summary("Invoice total");
    nexus.answers(q -> says("Pay twice", 0.9));
    CountDownLatch held = nexus.hold();
    Panel hasty = panel(Duration.ofMillis(300));
    assertThat(statuses(predictions(hasty).predict(ann, ask("HBR-1")))).startsWith("neural late");
    held.countDown();
    hasty.close();
    assertThat(house.rows("source_answers")).isEqualTo(1);
  }

  @Test
  void aChangeOfTheTicketANewScenarioAndARatingAreSeen() {
    var issue = house.jira().put("HBR-1").summary("Invoice total");
    nexus.answers(q -> says("Pay twice", 0.9));
    predictions.predict(ann, ask("HBR-1"));
    predictions.predict(ann, ask("HBR-1"));
    await().until(() -> house.rows("source_answers") == 1);
    Answer again = predictions.predict(ann, ask("HBR-1"));
    assertThat(statuses(again)).startsWith("neural cached");
    int asked = nexus.asked().size();

    predictions.rate(
        ann,
        new Rating(
            String.valueOf(again.predictions().get(0).id()), Feedback.rejected, null, null, null));
    assertThat(statuses(predictions.predict(ann, ask("HBR-1")))).startsWith("neural answered");
    session("HBR-1", "Half a cent per line");
    assertThat(statuses(predictions.predict(ann, ask("HBR-1")))).startsWith("neural answered");
    issue.summary("Invoice total and tax").updated("2026-01-15T10:00:00Z");
    house.tickets().reread(ann, "HBR-1");
    assertThat(statuses(predictions.predict(ann, ask("HBR-1")))).startsWith("neural answered");
    assertThat(nexus.asked()).hasSize(asked + 3);
  }

  @Test
  void whatIsKeptIsOnesOwnAndForAnHour() {
    house.jira().put("HBR-1").summary("Invoice total");
    house.bensJira().put("HBR-1").summary("Invoice total");
    nexus.answers(q -> says("Pay twice", 0.9));
    predictions.predict(ann, ask("HBR-1"));
    await().until(() -> house.rows("source_answers") == 1);
    assertThat(statuses(predictions.predict(house.ben(), ask("HBR-1"))))
        .startsWith("neural answered");
    await().until(() -> house.rows("source_answers") == 2);
    house.clock().advance(Duration.ofMinutes(61));
    assertThat(statuses(predictions.predict(ann, ask("HBR-1")))).startsWith("neural answered");
    await().until(() -> house.rows("source_answers where made_at > '2026-01-15T09:30Z'") == 1);
    assertThat(house.rows("source_answers")).isEqualTo(2);
  }

  @Test
  void oneThatIsDownCostsNothingButItsProposalsAndIsLeftAloneForAWhile() {
    house.jira().put("HBR-1").summary("Invoice total");
    session("HBR-1", "Half a cent per line");
    nexus.answersWith(500);
    Answer answer = predictions.predict(ann, ask("HBR-1"));
    assertThat(statuses(answer)).containsExactly("neural failed", "similarity answered");
    assertThat(answer.degraded())
        .isEqualTo(
            "Without neural, which failed; the others answered. Flow-Nexus is out of order (500)."
                + " Try again in a minute.");
    assertThat(answer.predictions())
        .singleElement()
        .satisfies(p -> assertThat(p.confidence()).isCloseTo(2 / 3.0, within(0.01)));
    for (int n = 0; n < 5; n++) predictions.predict(ann, ask("HBR-1"));
    int asked = nexus.asked().size();
    predictions.predict(ann, ask("HBR-1"));
    assertThat(nexus.asked()).hasSize(asked);
    assertThat(house.rows("source_answers")).isZero();
  }

  @Test
  void aCancelledCallEndsAtOnceAndKeepsNothing() {
    house.jira().put("HBR-1");
    house.tickets().require(ann, "HBR-1");
    CountDownLatch held = nexus.hold();
    Call call = Call.plain();
    var asking =
        CompletableFuture.supplyAsync(() -> predictions.predict(ann.in(call), ask("HBR-1")));
    await().until(() -> nexus.asked().size() == 1);
    call.cancel();
    Assertions.assertThatThrownBy(asking::join).hasCauseInstanceOf(CancellationException.class);
    held.countDown();
    assertThat(house.rows("prediction_batches")).isZero();
  }

  @Test
  void thereIsNoThreadUntilSomebodyAsksNorAfterItsEnd() {
    house.jira().put("HBR-1");
    Set<Thread> before = sourceThreads();
    Panel other = panel(Duration.ofSeconds(3));
    assertThat(before).containsAll(sourceThreads());
    predictions(other).predict(ann, ask("HBR-1"));
    Set<Thread> made = sourceThreads();
    made.removeAll(before);
    assertThat(made).isNotEmpty();
    other.close();
    await().until(() -> made.stream().noneMatch(Thread::isAlive));
  }

  private static Set<Thread> sourceThreads() {
    var threads = new HashSet<>(Thread.getAllStackTraces().keySet());
    threads.removeIf(thread -> !thread.getName().startsWith("atlas-source-"));
    return threads;
  }

  private void session(String key, String scenario) {
    var sessions = house.sessions();
    sessions.start(ann, new Start(key, null, null, false));
    sessions.log(
        ann, new Log(null, scenario, Result.failed, Activity.test, null, 5, null, "HBR-99"));
    sessions.end(ann, new End(null, Outcome.passed, null, null, null, null));
  }

  private static List<String> statuses(Answer answer) {
    return answer.sources().stream().map((SourceReport s) -> s.name() + " " + s.status()).toList();
  }

  private static Ask ask(String key) {
    return new Ask(key, null, null, null, null, 5);
  }
}
