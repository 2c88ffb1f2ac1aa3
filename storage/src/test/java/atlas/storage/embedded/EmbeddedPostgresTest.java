package atlas.storage.embedded;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import atlas.model.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedPostgresTest {
  private static Homes homes;

  @BeforeAll
  static void openHomes(@TempDir Path root) throws IOException {
    homes = new Homes(root);
  }

  @Test
  void theServerOutlivesTheKillOfWhoStartedItAndStopsWithTheLast() throws Exception {
    Path home = homes.prepared();
    try (var first = join(home)) {
      int port = first.port();
      try (var second = join(home)) {
        assertThat(second.port()).isEqualTo(port);
        ProcessHandle server = Homes.server(home);
        first.kill();

        assertThat(Homes.run(home, port, "select 'here'")).isEqualTo("here");
        assertThat(second.ensureRunning()).isEqualTo(port);
        var third = join(home);
        assertThat(third.port()).isEqualTo(port);
        second.leave();
        assertThat(Homes.run(home, port, "select 'still'")).isEqualTo("still");
        assertThat(Homes.server(home)).isEqualTo(server);

        third.leave();
        awaitEnd(server);
        assertThatThrownBy(() -> Homes.run(home, port, "select 1"))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("refused");
      }
    }
  }

  @Test
  void afterTheKillOfAllTheNextAdoptsTheServer() throws Exception {
    Path home = homes.prepared();
    var first = join(home);
    var second = join(home);
    int port = first.port();
    assertThat(second.port()).isEqualTo(port);
    first.kill();
    second.kill();
    ProcessHandle server = Homes.server(home);

    try (var postgres = EmbeddedPostgres.join(home, homes.binaries())) {
      assertThat(postgres.port()).isEqualTo(port);
      assertThat(Homes.server(home)).isEqualTo(server);
    }
    awaitEnd(server);
  }

  @Test
  void twoWhoRaceOnAnEmptyHomeShareOneServer() throws Exception {
    Path home = homes.empty();
    try (var first = join(home);
        var second = join(home)) {
      assertThat(first.port()).isEqualTo(second.port());
      assertThat(Homes.run(home, first.port(), "show data_directory"))
          .isEqualTo(home.resolve("data-17").toString());
    }
    assertThat(Postmaster.of(home.resolve("data-17"))).isEmpty();
  }

  @Test
  void aKillWhileTheDataAreMadeIsMendedByTheNext() throws Exception {
    Path home = homes.empty();
    var killed = join(home);
    await().pollDelay(0, SECONDS).atMost(30, SECONDS).until(() -> hasDraft(home));
    killed.kill();
    assertThat(home.resolve("data-17")).doesNotExist();

    try (var postgres = EmbeddedPostgres.join(home, homes.binaries())) {
      assertThat(Homes.run(home, postgres.port(), "select 'whole'")).isEqualTo("whole");
    }
    // The initdb of the killed process goes on until it misses its folder.
    await()
        .atMost(30, SECONDS)
        .until(
            () -> {
              EmbeddedPostgres.join(home, homes.binaries()).close();
              return !hasDraft(home);
            });
  }

  @Test
  void committedRowsOutliveTheKillOfTheServer() throws Exception {
    Path home = homes.prepared();
    try (var postgres = EmbeddedPostgres.join(home, homes.binaries());
        var other = join(home)) {
      int port = other.port();
      Homes.run(home, port, "create table kept as select 'kept' as word");
      ProcessHandle server = Homes.server(home);
      server.destroyForcibly();
      awaitEnd(server);

      postgres.ensureRunning();
      assertThat(postgres.port()).isEqualTo(port);
      assertThat(other.ensureRunning()).isEqualTo(port);
      assertThat(Homes.server(home)).isNotEqualTo(server);
      assertThat(Homes.run(home, port, "select word from kept")).isEqualTo("kept");
    }
  }

  @Test
  void aMemberFindsTheServerOnItsNewPort() throws Exception {
    Path home = homes.prepared();
    try (var postgres = EmbeddedPostgres.join(home, homes.binaries());
        var other = join(home)) {
      int port = other.port();
      ProcessHandle server = Homes.server(home);
      server.destroyForcibly();
      awaitEnd(server);

      try (var taken = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
        postgres.ensureRunning();
        assertThat(postgres.port()).isNotEqualTo(taken.getLocalPort());
        assertThat(other.ensureRunning()).isEqualTo(postgres.port());
        assertThat(postgres.url("atlas"))
            .isEqualTo("jdbc:postgresql://127.0.0.1:" + postgres.port() + "/atlas");
      }
    }
  }

  @Test
  void aPidFileOfADeadProcessIsRecoveredFrom() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    startsInSpiteOf(Long.toString(dead.pid()));
  }

  @Test
  void aPidFileWithTheNumberOfAnotherLivingProcessIsRecoveredFrom() throws Exception {
    startsInSpiteOf(Long.toString(ProcessHandle.current().pid()));
  }

  @Test
  void aPidFileOfAnotherHomesServerIsRecoveredFrom() throws Exception {
    Path other = homes.prepared();
    try (var postgres = EmbeddedPostgres.join(other, homes.binaries())) {
      startsInSpiteOf(Long.toString(Homes.server(other).pid()));
      assertThat(Homes.run(other, postgres.port(), "select 'untouched'")).isEqualTo("untouched");
    }
  }

  @Test
  void aTornPidFileIsRecoveredFrom() throws Exception {
    startsInSpiteOf("");
  }

  @Test
  void nobodyGetsInWithoutThePassword() throws Exception {
    Path home = homes.prepared();
    try (var postgres = EmbeddedPostgres.join(home, homes.binaries())) {
      String url = postgres.url("postgres");
      assertThat(DriverManager.getConnection(url, "postgres", postgres.superuserPassword()))
          .satisfies(connection -> connection.close());
      assertThatThrownBy(() -> DriverManager.getConnection(url, "postgres", "wrong"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));

      // Nobody, as whom it may run, passes but does not look.
      assertThat(mode(home)).matches("rwx--[-x]--[-x]");
      assertThat(mode(home.resolve("secrets"))).isEqualTo("rwx------");
      assertThat(mode(home.resolve("secrets/postgres"))).isEqualTo("rw-------");
      assertThat(mode(home.resolve("data-17"))).isEqualTo("rwx------");
      assertThat(mode(home.resolve("log"))).isEqualTo("rwx------");
    }
  }

  @Test
  void theServerIsSetUpForDataThatMatter() throws Exception {
    Path home = homes.prepared();
    try (var postgres = EmbeddedPostgres.join(home, homes.binaries())) {
      for (var setting :
          List.of(
              "server_version=17.11",
              "fsync=on",
              "data_checksums=on",
              "listen_addresses=127.0.0.1",
              "unix_socket_directories=",
              "server_encoding=UTF8",
              "max_connections=100",
              "shared_buffers=64MB",
              "logging_collector=on",
              "log_timezone=UTC")) {
        String[] pair = setting.split("=", 2);
        assertThat(Homes.run(home, postgres.port(), "show " + pair[0])).isEqualTo(pair[1]);
      }
      assertThat(Homes.run(home, postgres.port(), "select to_tsvector('simple', 'ÜBER')"))
          .isEqualTo("'über':1");
      assertThat(home.resolve("log")).isDirectoryContaining("glob:**/postgresql-*.log");
    }
  }

  @Test
  void aControlCAtTheTerminalDoesNotReachTheServer() throws Exception {
    Path home = homes.prepared();
    try (var postgres = EmbeddedPostgres.join(home, homes.binaries())) {
      assertThat(postgres.port()).isPositive();
      long pid = Homes.server(home).pid();
      // pid (name) state parent group session …
      String[] stat = Files.readString(Path.of("/proc/" + pid + "/stat")).split(" ");
      assertThat(stat[5]).isEqualTo(Long.toString(pid));
    }
  }

  @Test
  void theSecretsOfTheOneWhoStartsItStayOutOfItsEnvironment() throws Exception {
    Path home = homes.prepared();
    try (var postgres = EmbeddedPostgres.join(home, homes.binaries())) {
      assertThat(postgres.port()).isPositive();
      Path environment = Path.of("/proc/" + Homes.server(home).pid() + "/environ");
      assertThat(Files.readString(environment)).contains("PATH=").doesNotContain("\0HOME=");
    }
  }

  @Test
  void aProcessJoinsAHomeOnce() throws Exception {
    Path home = homes.prepared();
    try (var postgres = EmbeddedPostgres.join(home, homes.binaries())) {
      assertThatThrownBy(() -> EmbeddedPostgres.join(home, homes.binaries()))
          .isInstanceOf(IllegalStateException.class);
      assertThat(Homes.run(home, postgres.port(), "select 'here'")).isEqualTo("here");
    }
    EmbeddedPostgres again = EmbeddedPostgres.join(home, homes.binaries());
    again.close();
    again.close();
    assertThatThrownBy(again::ensureRunning).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aLostPasswordIsRefusedUntilItIsPutBack() throws Exception {
    Path home = homes.prepared();
    Path secret = home.resolve("secrets/postgres");
    Path backup = home.resolve("backup");
    Files.move(secret, backup);

    assertThatThrownBy(() -> EmbeddedPostgres.join(home, homes.binaries()))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("put that file back");
    Files.move(backup, secret, StandardCopyOption.REPLACE_EXISTING);
    try (var postgres = EmbeddedPostgres.join(home, homes.binaries())) {
      assertThat(Homes.run(home, postgres.port(), "select 'in'")).isEqualTo("in");
    }
  }

  @Test
  void aHomeThatCannotBeAFolderIsRefusedWithAWayOut() throws Exception {
    Path file = Files.createFile(homes.empty());

    assertThatThrownBy(() -> EmbeddedPostgres.join(file.resolve("home"), homes.binaries()))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("set ATLAS_HOME to another folder");
  }

  private static void startsInSpiteOf(String pid) throws Exception {
    Path home = homes.prepared();
    Path data = home.resolve("data-17");
    String stale = pid.isEmpty() ? "" : pid + "\n" + data + "\n1\n5432\n\n127.0.0.1\n";
    Files.writeString(Postmaster.file(data), stale);
    try (var postgres = EmbeddedPostgres.join(home, homes.binaries())) {
      assertThat(Homes.run(home, postgres.port(), "select 'up'")).isEqualTo("up");
    }
  }

  private static void awaitEnd(ProcessHandle server) {
    await().atMost(10, SECONDS).until(() -> !server.isAlive());
  }

  private static boolean hasDraft(Path home) throws IOException {
    if (!Files.exists(home)) return false;
    try (Stream<Path> all = Files.list(home)) {
      return all.anyMatch(path -> Files.exists(path.resolve("data/PG_VERSION")));
    }
  }

  private static MemberProcess join(Path home) {
    return MemberProcess.start(home, homes.binaries());
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
