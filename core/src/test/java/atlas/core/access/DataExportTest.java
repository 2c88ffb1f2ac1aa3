package atlas.core.access;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.FileCache;
import atlas.core.TestHouse;
import atlas.core.access.DataExport.Made;
import atlas.core.access.DataExport.Manifest;
import atlas.core.evidence.Evidences;
import atlas.core.evidence.Uploads;
import atlas.core.tickets.TicketKeys;
import atlas.model.Caller;
import atlas.model.Json;
import atlas.model.Refusal;
import atlas.storage.SampleRows;
import atlas.storage.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two users with rows in every table; one of them takes everything along. */
class DataExportTest {
  private static final byte[] PICTURE = "a picture".getBytes(StandardCharsets.UTF_8);

  private final TestDatabase db = TestDatabase.create();
  private final Caller ann = db.user("ann");
  private final Caller ben = db.user("ben");
  private @TempDir Path home;

  @BeforeEach
  void rowsOfBothInEveryTable() {
    for (Caller user : List.of(ann, ben)) {
      db.server()
          .useTransaction(
              handle -> {
                handle.execute(
                    "select set_config('atlas.user_id', ?, true)", user.userId().toString());
                handle.execute("set local role atlas_app");
                SampleRows.addAll(handle, user.userId(), 1);
                handle.execute(
                    "select issue_token(?, sha256(?::text::bytea), 'mine', '{read}',"
                        + " atlas_now() + '1 day')",
                    user.userId(),
                    user.userId());
              });
      db.owner()
          .useHandle(
              handle ->
                  handle.execute(
                      "insert into exported_months (user_id, month, events, exported_at)"
                          + " values (?, '2025-11-01', 3, now())",
                      user.userId()));
    }
    db.admin().useHandle(handle -> handle.execute("update memories set archived_at = now()"));
  }

  @AfterEach
  void drop() {
    db.close();
  }

