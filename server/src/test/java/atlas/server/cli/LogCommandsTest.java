package atlas.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.model.Caller;
import atlas.model.Event;
import atlas.storage.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The log and what is made of it, by real processes. */
@Timeout(240)
class LogCommandsTest {
  private final TestDatabase database = TestDatabase.create();
  private @TempDir Path folder;

  @AfterEach
  void close() {
    database.close();
  }

  private record Ended(int exit, List<String> out, List<String> err) {}

  private Ended atlas(String... arguments) {
    return atlas(environment(), arguments);
  }

  private static Ended atlas(Map<String, String> environment, String... arguments) {
    try (var process = Running.atlas(environment, arguments)) {
      int exit = process.end().exit();
      return new Ended(exit, process.out(), process.err().lines().toList());
    }
  }

  private Map<String, String> environment() {
    var environment = new HashMap<>(CommandLine.environment(database));
    environment.put("ATLAS_HOME", folder.resolve("home").toString());
    environment.put("ATLAS_TOOLSETS", "all");
    return environment;
  }

  @Test
  void whatARowShouldBeIsToldAndMended() {
    atlas("call", "save_task", "title=Paint the door");
    atlas("call", "save_task", "title=Hang the door", "depends_on:=[\"T-1\"]");
    atlas("user", "add", "ben");
    assertThat(atlas("rebuild", "--check"))
        .isEqualTo(new Ended(0, List.of("ann: 8 events make 9 rows: nothing differs."), List.of()));
    database
        .admin()
        .useHandle(h -> h.execute("update tasks set title = 'Burn it' where number = 1"));
    Ended check = atlas("rebuild", "--check", "--all");
    assertThat(check.exit()).isEqualTo(1);
    assertThat(check.out().get(0)).isEqualTo("ann: 8 events make 9 rows: 1 difference.");
    assertThat(check.out().get(1))
        .startsWith("  T-1 title is \"Burn it\" and by the log \"Paint the door\"");
    assertThat(check.out().get(2)).isEqualTo("ben: 5 events make 5 rows: nothing differs.");
    Ended mended = atlas("rebuild");
    assertThat(mended.exit()).isZero();
    assertThat(mended.out().get(0)).isEqualTo("ann: 8 events make 9 rows: 1 difference, mended.");
    assertThat(atlas("rebuild", "--check").exit()).isZero();
    assertThat(atlas("call", "list_tasks", "--json").out().get(0)).contains("Paint the door");
    Ended nobody = atlas("rebuild", "--user", "carl");
    assertThat(nobody.exit()).isEqualTo(1);
    assertThat(nobody.err()).anyMatch(line -> line.startsWith("atlas: not_found: "));
  }

