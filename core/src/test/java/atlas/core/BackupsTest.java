package atlas.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.storage.TestDatabase;
import atlas.storage.jobs.Duty;
import atlas.storage.jobs.Outcome;
import atlas.storage.jobs.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupsTest {
  private static final Duration A_DAY = Duration.ofDays(1);

  @TempDir Path home;

  private final TestDatabase database = TestDatabase.create();

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aNewHomeHasItsFirstBackupAfterTenMinutes() throws IOException {
    Instant began = database.clock().instant();
    assertThat(run()).isEqualTo(Outcome.later(began.plus(Duration.ofMinutes(10))));
    assertThat(left()).isEmpty();
    database.clock().advance(Duration.ofMinutes(10));
    assertThat(run()).isEqualTo(Outcome.later(database.clock().instant().plus(A_DAY)));
    assertThat(left()).containsExactly("atlas-daily-20260115T091000Z.zip");
  }

  @Test
  void oneADayIsEnoughWhoeverAsks() throws IOException {
    Files.createDirectory(folder());
    run();
    Instant first = database.clock().instant();
    database.clock().advance(Duration.ofHours(5));
    assertThat(run()).isEqualTo(Outcome.later(first.plus(A_DAY)));
    assertThat(left()).hasSize(1);
    // What was missed for weeks is done once.
    database.clock().advance(Duration.ofDays(20));
    run();
    assertThat(left()).hasSize(2);
  }

  @Test
  void theNewestSevenOfItsOwnStay() throws IOException {
    Files.createDirectory(folder());
    for (String other :
        List.of(
            "atlas-20250101T000000Z.zip",
            "atlas-daily-mine.zip",
            "notes.txt",
            "atlas-daily-99999999T999999Z.zip")) {
      Files.writeString(folder().resolve(other), "mine");
    }
    for (int day = 0; day < 9; day++) {
      run();
      database.clock().advance(A_DAY);
    }
    assertThat(left())
        .containsExactly(
            "atlas-20250101T000000Z.zip",
            "atlas-daily-20260117T090000Z.zip",
            "atlas-daily-20260118T090000Z.zip",
            "atlas-daily-20260119T090000Z.zip",
            "atlas-daily-20260120T090000Z.zip",
            "atlas-daily-20260121T090000Z.zip",
            "atlas-daily-20260122T090000Z.zip",
            "atlas-daily-20260123T090000Z.zip",
            "atlas-daily-99999999T999999Z.zip",
            "atlas-daily-mine.zip",
            "notes.txt");
  }

  @Test
  void whatAKilledProcessLeftIsTakenAwayAndWhatALivingOneWritesIsNot() throws IOException {
    Files.createDirectory(folder());
    Path dead = Files.writeString(folder().resolve(".atlas-backup1"), "half");
    Path alive = Files.writeString(folder().resolve(".atlas-backup2"), "half");
    Instant now = database.clock().instant();
    Files.setLastModifiedTime(dead, FileTime.from(now.minus(Duration.ofHours(2))));
    Files.setLastModifiedTime(alive, FileTime.from(now.minus(Duration.ofMinutes(2))));
    run();
    assertThat(dead).doesNotExist();
    assertThat(alive).exists();
  }

  @Test
  void whatCanNotBeWrittenIsAFailureAndNothingIsLeft() throws IOException {
    Files.writeString(folder(), "in the way");
    Refusal no = catchThrowableOfType(Refusal.class, this::run);
    assertThat(no).isNotNull();
    assertThat(Files.readString(folder())).isEqualTo("in the way");
  }

  @Test
  void theStateSaysWhenTheLastOneWasAndThatTheJobFailed() throws IOException {
    assertThat(backups(true).state()).isEqualTo(new Backups.State("daily", null, null));
    assertThat(backups(false).state()).isEqualTo(new Backups.State("off", null, null));
    assertThat(backups(false).duties()).isEmpty();
    Files.createDirectory(folder());
    run();
    Instant last = database.clock().instant();
    assertThat(backups(true).state()).isEqualTo(new Backups.State("daily", last, null));
    database
        .admin()
        .useHandle(
            handle ->
                handle.execute(
                    "insert into scheduled_tasks (user_id, task_name, task_instance, execution_time,"
                        + " picked, last_failure, consecutive_failures, version)"
                        + " values (null, 'backup.daily', 'all/recurring', now(), false,"
                        + " '2026-01-14T03:00:00Z', 2, 1)"));
    assertThat(backups(true).state().problem())
        .contains("failed", "2026-01-14T03:00:00Z", "atlas backup");
    assertThat(backups(true).state().last()).isEqualTo(last);
  }

  private Outcome run() {
    Duty duty = backups(true).duties().get(0);
    assertThat(duty.every()).isEqualTo(A_DAY);
    return duty.handler()
        .run(new Run(Caller.nobody().in(Call.plain()), "recurring", List.of(), 1, false));
  }

  private Backups backups(boolean daily) {
    var plan =
        new Backups.Plan(
            daily, folder(), home.resolve("files"), () -> database.logins().owner(), "test");
    return new Backups(database.database(), database.clock(), plan);
  }

  private Path folder() {
    return home.resolve("backups");
  }

  private List<String> left() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
