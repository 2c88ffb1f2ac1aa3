package atlas.core.testing;

import atlas.core.Outside;
import atlas.core.testing.Sessions.End;
import atlas.core.testing.Sessions.Start;
import atlas.model.Event;
import atlas.model.Note;
import atlas.model.Outcome;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.model.Session;
import atlas.model.SessionStatus;
import atlas.storage.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
        String before =
            tx.sessions()
                .latest()
                .flatMap(last -> abandoned(tx, last))
                .map(s -> s + " ")
                .orElse("");
        throw Refusal.notFound(before + "No session is open; start_session opens one on a ticket.");
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
          abandoned(tx, session).orElse(session.shortId() + " is " + session.status() + ".")
              + " start_session opens a new one on "
              + session.ticketKey()
              + ".");
    }
    return session;
  }

  /** What is told of a session that was abandoned; nothing of another. */
  static Optional<String> abandoned(Tx tx, Session session) {
    if (session.status() != SessionStatus.abandoned) return Optional.empty();
    int scenarios = tx.sessions().totals(session.id()).scenarios();
    String why = session.summary() == null ? "" : " (" + Outside.line(session.summary(), 200) + ")";
    return Optional.of(
        "%s on %s was abandoned%s; %s on its sheet."
            .formatted(
                session.shortId(),
                session.ticketKey(),
                why,
                scenarios == 1
                    ? "its scenario is kept"
                    : "its " + scenarios + " scenarios are kept"));
  }

  /** What is to be said of the time box; null while it is not over. */
  static @Nullable String timebox(Tx tx, Session session) {
    Integer box = session.timeboxMinutes();
    // Without its breaks it can't have taken longer.
    if (box == null || Duration.between(session.startedAt(), tx.at()).toMinutes() < box)
      return null;
    int seconds = Sheet.activeSeconds(session, tx.sessions().totals(session.id()), tx.at());
    Integer over = Sheet.over(box, Math.round(seconds / 60.0));
    return over == null ? null : "The time box of %d min is over by %d min".formatted(box, over);
  }

  /** Takes what whoever starts it again says of it anew; the effects of that are added. */
  static Session changed(Tx tx, Session session, Start start, List<String> effects) {
    String charter = session.charter();
    boolean offered = session.charterOffered();
    if (start.charter() != null && !start.charter().equals(charter)) {
      if (offered) {
        charter = start.charter();
        offered = false;
        effects.add("The charter is the one that was given, no longer the one that was offered");
      } else {
        effects.add(session.shortId() + " keeps the charter that it was started with");
      }
    }
    Integer timebox =
        start.timeboxMinutes() == null ? session.timeboxMinutes() : start.timeboxMinutes();
    var environment =
        Environment.with(session.environment(), Environment.parse(start.environment()));
    var after =
        new Session(
            session.id(),
            session.number(),
            session.ticketId(),
            session.ticketKey(),
            charter,
            offered,
            timebox,
            environment,
            session.status(),
            null,
            session.tester(),
            null,
            null,
            null,
            null,
            session.startedAt(),
            null,
            null);
    // Written even so: that somebody came back is a sign of life.
    tx.sessions().change(after);
    if (after.equals(session)) return session;
    if (!Objects.equals(timebox, session.timeboxMinutes())) {
      effects.add("The time box is " + timebox + " min");
    }
    if (!environment.equals(session.environment())) effects.add(environment(after));
    tx.append(
        new Event.SessionChanged(
            session.id(), session.shortId(), session.ticketKey(), charter, timebox, environment));
    return after;
  }

  private static String environment(Session session) {
    return "The environment is " + String.join("; ", session.environment());
  }

  static String environment(Tx tx, Session session, @Nullable String text) {
    var start = new Start(session.ticketKey(), null, null, false, text);
    return environment(changed(tx, session, start, new ArrayList<>()));
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
    return abandon(tx, session, reason, tx.at());
  }

  /**
   * Closes it without an outcome.
   *
   * @param until when its testing ended
   */
  static String abandon(Tx tx, Session session, @Nullable String reason, Instant until) {
    close(
        tx,
        session,
        SessionStatus.abandoned,
        new End(null, Outcome.blocked, reason, null, null, null),
        until);
    tx.append(
        new Event.SessionAbandoned(session.id(), session.shortId(), session.ticketKey(), reason));
    return session.shortId()
        + " is closed without an outcome; its scenarios stay on the sheet, and what was predicted"
        + " for it is settled by the next session on "
        + session.ticketKey();
  }

  static Session close(Tx tx, Session session, SessionStatus status, End end, Instant until) {
    if (session.status() == SessionStatus.paused) tx.sessions().resume(session.id(), until);
    int active = Sheet.activeSeconds(session, tx.sessions().totals(session.id()), until);
    var closed =
        new Session(
            session.id(),
            session.number(),
            session.ticketId(),
            session.ticketKey(),
            session.charter(),
            session.charterOffered(),
            session.timeboxMinutes(),
            session.environment(),
            status,
            status == SessionStatus.completed ? end.outcome() : null,
            session.tester(),
            end.summary(),
            end.obstacles(),
            end.outlook(),
            end.feelings(),
            session.startedAt(),
            until,
            active);
    tx.sessions().end(closed);
    return closed;
  }
}
