package atlas.core.testing;

import atlas.core.testing.Sessions.End;
import atlas.model.Event;
import atlas.model.Note;
import atlas.model.Outcome;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.model.Session;
import atlas.model.SessionStatus;
import atlas.storage.Tx;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A session that is open: found, paused, noted in, closed. */
final class OpenSession {
  private OpenSession() {}

  /** The session that is meant, open and locked: the one named, else the only one that is open. */
  static Session find(Tx tx, @Nullable String named) {
    Session session;
    if (named != null) {
      Ref ref = Ref.parse(Ref.Kind.SESSION, named);
      session = tx.sessions().lock(ref.id(), ref.number()).orElseThrow(ref::missing);
    } else {
      List<Session> open = tx.sessions().open();
      if (open.isEmpty()) {
        throw Refusal.notFound("No session is open; start_session opens one on a ticket.");
      }
      if (open.size() > 1) {
        throw Refusal.invalid(
            "Several sessions are open; say which: "
                + String.join(
                    ", ", open.stream().map(s -> s.shortId() + " on " + s.ticketKey()).toList()));
      }
      session = tx.sessions().lock(open.get(0).id(), null).orElseThrow();
    }
    if (!session.status().open()) {
      throw Refusal.conflict(
          session.shortId()
              + " is "
              + session.status()
              + "; start_session opens a new one on "
              + session.ticketKey()
              + ".");
    }
    return session;
  }

  static String pause(Tx tx, Session session) {
    if (session.status() == SessionStatus.paused) {
      throw Refusal.conflict(session.shortId() + " is paused already; resume goes on with it.");
    }
    tx.sessions().pause(session.id(), tx.at());
    tx.sessions().setStatus(session.id(), SessionStatus.paused.name());
    tx.append(new Event.SessionPaused(session.id(), session.shortId(), session.ticketKey()));
    return "The clock of " + session.shortId() + " stands still";
  }

  static String resume(Tx tx, Session session) {
    var since = tx.sessions().totals(session.id()).pausedSince();
    if (since == null) {
      throw Refusal.conflict(session.shortId() + " is not paused; go on testing.");
    }
    tx.sessions().resume(session.id(), tx.at());
    tx.sessions().setStatus(session.id(), SessionStatus.active.name());
    long seconds = Math.max(0, Duration.between(since, tx.at()).toSeconds());
    tx.append(
        new Event.SessionResumed(session.id(), session.shortId(), session.ticketKey(), seconds));
    return "A break of " + Math.round(seconds / 60.0) + " min is not counted as testing";
  }

  static String note(Tx tx, Session session, @Nullable String text) {
    var note = new Note(tx.newId(), session.id(), String.valueOf(text), tx.at());
    tx.sessions().note(note);
    tx.append(
        new Event.SessionNoted(
            session.id(), session.shortId(), session.ticketKey(), note.id(), note.text()));
    return "The note is on the sheet of " + session.shortId();
  }

  static String abandon(Tx tx, Session session, @Nullable String reason) {
    close(
        tx,
        session,
        SessionStatus.abandoned,
        new End(null, Outcome.blocked, reason, null, null, null));
    tx.append(
        new Event.SessionAbandoned(session.id(), session.shortId(), session.ticketKey(), reason));
    return session.shortId() + " is closed without an outcome; its scenarios stay on the sheet";
  }

  static Session close(Tx tx, Session session, SessionStatus status, End end) {
    if (session.status() == SessionStatus.paused) tx.sessions().resume(session.id(), tx.at());
    int active = Sheet.activeSeconds(session, tx.sessions().totals(session.id()), tx.at());
    var closed =
        new Session(
            session.id(),
            session.number(),
            session.ticketId(),
            session.ticketKey(),
            session.charter(),
            session.timeboxMinutes(),
            status,
            status == SessionStatus.completed ? end.outcome() : null,
            session.tester(),
            end.summary(),
            end.obstacles(),
            end.outlook(),
            end.feelings(),
            session.startedAt(),
            tx.at(),
            active);
    tx.sessions().end(closed);
    return closed;
  }
}
