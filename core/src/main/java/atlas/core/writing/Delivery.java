package atlas.core.writing;

import atlas.core.evidence.OwnEvidence;
import atlas.core.progress.Earning;
import atlas.core.sync.Remote;
import atlas.core.testing.Sheet;
import atlas.core.tickets.Accounts;
import atlas.core.tickets.Sites;
import atlas.core.tickets.Tickets;
import atlas.core.writing.Sending.Parcel;
import atlas.integrations.RemoteFailure;
import atlas.integrations.jira.Jira;
import atlas.model.Caller;
import atlas.model.Job;
import atlas.model.RemoteWrite;
import atlas.model.RemoteWrite.Kind;
import atlas.model.RemoteWrite.Status;
import atlas.model.Session;
import atlas.model.Ticket;
import atlas.model.TicketEvent;
import atlas.storage.Database;
import atlas.storage.Tx;
import atlas.storage.jobs.Handler;
import atlas.storage.jobs.Outcome;
import atlas.storage.jobs.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Brings to Jira what was recorded: each once, however often it is tried, by whichever process
 * comes first. What became of an attempt is not always known; then the next one looks in Jira
 * before it sends anything.
 */
public final class Delivery implements Handler {
  /** The job that is recorded with each; its own failures are ours, not Jira's. */
  public static final Job JOB =
      new Job("jira.write", 10, Duration.ofSeconds(30), Duration.ofHours(1));

  private record Taken(@Nullable Parcel parcel, Outcome next) {}

  // With the pauses between them about fifteen hours: a night in which Jira is down.
  private static final int ATTEMPTS = 24;
  private static final Duration PAUSE = Duration.ofSeconds(15);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
  // Jira finds a new issue by its label only after a while.
  private static final Duration PAUSE_OF_BUG = Duration.ofMinutes(1);
  // Longer than all requests of an attempt together may take.
  private static final Duration LEASE = Duration.ofMinutes(5);
  private static final Duration LONGEST_WITHOUT_ACCOUNT = Duration.ofDays(7);
  private static final Duration LONGEST_PAUSE_FOR_TOKEN = Duration.ofMinutes(15);
  private static final String REFUSED_SINCE = "refused_since";
  private static final String OURS =
      "ATLAS failed to send it; its log says why. Then ask for it again.";
  private static final int MOST_SHEETS = 20;
  private static final int LONGEST_SHEET = 30_000;
  private static final int LONGEST_REASON = 900;

  private final Database database;
  private final Tickets tickets;
  private final Accounts accounts;
  private final Earning earning;

  public Delivery(Database database, Tickets tickets, Accounts accounts, Earning earning) {
    this.database = database;
    this.tickets = tickets;
    this.accounts = accounts;
    this.earning = earning;
  }

  /**
   * Tries them in their order, and after each what waited for it. Harmless to repeat, also at the
   * same time.
   *
   * @return what is to be done about the last of them
   */
  Outcome deliver(Caller caller, List<UUID> ids) {
    if (database.readOnly()) return Outcome.ELSEWHERE;
    var changed = new LinkedHashSet<String>();
    Outcome next = Outcome.DONE;
    for (UUID id : ids) next = attempt(caller, id, changed);
    // What was written is seen in the copy from now on, and a new bug is found by the next search.
    for (String key : changed) tickets.reread(caller, key);
    return next;
  }

  @Override
  public Outcome run(Run run) {
    return deliver(run.caller(), run.ids());
  }

  /** It could not be tried for reasons of our own. */
  @Override
  public void givenUp(Run run, String reason) {
    database.write(
        run.caller(),
        tx -> {
          for (UUID id : run.ids()) {
            tx.remoteWrites().find(id).ifPresent(write -> giveUp(tx, write, OURS));
          }
          return run.ids();
        });
  }

  private Outcome attempt(Caller caller, UUID id, Set<String> changed) {
    Optional<Jira> jira = accounts.jira(caller.userId());
    if (jira.isEmpty()) return withoutAccount(caller, id);
    Taken taken = database.write(caller, tx -> take(tx, id));
    Parcel parcel = taken.parcel();
    if (parcel == null) return taken.next();
    // Who asked for it is who did it, whoever carries it.
    var author =
        new Caller(caller.userId(), parcel.write().actor(), caller.scopes(), caller.call());
    String remoteId;
    try {
      checkPlace(caller, jira.get(), parcel.write());
      var sending =
          new Sending(jira.get(), parcel, to -> learn(author, id, to), Remote.cancellation(caller));
      remoteId = sending.send();
    } catch (RemoteFailure failure) {
      return database.write(author, tx -> failed(tx, parcel.write(), failure));
    }
    List<UUID> followers = database.write(author, tx -> delivered(tx, parcel.write(), remoteId));
    if (parcel.write().ticketKey() != null) changed.add(parcel.write().ticketKey());
    if (parcel.write().kind() == Kind.bug && remoteId != null) changed.add(remoteId);
    for (UUID follower : followers) attempt(caller, follower, changed);
    return Outcome.DONE;
  }

