package atlas.core.testing;

import atlas.core.tickets.TicketKeys;
import atlas.model.Caller;
import atlas.model.Effectiveness;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.model.Session;
import atlas.model.Ticket;
import atlas.storage.Database;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The sheets of sessions, open or ended, for whoever wants to see them again. */
public final class Sheets {
  /**
   * The latest sheets of a ticket.
   *
   * @param omitted how many more sessions it has
   * @param testing what they came to; null before one was completed
   */
  public record OfTicket(List<Sheet> sheets, int omitted, @Nullable Effectiveness testing) {}

  private final Database database;
  private final TicketKeys keys;

  public Sheets(Database database) {
    this(database, TicketKeys.DEFAULT);
  }

  public Sheets(Database database, TicketKeys keys) {
    this.database = database;
    this.keys = keys;
  }

  /** The sheet of that session as it is now. */
  public Sheet get(Caller caller, String named) {
    Ref ref = Ref.parse(Ref.Kind.SESSION, named);
    return database.read(
        caller,
        tx -> {
          Session session = tx.sessions().find(ref.id(), ref.number()).orElseThrow(ref::missing);
          return Sheet.of(tx, session);
        });
  }

  /** The sheets of the sessions on that ticket, latest first. */
  public OfTicket ofTicket(Caller caller, String writtenKey, int limit) {
    String key = keys.parse(writtenKey);
    return database.read(
        caller,
        tx -> {
          Ticket ticket =
              tx.tickets()
                  .find(key)
                  .orElseThrow(
                      () -> Refusal.notFound("There is no session of yours on " + key + "."));
          List<Session> sessions = tx.sessions().ofTicket(ticket.id(), limit);
          return new OfTicket(
              sessions.stream().map(session -> Sheet.of(tx, session)).toList(),
              Math.max(0, tx.sessions().countOf(ticket.id()) - sessions.size()),
              tx.sessions().effectiveness(ticket.id()).orElse(null));
        });
  }

  /** The sheet of the session that is open; of the latest, where none is. */
  public Sheet latest(Caller caller) {
    return database.read(
        caller,
        tx -> {
          List<Session> open = tx.sessions().open();
          if (open.size() > 1) {
            throw Refusal.invalid(
                "Several sessions are open; name one of "
                    + open.stream().map(Session::shortId).collect(Collectors.joining(", "))
                    + ".");
          }
          Session session =
              open.isEmpty()
                  ? tx.sessions()
                      .latest()
                      .orElseThrow(() -> Refusal.notFound("There is no session of yours yet."))
                  : open.get(0);
          return Sheet.of(tx, session);
        });
  }

  /** Short ids that begin so, or whose tickets' keys do, the latest first. */
  public List<String> ids(Caller caller, String prefix, int limit) {
    return database.read(caller, tx -> tx.sessions().ids(prefix, limit));
  }
}
