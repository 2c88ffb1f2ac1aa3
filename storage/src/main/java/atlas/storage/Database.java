package atlas.storage;

import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.Json;
import atlas.model.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only door to PostgreSQL. Every access is one transaction on behalf of a caller, whose rows it
 * sees and no others; transactions do not nest.
 */
public final class Database {
  private static final Logger log = LoggerFactory.getLogger(Database.class);
  private static final Duration KEYS_ARE_KEPT = Duration.ofDays(30);

  // One round trip for all that a transaction needs to know. Local: a pooled connection forgets it.
  // Who writes shares the user's log with others who do; a rebuild has it alone. That is settled
  // before any row is locked, so that nobody waits for somebody who waits for them.
  private static final String BEGIN =
      """
      select set_config('atlas.user_id', ?, true), set_config('atlas.now', ?, true),
        set_config('statement_timeout', ?, true),
        set_config('idle_in_transaction_session_timeout', '30s', true),
        set_config('transaction_read_only', ?, true), set_config('role', 'atlas_app', true),
        case ?
          when 'shared' then pg_advisory_xact_lock_shared(hashtext('atlas.log'), hashtext(?))
          when 'alone' then pg_advisory_xact_lock(hashtext('atlas.log'), hashtext(?))
        end
      """;

  /**
   * What a transaction may do, and with whom.
   *
   * @param log how it holds the user's log: not at all, shared with others who write, or alone
   */
  private record Mode(boolean reading, String log, String timeout) {
    static Mode reads() {
      return new Mode(true, "free", "15s");
    }

    static Mode writes(boolean readOnly) {
      return readOnly ? reads() : new Mode(false, "shared", "15s");
    }

    static Mode alone(boolean reading) {
      return new Mode(reading, "alone", "15min");
    }
  }

  private final Opening opening;
  private final InstantSource clock;
  private final Supplier<UUID> ids;
  private final boolean readOnly;
  private volatile Runnable scheduled = () -> {};

  /**
   * @param readOnly makes every transaction READ ONLY, whatever the caller may do
   */
  public Database(Opening opening, InstantSource clock, Supplier<UUID> ids, boolean readOnly) {
    this.opening = opening;
    this.clock = clock;
    this.ids = ids;
    this.readOnly = readOnly;
  }

  /** Whether this server writes nothing at all. */
  public boolean readOnly() {
    return readOnly;
  }

  /** Work that changes nothing: PostgreSQL refuses if it tries. */
  public <R> R read(Caller caller, Function<Tx, R> work) {
    return run(caller, Mode.reads(), work);
  }

  /** Work that may change the caller's rows; all of it happens or none. */
  public <R> R write(Caller caller, Function<Tx, R> work) {
    return run(caller, Mode.writes(readOnly), work);
  }

  /**
   * Work that has the user's log for itself: whoever else writes for that user ends before it, or
   * waits for its end. Its statements may take long.
   */
  public <R> R alone(Caller caller, Function<Tx, R> work) {
    return run(caller, Mode.alone(readOnly), work);
  }

  /** The same for work that changes nothing. */
  public <R> R readAlone(Caller caller, Function<Tx, R> work) {
    return run(caller, Mode.alone(true), work);
  }

  /** Work that has the user's log for itself, for a call that may carry an idempotency key. */
  public <R extends Record> R alone(Caller caller, Class<R> answer, Function<Tx, R> work) {
    Call.Once once = caller.call().once();
    return once == null ? alone(caller, work) : alone(caller, tx -> once(tx, once, answer, work));
  }

  /**
   * Work for a call that may carry an idempotency key: a repeat gets the first answer again and
   * changes nothing.
   *
   * @param answer what the work returns; kept as JSON with the key for 30 days
   */
  public <R extends Record> R write(Caller caller, Class<R> answer, Function<Tx, R> work) {
    Call.Once once = caller.call().once();
    return once == null ? write(caller, work) : write(caller, tx -> once(tx, once, answer, work));
  }

  /** The answer that the call's idempotency key got before, for work of several transactions. */
  public <R extends Record> Optional<R> answered(Caller caller, Class<R> answer) {
    Call.Once once = caller.call().once();
    return once == null
        ? Optional.empty()
        : kept(caller, once).map(kept -> repeated(once, kept, answer));
  }

  /**
   * Whether the call repeats one that was answered. Then what it asks for is not looked at again:
   * what was done may well be refused a second time.
   */
  public boolean isRepeat(Caller caller) {
    Call.Once once = caller.call().once();
    return once != null && kept(caller, once).isPresent();
  }

  private Optional<IdempotencyTable.Kept> kept(Caller caller, Call.Once once) {
    return read(caller, tx -> tx.idempotencyKeys().find(once.key()));
  }

  /**
   * A transaction on behalf of nobody: it sees no user's rows, only the functions that say who
   * somebody is.
   */
  public <R> R identify(Function<Tx, R> work) {
    return run(null, new Mode(readOnly, "free", "15s"), work);
  }

