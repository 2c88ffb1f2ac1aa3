package atlas.core.testing;

import atlas.core.tickets.TicketKeys;
import atlas.core.tickets.Tickets;
import atlas.model.Activity;
import atlas.model.Caller;
import atlas.model.Counted;
import atlas.model.Event;
import atlas.model.Outcome;
import atlas.model.Prediction;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.model.Result;
import atlas.model.Scenario;
import atlas.model.Session;
import atlas.model.SessionStatus;
import atlas.model.SessionTotals;
import atlas.model.Ticket;
import atlas.storage.Database;
import atlas.storage.PredictionTable;
import atlas.storage.Tx;
import atlas.storage.jobs.Duty;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Testing sessions, from the charter to the debrief. */
public final class Sessions {
  /**
   * What somebody wants to test.
   *
   * @param environment where, as name=value with semicolons in between
   */
  public record Start(
      String ticketKey,
      @Nullable String charter,
      @Nullable Integer timeboxMinutes,
      boolean acceptPredictions,
      @Nullable String environment) {
    /** One that says nothing of where is tested. */
    public Start(
        String ticketKey,
        @Nullable String charter,
        @Nullable Integer timeboxMinutes,
        boolean acceptPredictions) {
      this(ticketKey, charter, timeboxMinutes, acceptPredictions, null);
    }
  }

  /**
   * A session that is open now, with what was predicted for it.
   *
   * @param timebox what is to be said of its time box; null while that is not over
   */
  public record Started(
      Session session,
      boolean resumedExisting,
      List<Prediction> planned,
      @Nullable String timebox,
      List<String> effects) {}

  /**
   * What was tried.
   *
   * @param opportunity whether it was beside the charter
   */
  public record Log(
      @Nullable String session,
      String scenario,
      Result result,
      Activity activity,
      boolean opportunity,
      @Nullable String notes,
      @Nullable Integer minutes,
      @Nullable String prediction,
      @Nullable String bugKey) {
    /** What the charter asked for. */
    public Log(
        @Nullable String session,
        String scenario,
        Result result,
        Activity activity,
        @Nullable String notes,
        @Nullable Integer minutes,
        @Nullable String prediction,
        @Nullable String bugKey) {
      this(session, scenario, result, activity, false, notes, minutes, prediction, bugKey);
    }
  }

  /**
   * What was logged, as S-12.3.
   *
   * @param timebox what is to be said of the time box; null while that is not over
   */
  public record Logged(
      String scenario, String session, @Nullable String timebox, List<String> effects) {}

  /** What may happen to a session between its start and its end. */
  public enum Action {
    pause,
    resume,
    note,
    environment,
    abandon
  }

  /**
   * A session after a change.
   *
   * @param timebox what is to be said of its time box; null while that is not over
   */
  public record Changed(Session session, @Nullable String timebox, List<String> effects) {}

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

  /** How long nothing may happen in an open session where nobody said how long. */
  public static final Duration USUALLY_IDLE = Duration.ofHours(24);

  private final Database database;
  private final Tickets tickets;
  private final TicketKeys keys;
  private final List<Ending> endings;
  private final Idle idle;
  private final Starting starting;

  /** One that abandons after {@link #USUALLY_IDLE}. */
  public Sessions(Database database, Tickets tickets, TicketKeys keys, List<Ending> endings) {
    this(database, tickets, keys, endings, USUALLY_IDLE);
  }

  /**
   * @param endings what else happens when a session ends, in that order
   * @param idle how long nothing may happen in a session that is open; zero is as long as one likes
   */
  public Sessions(
      Database database, Tickets tickets, TicketKeys keys, List<Ending> endings, Duration idle) {
    this.database = database;
    this.tickets = tickets;
    this.keys = keys;
    this.endings = List.copyOf(endings);
    this.idle = new Idle(database, idle);
    this.starting = new Starting(this.idle);
  }

