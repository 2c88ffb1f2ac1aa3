package atlas.core.writing;

import atlas.core.testing.Ending;
import atlas.core.testing.Sessions;
import atlas.core.tickets.Accounts;
import atlas.core.tickets.Sites;
import atlas.core.tickets.Tickets;
import atlas.core.writing.Outbox.Wanted;
import atlas.integrations.RemoteFailure;
import atlas.integrations.jira.Jira;
import atlas.model.Caller;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.model.RemoteWrite;
import atlas.model.RemoteWrite.Kind;
import atlas.model.Session;
import atlas.storage.Database;
import atlas.storage.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** What a session that ends leaves in Jira: its sheet as a comment, its minutes as a worklog. */
public final class SessionWrites implements Ending {
  private static final String WITHOUT = " Or end the session without post_comment and log_work.";
  private static final int MOST_WRITES = 20;
  private static final Set<Kind> ENDING = EnumSet.of(Kind.sheet_comment, Kind.worklog);

  private final Database database;
  private final Accounts accounts;
  private final Outbox outbox;

  public SessionWrites(Database database, Accounts accounts, Outbox outbox) {
    this.database = database;
    this.accounts = accounts;
    this.outbox = outbox;
  }

  @Override
  public Step prepare(Caller caller, Sessions.End end) {
    if (!end.postComment() && !end.logWork()) return (tx, session) -> List.of();
    try {
      Optional<Jira> jira = accounts.jira(caller.userId());
      return (tx, session) -> record(tx, session, end, jira);
    } catch (Refusal unusable) {
      return (tx, session) -> {
        throw unusable;
      };
    }
  }

  private static List<String> record(
      Tx tx, Session session, Sessions.End end, Optional<Jira> jira) {
    if (jira.isEmpty()) throw Refusal.unavailable(Tickets.NO_ACCOUNT + WITHOUT);
    try {
      jira.get().checkScope(session.ticketKey());
    } catch (RemoteFailure leftOut) {
      throw Refusal.notFound(leftOut.sentence() + WITHOUT);
    }
    String asked = Sites.asked(jira.get());
    if (end.postComment()) {
      addSheet(tx, asked, session.ticketId(), session.ticketKey(), session.id());
    }
    if (end.logWork()) addWorklog(tx, asked, session);
    return List.of();
  }

  @Override
  public List<String> committed(Caller caller, String session) {
    Ref ref = Ref.parse(Ref.Kind.SESSION, session);
    var writes = new ArrayList<UUID>();
    database.read(
        caller,
        tx -> {
          UUID id = tx.sessions().find(ref.id(), ref.number()).map(Session::id).orElseThrow();
          for (RemoteWrite write : tx.remoteWrites().ofSession(id, MOST_WRITES)) {
            // What was asked for first is to come first.
            if (ENDING.contains(write.kind())) writes.add(0, write.id());
          }
          return id;
        });
    return outbox.send(caller, writes);
  }

  /**
   * The sheet once more, when a bug of a session got its key and its sheet went to Jira before, or
   * is just going.
   */
  static Optional<UUID> newSheet(Tx tx, RemoteWrite bug) {
    UUID sessionId = bug.sessionId();
    UUID ticketId = bug.ticketId();
    String key = bug.ticketKey();
    if (sessionId == null || ticketId == null || key == null) return Optional.empty();
    boolean posted =
        tx.remoteWrites().ofSession(sessionId, MOST_WRITES).stream()
            .anyMatch(
                w -> w.kind() == Kind.sheet_comment && w.status() != RemoteWrite.Status.failed);
    // One that waits will show the key: a sheet is written down when it is sent.
    if (!posted || tx.remoteWrites().sheetWaits(sessionId)) return Optional.empty();
    String asked = bug.payload().path(Outbox.ASKED).asString("");
    return Optional.of(addSheet(tx, asked, ticketId, key, sessionId));
  }

  private static UUID addSheet(
      Tx tx, String asked, UUID ticketId, String ticketKey, UUID sessionId) {
    // Two that are sent at once would be two comments.
    UUID earlier =
        tx.remoteWrites().ofSession(sessionId, MOST_WRITES).stream()
            .filter(w -> w.kind() == Kind.sheet_comment)
            .filter(w -> w.status() == RemoteWrite.Status.delivering)
            .map(RemoteWrite::id)
            .findFirst()
            .orElse(null);
    return Outbox.add(
        tx,
        asked,
        new Wanted(Kind.sheet_comment, ticketId, ticketKey, sessionId, earlier, Outbox.payload()));
  }

  private static void addWorklog(Tx tx, String asked, Session session) {
    int active = session.activeSeconds() == null ? 0 : session.activeSeconds();
    long minutes = Math.max(1, Math.round(active / 60.0));
    Outbox.add(
        tx,
        asked,
        new Wanted(
            Kind.worklog,
            session.ticketId(),
            session.ticketKey(),
            session.id(),
            null,
            worklog(
                session.startedAt(),
                minutes,
                "Testing session " + session.shortId() + ": " + session.charter())));
  }

  static ObjectNode worklog(Instant started, long minutes, String text) {
    return Outbox.payload()
        .put("started", started.toString())
        .put("seconds", minutes * 60)
        .put("text", text);
  }
}
