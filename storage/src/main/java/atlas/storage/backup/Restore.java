package atlas.storage.backup;

import atlas.model.Call;
import atlas.model.Refusal;
import atlas.storage.Migrations;
import atlas.storage.PostgresUrl;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a backup into an empty database: makes the tables as they were in its version, loads them in
 * one transaction, and migrates on from there.
 */
public final class Restore {
  private static final Logger log = LoggerFactory.getLogger(Restore.class);

  private final PostgresUrl owner;
  private final Path files;

  /**
   * @param owner the login that owns the database
   * @param files the folder of the file store
   */
  public Restore(PostgresUrl owner, Path files) {
    this.owner = owner;
    this.files = files;
  }

  /**
   * Restores; all of it or nothing.
   *
   * @param call is told how far it is
   * @return what was restored
   * @throws Refusal INVALID when the file is no whole backup of this version or an older one,
   *     CONFLICT when the database is not empty or in use
   */
  public Manifest run(Path backup, Call call) {
    try (BackupFile file = BackupFile.open(backup)) {
      file.check(call);
      Manifest manifest = file.manifest();
      try (Connection connection = connect()) {
        alone(connection);
        transaction(connection, () -> EmptyDatabase.clear(connection));
        Migrations.to(owner, manifest.schemaVersion());
        load(connection, file, call);
      }
      Migrations.run(owner);
      analyze();
      return manifest;
    } catch (SQLException e) {
      log.warn("PostgreSQL did not take the backup: {}", e.getSQLState());
      throw Refusal.unavailable(
          "PostgreSQL did not take it (SQLSTATE "
              + e.getSQLState()
              + "), and nothing was restored. Mend that and repeat; atlas doctor may say more.");
    }
  }

  private Connection connect() {
    try {
      return owner.connect();
    } catch (SQLException e) {
      throw PostgresUrl.unreachable("ATLAS_DATABASE_OWNER_URL", e);
    }
  }

  /** One restore at a time, and nobody else at work. */
  private static void alone(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery("select pg_try_advisory_lock(hashtext('atlas.restore'))")) {
      row.next();
      if (!row.getBoolean(1)) throw Refusal.conflict("Another restore is at work; wait for it.");
    }
    EmptyDatabase.refuseOthers(connection);
  }

  private void load(Connection connection, BackupFile file, Call call) throws SQLException {
    var store = new FileStore(files);
    boolean restored = false;
    try {
      transaction(
          connection,
          () -> {
            new Loading(connection, file, call).run();
            try {
              for (String name : file.files()) {
                store.add(name, file.stream(BackupFile.FILES + name));
              }
            } catch (IOException e) {
              throw unkept(e);
            }
          });
      restored = true;
    } finally {
      if (!restored) takeBack(store);
    }
  }

  private Refusal unkept(IOException e) {
    return Refusal.unavailable(
        "The files can't be written to "
            + files
            + " ("
            + Backup.reason(e)
            + "), and nothing was restored: make room there and repeat.");
  }

  private static void takeBack(FileStore store) {
    try {
      store.takeBack();
    } catch (IOException e) {
      log.warn("Some files of the backup stay: {}", Backup.reason(e));
    }
  }

  /** The planner knows nothing of what was loaded. */
  private void analyze() {
    try (Connection connection = owner.connect();
        var statement = connection.createStatement()) {
      statement.execute("analyze");
    } catch (SQLException e) {
      log.info("PostgreSQL will look at the new rows by itself: {}", e.getSQLState());
    }
  }

  /** Work that the database does wholly or not at all. */
  @FunctionalInterface
  private interface Work {
    void run() throws SQLException;
  }

  private static void transaction(Connection connection, Work work) throws SQLException {
    connection.setAutoCommit(false);
    boolean done = false;
    try {
      work.run();
      connection.commit();
      done = true;
    } finally {
      if (!done) connection.rollback();
      connection.setAutoCommit(true);
    }
  }
}
