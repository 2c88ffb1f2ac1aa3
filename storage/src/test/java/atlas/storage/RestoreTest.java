package atlas.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.model.TicketEvent;
import atlas.storage.backup.Backup;
import atlas.storage.backup.Manifest;
import atlas.storage.backup.Restore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RestoreTest {
  private static final Instant AT = Instant.parse("2026-01-15T12:00:00Z");

  @TempDir Path folder;

  private final TestDatabase source = TestDatabase.create();
  private final String name = TestServer.newName();
  private final DatabaseSetup.Logins target = TestServer.empty(name);

  @AfterEach
  void drop() {
    source.close();
    TestServer.asAdmin(handle -> handle.execute("drop database " + name + " with (force)"));
  }

  @Test
  void everyTableRowSequenceAndPartitionIsThereAgain() throws Exception {
    fill();
    Path inA = keep("one file");
    Path inB = keep("another\u0000file");
    String user = "uploads/" + source.user("ann").userId();
    Path upload = keep(user, "an upload");
    Path strange = keep("uploads/nobody", "of nobody");
    Path draft = Files.writeString(folder.resolve("a/.draft1"), "half");
    Manifest made = backup();
    assertThat(made.files()).isEqualTo(3);
    assertThat(made.users()).containsExactly("ann", "ben");
    var files = folder.resolve("b");
    Manifest restored = new Restore(target.owner(), files).run(file(), Call.plain());
    assertThat(restored).isEqualTo(made);

    Map<String, List<String>> before = rows(source.admin());
    Map<String, List<String>> after = rows(restored());
    assertThat(before).hasSizeGreaterThan(30);
    assertThat(before.values()).allMatch(rows -> !rows.isEmpty());
    // What belongs to a process is nobody's now.
    for (String processes : List.of("sync_leases", "listeners")) {
      assertThat(after.getOrDefault(processes, List.of())).isEmpty();
      before.remove(processes);
      after.remove(processes);
    }
    assertThat(after).isEqualTo(before);
    assertThat(Catalogue.of(restored())).isEqualTo(Catalogue.of(source.admin()));
    assertThat(sequence(restored())).isEqualTo(sequence(source.admin()));
    assertThat(partitions(restored()))
        .isEqualTo(partitions(source.admin()))
        .contains("events_default", "events_2026_01", "events_2024_03");
    assertThat(Files.readString(files.resolve(folder.resolve("a").relativize(inA))))
        .isEqualTo("one file");
    assertThat(files.resolve(folder.resolve("a").relativize(inB))).exists();
    assertThat(files.resolve(folder.resolve("a").relativize(upload))).hasContent("an upload");
    assertThat(files.resolve(folder.resolve("a").relativize(strange))).doesNotExist();
    assertThat(files.resolve(draft.getFileName())).doesNotExist();
  }

  @Test
  void aMonthThatWasTakenOutOfTheLogAndKeptIsThereAgain() throws Exception {
    fill();
    source.owner().useHandle(h -> h.execute("alter table events detach partition events_2024_03"));
    backup();
    new Restore(target.owner(), folder.resolve("b")).run(file(), Call.plain());
    Map<String, List<String>> before = rows(source.admin());
    assertThat(before.get("events_2024_03")).hasSize(2);
    assertThat(rows(restored())).containsEntry("events_2024_03", before.get("events_2024_03"));
    assertThat(rows(restored())).containsEntry("events", before.get("events"));
    try (var opening = open()) {
      opening.await();
    }
  }

  @Test
  void theServerServesItAndCountsOn() throws Exception {
    fill();
    backup();
    new Restore(target.owner(), folder.resolve("b")).run(file(), Call.plain());
    long last = sequence(source.admin());
    try (var opening = open()) {
      var database = new Database(opening, source.clock(), source::nextId, false);
      var ann = source.user("ann");
      UUID known = database.identify(tx -> tx.users().ensure(tx.newId(), "ann"));
      assertThat(known).isEqualTo(ann.userId());
      int next = database.write(ann, tx -> tx.nextNumber(Ref.Kind.SESSION));
      assertThat(next).isEqualTo(42);
      database.write(ann, tx -> append(tx, ann));
    }
    assertThat(number(restored(), "select max(seq) from events")).isGreaterThan(last);
    // The log is guarded as before, by its owner too.
    assertThat(
            catchThrowableOfType(
                RuntimeException.class,
                () -> restored().useHandle(h -> h.execute("delete from events"))))
        .hasMessageContaining("append-only");
  }

  private static int append(Tx tx, Caller ann) {
    tx.append(new TicketEvent.WebhookAdded(ann.userId(), "after"));
    return 1;
  }

  @Test
  void aJobThatRanIsFreeAndAWriteThatWaitedIsLookedForFirst() throws Exception {
    Caller ann = source.user("ann");
    source
        .admin()
        .useHandle(
            handle -> {
              SampleRows.addAll(handle, ann.userId(), 1);
              handle.execute(
                  "update scheduled_tasks set picked = true, picked_by = 'gone', last_heartbeat = now()");
            });
    backup();
    new Restore(target.owner(), folder.resolve("b")).run(file(), Call.plain());
    assertThat(
            number(
                restored(),
                "select count(*) from scheduled_tasks where not picked and picked_by is null"))
        .isEqualTo(1);
    assertThat(
            number(
                restored(),
                "select count(*) from remote_writes where attempts = 1"
                    + " and payload @> '{\"unknown\": true}'"))
        .isEqualTo(1);
  }

  @Test
  void itIsOneSnapshotWhileOthersWrite() throws Exception {
    Caller ann = source.user("ann");
    // So much that copying the first tables takes a while.
    source
        .admin()
        .useHandle(
            handle ->
                handle.execute(
                    "insert into projects (user_id, id, name, description)"
                        + " select ?, gen_random_uuid(), 'old ' || n, repeat(md5(n::text), 20)"
                        + " from generate_series(1, 20000) n",
                    ann.userId()));
    var written = new AtomicInteger();
    var enough = new AtomicBoolean();
    var writer =
        new Thread(
            () -> {
              while (!enough.get()) {
                int n = written.get() + 10;
                source
                    .server()
                    .useTransaction(
                        handle -> {
                          handle.execute(
                              "select set_config('atlas.user_id', ?, true)",
                              ann.userId().toString());
                          SampleRows.add(handle, "projects", ann.userId(), n);
                          SampleRows.add(handle, "events", ann.userId(), n);
                        });
                written.incrementAndGet();
              }
            });
    writer.start();
    try {
      org.awaitility.Awaitility.await().until(() -> written.get() > 20);
      int before = written.get();
      backup();
      assertThat(written.get()).as("it went on meanwhile").isGreaterThan(before + 3);
    } finally {
      enough.set(true);
      writer.join();
    }
    new Restore(target.owner(), folder.resolve("b")).run(file(), Call.plain());
    restored()
        .useHandle(
            handle -> {
              long events = number(handle, "select count(*) from events");
              assertThat(events).isGreaterThan(20).isLessThan(written.get());
              assertThat(
                      number(
                          handle,
                          "select count(*) from events e join projects p on p.id = e.entity_id"))
                  .isEqualTo(events);
              assertThat(number(handle, "select count(*) from projects where name like 'HBR%'"))
                  .isEqualTo(events);
            });
  }

  static IntStream olderVersions() {
    return IntStream.range(1, Migrations.NEWEST);
  }

  @ParameterizedTest
  @MethodSource("olderVersions")
  void aBackupOfAnOlderVersionIsBroughtUpToDate(int version) throws Exception {
    String old = TestServer.newName();
    DatabaseSetup.Logins logins = TestServer.empty(old);
    try {
      Migrations.to(logins.owner(), version);
      admin(old)
          .useHandle(
              handle -> {
                handle.execute("insert into users (id, name) values (gen_random_uuid(), 'ann')");
                handle.execute(
                    "insert into projects (user_id, id, name) select id, id, 'house' from users");
                handle.execute(
                    "insert into events (user_id, at, actor, type, version, entity_id, summary, payload)"
                        + " select id, '2025-05-05', 'a', 't', 1, id, 'found the house', '{}' from users");
              });
      Manifest made =
          new Backup(logins.owner(), folder.resolve("a"), "test").write(file(), AT, Call.plain());
      assertThat(made.schemaVersion()).isEqualTo(version);
    } finally {
      TestServer.asAdmin(handle -> handle.execute("drop database " + old + " with (force)"));
    }
    // Into a database that a newer build has already made its tables in.
    open().close();
    new Restore(target.owner(), folder.resolve("b")).run(file(), Call.plain());
    restored()
        .useHandle(
            handle -> {
              assertThat(number(handle, "select schema_version()")).isEqualTo(Migrations.NEWEST);
              assertThat(
                      number(
                          handle,
                          "select count(*) from projects p join users u on u.id = p.user_id"))
                  .isEqualTo(1);
              // Computed anew, since it is no part of a backup.
              assertThat(
                      number(
                          handle,
                          "select count(*) from events where words @@ to_tsquery('english', 'house')"))
                  .isEqualTo(1);
            });
    try (var opening = open()) {
      opening.await();
    }
  }

  @Test
  void aDatabaseWithDataIsRefusedAndKeepsThem() throws Exception {
    fill();
    backup();
    Map<String, List<String>> before = rows(source.admin());
    source.opening().await();
    source.opening().close();
    Refusal no = refused(new Restore(source.logins().owner(), folder.resolve("b")), file());
    assertThat(no.kind()).isEqualTo(Refusal.Kind.CONFLICT);
    assertThat(no.sentence())
        .contains("holds data already", "--home FOLDER", "Nothing was changed");
    assertThat(rows(source.admin())).isEqualTo(before);
    assertThat(Catalogue.of(source.admin()))
        .anyMatch(line -> line.contains("relation r tickets ") && line.contains("force=t"));
  }

  @Test
  void whatAStartLeftIsNoData() throws Exception {
    fill();
    backup();
    try (var opening = open()) {
      var database = new Database(opening, source.clock(), source::nextId, false);
      database.identify(tx -> tx.users().ensure(tx.newId(), "ann"));
    }
    new Restore(target.owner(), folder.resolve("b")).run(file(), Call.plain());
    assertThat(rows(restored()).get("users")).isEqualTo(rows(source.admin()).get("users"));
  }

  @Test
  void aDatabaseOfSomethingElseIsRefused() throws Exception {
    backup();
    admin(name).useHandle(handle -> handle.execute("create table orders (id integer)"));
    Refusal no = refused(new Restore(target.owner(), folder.resolve("b")), file());
    assertThat(no.sentence()).contains("not ATLAS's");
    assertThat(number(restored(), "select count(*) from orders")).isZero();
  }

  @Test
  void nobodyElseMayBeConnected() throws Exception {
    backup();
    try (var opening = open()) {
      opening.await();
      Refusal no = refused(new Restore(target.owner(), folder.resolve("b")), file());
      assertThat(no.sentence()).contains("end every ATLAS");
    }
    new Restore(target.owner(), folder.resolve("b")).run(file(), Call.plain());
  }

  @Test
  void whatFailsInTheMiddleLeavesAnEmptyDatabaseThatTakesTheNext() throws Exception {
    fill();
    keep("one file");
    backup();
    // Where the files should go there is something else.
    Path blocked = Files.writeString(folder.resolve("b"), "in the way");
    Refusal no = refused(new Restore(target.owner(), blocked), file());
    assertThat(no.sentence()).contains("files can't be written", "nothing was restored");
    assertThat(rows(restored()).values()).allMatch(List::isEmpty);
    new Restore(target.owner(), folder.resolve("c")).run(file(), Call.plain());
    assertThat(rows(restored()).get("events")).isEqualTo(rows(source.admin()).get("events"));
  }

  /** Rows of two users in every table, and texts that a careless copy would break. */
  private void fill() {
    for (String user : List.of("ann", "ben")) {
      Caller caller = source.user(user);
      source
          .admin()
          .useHandle(
              handle -> {
                handle.execute(
                    "select set_config('atlas.user_id', ?, false)", caller.userId().toString());
                SampleRows.addAll(handle, caller.userId(), 1);
                handle.execute("update counters set kind = 'session', last = 41");
                handle.execute(
                    "select issue_token(?, sha256(?::text::bytea), 'mine', '{read}', atlas_now() + '1 day')",
                    caller.userId(),
                    caller.userId());
                handle.execute("select make_event_partitions('2024-03-01', 1)::text");
                for (String at :
                    List.of("2024-03-31T23:59:59.999999Z", "2001-01-01", "2026-01-20")) {
                  handle.execute(
                      "insert into events (user_id, at, actor, type, version, entity_id, summary, payload)"
                          + " values (?, ?::timestamptz, 'a', 't', 1, gen_random_uuid(), ?, ?::jsonb)",
                      caller.userId(),
                      at,
                      "tab\t, line\n, back\\slash, \\N, \\., \"quotes\", größer, 日本, \uD83D\uDE00",
                      "{\"a\": [1.50, null, \"\\t\"]}");
                }
                handle.execute(
                    "update tickets set labels = '{\"a,b\",NULL,\"\"}', story_points = 1.50");
                handle.execute("update predictions set confidence = 0.1");
                handle.execute(
                    "update remote_writes set status = 'delivered', delivered_at = atlas_now()");
              });
    }
    source
        .admin()
        .useHandle(
            handle -> {
              handle.execute("update sessions set summary = '', updated_at = now()");
              // Which only the owner's login fills.
              handle.execute(
                  "do $$ begin if to_regclass('exported_months') is not null then"
                      + " insert into exported_months (user_id, month, events, exported_at)"
                      + " select id, '2024-02-01', 1, now() from users; end if; end $$");
            });
  }

  private Path keep(String content) throws Exception {
    return keep("", content);
  }

  private Path keep(String below, String content) throws Exception {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    Path shelf =
        Files.createDirectories(folder.resolve("a").resolve(below).resolve(hash.substring(0, 2)));
    return Files.write(shelf.resolve(hash), bytes);
  }

  private Manifest backup() {
    return new Backup(source.logins().owner(), folder.resolve("a"), "test")
        .write(file(), AT, Call.plain());
  }

  private Path file() {
    return folder.resolve("backup.zip");
  }

  private Opening open() {
    return new Opening(
        new Connector(
            () -> new Connector.Logins.Pair(target.server(), target.owner()), 2, source.clock()));
  }

  private Jdbi restored() {
    return admin(name);
  }

  private static Jdbi admin(String database) {
    PostgresUrl admin = TestServer.admin();
    return Connector.jdbi(new UrlSource(admin.with(database, admin.user(), admin.password())));
  }

  private static Refusal refused(Restore restore, Path file) {
    return Objects.requireNonNull(
        catchThrowableOfType(Refusal.class, () -> restore.run(file, Call.plain())));
  }

  private static long number(Handle handle, String query) {
    return handle.createQuery(query).mapTo(Long.class).one();
  }

  private static long number(Jdbi database, String query) {
    return database.withHandle(handle -> number(handle, query));
  }

  private static long sequence(Jdbi database) {
    return number(database, "select last_value from event_seq");
  }

  private static List<String> partitions(Jdbi database) {
    return database.withHandle(
        h ->
            h.createQuery("select distinct tableoid::regclass::text from events order by 1")
                .mapTo(String.class)
                .list());
  }

  /** Every row of every table, as text. */
  private static Map<String, List<String>> rows(Jdbi database) {
    return database.withHandle(
        handle -> {
          var all = new TreeMap<String, List<String>>();
          List<String> tables =
              handle
                  .createQuery(
                      "select relname from pg_class where relnamespace = 'public'::regnamespace"
                          + " and relkind in ('r', 'p') and not relispartition"
                          + " and relname <> 'flyway_schema_history'")
                  .mapTo(String.class)
                  .list();
          for (String table : tables) {
            all.put(
                table,
                handle
                    .createQuery("select t::text from " + table + " t order by 1")
                    .mapTo(String.class)
                    .list());
          }
          return all;
        });
  }
}
