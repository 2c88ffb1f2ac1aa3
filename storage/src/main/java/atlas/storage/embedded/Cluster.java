package atlas.storage.embedded;

import atlas.model.Fault;
import atlas.model.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One PostgreSQL in a home: its data, its log, and the server that works on them. */
final class Cluster {
  static final String SUPERUSER = "postgres";

  private enum Answer {
    READY,
    NOT_YET,
    WRONG_PASSWORD
  }

  private static final Logger log = LoggerFactory.getLogger(Cluster.class);
  private static final String DATA = "data-17";
  private static final String DRAFT = DATA + ".new-";
  private static final String HOST = "127.0.0.1";
  private static final long INITDB_SECONDS = 120;
  private static final long START_SECONDS = 60;
  private static final long STOP_SECONDS = 60;
  private static final int ATTEMPTS = 3;
  private static final long PAUSE_MILLIS = 50;
  private static final int CONNECT_SECONDS = 3;
  private static final long LOG_BYTES = 10_000_000;

  // The first that this machine's C library knows. It decides what full-text search takes for a
  // letter and its small form; sorting and upper() are the builtin provider's everywhere.
  private static final List<String> CHARACTER_TYPES = List.of("C.UTF-8", "en_US.UTF-8", "C");

  private static final List<String> SETTINGS =
      List.of(
          "max_connections=100",
          "shared_buffers=64MB",
          "timezone=UTC",
          "log_timezone=UTC",
          "password_encryption=scram-sha-256",
          "logging_collector=on",
          "log_directory=../log",
          "log_filename=postgresql-%a.log",
          "log_rotation_age=1d",
          "log_rotation_size=0",
          "log_truncate_on_rotation=on");

  private final Path home;
  private final Path binaries;
  private final Path data;
  private final Path logs;
  private final SecretFiles secrets;
  private final List<Launch> launches;

  Cluster(Path home, Path binaries, List<Launch> launches) {
    this.home = home;
    this.binaries = binaries;
    this.data = home.resolve(DATA);
    this.logs = home.resolve("log");
    this.secrets = new SecretFiles(home.resolve("secrets"));
    this.launches = List.copyOf(launches);
  }

  String password() {
    return secrets.get(SUPERUSER);
  }

  /** Whether our server runs on that port and answers, with our password. */
  boolean answers(int port) throws IOException {
    return Postmaster.of(data).filter(server -> server.port() == port).isPresent()
        && ask(port) == Answer.READY;
  }

  /** The port of the server: the one that runs, else one that is started now. */
  int start() throws IOException {
    long deadline = deadline(START_SECONDS);
    for (int attempt = 1; ; attempt++) {
      Optional<Integer> running = running();
      if (running.isPresent()) return running.get();
      boolean tooOften = attempt > ATTEMPTS && !orphansRemain();
      if (tooOften || (attempt > 1 && System.nanoTime() > deadline)) {
        throw Refusal.unavailable(
            "PostgreSQL does not start in "
                + home
                + "; the newest file in "
                + logs
                + " says why. When it only takes its time after a crash, try again in a minute.");
      }
      Launch.Outcome outcome = startOn(attempt == 1 ? lastPort() : 0);
      if (outcome.succeeded()) continue;
      log.warn("PostgreSQL did not start: {} {}", outcome.output(), Launch.tail(startLog()));
      pause();
    }
  }

  /** Stops the server if it runs. */
  void stop() throws IOException {
    if (Postmaster.of(data).isEmpty()) return;
    Binaries programs = Binaries.in(binaries);
    List<String> command = new ArrayList<>(List.of(programs.pgCtl().toString(), "stop"));
    command.addAll(List.of("-D", data.toString(), "-m", "fast", "-w", "-t", "" + STOP_SECONDS));
    Launch.Outcome outcome =
        Launch.choose(launches, home, programs).run(command, home, STOP_SECONDS + 10);
    if (outcome.succeeded()) {
      log.info("PostgreSQL stopped");
    } else {
      log.warn("PostgreSQL did not stop, the next start adopts it: {}", outcome.output());
    }
  }

  /** The port of the server that runs, once it is ready; nothing when there is none. */
  private Optional<Integer> running() throws IOException {
    long deadline = deadline(START_SECONDS);
    while (true) {
      Optional<Postmaster> postmaster = Postmaster.of(data);
      if (postmaster.isEmpty()) return Optional.empty();
      int port = postmaster.get().port();
      Answer answer = ask(port);
      if (answer == Answer.READY) {
        remember(port);
        return Optional.of(port);
      }
      if (answer == Answer.WRONG_PASSWORD) {
        throw Refusal.unavailable(
            "PostgreSQL does not take the password in "
                + home.resolve("secrets").resolve(SUPERUSER)
                + ": put that file back from a backup of "
                + home
                + ".");
      }
      if (System.nanoTime() > deadline) {
        throw Refusal.unavailable(
            "PostgreSQL has been starting or stopping for "
                + START_SECONDS
                + " s; try again in a minute, or look into "
                + logs
                + ".");
      }
      pause();
    }
  }

  /** Backends of a server that was killed notice it only when their statement ends. */
  private boolean orphansRemain() throws IOException {
    return Launch.tail(startLog()).contains("shared memory block");
  }

