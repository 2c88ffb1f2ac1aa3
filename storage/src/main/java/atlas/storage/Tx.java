package atlas.storage;

import atlas.model.Caller;
import atlas.model.Event;
import atlas.model.Json;
import atlas.model.Ref;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A transaction under way: who it is for, its one instant, and the tables. */
public final class Tx {
  private final Seat seat;
  private final @Nullable Caller caller;
  private final Instant at;
  private final Supplier<UUID> ids;

  Tx(Seat seat, @Nullable Caller caller, Instant at, Supplier<UUID> ids) {
    this.seat = seat;
    this.caller = caller;
    this.at = at;
    this.ids = ids;
  }

  public Caller caller() {
    return Objects.requireNonNull(caller, "on behalf of nobody");
  }

  /** The instant of everything that happens in this transaction. */
  public Instant at() {
    return at;
  }

  public UUID newId() {
    return ids.get();
  }

  /** The next short id's number of that kind, for this user. */
  public int nextNumber(Ref.Kind kind) {
    return seat.table(CounterTable.class).next(kind.word());
  }

  /** Appends to the log, in this transaction: the change and its record commit together. */
  public void append(Event event) {
    seat.table(EventTable.class)
        .insert(at, caller().actor(), event, Json.MAPPER.writeValueAsString(event));
  }

  public UserTable users() {
    return seat.table(UserTable.class);
  }

  public TokenTable tokens() {
    return seat.table(TokenTable.class);
  }

  IdempotencyTable idempotencyKeys() {
    return seat.table(IdempotencyTable.class);
  }

  public TicketTable tickets() {
    return seat.table(TicketTable.class);
  }

  public SyncJobTable syncJobs() {
    return seat.table(SyncJobTable.class);
  }

  public SessionTable sessions() {
    return seat.table(SessionTable.class);
  }

  public ScenarioTable scenarios() {
    return seat.table(ScenarioTable.class);
  }

  public PredictionTable predictions() {
    return seat.table(PredictionTable.class);
  }

  public ProjectTable projects() {
    return seat.table(ProjectTable.class);
  }

  public CheckpointTable checkpoints() {
    return seat.table(CheckpointTable.class);
  }

  public DecisionTable decisions() {
    return seat.table(DecisionTable.class);
  }

  public EventTable events() {
    return seat.table(EventTable.class);
  }
}
