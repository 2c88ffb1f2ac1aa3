package atlas.storage.embedded;

import atlas.model.Fault;
import atlas.model.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our own PostgreSQL under a home folder. Any number of processes share it: whoever comes first
 * starts it, the last who leaves stops it. It outlives a process that is killed, and the next one
 * that joins finds it.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);

  private final Path home;
  private final Members members;
  private final Cluster cluster;
  private volatile int port;
  private boolean left;

  private EmbeddedPostgres(Path home, Members members, Cluster cluster) {
    this.home = home;
    this.members = members;
    this.cluster = cluster;
  }

  /** Joins the PostgreSQL of that home, started if need be; once per home and process. */
  public static EmbeddedPostgres join(Path home) {
    return join(home, home.resolve("postgres").resolve(Binaries.VERSION));
  }

  /** The same with PostgreSQL's programs in a folder that several homes share. */
  public static EmbeddedPostgres join(Path home, Path binaries) {
    return join(home, binaries, Launch.candidates());
  }

  static EmbeddedPostgres join(Path home, Path binaries, List<Launch> launches) {
    try {
      Path real = Folders.createPrivate(home.toAbsolutePath()).toRealPath();
      Cluster cluster = new Cluster(real, binaries.toAbsolutePath().normalize(), launches);
      EmbeddedPostgres postgres = new EmbeddedPostgres(real, Members.of(real), cluster);
      postgres.start();
      return postgres;
    } catch (IOException | UncheckedIOException e) {
      throw unusable(home, e);
    }
  }

  /** The port on 127.0.0.1; after {@link #ensureRunning} it may be another. */
  public int port() {
    return port;
  }

  /** Where JDBC finds that database. */
  public String url(String databaseName) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + databaseName;
  }

  /** The name of PostgreSQL's superuser. */
  public String superuser() {
    return Cluster.SUPERUSER;
  }

  /** The superuser's password, which only the owner of the home can read. */
  public String superuserPassword() {
    return cluster.password();
  }

  /** Starts the server again if it died; for a member whose connection was refused. */
  public synchronized void ensureRunning() {
    if (left) throw new IllegalStateException("This process has left " + home + ".");
    try {
      if (!cluster.answers(port)) port = members.alone(cluster::start);
    } catch (IOException | UncheckedIOException e) {
      throw unusable(home, e);
    }
  }

  /** Leaves; the last one out stops the server. */
  @Override
  public synchronized void close() {
    if (left) return;
    left = true;
    // Whoever closes us because of an interrupt still wants the server stopped.
    boolean interrupted = Thread.interrupted();
    try (members) {
      members.alone(
          () -> {
            if (members.leave()) cluster.stop();
            return true;
          });
    } catch (IOException | UncheckedIOException | Refusal e) {
      log.warn("PostgreSQL in {} goes on, the next start adopts it: {}", home, Fault.of(e));
    } finally {
      if (interrupted) Thread.currentThread().interrupt();
    }
  }

  private synchronized void start() throws IOException {
    try {
      port =
          members.alone(
              () -> {
                members.enter();
                return cluster.start();
              });
    } catch (IOException | RuntimeException e) {
      // Not close(): a server that is in recovery would have to begin again.
      left = true;
      members.close();
      throw e;
    }
  }

  private static Refusal unusable(Path home, Exception cause) {
    log.warn("{} can't be used: {}", home, Fault.of(cause));
    return Refusal.unavailable(
        "PostgreSQL can't work in "
            + home
            + ": make it a folder that belongs to the user who runs ATLAS and has room, or set"
            + " ATLAS_HOME to another folder.");
  }
}
