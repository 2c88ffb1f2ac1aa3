package atlas.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.Event;
import atlas.model.Refusal;
import atlas.storage.LogArchive.Exported;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.YearMonth;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogArchiveTest {
  private static final YearMonth JANUARY = YearMonth.of(2026, 1);
  private static final YearMonth FEBRUARY = YearMonth.of(2026, 2);

  private final TestDatabase db = TestDatabase.create();
  private final Caller ann = db.user("ann");
  private final Caller ben = db.user("ben");
  private final Call.Progress nobody = Call.plain().progress();
  private final LogArchive archive = new LogArchive(db.logins().owner(), db.clock());
  private @TempDir Path folder;

  @BeforeEach
  void twoMonthsOfEvents() {
    for (int i = 0; i < 1_203; i++) append(ann, "line\nof \"ann\" \u2028 " + i);
    append(ben, "ben's");
    db.clock().advance(Duration.ofDays(31));
    append(ann, "February");
    db.clock().advance(Duration.ofDays(31));
  }

  @AfterEach
  void drop() {
    db.close();
  }

  @Test
  void onlyMonthsThatAreWhollyOverAreOffered() {
    assertThat(archive.months(FEBRUARY)).containsExactly(JANUARY);
    assertThat(archive.months(YearMonth.of(2026, 3))).containsExactly(JANUARY, FEBRUARY);
    assertThat(refusal(() -> archive.months(YearMonth.of(2026, 4))).sentence())
        .isEqualTo(
            "The month of today is still being written; the latest to say is --before 2026-03.");
  }

  @Test
  void aMonthIsInItsFileAndThenNoMoreInTheLogAndComesBackAsItWas() throws IOException {
    String before = log();
    Exported done = archive.export(JANUARY, folder, false, nobody);
    assertThat(done.events()).isEqualTo(1_204);
    List<String> lines = lines(done.file());
    assertThat(lines).hasSize(1_204).allMatch(line -> line.startsWith("{\"user_id\":"));
    assertThat(lines.get(0)).doesNotContain("words", "tsvector").contains("\"seq\":");
    assertThat(folder).isDirectoryContaining("glob:**events-2026-01.json");
    assertThat(Files.list(folder)).hasSize(2);
    for (Path file : Files.list(folder).toList()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
    assertThat(count(ann)).isEqualTo(1);
    assertThat(count(ben)).isZero();
    assertThat(relation("events_2026_01")).isEmpty();
    assertThat(months(ann)).containsExactly(JANUARY);
    assertThat(months(ben)).containsExactly(JANUARY);
    assertThat(archive.months(FEBRUARY)).isEmpty();
    // What comes late for that month is not lost.
    Exported back = archive.bringBack(done.file(), nobody);
    assertThat(back).isEqualTo(new Exported(JANUARY, done.file(), 1_204, false));
    assertThat(log()).isEqualTo(before);
    assertThat(months(ann)).isEmpty();
    assertThat(unguarded()).isEmpty();
    // Which a server that starts now looks at, too.
    try (var another = db.anotherOpening()) {
      assertThat(another.await()).isNotNull();
    }
    assertThat(refusal(() -> archive.bringBack(done.file(), nobody)).sentence())
        .isEqualTo("The events of 2026-01 are in the log; nothing was changed.");
  }

  @Test
  void aMonthThatIsKeptIsOutOfTheLogAndComesBackFromItsTable() {
    String before = log();
    Exported done = archive.export(JANUARY, folder, true, nobody);
    assertThat(count(ann)).isEqualTo(1);
    assertThat(relation("events_2026_01")).containsExactly("events_2026_01");
    assertThat(unguarded()).isEmpty();
    try (var another = db.anotherOpening()) {
      assertThat(another.await()).isNotNull();
    }
    assertThat(archive.bringBack(done.file(), nobody).kept()).isTrue();
    assertThat(log()).isEqualTo(before);
    db.owner()
        .useHandle(
            h ->
                assertThat(
                        h.createQuery("select count(*) from events_2026_01").mapTo(int.class).one())
                    .as("the owner's login sees no user's rows again")
                    .isZero());
  }

  @Test
  void aFileThatIsThereIsNotWrittenOver() throws IOException {
    Path file = Files.writeString(folder.resolve("events-2026-01.jsonl.gz"), "mine");
    assertThat(refusal(() -> archive.export(JANUARY, folder, false, nobody)).sentence())
        .isEqualTo("There is a file " + file + " already; move it away, or give another --dir.");
    assertThat(file).hasContent("mine");
    assertThat(count(ann)).isEqualTo(1_204);
  }

  @Test
  void aFileThatCannotBeWrittenLeavesTheMonthInTheLog() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Refusal no = refusal(() -> archive.export(JANUARY, file, false, nobody));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
    assertThat(count(ann)).isEqualTo(1_204);
    assertThat(months(ann)).isEmpty();
  }

  @Test
  void aFileThatIsNotWhatItWasBringsNothingBack() throws IOException {
    Exported done = archive.export(JANUARY, folder, false, nobody);
    byte[] bytes = Files.readAllBytes(done.file());
    List<String> lines = lines(done.file());
    Path manifest = folder.resolve("events-2026-01.json");
    String told = Files.readString(manifest);
    Files.writeString(manifest, told.replace("1204", "1203"));
    assertThat(refusal(() -> archive.bringBack(done.file(), nobody)).sentence())
        .isEqualTo(
            done.file()
                + " does not hold what its manifest says (1204 events, not 1203, or other ones).");
    Files.writeString(manifest, told);
    Files.write(done.file(), java.util.Arrays.copyOf(bytes, bytes.length / 2));
    assertThat(refusal(() -> archive.bringBack(done.file(), nobody)).kind())
        .isEqualTo(Refusal.Kind.UNAVAILABLE);
    try (var out = new java.util.zip.GZIPOutputStream(Files.newOutputStream(done.file()))) {
      for (String line : lines) {
        out.write((line.replace("ben's", "Ann's") + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    assertThat(refusal(() -> archive.bringBack(done.file(), nobody)).sentence())
        .contains("does not hold what its manifest says");
    assertThat(count(ann)).isEqualTo(1);
    assertThat(months(ann)).containsExactly(JANUARY);
    Files.write(done.file(), bytes);
    archive.bringBack(manifest, nobody);
    assertThat(count(ann)).isEqualTo(1_204);
  }

  @Test
  void anEventThatComesWhileItsMonthIsWrittenKeepsTheMonthInTheLog() throws Exception {
    var writing = new CountDownLatch(1);
    var begun = new CountDownLatch(1);
    var late =
        CompletableFuture.runAsync(
            () ->
                db.admin()
                    .useTransaction(
                        h -> {
                          // As whoever has written something else to the log before.
                          h.execute("lock table only events in row exclusive mode");
                          begun.countDown();
                          awaited(writing);
                          h.execute(
                              "insert into events (user_id, at, actor, type, version, entity_id,"
                                  + " summary, payload) values (?, '2026-01-31 23:59:59Z', 'a',"
                                  + " 'user.added', 1, gen_random_uuid(), 'late', '{}')",
                              ann.userId());
                        }));
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    var exporting =
        CompletableFuture.supplyAsync(
            () -> refusal(() -> archive.export(JANUARY, folder, false, nobody)));
    // The file is there; the transaction that began before it has not ended.
    org.awaitility.Awaitility.await()
        .until(() -> Files.exists(folder.resolve("events-2026-01.jsonl.gz")));
    writing.countDown();
    late.get(20, TimeUnit.SECONDS);
    assertThat(exporting.get(30, TimeUnit.SECONDS).sentence())
        .isEqualTo("Events of 2026-01 came while it was written; it stays as it was: repeat this.");
    assertThat(Files.list(folder)).isEmpty();
    assertThat(count(ann)).isEqualTo(1_205);
    assertThat(archive.export(JANUARY, folder, false, nobody).events()).isEqualTo(1_205);
  }

  @Test
  void theServingLoginExportsNothing() {
    var asServer = new LogArchive(db.logins().server(), db.clock());
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> asServer.export(JANUARY, folder, false, nobody)))
        .isNotNull();
    assertThat(Files.exists(folder.resolve("events-2026-01.jsonl.gz"))).isFalse();
    assertThat(count(ann)).isEqualTo(1_204);
  }

  @Test
  void whatCameWithoutAMonthIsPutIntoItsMonthByTheOwner() {
    db.clock().advance(Duration.ofDays(1_500));
    append(ann, "without a month");
    db.clock().advance(Duration.ofDays(40));
    append(ben, "without another");
    String before = log();
    assertThat(outside()).isEqualTo(2);
    assertThat(partitions()).containsExactly("events_default");
    // Without the owner's login a server says nothing and serves.
    try (var another = db.anotherOpening()) {
      another.await();
      assertThat(outside()).isEqualTo(2);
    }
    try (var owners =
        new Opening(
            new Connector(
                () -> new Connector.Logins.Pair(db.logins().server(), db.logins().owner()),
                2,
                db.clock()))) {
      owners.await();
    }
    assertThat(outside()).isZero();
    assertThat(partitions()).containsExactly("events_2030_04", "events_2030_06");
    assertThat(log()).isEqualTo(before);
    assertThat(unguarded()).isEmpty();
  }

  private static void awaited(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void append(Caller caller, String name) {
    db.database()
        .write(
            caller,
            tx -> {
              tx.append(new Event.UserAdded(tx.newId(), name));
              return 0;
            });
  }

  private long count(Caller caller) {
    long count = db.database().read(caller, tx -> tx.events().count());
    return count;
  }

  private List<YearMonth> months(Caller caller) {
    return db.database().read(caller, tx -> tx.events().exportedMonths()).stream()
        .map(YearMonth::from)
        .toList();
  }

  private long outside() {
    long outside = db.database().identify(tx -> tx.events().outsideMonths());
    return outside;
  }

  private String log() {
    return one("select string_agg(e::text, ' ' order by seq) from events e");
  }

  private List<String> partitions() {
    return all(
        "select distinct tableoid::regclass::text from events where at > '2030-01-01' order by 1");
  }

  private List<String> relation(String name) {
    return all("select relname from pg_class where relname = '" + name + "'");
  }

  private List<String> unguarded() {
    return all(
        "select c.relname from pg_class c where c.relname like 'events\\_%' and c.relkind = 'r'"
            + " and (not c.relrowsecurity or not c.relforcerowsecurity or not exists ("
            + "select from pg_trigger g where g.tgrelid = c.oid and g.tgname = 'refuse_change'"
            + " and g.tgenabled = 'O'))");
  }

  private List<String> all(String sql) {
    return db.admin().withHandle(h -> h.createQuery(sql).mapTo(String.class).list());
  }

  private String one(String sql) {
    return db.admin().withHandle(h -> h.createQuery(sql).mapTo(String.class).one());
  }

  private static List<String> lines(Path file) throws IOException {
    try (var reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }

  private static Refusal refusal(ThrowingCallable call) {
    return Objects.requireNonNull(catchThrowableOfType(Refusal.class, call), "not refused");
  }
}
