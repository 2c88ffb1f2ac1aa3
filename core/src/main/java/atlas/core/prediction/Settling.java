package atlas.core.prediction;

import atlas.core.testing.Ending;
import atlas.core.testing.Sessions;
import atlas.model.Caller;
import atlas.model.Counted;
import atlas.model.Event;
import atlas.model.Prediction;
import atlas.model.Result;
import atlas.model.Scenario;
import atlas.model.Session;
import atlas.storage.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Says of the predictions of a session that ends what came of them. */
final class Settling implements Ending {
  // By the words: no model is asked in a transaction.
  private final Sameness sameness = new SameWords();

  @Override
  public Step prepare(Caller caller, Sessions.End end) {
    return this::settle;
  }

  /**
   * A prediction was tried by the scenario that names it, or by one that names none and says the
   * same; what was skipped was not tried.
   */
  private List<String> settle(Tx tx, Session session) {
    List<Prediction> predictions = tx.predictions().unsettled(session.id());
    if (predictions.isEmpty()) return List.of();
    List<Scenario> scenarios = tx.scenarios().ofSession(session.id());
    Sameness.Same same =
        sameness.of(
            Stream.concat(
                    predictions.stream().map(Prediction::scenario),
                    scenarios.stream().map(Scenario::name))
                .toList());
    var tried = new ArrayList<UUID>();
    var foundBug = new ArrayList<UUID>();
    for (int i = 0; i < predictions.size(); i++) {
      UUID id = predictions.get(i).id();
      boolean wasTried = false;
      boolean found = false;
      for (int j = 0; j < scenarios.size(); j++) {
        Scenario scenario = scenarios.get(j);
        boolean meant =
            scenario.predictionId() == null
                ? same.are(i, predictions.size() + j)
                : scenario.predictionId().equals(id);
        if (!meant) continue;
        wasTried |= scenario.result() != Result.skipped;
        found |= scenario.result() == Result.failed || scenario.bugKey() != null;
      }
      if (wasTried) tried.add(id);
      if (found) foundBug.add(id);
    }
    tx.predictions()
        .settle(
            predictions.stream().map(Prediction::id).toArray(UUID[]::new),
            tried.toArray(UUID[]::new),
            foundBug.toArray(UUID[]::new),
            tx.at());
    tx.append(
        new Event.PredictionsSettled(
            session.id(),
            session.shortId(),
            session.ticketKey(),
            predictions.size(),
            tried.size(),
            foundBug.size()));
    return List.of(
        "%s settled: %d tried, %d found a bug"
            .formatted(
                Counted.of(predictions.size(), "prediction"), tried.size(), foundBug.size()));
  }
}
