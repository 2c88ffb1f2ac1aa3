package atlas.core.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import atlas.core.TestHouse;
import atlas.core.prediction.Predictions.Ask;
import atlas.core.prediction.Predictions.Rating;
import atlas.core.testing.Sessions;
import atlas.core.testing.Sessions.End;
import atlas.core.testing.Sessions.Log;
import atlas.core.testing.Sessions.Start;
import atlas.integrations.RemoteFailure;
import atlas.model.Activity;
import atlas.model.Caller;
import atlas.model.Feedback;
import atlas.model.Outcome;
import atlas.model.Result;
import atlas.storage.jobs.Run;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrainingTest {
  private final TestHouse house = new TestHouse();
  private final TestFlowNexus nexus = new TestFlowNexus();
  private final Training training =
      new Training(house.db().database(), new Training.Plan(nexus.client(), "train", 3));
  private final Sessions sessions = house.sessions(Predictions.settling(), training.sending());
  private final Caller ann = house.ann();

  @AfterEach
  void close() {
    nexus.close();
    house.close();
  }

  @Test
  void aRowIsATicketAScenarioAndWhatCameOfIt() {
    house
        .jira()
        .put("HBR-1")
        .type("Bug")
        .summary("Invoice")
        .description("Total")
        .priority("High")
        .components("Payment");
    var predicted =
        house.predictions().predict(ann, new Ask("HBR-1", null, null, null, null, 2)).predictions();
    sessions.start(ann, new Start("HBR-1", null, null, true));
    log("Pay twice", Result.failed, predicted.get(0).id());
    log("Reload", Result.passed, null);
    sessions.end(ann, end());
    house.clock().advance(Duration.ofMinutes(1));
    house
        .predictions()
        .rate(
            ann,
            new Rating(String.valueOf(predicted.get(1).id()), Feedback.rejected, 1, null, null));
    var lines = new ArrayList<String>();
    assertThat(training.export(ann, lines::add)).isEqualTo(3);
    assertThat(lines.get(0))
        .contains(
            "\"features\":{\"summary\":\"Invoice\",\"description\":\"Total\",\"components\":"
                + "[\"Payment\"],\"issue_type\":\"Bug\",\"priority\":\"high\"},\"scenario\":"
                + "\"Pay twice\",\"outcome\":{\"tried\":true,\"result\":\"failed\",\"found_bug\":"
                + "true,\"minutes\":5},\"prediction\":{\"source\":\"template\",\"confidence\":");
    assertThat(lines.get(1))
        .endsWith(
            "\"scenario\":\"Reload\",\"outcome\":{\"tried\":true,\"result\":\"passed\","
                + "\"found_bug\":false,\"minutes\":5}}");
    assertThat(lines.get(2))
        .contains("\"tried\":false,\"found_bug\":false", "\"feedback\":\"rejected\",\"rating\":1");
    assertThat(training.export(house.ben(), lines::add)).isZero();
  }

  @Test
  void whatIsNewIsSentWhenItIsEnoughAndOnce() {
    house.jira().put("HBR-1");
    assertThat(session("A", "B")).noneMatch(effect -> effect.contains("Flow-Nexus"));
    assertThat(house.rows("scheduled_tasks where task_name = 'neural.train'")).isZero();
    assertThat(session("C")).contains("3 scenarios will be sent to Flow-Nexus to learn from");
    assertThat(house.rows("scheduled_tasks where task_name = 'neural.train'")).isEqualTo(1);
    run();
    assertThat(nexus.asked().get(0).path("model_id").asString()).isEqualTo("atlas-lstm-v2");
    assertThat(nexus.asked().get(0).path("rows").findValuesAsString("scenario"))
        .containsExactlyInAnyOrder("A", "B", "C");
    assertThat(house.rows("events where type = 'backend.trained' and payload ->> 'rows' = '3'"))
        .isEqualTo(1);
    run();
    assertThat(nexus.asked()).hasSize(1);
    assertThat(session("D", "E")).noneMatch(effect -> effect.contains("Flow-Nexus"));
    run();
    assertThat(nexus.asked().get(1).path("rows").findValuesAsString("scenario"))
        .containsExactlyInAnyOrder("D", "E");
  }

  @Test
  void whatWasNotTakenIsSentAgain() {
    house.jira().put("HBR-1");
    session("A", "B", "C");
    nexus.answersWith(503);
    assertThat(catchThrowableOfType(RemoteFailure.class, this::run)).isNotNull();
    assertThat(house.rows("trainings")).isZero();
    nexus.answersWith(202);
    run();
    assertThat(nexus.asked().get(1)).isEqualTo(nexus.asked().get(0));
    assertThat(house.rows("trainings where scenarios = 3")).isEqualTo(1);
  }

  @Test
  void withoutAPlanNothingIsSent() {
    var none = new Training(house.db().database(), null);
    assertThat(none.duties()).isEmpty();
    assertThat(training.duties()).hasSize(1);
    house.jira().put("HBR-1");
    house.sessions(none.sending()).start(ann, new Start("HBR-1", null, null, false));
    log("A", Result.passed, null);
    log("B", Result.passed, null);
    log("C", Result.passed, null);
    assertThat(house.sessions(none.sending()).end(ann, end()).effects())
        .noneMatch(effect -> effect.contains("Flow-Nexus"));
    assertThat(house.rows("scheduled_tasks where task_name = 'neural.train'")).isZero();
  }

  private void run() {
    var outcome = training.run(new Run(ann, "train", List.of(), 1, false));
    assertThat(outcome).isEqualTo(atlas.storage.jobs.Outcome.DONE);
  }

  private List<String> session(String... scenarios) {
    sessions.start(ann, new Start("HBR-1", null, null, false));
    for (String scenario : scenarios) log(scenario, Result.passed, null);
    return sessions.end(ann, end()).effects();
  }

  private void log(String scenario, Result result, @Nullable String prediction) {
    sessions.log(ann, new Log(null, scenario, result, Activity.test, null, 5, prediction, null));
  }

  private static End end() {
    return new End(null, Outcome.passed, null, null, null, null);
  }
}
