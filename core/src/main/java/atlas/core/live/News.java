package atlas.core.live;

import atlas.model.Caller;
import atlas.storage.Database;
import atlas.storage.EventTable.Trace;
import atlas.storage.Listening;
import atlas.storage.TicketStateTable;
import atlas.storage.Tx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a user since somebody looked last. A ring only says that it is worth looking:
 * what happened stands in the log, so that nothing is missed, whatever becomes of the ring.
 */
public final class News {
  /** How long it rings for a process that says no more. */
  public static final Duration LEASE = Duration.ofMinutes(1);

  // Longer than a transaction lasts, and clocks of machines differ: an event shows up that late.
  private static final Duration LATEST = Duration.ofMinutes(1);
  private static final int MOST = 5_000;

  /** What an agenda is called: a day holds what each of these areas says, whatever it is about. */
  static final String AGENDA = "agenda";

  private static final Set<String> OF_AGENDA =
      Set.of("personal_task", "calendar_event", "countdown", "space", "habit", "session", "item");

  /**
   * How far somebody has looked.
   *
   * @param seen the events of the minute before, by their numbers
   */
  public record Position(Instant at, Set<Long> seen) {}

  /** A ticket as it is now, and what tells it from what it was. */
  public record TicketNow(UUID id, String key, String state) {}

  /**
   * What happened.
   *
   * @param position from which to look the next time
   * @param names ids and keys of all that it is about, and in which areas it was
   * @param tickets those that were asked for
   * @param more whether there is more than could be looked at
   */
  public record Happened(
      Position position, Set<String> names, Map<UUID, TicketNow> tickets, boolean more) {}

  private final Database database;
  private final Supplier<UUID> ids;
  private @Nullable UUID process;

  /**
   * @param ids where this process gets a name from, for which it rings; asked once, and late: the
   *     first id of a process takes a start 40 ms
   */
  public News(Database database, Supplier<UUID> ids) {
    this.database = database;
    this.ids = ids;
  }

  private synchronized UUID process() {
    UUID named = process;
    if (named == null) {
      named = ids.get();
      process = named;
    }
    return named;
  }

  /** What is before now is no news; from now on it rings for this user. */
  public Position begin(Caller caller) {
    return database.readOnly()
        ? database.read(caller, News::now)
        : database.write(
            caller,
            tx -> {
              tx.listeners().removeExpired();
              keep(tx);
              return now(tx);
            });
  }

  /** It goes on to ring for this user. */
  public void keep(Caller caller) {
    if (database.readOnly()) return;
    database.write(
        caller,
        tx -> {
          keep(tx);
          return tx;
        });
  }

  /** It need not ring for this user any more. */
  public void end(Caller caller) {
    if (database.readOnly()) return;
    database.write(
        caller,
        tx -> {
          tx.listeners().remove(process());
          return tx;
        });
  }

  /** What happened since, and how those tickets are now. */
  public Happened look(Caller caller, Position from, Collection<UUID> tickets) {
    return database.read(caller, tx -> look(tx, from, tickets.toArray(UUID[]::new)));
  }

  /** Where it rings; nowhere where it can't, so that somebody has to look each second. */
  public Optional<Listening> listen() throws SQLException {
    // Who may not write can't say for whom to ring.
    return database.readOnly() ? Optional.empty() : database.listen();
  }

  private void keep(Tx tx) {
    tx.listeners().add(process(), tx.at().plus(LEASE));
  }

  private static Position now(Tx tx) {
    return position(tx.at(), tx.events().since(tx.at().minus(LATEST), MOST));
  }

  private static Happened look(Tx tx, Position from, UUID[] tickets) {
    List<Trace> traces = tx.events().since(from.at().minus(LATEST), MOST);
    var names = new HashSet<String>();
    boolean more = traces.size() == MOST;
    for (Trace trace : traces) {
      if (from.seen().contains(trace.seq())) more = false;
      else names(trace, names);
    }
    var now = new HashMap<UUID, TicketNow>();
    if (tickets.length > 0) {
      for (TicketStateTable.State state : tx.ticketStates().states(tickets)) {
        now.put(state.id(), new TicketNow(state.id(), state.ticketKey(), state.state()));
      }
    }
    return new Happened(position(tx.at(), traces), names, now, more);
  }

  private static Position position(Instant at, List<Trace> traces) {
    return new Position(at, traces.stream().map(Trace::seq).collect(Collectors.toSet()));
  }

  private static void names(Trace trace, Set<String> names) {
    names.add(trace.type().substring(0, trace.type().indexOf('.')));
    names.add(trace.entityId().toString());
    int point = trace.type().indexOf('.');
    if (point > 0 && OF_AGENDA.contains(trace.type().substring(0, point))) names.add(AGENDA);
    if (trace.ticketKey() != null) names.add(trace.ticketKey());
    if (trace.sessionId() != null) names.add(trace.sessionId().toString());
    if (trace.projectId() != null) names.add(trace.projectId().toString());
    if (trace.taskId() != null) names.add(trace.taskId().toString());
  }
}
