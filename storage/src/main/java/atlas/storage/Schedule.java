package atlas.storage;

import atlas.model.Job;
import atlas.model.JobData;
import atlas.model.Refusal;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.transaction.TransactionException;
import org.jspecify.annotations.Nullable;

/** Adds jobs over the connection of a transaction, which they commit with. */
final class Schedule {
  private final SchedulerClient client;

  /**
   * @param connection outlives each transaction; it is never closed from here
   */
  Schedule(Connection connection) {
    Connection kept = kept(connection);
    ConnectionSource source = () -> kept;
    client =
        SchedulerClient.Builder.create(source.dataSource())
            .serializer(new JobText())
            .jdbcCustomization(new PostgreSqlJdbcCustomization(false, false))
            .build();
  }

  /** Adds it; false where it waits already. */
  boolean add(Job job, JobData data, Instant when) {
    var task = new TaskInstance<>(job.name(), data.key(), data.text());
    try {
      if (client.getScheduledExecution(task).isPresent()) return false;
      // As a batch of one: asked for a single one, the client hides what was wrong behind the
      // "transaction is aborted" of its next statement.
      client.scheduleBatch(List.of(task), when);
      return true;
    } catch (RuntimeException e) {
      SQLException sql = sql(e);
      if (sql == null) throw e;
      if (Objects.equals(sql.getSQLState(), "23505")) {
        throw Refusal.conflict("Another change came between; repeat the call.");
      }
      throw new TransactionException(sql);
    }
  }

  private static @Nullable SQLException sql(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException found) return found;
    }
    return null;
  }

  /** The client closes what it takes from a source, but the transaction goes on. */
  private static Connection kept(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            Schedule.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) return null;
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getTargetException();
              }
            });
  }
}