  private Path startLog() {
    return logs.resolve("start.log");
  }

  private Launch.Outcome startOn(int preferredPort) throws IOException {
    Binaries programs = Binaries.in(binaries);
    Launch launch = Launch.choose(launches, home, programs);
    // At every start: initdb may have gone on for a while when its starter was killed.
    for (Path leftover : Folders.startingWith(home, DRAFT)) Folders.delete(leftover);
    if (!Files.isDirectory(data)) create(launch, programs);
    if (Postmaster.discardStale(data)) log.warn("Removed a stale {}", Postmaster.file(data));
    Folders.createPrivate(logs);
    launch.give(data);
    launch.give(logs);
    Files.deleteIfExists(startLog());
    for (Path old : Folders.startingWith(logs, "postgresql-")) {
      if (Files.size(old) > LOG_BYTES) Files.delete(old);
    }
    // On the command line, so that no edit of postgresql.conf opens the server to others.
    String options =
        "-p "
            + freePort(preferredPort)
            + " -c listen_addresses="
            + HOST
            + " -c unix_socket_directories=";
    List<String> command = new ArrayList<>(List.of(programs.pgCtl().toString(), "start"));
    command.addAll(List.of("-D", data.toString(), "-l", startLog().toString()));
    command.addAll(List.of("-w", "-t", "" + START_SECONDS, "-o", options));
    log.info("Starting PostgreSQL in {} ({})", home, launch);
    return launch.run(command, home, START_SECONDS + 10);
  }

  /** Makes the data under another name and renames: they are there whole or not at all. */
  private void create(Launch launch, Binaries programs) throws IOException {
    Path draft = Files.createTempDirectory(home, DRAFT);
    try {
      Path password = draft.resolve("password");
      Path fresh = draft.resolve("data");
      Files.createFile(password, Folders.privateFile());
      Files.writeString(password, password() + "\n", StandardOpenOption.WRITE);
      launch.give(draft);
      initdb(launch, programs, fresh, password);
      Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Folders.delete(draft);
    }
  }

  private void initdb(Launch launch, Binaries programs, Path fresh, Path password)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(programs.initdb().toString()));
    command.addAll(List.of("-D", fresh.toString(), "-U", SUPERUSER, "-A", "scram-sha-256"));
    command.addAll(List.of("--pwfile=" + password, "--encoding=UTF8", "--data-checksums"));
    command.addAll(List.of("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
    command.add("--no-instructions");
    for (String setting : SETTINGS) command.addAll(List.of("--set", setting));
    String said = "";
    for (String characterType : CHARACTER_TYPES) {
      List<String> full = new ArrayList<>(command);
      full.add("--lc-ctype=" + characterType);
      Launch.Outcome outcome = launch.run(full, home, INITDB_SECONDS);
      if (outcome.succeeded()) return;
      said = outcome.output();
      if (!said.contains("locale")) break;
    }
    log.warn("initdb failed: {}", said);
    throw Refusal.unavailable(
        "PostgreSQL can't make its data in "
            + home
            + ": look whether the disk is full and whether the folder can be written to; the log"
            + " of ATLAS has its words.");
  }

  private Answer ask(int port) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {HOST});
    source.setPortNumbers(new int[] {port});
    source.setDatabaseName("postgres");
    source.setUser(SUPERUSER);
    source.setPassword(password());
    source.setSslMode("disable");
    // Whoever else listens on that port doesn't get to see the password.
    source.setRequireAuth("scram-sha-256");
    source.setConnectTimeout(CONNECT_SECONDS);
    source.setSocketTimeout(CONNECT_SECONDS);
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select current_setting('data_directory')")) {
      row.next();
      boolean ours = Files.isSameFile(Path.of(row.getString(1)), data);
      return ours ? Answer.READY : Answer.NOT_YET;
    } catch (SQLException e) {
      log.debug("PostgreSQL on port {} is not ready: {}", port, e.getSQLState());
      return "28P01".equals(e.getSQLState()) ? Answer.WRONG_PASSWORD : Answer.NOT_YET;
    } catch (IOException e) {
      log.debug("Another PostgreSQL is on port {}: {}", port, Fault.of(e));
      return Answer.NOT_YET;
    }
  }

  /** The preferred port when it is free, else any that is. */
  private static int freePort(int preferred) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(HOST), preferred));
      return socket.getLocalPort();
    } catch (IOException e) {
      if (preferred == 0) throw e;
      log.debug("Port {} is taken", preferred);
      return freePort(0);
    }
  }

  /** The port of the last run, so that pools of other members find the server again; or 0. */
  private int lastPort() throws IOException {
    String digits = Launch.tail(home.resolve("port"));
    return digits.matches("[0-9]{4,5}") ? Math.min(Integer.parseInt(digits), 65_535) : 0;
  }

  private void remember(int port) throws IOException {
    if (lastPort() != port) Files.writeString(home.resolve("port"), Integer.toString(port));
  }

  private static long deadline(long seconds) {
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
  }

  private static void pause() {
    if (Thread.currentThread().isInterrupted()) {
      throw Refusal.unavailable("The wait for PostgreSQL was interrupted; try again.");
    }
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
  }
}
