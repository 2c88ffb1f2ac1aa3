package atlas.storage;

import atlas.model.Refusal;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a database: migrates it where it may, checks the login, and fills a pool. */
public final class Connector implements Supplier<Opening.Opened> {
  /** How many months of the log there are ahead of today. */
  public static final int MONTHS_AHEAD = 12;

  private static final Logger log = LoggerFactory.getLogger(Connector.class);

  /** Finds the logins at each attempt. */
  @FunctionalInterface
  public interface Logins {
    Pair find();

    /** What is said where the login is right and the server can't be reached. */
    default Refusal unreachable(@Nullable SQLException why) {
      return PostgresUrl.unreachable("ATLAS_DATABASE_URL", why);
    }

    /**
     * A serving login, and the owner's.
     *
     * @param owner null where somebody else migrates
     * @param direct the serving login past any pooler; null where there is none, or no other way
     */
    record Pair(PostgresUrl server, @Nullable PostgresUrl owner, @Nullable PostgresUrl direct) {
      public Pair(PostgresUrl server, @Nullable PostgresUrl owner) {
        this(server, owner, null);
      }
    }
  }

  private final Logins logins;
  private final int poolSize;
  private final InstantSource clock;

  /**
   * @param poolSize connections at most; they are made as they are needed
   */
  public Connector(Logins logins, int poolSize, InstantSource clock) {
    this.logins = logins;
    this.poolSize = poolSize;
    this.clock = clock;
  }

  @Override
  public Opening.Opened get() {
    Logins.Pair pair = logins.find();
    try (Connection probe = pair.server().connect()) {
      migrate(version(probe), pair.owner());
    } catch (SQLException e) {
      throw logins.unreachable(e);
    }
    var pool = pool(pair.server());
    try {
      Jdbi jdbi = jdbi(pool);
      jdbi.useHandle(
          handle -> {
            SelfCheck.run(handle);
            handle
                .createQuery("select make_event_partitions(:from, :months)::text")
                .bind("from", clock.instant().atZone(ZoneOffset.UTC).toLocalDate())
                .bind("months", MONTHS_AHEAD)
                .mapTo(String.class)
                .one();
            if (pair.owner() != null && hasEventsOutside(handle)) {
              LogArchive.settleMonths(pair.owner());
            }
          });
      return new Pooled(new Seats(jdbi, pool), pool, pair);
    } catch (RuntimeException e) {
      pool.close();
      // It went away between the probe and the pool; its own words name the host.
      if (e instanceof ConnectionException) {
        throw logins.unreachable(null);
      }
      throw e;
    }
  }

  /** Whether events came when there was no month for them. */
  private static boolean hasEventsOutside(Handle handle) {
    return handle
        .createQuery("select exists (select from events_outside_months())")
        .mapTo(boolean.class)
        .one();
  }

  private static void migrate(int version, @Nullable PostgresUrl owner) {
    Migrations.refuseNewer(version);
    if (version == Migrations.NEWEST) return;
    if (owner == null) {
      throw Refusal.unavailable(
          ("The database is at version %d and this build needs %d:"
                  + " set ATLAS_DATABASE_OWNER_URL once, or run atlas db init.")
              .formatted(version, Migrations.NEWEST));
    }
    Migrations.run(owner);
  }

  /** The newest migration of the database; 0 for one that has none. */
  public static int version(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("select coalesce(schema_version(), 0)")) {
      rows.next();
      return rows.getInt(1);
    } catch (SQLException e) {
      // No such function: nothing has been migrated yet.
      if (Objects.equals(e.getSQLState(), "42883")) return 0;
      // Not for this login; the self-check says what it lacks.
      if (Objects.equals(e.getSQLState(), "42501")) return Migrations.NEWEST;
      throw e;
    }
  }

  private HikariDataSource pool(PostgresUrl server) {
    var config = new HikariConfig();
    config.setPoolName("atlas");
    config.setJdbcUrl(server.jdbc());
    config.setUsername(server.user());
    config.setPassword(server.password());
    config.setMaximumPoolSize(poolSize);
    config.setMinimumIdle(Math.min(1, poolSize));
    config.setConnectionTimeout(10_000);
    config.setValidationTimeout(2_000);
    config.addDataSourceProperty("connectTimeout", "5");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("ApplicationName", "atlas");
    // Details of errors are values of rows.
    config.addDataSourceProperty("logServerErrorDetail", "false");
    // The first transaction proves it; a pool that fails at once would hide why.
    config.setInitializationFailTimeout(-1);
    return new HikariDataSource(config);
  }

  static Jdbi jdbi(DataSource source) {
    Jdbi jdbi =
        Jdbi.create(() -> Plug.over(source.getConnection()))
            .installPlugin(new PostgresPlugin())
            .installPlugin(new SqlObjectPlugin())
            .installPlugin(new JsonPlugin())
            .registerRowMapper(new Records());
    // Exceptions end in the log, where neither SQL nor anybody's words belong.
    jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
    return jdbi;
  }

  private record Pooled(Seats seats, HikariDataSource pool, Logins.Pair logins)
      implements Opening.Opened {
    @Override
    public DataSource connections() {
      return pool;
    }

    @Override
    public Optional<Listening> listening() throws SQLException {
      PostgresUrl direct = logins.direct();
      if (direct == null) return Listening.open(logins.server());
      try {
        return Listening.open(direct);
      } catch (SQLException e) {
        // Not the way that everything else goes: that one is not to be given up for it.
        log.warn("ATLAS_DATABASE_DIRECT_URL can't be reached, SQLSTATE {}", e.getSQLState());
        return Optional.empty();
      }
    }

    @Override
    public void close() {
      pool.close();
    }
  }
}
