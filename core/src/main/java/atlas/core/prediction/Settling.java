package atlas.core.prediction;

import atlas.core.testing.Ending;
import atlas.core.testing.Sessions;
import atlas.model.Caller;
import atlas.model.Event;
import atlas.model.Session;
import atlas.storage.Tx;
import java.util.List;

/** Says of the predictions of a session that ends what came of them. */
final class Settling implements Ending {
  @Override
  public Step prepare(Caller caller, Sessions.End end) {
    return Settling::settle;
  }

  private static List<String> settle(Tx tx, Session session) {
    var settled = tx.predictions().settle(session.id(), tx.at());
    if (settled.settled() == 0) return List.of();
    tx.append(
        new Event.PredictionsSettled(
            session.id(),
            session.shortId(),
            session.ticketKey(),
            settled.settled(),
            settled.tried(),
            settled.foundBug()));
    return List.of(
        "%d predictions settled: %d tried, %d found a bug"
            .formatted(settled.settled(), settled.tried(), settled.foundBug()));
  }
}
