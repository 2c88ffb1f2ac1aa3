package atlas.storage;

import atlas.model.Call;
import java.sql.Connection;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * Where one transaction after the other sits: each on a connection of its own, with the tables that
 * were attached for the first. Attaching a table costs more than most of its statements.
 */
final class Seat implements SqlLogger {
  private final Handle handle;
  private final Plug plug;
  private final Map<Class<?>, Object> tables = new HashMap<>();
  private @Nullable Schedule schedule;
  private Call call = Call.plain();

  Seat(Handle handle) {
    this.handle = handle;
    plug = Plug.of(handle.getConnection());
    handle.setSqlLogger(this);
  }

  /** The connection under it now. */
  Connection connection() {
    return plug.connection();
  }

  void exchange(Connection next) {
    plug.exchange(next);
  }

  /** Whose statements come now. */
  Handle serving(Call next) {
    call = next;
    return handle;
  }

  <T> T table(Class<T> type) {
    return type.cast(tables.computeIfAbsent(type, handle::attach));
  }

  /** Where jobs are added, over the same connection. */
  Schedule schedule() {
    if (schedule == null) schedule = new Schedule(handle.getConnection());
    return schedule;
  }

  /** Keeps a cancelled call from starting its next statement. */
  @Override
  public void logBeforeExecution(StatementContext context) {
    if (call.cancelled()) throw Database.stopped();
  }
}
