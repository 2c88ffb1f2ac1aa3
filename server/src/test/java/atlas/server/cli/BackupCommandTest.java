package atlas.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import atlas.storage.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupCommandTest {
  @TempDir Path folder;

  @Test
  void aHomeMovesToAnotherMachineWhileAClientWorks() throws Exception {
    Path file = folder.resolve("atlas.zip");
    Map<String, String> old = home("old");
    try (var client = Running.atlas(old).initialized()) {
      var asked = new AtomicInteger();
      // The first to need the database makes it, which takes a busy machine a while.
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> saved(client, asked.incrementAndGet()).contains("T-1"));
      int before = asked.get();
      // The client goes on while another process makes the backup.
      try (var backup = Running.atlas(old, "backup", file.toString())) {
        while (!Files.exists(file) && backup.isAlive()) {
          assertThat(saved(client, asked.incrementAndGet())).contains("\"isError\":false");
        }
        assertThat(backup.exit()).as(backup.err()).isZero();
        assertThat(String.join("\n", backup.out()))
            .contains("Backed up ", "to " + file, "Not in it: your settings, and the secrets");
      }
      assertThat(asked.get()).isGreaterThan(before + 2);
    }
    Map<String, String> fresh = home("new");
    var restored = new CommandLine(fresh).run("restore", file.toString());
    assertThat(restored.err()).isEmpty();
    assertThat(restored.code()).isZero();
    assertThat(restored.out()).contains("Restored ", "Not in it:");
    var tasks =
        (List<?>) new CommandLine(fresh).run("call", "list_tasks", "limit:=1").json().get("tasks");
    assertThat(tasks).hasSize(1);
    var added = new CommandLine(fresh).run("call", "save_task", "title=after");
    assertThat(added.code()).as(added.err()).isZero();
    var story = new CommandLine(fresh).run("call", "get_timeline", "limit:=3");
    assertThat(story.out()).contains("after");
    assertThat(new CommandLine(fresh).run("doctor").out())
        .contains("ok     backup    daily, to " + folder.resolve("new/backups") + "; none yet");

    // What has been worked in is not overwritten.
    var again = new CommandLine(fresh).run("restore", file.toString());
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).contains("holds data already", "--home FOLDER").doesNotContain("\tat ");
    var other = new HashMap<>(home("third"));
    other.put("ATLAS_USER", "ben");
    assertThat(new CommandLine(other).run("restore", file.toString()).out())
        .contains("They are of ann, and you are ben here: set ATLAS_USER");
  }

  private static String saved(Running client, int call) {
    client.call(call, "save_task", Map.of("title", "task " + call));
    return client.line(call);
  }

  @Test
  void theDailyBackupIsMadeOnceByTwoProcesses() throws Exception {
    Map<String, String> home = home("old");
    Path backups = Files.createDirectories(folder.resolve("old/backups"));
    try (var one = Running.atlas(home).initialized();
        var two = Running.atlas(home).initialized()) {
      for (var process : List.of(one, two)) {
        process.call(1, "get_timeline", Map.of());
        process.line(1);
      }
      await().atMost(60, TimeUnit.SECONDS).until(() -> names(backups).size() == 1);
      // Each looks for work every 10 s.
      await()
          .during(11, TimeUnit.SECONDS)
          .atMost(20, TimeUnit.SECONDS)
          .until(() -> names(backups).size() == 1);
      assertThat(names(backups).get(0)).startsWith("atlas-daily-").endsWith(".zip");
      assertThat(new CommandLine(home).run("doctor").out()).contains("; the last of 20");
    }
  }

  @Test
  void aDailyBackupThatFailsIsToldToDoctorAndToTheModel() throws Exception {
    Map<String, String> home = home("old");
    Path inTheWay = Files.writeString(folder.resolve("file"), "in the way");
    home.put("ATLAS_BACKUP_DIR", inTheWay.toString());
    home.put("ATLAS_TOOLS", "get_server_status");
    try (var server = Running.atlas(home).initialized()) {
      server.call(1, "get_timeline", Map.of());
      server.line(1);
      var asked = new AtomicInteger(1);
      await()
          .atMost(60, TimeUnit.SECONDS)
          .until(
              () -> {
                int id = asked.incrementAndGet();
                server.call(id, "get_server_status", Map.of());
                return server.line(id).contains("The daily backup failed");
              });
      assertThat(server.line(asked.get())).doesNotContain(folder.toString());
    }
    home.remove("ATLAS_BACKUP_DIR");
    var doctor = new CommandLine(home).run("doctor");
    assertThat(doctor.out()).contains("WRONG  backup    The daily backup failed, last at 20");
    assertThat(doctor.code()).isEqualTo(1);
    // Who asks for one by hand is told why.
    home.put("ATLAS_BACKUP_DIR", inTheWay.toString());
    var backup = new CommandLine(home).run("backup");
    assertThat(backup.code()).isEqualTo(1);
    assertThat(backup.err()).contains("The folder " + inTheWay, "ATLAS_BACKUP_DIR");
  }

  @Test
  void yourOwnPostgresNeedsItsOwnersLogin() {
    try (var database = TestDatabase.create()) {
      Map<String, String> environment = CommandLine.environment(database);
      environment.put("ATLAS_HOME", folder.resolve("home").toString());
      var made = new CommandLine(environment).run("backup");
      assertThat(made.err()).isEmpty();
      assertThat(made.code()).isZero();
      assertThat(made.out()).contains(folder.resolve("home/backups/atlas-20").toString());
      environment.remove("ATLAS_DATABASE_OWNER_URL");
      var refused = new CommandLine(environment).run("backup");
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.err()).contains("Set ATLAS_DATABASE_OWNER_URL");
      assertThat(new CommandLine(environment).run("doctor").out()).contains("off    backup");
    }
  }

  @Test
  void whatIsNoBackupIsRefusedWithASentence() throws IOException {
    Path file = Files.writeString(folder.resolve("a.zip"), "nothing");
    var ended = new CommandLine(home("old")).run("restore", file.toString());
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("no backup that atlas backup made").doesNotContain("\tat ");
    assertThat(new CommandLine(Map.of()).run("restore").code()).isEqualTo(2);
    var readOnly = new CommandLine(home("old")).run("restore", "--read-only", file.toString());
    assertThat(readOnly.err()).contains("leave out --read-only");
    var setting = new CommandLine(Map.of("ATLAS_BACKUP", "weekly")).run("backup");
    assertThat(setting.code()).isEqualTo(2);
    assertThat(setting.err()).contains("ATLAS_BACKUP is daily or off");
  }

  private Map<String, String> home(String name) {
    return new HashMap<>(
        Map.of(
            "ATLAS_HOME",
            folder.resolve(name).toString(),
            "ATLAS_USER",
            "ann",
            "ATLAS_PROJECT",
            "harbor"));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
