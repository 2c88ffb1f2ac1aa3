package atlas.bench;

import atlas.core.access.Users;
import atlas.model.Caller;
import atlas.server.EmbeddedLogins;
import atlas.storage.Connector;
import atlas.storage.Database;
import atlas.storage.Opening;
import atlas.storage.PostgresUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A throw-away ATLAS_HOME whose embedded PostgreSQL this process keeps up while it measures, so
 * that no measured process starts or stops it.
 */
final class Home implements AutoCloseable {
  static final String USER = "bench";

  private final Path path;
  private final EmbeddedLogins logins;
  private final Connector.Logins.Pair pair;
  private final PostgresUrl server;
  private final Opening opening;
  private final Database database;
  private final Caller caller;

  private Home(Path path, EmbeddedLogins logins) {
    this.path = path;
    this.logins = logins;
    this.pair = logins.find();
    this.server = pair.server();
    var clock = InstantSource.system();
    this.opening = new Opening(new Connector(() -> pair, 1, clock));
    this.database = new Database(opening, clock, UUID::randomUUID, false);
    // Migrated, and with its user, before anything is measured.
    this.caller = new Users(database).ensure(USER);
  }

  static Home open() throws IOException {
    Path path = Files.createTempDirectory("atlas-bench");
    return new Home(path, new EmbeddedLogins(path));
  }

  Path path() {
    return path;
  }

  /** The serving login, as the server uses it. */
  PostgresUrl server() {
    return server;
  }

  /** Both logins, for another pool of connections. */
  Connector.Logins.Pair logins() {
    return pair;
  }

  /** The owner's login, whom no policy binds. */
  PostgresUrl owner() {
    return Objects.requireNonNull(pair.owner());
  }

  /** A connection as the server's login, for what is done by hand. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(server.jdbc(), server.user(), server.password());
  }

  /** The same as the owner's, who migrates. */
  Connection connectOwner() throws SQLException {
    var owner = Objects.requireNonNull(logins.find().owner());
    return DriverManager.getConnection(owner.jdbc(), owner.user(), owner.password());
  }

  /** The database, to fill it. */
  Database database() {
    return database;
  }

  /** The user whom the measured processes act for too. */
  Caller caller() {
    return caller;
  }

  @Override
  public void close() {
    opening.close();
    logins.close();
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException leftOver) {
      // A temporary folder that stays behind is the system's to clean.
      return;
    }
  }
}
