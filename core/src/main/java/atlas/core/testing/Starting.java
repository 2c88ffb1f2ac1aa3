package atlas.core.testing;

import atlas.core.testing.Sessions.Start;
import atlas.core.testing.Sessions.Started;
import atlas.core.tickets.Analysis;
import atlas.model.Counted;
import atlas.model.Event;
import atlas.model.Prediction;
import atlas.model.Ref;
import atlas.model.Session;
import atlas.model.SessionStatus;
import atlas.model.Ticket;
import atlas.storage.Tx;
import java.util.ArrayList;
import java.util.List;

/** How a session begins, and how one that is open is taken up again. */
final class Starting {
  private final Idle idle;

  Starting(Idle idle) {
    this.idle = idle;
  }

  /** The session that is open, with what is said of it anew. */
  Started again(Tx tx, Session open, Start start) {
    var effects = new ArrayList<String>();
    Session session = OpenSession.changed(tx, open, start, effects);
    idle.watch(tx, session);
    List<Prediction> planned = start.acceptPredictions() ? plan(tx, session) : List.of();
    return new Started(session, true, planned, OpenSession.timebox(tx, session), effects);
  }

  /** A session that begins now. */
  Started begin(Tx tx, Ticket ticket, Start start) {
    String given = start.charter();
    boolean offered = given == null;
    String charter =
        given == null
            ? Charter.offered(ticket, Analysis.of(ticket, tx.tickets().components()))
            : given;
    List<Session> before = tx.sessions().ofTicket(ticket.id(), 1);
    var session =
        new Session(
            tx.newId(),
            tx.nextNumber(Ref.Kind.SESSION),
            ticket.id(),
            ticket.ticketKey(),
            charter,
            offered,
            start.timeboxMinutes(),
            Environment.parse(start.environment()),
            SessionStatus.active,
            null,
            tx.caller().actor(),
            null,
            null,
            null,
            null,
            tx.at(),
            null,
            null);
    tx.sessions().start(session);
    tx.append(
        new Event.SessionStarted(
            session.id(),
            session.shortId(),
            session.ticketKey(),
            charter,
            offered,
            session.environment()));
    idle.watch(tx, session);
    List<Prediction> planned = start.acceptPredictions() ? plan(tx, session) : List.of();
    var effects = new ArrayList<String>();
    before.forEach(last -> OpenSession.abandoned(tx, last).ifPresent(effects::add));
    if (offered) {
      effects.add(
          "The charter is an offer, since none was given: starting again with another puts that in"
              + " its place");
    }
    if (!planned.isEmpty()) {
      effects.add(
          Counted.of(planned.size(), "prediction")
              + " will be settled when "
              + session.shortId()
              + " ends");
    }
    return new Started(session, false, planned, null, effects);
  }

  private static List<Prediction> plan(Tx tx, Session session) {
    tx.predictions().attachLatest(session.ticketId(), session.id());
    return tx.predictions().ofSession(session.id());
  }
}
