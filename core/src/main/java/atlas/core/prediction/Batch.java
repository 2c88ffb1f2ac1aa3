package atlas.core.prediction;

import atlas.core.SourceReport;
import atlas.model.Event;
import atlas.model.Json;
import atlas.model.Prediction;
import atlas.model.PredictionBatch;
import atlas.model.Ref;
import atlas.model.Scenario;
import atlas.model.Session;
import atlas.model.Ticket;
import atlas.storage.Tx;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was predicted at one asking, kept so that it can be settled. */
final class Batch {
  private Batch() {}

  static Predictions.Answer keep(Tx tx, @Nullable Ticket ticket, Predictions.Answer answer) {
    Session open = ticket == null ? null : tx.sessions().openOn(ticket.id()).orElse(null);
    var batch =
        new PredictionBatch(
            tx.newId(),
            ticket == null ? null : ticket.id(),
            open == null ? null : open.id(),
            Json.MAPPER.writeValueAsString(answer.sources()));
    tx.predictions().insertBatch(batch);
    var kept = new ArrayList<Predictions.Predicted>();
    for (Predictions.Predicted predicted : answer.predictions()) {
      kept.add(keep(tx, batch, predicted));
    }
    List<String> sources =
        answer.sources().stream()
            .filter(s -> s.status().equals("answered"))
            .map(SourceReport::name)
            .toList();
    tx.append(
        new Event.PredictionsMade(
            batch.id(),
            answer.ticketKey(),
            open == null ? null : open.id(),
            kept.stream().map(p -> String.valueOf(p.id())).toList(),
            sources));
    List<String> effects =
        open == null || kept.isEmpty()
            ? List.of()
            : List.of(
                kept.size() + " predictions will be settled when " + open.shortId() + " ends");
    return new Predictions.Answer(
        answer.ticketKey(),
        kept,
        answer.edgeCases(),
        answer.totalEstimatedMinutes(),
        answer.uncoveredCriteria(),
        answer.similar(),
        answer.sources(),
        answer.degraded(),
        effects);
  }

  private static Predictions.Predicted keep(Tx tx, PredictionBatch batch, Predictions.Predicted predicted) {
    var prediction =
        new Prediction(
            tx.newId(),
            tx.nextNumber(Ref.Kind.PREDICTION),
            batch.id(),
            predicted.scenario(),
            Scenario.keyOf(predicted.scenario()),
            predicted.confidence(),
            predicted.source(),
            predicted.steps(),
            predicted.estimatedMinutes(),
            predicted.because(),
            null,
            null,
            null,
            null,
            null,
            null);
    tx.predictions().insert(prediction);
    return new Predictions.Predicted(
        prediction.shortId(),
        predicted.scenario(),
        predicted.confidence(),
        predicted.source(),
        predicted.steps(),
        predicted.estimatedMinutes(),
        predicted.because());
  }
}
