package atlas.core.testing;

import atlas.core.Outside;
import atlas.core.tickets.TicketKeys;
import atlas.core.tickets.Tickets;
import atlas.model.Activity;
import atlas.model.Caller;
import atlas.model.Event;
import atlas.model.Outcome;
import atlas.model.Prediction;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.model.Result;
import atlas.model.Scenario;
import atlas.model.Session;
import atlas.model.SessionStatus;
import atlas.model.Ticket;
import atlas.storage.Database;
import atlas.storage.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Testing sessions, from the charter to the debrief. */
public final class Sessions {
  /** What somebody wants to test. */
  public record Start(
      String ticketKey,
      @Nullable String charter,
      @Nullable Integer timeboxMinutes,
      boolean acceptPredictions) {}

  /** A session that is open now, with what was predicted for it. */
  public record Started(
      Session session, boolean resumedExisting, List<Prediction> planned, List<String> effects) {}

  /** What was tried. */
  public record Log(
      @Nullable String session,
      String scenario,
      Result result,
      Activity activity,
      @Nullable String notes,
      @Nullable Integer minutes,
      @Nullable String prediction,
      @Nullable String bugKey) {}

  /** What was logged, as S-12.3. */
  public record Logged(String scenario, String session, List<String> effects) {}

  /** What may happen to a session between its start and its end. */
  public enum Action {
    pause,
    resume,
    note,
    abandon
  }

  /** A session after a change. */
  public record Changed(Session session, List<String> effects) {}

  /**
   * How a session ends, in the words of the tester.
   *
   * @param postComment whether the sheet is to be a comment in Jira
   * @param logWork whether the active minutes are to be booked in Jira
   */
  public record End(
      @Nullable String session,
      Outcome outcome,
      @Nullable String summary,
      @Nullable String obstacles,
      @Nullable String outlook,
      @Nullable String feelings,
      boolean postComment,
      boolean logWork) {
    /** One that stays between us. */
    public End(
        @Nullable String session,
        Outcome outcome,
        @Nullable String summary,
        @Nullable String obstacles,
        @Nullable String outlook,
        @Nullable String feelings) {
      this(session, outcome, summary, obstacles, outlook, feelings, false, false);
    }
  }

  /** The sheet of a session that has ended, and everything else that changed because of it. */
  public record Ended(Sheet sheet, List<String> effects) {}

  private final Database database;
  private final Tickets tickets;
  private final TicketKeys keys;
  private final List<Ending> endings;

  /**
   * @param endings what else happens when a session ends, in that order
   */
  public Sessions(Database database, Tickets tickets, TicketKeys keys, List<Ending> endings) {
    this.database = database;
    this.tickets = tickets;
    this.keys = keys;
    this.endings = List.copyOf(endings);
  }

  /** Opens a session on a ticket, or gives back the one that is open on it. */
  public Started start(Caller caller, Start start) {
    Ticket ticket = tickets.require(caller, start.ticketKey());
    return database.write(
        caller,
        Started.class,
        tx -> {
          // Whoever starts at the same moment waits here, then finds the session and uses no
          // number.
          tx.tickets().lock(ticket.id());
          Optional<Session> open = tx.sessions().openOn(ticket.id());
          return open.isPresent() ? again(tx, ticket, open.get(), start) : begin(tx, ticket, start);
        });
  }

  private static Started again(Tx tx, Ticket ticket, Session open, Start start) {
    List<Prediction> planned =
        start.acceptPredictions() ? plan(tx, ticket.id(), open.id()) : List.of();
    return new Started(open, true, planned, List.of());
  }

  private static Started begin(Tx tx, Ticket ticket, Start start) {
    String charter = start.charter() == null ? charter(ticket) : start.charter();
    var session =
        new Session(
            tx.newId(),
            tx.nextNumber(Ref.Kind.SESSION),
            ticket.id(),
            ticket.ticketKey(),
            charter,
            start.timeboxMinutes(),
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
        new Event.SessionStarted(session.id(), session.shortId(), session.ticketKey(), charter));
    List<Prediction> planned =
        start.acceptPredictions() ? plan(tx, ticket.id(), session.id()) : List.of();
    var effects = new ArrayList<String>();
    if (start.charter() == null) effects.add("Charter offered, since none was given");
    if (!planned.isEmpty()) {
      effects.add(
          planned.size() + " predictions will be settled when " + session.shortId() + " ends");
    }
    return new Started(session, false, planned, effects);
  }

  private static List<Prediction> plan(Tx tx, UUID ticketId, UUID sessionId) {
    tx.predictions().attachLatest(ticketId, sessionId);
    return tx.predictions().ofSession(sessionId);
  }

