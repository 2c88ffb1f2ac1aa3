package atlas.storage;

import atlas.model.Caller;
import atlas.model.Event;
import atlas.model.Json;
import atlas.model.Ref;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** A transaction under way: who it is for, its one instant, and the tables. */
public final class Tx {
  private final Handle handle;
  private final @Nullable Caller caller;
  private final Instant at;
  private final Supplier<UUID> ids;

  Tx(Handle handle, @Nullable Caller caller, Instant at, Supplier<UUID> ids) {
    this.handle = handle;
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
    return handle.attach(CounterTable.class).next(kind.word());
  }

  /** Appends to the log, in this transaction: the change and its record commit together. */
  public void append(Event event) {
    handle
        .attach(EventTable.class)
        .insert(at, caller().actor(), event, Json.MAPPER.writeValueAsString(event));
  }

  public UserTable users() {
    return handle.attach(UserTable.class);
  }

  public TokenTable tokens() {
    return handle.attach(TokenTable.class);
  }

  IdempotencyTable idempotencyKeys() {
    return handle.attach(IdempotencyTable.class);
  }

  public TicketTable tickets() {
    return handle.attach(TicketTable.class);
  }

  public SyncJobTable syncJobs() {
    return handle.attach(SyncJobTable.class);
  }

  public SessionTable sessions() {
    return handle.attach(SessionTable.class);
  }

  public ScenarioTable scenarios() {
    return handle.attach(ScenarioTable.class);
  }

  public PredictionTable predictions() {
    return handle.attach(PredictionTable.class);
  }

  public ProjectTable projects() {
    return handle.attach(ProjectTable.class);
  }

  public CheckpointTable checkpoints() {
    return handle.attach(CheckpointTable.class);
  }

  public DecisionTable decisions() {
    return handle.attach(DecisionTable.class);
  }

  public EventTable events() {
    return handle.attach(EventTable.class);
  }
}