  /** What is recorded outlives a change of the settings, and goes nowhere else for it. */
  private void checkPlace(Caller caller, Jira jira, RemoteWrite write) {
    if (write.ticketKey() != null) jira.checkScope(write.ticketKey());
    Sites.checkWrite(database, caller, jira, write.payload().path(Outbox.ASKED).asString(""));
  }

  private Outcome withoutAccount(Caller caller, UUID id) {
    return database.write(
        caller,
        tx -> {
          RemoteWrite write = tx.remoteWrites().find(id).orElse(null);
          if (write == null || isOver(write)) return Outcome.DONE;
          if (write.requestedAt().plus(LONGEST_WITHOUT_ACCOUNT).isAfter(tx.at())) {
            return Outcome.ELSEWHERE;
          }
          giveUp(tx, write, Tickets.NO_ACCOUNT + " Then ask for it again.");
          return Outcome.DONE;
        });
  }

  private static boolean isOver(RemoteWrite write) {
    return write.status() == Status.delivered || write.status() == Status.failed;
  }

  private static Taken take(Tx tx, UUID id) {
    RemoteWrite before = tx.remoteWrites().find(id).orElse(null);
    if (before == null || isOver(before)) return new Taken(null, Outcome.DONE);
    if (before.nextAt() != null && before.nextAt().isAfter(tx.at())) {
      return new Taken(null, Outcome.later(before.nextAt()));
    }
    if (!tx.remoteWrites().take(id, tx.at().minus(LEASE))) {
      // Another process is at it, or it waits for what must be there before.
      return new Taken(null, Outcome.later(tx.at().plus(LEASE)));
    }
    RemoteWrite write = tx.remoteWrites().find(id).orElseThrow();
    if (write.attempts() > ATTEMPTS) {
      giveUp(tx, write, OURS);
      return new Taken(null, Outcome.DONE);
    }
    return new Taken(parcel(tx, write), Outcome.DONE);
  }

  private static Parcel parcel(Tx tx, RemoteWrite write) {
    String issueId =
        write.ticketKey() == null
            ? null
            : tx.tickets()
                .find(write.ticketKey())
                // Another Jira may have an issue of that key by now.
                .filter(ticket -> ticket.id().equals(write.ticketId()))
                .filter(ticket -> !Sites.isOfAnother(ticket))
                .map(Ticket::jiraId)
                .orElse(null);
    String bugKey =
        write.afterId() == null
            ? null
            : tx.remoteWrites().find(write.afterId()).map(RemoteWrite::remoteId).orElse(null);
    UUID sessionId = write.sessionId();
    if (write.kind() != Kind.sheet_comment || sessionId == null) {
      List<String> markers = write.attempts() > 1 ? List.of(write.marker()) : List.of();
      return new Parcel(write, issueId, null, null, markers, bugKey);
    }
    // One comment for all sheets of a session: any that was begun with may be there.
    List<String> markers =
        tx.remoteWrites().ofSession(sessionId, MOST_SHEETS).stream()
            .filter(w -> w.kind() == Kind.sheet_comment)
            .filter(w -> w.id().equals(write.id()) ? write.attempts() > 1 : w.attempts() > 0)
            .map(RemoteWrite::marker)
            .toList();
    String earlier = tx.remoteWrites().sheetComment(sessionId).orElse(null);
    return new Parcel(write, issueId, sheet(tx, sessionId), earlier, markers, null);
  }

  private static String sheet(Tx tx, UUID sessionId) {
    // It was asked for, though the session was removed since.
    tx.removals().showRemoved();
    Session session = tx.sessions().find(sessionId, null).orElseThrow();
    String page = Sheet.of(tx, session).markdown();
    tx.removals().hideRemoved();
    if (page.length() <= LONGEST_SHEET) return page;
    int end = page.lastIndexOf('\n', LONGEST_SHEET);
    return page.substring(0, end < 0 ? LONGEST_SHEET : end) + "\n\nThe rest is in ATLAS.";
  }

  private void learn(Caller author, UUID id, String toStatus) {
    database.write(
        author, tx -> tx.remoteWrites().learned(id, Outbox.payload().put("status", toStatus)));
  }

  /** Records that it is there; what waited for it. */
  private List<UUID> delivered(Tx tx, RemoteWrite write, @Nullable String remoteId) {
    if (!tx.remoteWrites().delivered(write.id(), remoteId, tx.at())) return List.of();
    tx.append(
        new TicketEvent.IssueWritten(
            write.id(),
            write.kind(),
            write.ticketKey(),
            write.sessionId(),
            What.of(write),
            remoteId));
    var followers = new ArrayList<UUID>();
    for (RemoteWrite waiting : tx.remoteWrites().waitingFor(write.id())) {
      followers.add(waiting.id());
    }
    if (write.kind() == Kind.bug && remoteId != null) {
      tx.bugs().created(write.id(), remoteId);
      SessionWrites.newSheet(tx, write).ifPresent(followers::add);
      // The bug is confirmed; where its session goes on, that earns it when it ends.
      earning.bugs(tx);
    }
    return followers;
  }