  /** What is to be done in the background. */
  public List<Duty> duties() {
    return List.of(idle.duty());
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
          // A session that was closed just now is no longer open once it is locked.
          Optional<Session> open =
              tx.sessions()
                  .openOn(ticket.id())
                  .flatMap(found -> tx.sessions().lock(found.id(), null))
                  .filter(found -> found.status().open());
          return open.isPresent()
              ? starting.again(tx, open.get(), start)
              : starting.begin(tx, ticket, start);
        });
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
          Optional<PredictionTable.Named> prediction =
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
                  log.opportunity(),
                  log.notes(),
                  log.minutes(),
                  prediction.map(PredictionTable.Named::id).orElse(null),
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
          prediction.ifPresent(p -> effects.add(tried(tx, session, p)));
          if (bugKey != null) effects.addAll(named(tx, session, bugKey));
          return new Logged(shortId, session.shortId(), OpenSession.timebox(tx, session), effects);
        });
  }

  /** What is to be said of a bug that is not simply found, as found_bugs and the ledger see it. */
  private static List<String> named(Tx tx, Session session, String bugKey) {
    Ticket bug = tx.tickets().find(bugKey).orElse(null);
    if (bug == null) {
      return List.of(bugKey + " isn't in ATLAS's copy: it counts as confirmed once it is");
    }
    Instant created = bug.jiraCreatedAt();
    return created == null || !created.isBefore(session.startedAt())
        ? List.of()
        : List.of(
            "%s was in Jira before %s began, which did not find it"
                .formatted(bugKey, session.shortId()));
  }

  private static PredictionTable.Named find(Tx tx, Ref ref) {
    return tx.predictions().named(ref.id(), ref.number()).orElseThrow(ref::missing);
  }

  /** One that nobody planned is the session's from now on, if it was predicted for its ticket. */
  private static String tried(Tx tx, Session session, PredictionTable.Named named) {
    String id = Ref.Kind.PREDICTION.shortId(named.number());
    boolean free =
        named.sessionId() == null
            && (named.ticketId() == null || named.ticketId().equals(session.ticketId()));
    if (free) tx.predictions().attach(named.batchId(), session.id());
    return free || session.id().equals(named.sessionId())
        ? id + " is tried; it is settled when the session ends"
        : id + " was predicted for something else, and is not settled by " + session.shortId();
  }

  /** Pauses, resumes, notes or abandons. */
  public Changed update(
      Caller caller, @Nullable String named, Action action, @Nullable String text) {
    boolean empty = text == null || text.isBlank();
    if (empty && action == Action.note) throw Refusal.invalid("A note needs text.");
    if (empty && action == Action.environment) {
      throw Refusal.invalid(
          "The environment needs text: name=value with ; in between, such as browser=Firefox 128.");
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
                case environment -> OpenSession.environment(tx, session, text);
                case abandon -> OpenSession.abandon(tx, session, text);
              };
          Session after = tx.sessions().find(session.id(), null).orElseThrow();
          String timebox = action == Action.abandon ? null : OpenSession.timebox(tx, after);
          return new Changed(after, timebox, List.of(effect));
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
                  tx, OpenSession.find(tx, end.session()), SessionStatus.completed, end, tx.at());
          SessionTotals totals = tx.sessions().totals(session.id());
          int active = session.activeSeconds() == null ? 0 : session.activeSeconds();
          tx.append(
              new Event.SessionEnded(
                  session.id(),
                  session.shortId(),
                  session.ticketKey(),
                  end.outcome(),
                  totals.scenarios(),
                  totals.bugs(),
                  active));
          var effects = new ArrayList<>(closing(session, end.outcome(), active, totals));
          for (Ending.Step step : steps) effects.addAll(step.ended(tx, session, totals));
          // Last, so that it shows what all of them did.
          return new Ended(Sheet.of(tx, session), effects);
        });
  }

  private static List<String> closing(
      Session session, Outcome outcome, int activeSeconds, SessionTotals totals) {
    long minutes = Math.round(activeSeconds / 60.0);
    var effects = new ArrayList<String>();
    effects.add(
        "Session %s completed: %s after %d active minutes"
            .formatted(session.shortId(), outcome, minutes));
    Integer box = session.timeboxMinutes();
    Integer over = box == null ? null : Sheet.over(box, minutes);
    if (over != null) {
      effects.add("The time box of %d min was over by %d min".formatted(box, over));
    }
    if (outcome == Outcome.passed && totals.failed() > 0) {
      effects.add("It passed though " + Counted.of(totals.failed(), "scenario") + " failed");
    }
    int scenarios = totals.scenarios();
    effects.add(Counted.of(scenarios, "scenario") + (scenarios == 1 ? " is final" : " are final"));
    effects.add("session.ended is in the timeline");
    return effects;
  }
}
