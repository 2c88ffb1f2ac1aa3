package atlas.storage;

import atlas.model.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.MigrateResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a database to the shape of schema.sql. */
public final class Migrations {
  /** The newest migration of this build; a test holds it against the files. */
  public static final int NEWEST = 22;

  private static final Logger log = LoggerFactory.getLogger(Migrations.class);

  private Migrations() {}

  /**
   * Runs what hasn't run yet; safe when several processes do it at once.
   *
   * @param owner the login that owns the database
   */
  public static void run(PostgresUrl owner) {
    to(owner, NEWEST);
  }

  /** The same up to that version, for rows that were saved from it. */
  public static void to(PostgresUrl owner, int version) {
    try (Connection probe = owner.connect()) {
      log.debug("Migrating on {}", probe.getMetaData().getDatabaseProductVersion());
    } catch (SQLException e) {
      throw PostgresUrl.unreachable("ATLAS_DATABASE_OWNER_URL", e);
    }
    try {
      MigrateResult result =
          Flyway.configure()
              .dataSource(owner.jdbc(), owner.user(), owner.password())
              .locations("classpath:migrations")
              .target(String.valueOf(version))
              .connectRetries(0)
              .load()
              .migrate();
      if (result.migrationsExecuted > 0) {
        log.info("The database is now at version {}", version);
      }
    } catch (FlywayException e) {
      log.error("The migration failed: {}", reason(e));
      throw Refusal.unavailable(
          "The database could not be migrated; the log says why. Run: atlas doctor");
    }
  }

  /**
   * Gives the roles of backups and purges their policies on every table: what each migration ends
   * with, for a database whose migrations were another build's.
   */
  public static void openToRoles(Connection owner) throws SQLException {
    try (InputStream script = Migrations.class.getResourceAsStream("/migrations/afterMigrate.sql");
        Statement statement = owner.createStatement()) {
      statement.execute(
          new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** PostgreSQL's own line about it where there is one: Flyway's shows the statement and where. */
  private static String reason(FlywayException failure) {
    String reason = failure.getMessage();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) reason = sql.getSQLState() + " " + sql.getMessage();
    }
    return String.valueOf(reason).lines().findFirst().orElse("");
  }

  /** Refuses a database that is newer than this build. */
  public static void refuseNewer(int version) {
    if (version > NEWEST) {
      throw Refusal.unavailable(
          "A newer ATLAS made this database (version %d, this build knows %d): upgrade this one."
              .formatted(version, NEWEST));
    }
  }
}
