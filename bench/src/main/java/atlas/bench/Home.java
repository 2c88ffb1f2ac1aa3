package atlas.bench;

import atlas.server.EmbeddedLogins;
import atlas.server.Wiring;
import atlas.server.config.Config;
import atlas.storage.PostgresUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A throw-away ATLAS_HOME whose embedded PostgreSQL this process keeps up while it measures, so
 * that no measured process starts or stops it.
 */
final class Home implements AutoCloseable {
  static final String USER = "bench";

  private final Path path;
  private final EmbeddedLogins logins;
  private final PostgresUrl server;

  private Home(Path path, EmbeddedLogins logins, PostgresUrl server) {
    this.path = path;
    this.logins = logins;
    this.server = server;
  }

  static Home open() throws IOException {
    Path path = Files.createTempDirectory("atlas-bench");
    var logins = new EmbeddedLogins(path);
    PostgresUrl server = logins.find().server();
    // Migrated, and with its user, before anything is measured.
    var config =
        Config.of(
            Map.of(),
            Map.of("ATLAS_HOME", path.toString(), "ATLAS_USER", USER),
            System::getProperty);
    try (var wiring = new Wiring(config)) {
      wiring.localCaller();
    }
    return new Home(path, logins, server);
  }

  Path path() {
    return path;
  }

  /** The serving login, as the server uses it. */
  PostgresUrl server() {
    return server;
  }

  @Override
  public void close() {
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