  @Test
  void monthsGoOutIntoFilesAndComeBack() throws IOException {
    Caller ann = database.user("ann");
    append(ann, "January");
    database.clock().advance(Duration.ofDays(31));
    append(ann, "February");
    Path files = folder.resolve("files");
    String before = log();
    Ended tried = atlas("export", "events", "--before", "2026-03", "--dry-run");
    assertThat(tried.out()).containsExactly("would export 2026-01", "would export 2026-02");
    assertThat(atlas("export", "events", "--before", "2999-01").exit()).isEqualTo(2);
    assertThat(atlas("export", "events", "--before", "soon").err())
        .containsExactly("atlas: invalid: --before is a month or a day: 2026-01, 2026-01-31.");
    Ended exported = atlas("export", "events", "--before", "2026-02-28", "--dir", files.toString());
    assertThat(exported)
        .isEqualTo(
            new Ended(
                0,
                List.of(
                    "exported 2026-01: 1 events in " + files.resolve("events-2026-01.jsonl.gz")),
                List.of()));
    assertThat(atlas("call", "get_timeline", "--json").out().get(0))
        .contains("February")
        .contains(
            "\"note\":\"Earlier events of 2026-01 were taken out of the log; atlas import events"
                + " brings them back.\"");
    Ended refused = atlas("rebuild", "--check");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err())
        .anyMatch(line -> line.startsWith("atlas: conflict: Events of 2026-01 were exported"));
    Ended back = atlas("import", "events", files.toString());
    assertThat(back).isEqualTo(new Ended(0, List.of("brought back 2026-01: 1 events"), List.of()));
    assertThat(log()).isEqualTo(before);
    assertThat(atlas("rebuild", "--check").exit()).isZero();
    assertThat(atlas("call", "get_timeline", "--json").out().get(0)).doesNotContain("note");
  }

  @Test
  void theOwnersLoginIsAskedForWhereItIsMissing() {
    atlas("user", "add", "ann");
    var environment = environment();
    environment.remove("ATLAS_DATABASE_OWNER_URL");
    Ended ended = atlas(environment, "export", "events", "--before", "2026-02");
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err())
        .containsExactly(
            "atlas: unavailable: That takes the owner's login: set ATLAS_DATABASE_OWNER_URL for"
                + " this command.");
  }

  @Test
  void aFileIsImportedOnceHoweverItComes() throws IOException {
    String lines =
        """
        {"kind":"tasks","id":"a","title":"Paint"}
        {"kind":"agent_sessions","id":1,"summary":"Half done","created_at":"2025-05-01T10:00:00Z"}
        """;
    Path plain = Files.writeString(folder.resolve("plain.jsonl"), lines);
    Path zipped = folder.resolve("zipped.jsonl.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      out.write(lines.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(atlas("import", plain.toString(), "--dry-run").out())
        .containsExactly("would add T-1, C-1; 0 there already.");
    Ended first = atlas("import", zipped.toString(), "--project", "boat");
    assertThat(first)
        .isEqualTo(new Ended(0, List.of("added T-1, C-1; 0 there already."), List.of()));
    assertThat(atlas("import", plain.toString()).out())
        .containsExactly("added nothing; 2 there already.", "  line 1: T-1", "  line 2: C-1");
    try (var process = Running.atlas(environment(), "import", "-", "--kind", "tasks")) {
      process.send("{\"title\":\"From a pipe\"}").end();
      assertThat(process.exit()).isZero();
      assertThat(process.out()).containsExactly("added T-2; 0 there already.");
    }
    assertThat(atlas("call", "list_tasks", "project=boat", "--json").out().get(0))
        .contains("Paint")
        .doesNotContain("From a pipe");
    Path bad = Files.writeString(folder.resolve("bad.jsonl"), lines + "{\"kind\":\"tasks\"}\n");
    Ended refused = atlas("import", bad.toString());
    assertThat(refused)
        .isEqualTo(
            new Ended(
                1,
                List.of(),
                List.of("line 3 needs a title", "Nothing was added: 1 of the lines are bad.")));
    assertThat(atlas("import").exit()).isEqualTo(2);
    assertThat(atlas("import", folder.resolve("none").toString()).err())
        .containsExactly("atlas: invalid: The file can't be read: " + folder.resolve("none"));
    assertThat(atlas("rebuild", "--check").exit()).isZero();
  }

  @Test
  void doctorTellsOfEventsWithoutAMonthAndTheOwnerMendsIt() {
    Caller ann = database.user("ann");
    database.clock().advance(Duration.ofDays(20_000));
    append(ann, "Far ahead");
    var environment = environment();
    String owner = environment.remove("ATLAS_DATABASE_OWNER_URL");
    Ended doctor = atlas(environment, "doctor");
    assertThat(doctor.exit()).isEqualTo(1);
    assertThat(doctor.out())
        .anyMatch(
            line -> line.startsWith("WRONG  log       1 events came when there was no month"));
    environment.put("ATLAS_DATABASE_OWNER_URL", owner);
    assertThat(atlas(environment, "doctor").exit()).isZero();
  }

  private void append(Caller caller, String name) {
    database
        .database()
        .write(
            caller,
            tx -> {
              tx.append(new Event.UserAdded(tx.newId(), name));
              return 0;
            });
  }

  private String log() {
    return database
        .admin()
        .withHandle(
            h ->
                h.createQuery("select string_agg(e::text, ' ' order by seq) from events e")
                    .mapTo(String.class)
                    .one());
  }
}