  @Test
  void everyTableIsInItWithEveryRowOfTheUsersAndNoOther() throws IOException {
    Map<String, Long> before = counts(ann);
    Made made = export().write(ann, home.resolve("mine"));
    assertThat(made.manifest().rows()).isEqualTo(before).doesNotContainValue(0L);
    for (var table : made.manifest().rows().entrySet()) {
      List<String> lines = Files.readAllLines(made.folder().resolve(table.getKey() + ".jsonl"));
      assertThat(lines).as(table.getKey()).hasSize(table.getValue().intValue());
      for (String line : lines) {
        var row = Json.MAPPER.readTree(line);
        assertThat(row.has("words")).as("what is made of other columns").isFalse();
        assertThat(line).doesNotContain(ben.userId().toString());
      }
    }
    assertThat(Files.readString(made.folder().resolve("memories.jsonl")))
        .contains("\"archived_at\":\"20");
    assertThat(Files.readString(made.folder().resolve("api_tokens.jsonl")))
        .contains("\"label\":\"mine\"")
        .doesNotContain("hash");
    assertThat(Files.readString(made.folder().resolve("insights.jsonl")))
        .doesNotContain("token_hash");
    Manifest told =
        Json.MAPPER.readValue(
            Files.readAllBytes(made.folder().resolve("manifest.json")), Manifest.class);
    assertThat(told).isEqualTo(made.manifest());
    assertThat(told.user()).isEqualTo("ann");
    assertThat(told.lacks())
        .containsExactly(
            "1 file is not kept here any more, and so not in it",
            "Events of 2025-11 lie in files of their own; atlas import events brings them back");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.folder())))
        .isEqualTo("rwx------");
    long events = db.database().read(ann, tx -> tx.events().count());
    assertThat(events).as("the export is told, and not in itself").isEqualTo(2);
  }

  @Test
  void filesAreInItUnderTheHashesThatTheRowsName() throws IOException {
    var cache = new FileCache(home.resolve("files"), 1_000_000, db.clock());
    cache.keep(PICTURE);
    String kept = FileCache.name(PICTURE);
    String gone = "b".repeat(64);
    for (var hash : Map.of(ann, kept, ben, gone).entrySet()) {
      db.admin()
          .useHandle(
              handle ->
                  handle.execute(
                      "update attachments set sha256 = ?, fetched_at = now() where user_id = ?",
                      hash.getValue(),
                      hash.getKey().userId()));
    }
    Made anns = export().write(ann, home.resolve("anns"));
    assertThat(anns.manifest().files()).containsExactly(kept);
    assertThat(Files.readAllBytes(anns.folder().resolve("files").resolve(kept))).isEqualTo(PICTURE);
    Made bens = export().write(ben, home.resolve("bens"));
    assertThat(bens.manifest().missing()).containsExactly("a".repeat(64), gone);
    assertThat(bens.manifest().lacks().get(0)).startsWith("2 files are not kept here");
  }

  @Test
  void whatWasUploadedIsInItAndWhatAnotherUploadedIsNot() throws IOException {
    Caller eva = db.user("eva");
    String evas = upload(eva, "Painted by Eva");
    String olas = upload(db.user("ola"), "Painted by Ola");
    Made made = export().write(eva, home.resolve("mine"));
    assertThat(made.manifest().files()).containsExactly(evas);
    assertThat(made.manifest().missing()).isEmpty();
    Path files = made.folder().resolve("files");
    assertThat(Files.readString(files.resolve(evas))).isEqualTo("Painted by Eva");
    assertThat(files.resolve(olas)).doesNotExist();
    assertThat(Files.readString(made.folder().resolve("evidence_files.jsonl")))
        .contains(evas, "proof.txt");
    // What lies in another's folder is not the user's, whatever their rows name.
    db.admin()
        .useHandle(
            handle ->
                handle.execute(
                    "update evidence_files set sha256 = ? where sha256 = ?", olas, evas));
    Manifest without = export().write(eva, home.resolve("without")).manifest();
    assertThat(without.files()).isEmpty();
    assertThat(without.missing()).containsExactly(olas);
  }

  /** The hash of a file that is kept as evidence. */
  private String upload(Caller user, String text) throws IOException {
    Path outside = Files.createDirectories(home.resolve("outside"));
    Path file = Files.writeString(outside.resolve("proof.txt"), text);
    var uploads = new Uploads(home.resolve("files/uploads"), List.of());
    new Evidences(db.database(), TicketKeys.DEFAULT, uploads)
        .add(
            user,
            new Evidences.Add(
                null, text, null, null, null, null, null, null, null, List.of(file + ""), null));
    return FileCache.name(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theNewestThreeStayAndARepeatGivesTheFirstAgain() throws IOException {
    var first = export().keep(TestHouse.once(ann, "key"));
    assertThat(first.folder()).matches("exports/" + ann.userId() + "/\\d{8}T\\d{6}Z");
    assertThat(home.resolve(first.folder()).resolve("manifest.json")).exists();
    for (int n = 0; n < 4; n++) {
      db.clock().advance(Duration.ofMinutes(1));
      export().keep(ann);
    }
    assertThat(export().keep(TestHouse.once(ann, "key"))).isEqualTo(first);
    try (Stream<Path> all = Files.list(home.resolve("exports").resolve(ann.userId().toString()))) {
      assertThat(all).hasSize(3).doesNotContain(home.resolve(first.folder()));
    }
  }

  @Test
  void whatIsThereIsNotWrittenOverAndNoHalfStays() throws IOException {
    Path there = Files.createDirectory(home.resolve("there"));
    Refusal no = refusal(() -> export().write(ann, there));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.CONFLICT);
    Refusal nowhere = refusal(() -> export().write(ann, home.resolve("no/such/folder")));
    assertThat(nowhere.kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
    var call = new atlas.model.Call(null);
    call.cancel();
    refusal(() -> export().write(ann.in(call), home.resolve("cancelled")));
    try (Stream<Path> all = Files.list(home)) {
      assertThat(all).containsExactly(there);
    }
  }

  @Test
  void aServerThatWritesNothingExportsAllTheSame() {
    var readOnly = new DataExport(db.readOnly(), db.clock(), home.resolve("exports"), home);
    assertThat(readOnly.write(ann, home.resolve("mine")).manifest().total()).isPositive();
  }

  private DataExport export() {
    return new DataExport(
        db.database(), db.clock(), home.resolve("exports"), home.resolve("files"));
  }

  /** How many rows of the user's each table has, by the catalogue. */
  private Map<String, Long> counts(Caller user) {
    return db.admin()
        .withHandle(
            handle -> {
              var counts = new TreeMap<String, Long>();
              List<String> tables =
                  handle
                      .createQuery(
                          "select relname from pg_class"
                              + " where relnamespace = 'public'::regnamespace"
                              + " and relkind in ('r', 'p') and not relispartition"
                              + " and relname <> 'flyway_schema_history'")
                      .mapTo(String.class)
                      .list();
              for (String table : tables) {
                String whose = table.equals("users") ? "id" : "user_id";
                counts.put(
                    table,
                    handle
                        .createQuery("select count(*) from " + table + " where " + whose + " = :id")
                        .bind("id", user.userId())
                        .mapTo(long.class)
                        .one());
              }
              return counts;
            });
  }
}