  /** Elisabeth Hendrickson's form: explore (target) with (resources) to discover (information). */
  private static String charter(Ticket ticket) {
    String with =
        ticket.components().isEmpty()
            ? "the steps and criteria of the ticket"
            : String.join(" and ", ticket.components());
    return Outside.line(
        "Explore \""
            + ticket.summary()
            + "\" with "
            + with
            + " to discover what breaks it and what it breaks",
        1_000);
  }

  /** Adds a scenario to an open session. */
  public Logged log(Caller caller, Log log) {
    return database.write(
        caller,
        Logged.class,
        tx -> {
          Session session = OpenSession.find(tx, log.session());
          if (session.status() == SessionStatus.paused) {
            throw Refusal.conflict(
                session.shortId() + " is paused; resume it first with update_session.");
          }
          Optional<Prediction> prediction =
              log.prediction() == null
                  ? Optional.empty()
                  : Optional.of(find(tx, Ref.parse(Ref.Kind.PREDICTION, log.prediction())));
          String bugKey = log.bugKey() == null ? null : keys.parse(log.bugKey());
          var scenario =
              new Scenario(
                  tx.newId(),
                  session.id(),
                  tx.scenarios().nextNumber(session.id()),
                  log.scenario(),
                  Scenario.keyOf(log.scenario()),
                  log.result(),
                  log.activity(),
                  log.notes(),
                  log.minutes(),
                  prediction.map(Prediction::id).orElse(null),
                  bugKey,
                  tx.caller().actor(),
                  tx.at());
          tx.scenarios().insert(scenario);
          String shortId = session.shortId() + "." + scenario.number();
          tx.append(
              new Event.ScenarioLogged(
                  scenario.id(),
                  session.id(),
                  shortId,
                  session.ticketKey(),
                  scenario.name(),
                  scenario.result(),
                  bugKey));
          var effects = new ArrayList<String>();
          prediction.ifPresent(
              p -> effects.add(p.shortId() + " is tried; it is settled when the session ends"));
          return new Logged(shortId, session.shortId(), effects);
        });
  }

  private static Prediction find(Tx tx, Ref ref) {
    return tx.predictions().find(ref.id(), ref.number()).orElseThrow(ref::missing);
  }

  /** Pauses, resumes, notes or abandons. */
  public Changed update(
      Caller caller, @Nullable String named, Action action, @Nullable String text) {
    if (action == Action.note && (text == null || text.isBlank())) {
      throw Refusal.invalid("A note needs text.");
    }
    return database.write(
        caller,
        Changed.class,
        tx -> {
          Session session = OpenSession.find(tx, named);
          String effect =
              switch (action) {
                case pause -> OpenSession.pause(tx, session);
                case resume -> OpenSession.resume(tx, session);
                case note -> OpenSession.note(tx, session, text);
                case abandon -> OpenSession.abandon(tx, session, text);
              };
          Session after = tx.sessions().find(session.id(), null).orElseThrow();
          return new Changed(after, List.of(effect));
        });
  }

  /** Ends a session: one transaction, with all that follows from it. */
  public Ended end(Caller caller, End end) {
    Ended ended = closed(caller, end);
    var effects = new ArrayList<>(ended.effects());
    for (Ending ending : endings) {
      effects.addAll(ending.committed(caller, ended.sheet().session()));
    }
    return new Ended(ended.sheet(), effects);
  }

  private Ended closed(Caller caller, End end) {
    List<Ending.Step> steps = endings.stream().map(one -> one.prepare(caller, end)).toList();
    return database.write(
        caller,
        Ended.class,
        tx -> {
          Session session = 
              OpenSession.close(
                  tx,
                  OpenSession.find(tx, end.session()),
                  SessionStatus.completed,
                  end);
          Sheet sheet = Sheet.of(tx, session);
          tx.append(
              new Event.SessionEnded(
                  session.id(),
                  session.shortId(),
                  session.ticketKey(),
                  end.outcome(),
                  sheet.scenarios().size(),
                  sheet.bugs().size() + Sheet.bugsWithoutKey(tx, session),
                  session.activeSeconds() == null ? 0 : session.activeSeconds()));
          var effects = new ArrayList<String>();
          effects.add(
              "Session %s completed: %s after %d active minutes"
                  .formatted(session.shortId(), end.outcome(), sheet.activeMinutes()));
          effects.add(sheet.scenarios().size() + " scenarios are final");
          for (Ending.Step step : steps) effects.addAll(step.ended(tx, session));
          return new Ended(sheet, effects);
        });
  }
}
