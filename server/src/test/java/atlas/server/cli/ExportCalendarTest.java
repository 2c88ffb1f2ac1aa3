package atlas.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.storage.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The calendar in a file, for another program. */
class ExportCalendarTest {
  private final TestDatabase database = TestDatabase.create();
  private final CommandLine atlas = CommandLine.on(database);
  private @TempDir Path folder;

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void theCalendarIsPrintedOrWrittenForItsOwnerAlone() throws IOException {
    var saved =
        atlas.run(
            "call",
            "save_planner_item",
            "type=event",
            "title=Dentist",
            "day=2026-05-04",
            "time=9:30");
    assertThat(saved.err()).isEmpty();
    String printed = atlas.run("export", "calendar").out();
    assertThat(printed).startsWith("BEGIN:VCALENDAR\r\n").contains("SUMMARY:Dentist\r\n");
    Path file = folder.resolve("atlas.ics");
    assertThat(atlas.run("export", "calendar", "--out", file.toString()).out())
        .isEqualTo("wrote " + file + ": 1 entries\n");
    assertThat(Files.readString(file)).isEqualTo(printed);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(atlas.run("export", "calendar", "--from", "2026-05-05").out())
        .doesNotContain("Dentist");
    var wrong = atlas.run("export", "calendar", "--from", "tomorrow");
    assertThat(wrong.code()).isNotZero();
    assertThat(wrong.err()).contains("--from is a day: 2026-01-31.");
  }
}
