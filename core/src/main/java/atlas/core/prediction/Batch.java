package atlas.core.prediction;

import atlas.core.SourceReport;
import atlas.model.Counted;
import atlas.model.Event;
import atlas.model.Json;
import atlas.model.Prediction;
import atlas.model.PredictionBatch;
import atlas.model.PredictionSource;
import atlas.model.Ref;
import atlas.model.Scenario;
import atlas.model.Session;
import atlas.model.Ticket;
import atlas.storage.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What was predicted at one asking, kept so that it can be settled. */
final class Batch {
  private record Proposal(UUID prediction, PredictionSource source, Blend.Said said) {}

  private Batch() {}

  /**
   * Keeps the answer.
   *
   * @param blended its predictions, in the same order, with what each source said of them
   */
  static Predictions.Answer keep(
      Tx tx, @Nullable Ticket ticket, Predictions.Answer answer, List<Blend.Blended> blended) {
    Session open = ticket == null ? null : tx.sessions().openOn(ticket.id()).orElse(null);
    var batch =
        new PredictionBatch(
            tx.newId(),
            ticket == null ? null : ticket.id(),
            open == null ? null : open.id(),
            Json.MAPPER.writeValueAsString(answer.sources()));
    tx.predictions().insertBatch(batch);
    var kept = new ArrayList<Predictions.Predicted>();
    var proposals = new ArrayList<Proposal>();
    for (int i = 0; i < blended.size(); i++) {
      Prediction prediction = prediction(tx, batch, answer.predictions().get(i));
      tx.predictions().insert(prediction);
      kept.add(named(answer.predictions().get(i), prediction.shortId()));
      blended
          .get(i)
          .said()
          .forEach((source, said) -> proposals.add(new Proposal(prediction.id(), source, said)));
    }
    keep(tx, proposals);
    List<String> sources =
        answer.sources().stream()
            .filter(s -> s.status().equals("answered") || s.status().equals("cached"))
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
                Counted.of(kept.size(), "prediction")
                    + " will be settled when "
                    + open.shortId()
                    + " ends");
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

  /** What each source said is kept with each, since they are measured one by one. */
  private static void keep(Tx tx, List<Proposal> proposals) {
    if (proposals.isEmpty()) return;
    tx.skill()
        .insert(
            proposals.stream().map(Proposal::prediction).toArray(UUID[]::new),
            proposals.stream().map(p -> p.source().name()).toArray(String[]::new),
            proposals.stream().map(p -> p.said().confidence()).toArray(Double[]::new),
            proposals.stream().map(p -> p.said().place()).toArray(Integer[]::new));
  }

  private static Prediction prediction(
      Tx tx, PredictionBatch batch, Predictions.Predicted predicted) {
    return new Prediction(
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
  }

  private static Predictions.Predicted named(Predictions.Predicted predicted, String shortId) {
    return new Predictions.Predicted(
        shortId,
        predicted.scenario(),
        predicted.confidence(),
        predicted.source(),
        predicted.steps(),
        predicted.estimatedMinutes(),
        predicted.because());
  }
}