  private static Outcome failed(Tx tx, RemoteWrite write, RemoteFailure failure) {
    if (failure.outcomeUnknown()) {
      tx.remoteWrites().learned(write.id(), Outbox.payload().put("unknown", true));
    }
    boolean unknown = failure.outcomeUnknown() || write.payload().path("unknown").asBoolean(false);
    String sentence = failure.sentence();
    if (failure.kind() == RemoteFailure.Kind.UNAUTHORIZED && !failure.outcomeUnknown()) {
      return waits(
          tx, write, "Jira took no token for 7 days. " + sentence + again(unknown), sentence);
    }
    if (failure.kind() == RemoteFailure.Kind.LEFT_OUT && !failure.outcomeUnknown()) {
      return waits(tx, write, "It waited for 7 days. " + sentence + again(unknown), sentence);
    }
    if (isFinal(failure)) {
      giveUp(tx, write, sentence + again(unknown));
      return Outcome.DONE;
    }
    if (write.attempts() >= ATTEMPTS) {
      giveUp(tx, write, "Tried " + ATTEMPTS + " times. " + sentence + again(unknown));
      return Outcome.DONE;
    }
    Instant at = tx.at().plus(pause(write, failure));
    tx.remoteWrites().postponed(write.id(), shortened(sentence), at);
    return Outcome.later(at);
  }

  /**
   * It waits until somebody renews the token or mends the settings: what people wrote outlives it.
   */
  private static Outcome waits(Tx tx, RemoteWrite write, String inTheEnd, String sentence) {
    String since = write.payload().path(REFUSED_SINCE).asString("");
    if (since.isEmpty()) {
      since = tx.at().toString();
      tx.remoteWrites().learned(write.id(), Outbox.payload().put(REFUSED_SINCE, since));
    }
    Duration waited = Duration.between(Instant.parse(since), tx.at());
    if (waited.compareTo(LONGEST_WITHOUT_ACCOUNT) >= 0) {
      giveUp(tx, write, inTheEnd);
      return Outcome.DONE;
    }
    // Twice as long each time: as long as it has waited already.
    Duration pause = waited.compareTo(PAUSE) < 0 ? PAUSE : waited;
    if (pause.compareTo(LONGEST_PAUSE_FOR_TOKEN) > 0) pause = LONGEST_PAUSE_FOR_TOKEN;
    Instant at = tx.at().plus(pause);
    tx.remoteWrites().refused(write.id(), shortened(sentence), at);
    return Outcome.later(at);
  }

  private static boolean isFinal(RemoteFailure failure) {
    if (failure.outcomeUnknown()) return false;
    return switch (failure.kind()) {
      case FORBIDDEN, NOT_FOUND, REFUSED -> true;
      case UNAUTHORIZED, LIMITED, UNREACHABLE, BROKEN, EXPIRED, LEFT_OUT -> false;
    };
  }

  private static String again(boolean unknown) {
    return unknown
        ? " An earlier attempt may have reached Jira: look there before you ask for it again."
        : " Then ask for it again.";
  }

  /** Twice as long after each attempt, give or take a third, and at least what Jira asks for. */
  private static Duration pause(RemoteWrite write, RemoteFailure failure) {
    long seconds = PAUSE.toSeconds() << Math.min(write.attempts() - 1, 20);
    seconds = Math.min(seconds, LONGEST_PAUSE.toSeconds());
    // Chance that needs no dice: ids end in random bits.
    long spread = Math.floorMod(write.id().getLeastSignificantBits() + write.attempts(), 67);
    seconds = seconds * (67 + spread) / 100;
    if (write.kind() == Kind.bug && failure.outcomeUnknown()) {
      seconds = Math.max(seconds, PAUSE_OF_BUG.toSeconds());
    }
    Long asked = failure.retryAfterSeconds();
    return Duration.ofSeconds(asked == null ? seconds : Math.max(seconds, asked));
  }

  private static void giveUp(Tx tx, RemoteWrite write, String reason) {
    String sentence = shortened(reason);
    if (!tx.remoteWrites().failed(write.id(), sentence)) return;
    tx.append(
        new TicketEvent.IssueWriteFailed(
            write.id(),
            write.kind(),
            write.ticketKey(),
            write.sessionId(),
            What.of(write),
            sentence));
    for (RemoteWrite waiting : tx.remoteWrites().waitingFor(write.id())) {
      if (isOver(waiting)) continue;
      giveUp(tx, waiting, "It was to follow what could not be sent. Ask for both again.");
    }
    UUID session = write.sessionId();
    if (write.kind() == Kind.bug && session != null) {
      // What Jira refused was not found.
      tx.sessions().lock(session, null).ifPresent(of -> OwnEvidence.recounted(tx, of));
    }
  }

  private static String shortened(String sentence) {
    return sentence.length() <= LONGEST_REASON
        ? sentence
        : sentence.substring(0, LONGEST_REASON) + "…";
  }
}
