package atlas.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import atlas.model.Call;
import atlas.model.Refusal;
import atlas.storage.backup.Backup;
import atlas.storage.backup.Manifest;
import atlas.storage.backup.Restore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
  private static final Instant AT = Instant.parse("2026-01-15T12:00:00Z");

  @TempDir Path folder;

  private final TestDatabase source = TestDatabase.create();

  @AfterEach
  void drop() {
    source.close();
  }

  @Test
  void onlyItsOwnerMayReadItAndStandardToolsDo() throws Exception {
    source.user("ann");
    Path file = folder.resolve("a.zip");
    Manifest made = write(file);
    assertThat(made.users()).containsExactly("ann");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(left()).containsExactly("a.zip");
    var unzip =
        new ProcessBuilder("unzip", "-t", file.toString()).redirectErrorStream(true).start();
    String said =
        new String(unzip.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(unzip.waitFor()).as(said).isZero();
    assertThat(said).contains("tables/users.copy", "manifest.json", "No errors detected");
  }

  @Test
  void itReplacesNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("a.zip"), "precious");
    Refusal no = refused(() -> write(file));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.CONFLICT);
    assertThat(Files.readString(file)).isEqualTo("precious");
  }

  @Test
  void aFolderThatIsNotThereIsNamed() {
    Refusal no = refused(() -> write(folder.resolve("none/a.zip")));
    assertThat(no.sentence()).contains(folder.resolve("none").toString(), "no such folder");
  }

  @Test
  void theServingLoginCanMakeNone() throws IOException {
    source.user("ann");
    var serving = new Backup(source.logins().server(), folder, "test");
    Refusal no = refused(() -> serving.write(folder.resolve("a.zip"), AT, Call.plain()));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
    assertThat(left()).isEmpty();
  }

  @Test
  void anOwnerWhoMayNotReadEverybodysRowsIsRefused() throws IOException {
    source.user("ann");
    String owner = source.logins().owner().user();
    source.admin().useHandle(handle -> handle.execute("revoke atlas_may_backup from " + owner));
    try {
      Refusal no = refused(() -> write(folder.resolve("a.zip")));
      assertThat(no.sentence())
          .contains("ATLAS_DATABASE_OWNER_URL", "everybody's", "atlas db init");
    } finally {
      source.admin().useHandle(handle -> handle.execute("grant atlas_may_backup to " + owner));
    }
    assertThat(left()).isEmpty();
  }

  @Test
  void aTableThatNoMigrationOpenedToBackupsIsInItToo() throws IOException {
    source.user("ann");
    source.owner().useHandle(handle -> handle.execute("drop policy backup on users"));
    Manifest made = write(folder.resolve("a.zip"));
    assertThat(made.users()).containsExactly("ann");
  }

  @Test
  void aPolicyThatHidesRowsIsFound() throws IOException {
    source
        .owner()
        .useHandle(handle -> handle.execute("alter policy backup on tickets using (active)"));
    Refusal no = refused(() -> write(folder.resolve("a.zip")));
    assertThat(no.sentence()).contains("everybody's rows");
    assertThat(left()).isEmpty();
  }

  @Test
  void aDatabaseOfNobodyHasNothingToSave() throws IOException {
    String name = TestServer.newName();
    DatabaseSetup.Logins blank = TestServer.empty(name);
    try {
      var backup = new Backup(blank.owner(), folder, "test");
      Refusal no = refused(() -> backup.write(folder.resolve("a.zip"), AT, Call.plain()));
      assertThat(no.sentence()).contains("nothing to back up");
    } finally {
      TestServer.asAdmin(handle -> handle.execute("drop database " + name + " with (force)"));
    }
    assertThat(left()).isEmpty();
  }

  @Test
  void whoStopsItLeavesNothing() throws Exception {
    manyEvents(200_000);
    var call = new Call(null, (done, total, sentence) -> started.countDown());
    var stop =
        new Thread(
            () -> {
              try {
                started.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              call.cancel();
            });
    stop.setDaemon(true);
    stop.start();
    Refusal no =
        refused(
            () ->
                new Backup(source.logins().owner(), folder, "test")
                    .write(folder.resolve("a.zip"), AT, call));
    stop.join(10_000);
    assertThat(no.sentence()).contains("stopped");
    assertThat(left()).isEmpty();
  }

  private final java.util.concurrent.CountDownLatch started =
      new java.util.concurrent.CountDownLatch(1);

  @Test
  void killedInTheMiddleItLeavesNoBackup() throws Exception {
    manyEvents(200_000);
    Process process = start(List.of(), folder.resolve("a.zip"));
    try {
      await()
          .atMost(60, TimeUnit.SECONDS)
          .pollInterval(java.time.Duration.ofMillis(5))
          .until(() -> size() > 100_000);
      process.destroyForcibly();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(left()).hasSize(1).allMatch(name -> name.startsWith(Backup.DRAFT));
    Path draft = folder.resolve(left().get(0));
    var restore = new Restore(source.logins().owner(), folder.resolve("files"));
    Refusal no = refused(() -> restore.run(draft, Call.plain()));
    assertThat(no.sentence()).contains("only a part of one");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void withoutRoomItSaysSoAndLeavesNothing() throws Exception {
    manyEvents(20_000);
    // The system refuses to let a file of this process grow beyond that.
    Process process =
        start(List.of("sh", "-c", "ulimit -f 200 && exec \"$@\"", "sh"), folder.resolve("a.zip"));
    String said;
    try (var out = process.inputReader()) {
      said = String.valueOf(out.readLine());
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(said)
        .startsWith("UNAVAILABLE The backup can't be written to " + folder)
        .contains("File too large", "make room");
    assertThat(left()).isEmpty();
  }

  private Process start(List<String> before, Path file) throws IOException {
    PostgresUrl owner = source.logins().owner();
    var command = new ArrayList<>(before);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-cp",
            System.getProperty("java.class.path"),
            BackupProcess.class.getName(),
            owner.jdbc(),
            owner.user(),
            owner.password(),
            folder.resolve("files").toString(),
            file.toString()));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private void manyEvents(int rows) {
    source.user("ann");
    source
        .admin()
        .useHandle(
            handle ->
                handle.execute(
                    "insert into events (user_id, at, actor, type, version, entity_id, summary, payload)"
                        + " select id, atlas_now(), 'a', 't', 1, id, md5(n::text),"
                        + " json_build_object('a', md5(n::text || 'a'), 'b', md5(n::text || 'b'))"
                        + " from users, generate_series(1, "
                        + rows
                        + ") as n"));
  }

  private Manifest write(Path file) {
    return new Backup(source.logins().owner(), folder.resolve("files"), "test")
        .write(file, AT, Call.plain());
  }

  private long size() throws IOException {
    long size = 0;
    for (String name : left()) size = Math.max(size, Files.size(folder.resolve(name)));
    return size;
  }

  private List<String> left() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static Refusal refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable work) {
    return Objects.requireNonNull(catchThrowableOfType(Refusal.class, work));
  }
}