  private static <R extends Record> R once(
      Tx tx, Call.Once once, Class<R> type, Function<Tx, R> work) {
    var keys = tx.idempotencyKeys();
    keys.forgetBefore(tx.at().minus(KEYS_ARE_KEPT));
    // Waits for a transaction that holds the same key, and then sees its answer.
    if (keys.claim(once.key(), once.fingerprint()) == 0) {
      return repeated(once, keys.find(once.key()).orElseThrow(), type);
    }
    R result = work.apply(tx);
    keys.answer(once.key(), Json.MAPPER.writeValueAsString(result));
    return result;
  }

  /** A connection that is told when something happens to users; nothing where none can be. */
  public Optional<Listening> listen() throws SQLException {
    Opening.Opened opened = opening.await();
    try {
      return opened.listening();
    } catch (SQLException e) {
      if (isGone(e.getSQLState())) opening.lost(opened);
      throw e;
    }
  }

  /** Calls that after each transaction that scheduled a job which is due. */
  public void whenScheduled(Runnable wake) {
    scheduled = wake;
  }

  private static <R extends Record> R repeated(
      Call.Once once, IdempotencyTable.Kept kept, Class<R> type) {
    if (!kept.fingerprint().equals(once.fingerprint())) {
      throw Refusal.conflict(
          "That idempotency_key was used for another call; take a new one for this.");
    }
    return Json.MAPPER.readValue(kept.answer(), type);
  }

  private <R> R run(@Nullable Caller caller, Mode mode, Function<Tx, R> work) {
    Opening.Opened opened = opening.await();
    try {
      return opened.seats().with(seat -> inTransaction(seat, caller, mode, work));
    } catch (JdbiException e) {
      throw answer(opened, caller, e);
    }
  }

  private <R> R inTransaction(Seat seat, @Nullable Caller caller, Mode mode, Function<Tx, R> work) {
    Call call = caller == null ? Call.plain() : caller.call();
    // As exact as PostgreSQL keeps it, so that what is answered is what is stored.
    Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Connection connection = seat.connection();
    var tx = new Tx(seat, caller, at, ids);
    R done;
    try (var ignored = call.onCancel(() -> cancelStatement(connection))) {
      done =
          seat.serving(call)
              .inTransaction(
                  begun -> {
                    begin(connection, caller, at, mode);
                    R result = work.apply(tx);
                    if (call.cancelled()) throw stopped();
                    return result;
                  });
    }
    if (tx.due()) scheduled.run();
    return done;
  }

  private static void begin(Connection connection, @Nullable Caller caller, Instant at, Mode mode) {
    String user = caller == null ? "" : caller.userId().toString();
    try (var statement = connection.prepareStatement(BEGIN)) {
      statement.setString(1, user);
      statement.setString(2, at.toString());
      statement.setString(3, mode.timeout());
      statement.setString(4, mode.reading() ? "on" : "off");
      statement.setString(5, mode.log());
      statement.setString(6, user);
      statement.setString(7, user);
      statement.execute();
    } catch (SQLException e) {
      throw new TransactionException(e);
    }
  }

  private static void cancelStatement(Connection connection) {
    try {
      connection.unwrap(PGConnection.class).cancelQuery();
    } catch (SQLException e) {
      log.debug("A statement could not be cancelled: {}", e.getSQLState());
    }
  }

  private RuntimeException answer(Opening.Opened opened, @Nullable Caller caller, JdbiException e) {
    if (caller != null && caller.call().cancelled()) return stopped();
    SQLException sql = null;
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException found) sql = found;
    }
    String state = sql == null || sql.getSQLState() == null ? "" : sql.getSQLState();
    if (e instanceof ConnectionException || isGone(state)) {
      opening.lost(opened);
      return Refusal.unavailable(
          "PostgreSQL does not answer; it is being tried again. Repeat the call in a few seconds, "
              + "and if that does not help, run: atlas doctor");
    }
    return switch (state) {
      case "23505" -> Refusal.conflict("That exists already; look it up and use it.");
      case "40001", "40P01" -> Refusal.conflict("Another change came between; repeat the call.");
      case "42501" -> Refusal.forbidden("You may not do that.");
      case "25006" ->
          Refusal.forbidden("This server is read-only; start it without --read-only to write.");
      case "57014" -> Refusal.unavailable("That took longer than 15 s; ask for less.");
      case "22021", "22P05" ->
          Refusal.invalid("Text must not contain the NUL character; leave it out.");
      default -> {
        log.warn("PostgreSQL answered with SQLSTATE {}", state.isEmpty() ? "none" : state);
        yield e;
      }
    };
  }

  private static boolean isGone(@Nullable String state) {
    return state != null && (state.startsWith("08") || state.startsWith("57P0"));
  }

  static Refusal stopped() {
    return Refusal.unavailable("The call was cancelled; nothing was changed.");
  }
}
