package atlas.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.Event;
import atlas.model.Refusal;
import atlas.storage.Purge.Found;
import atlas.storage.Purge.Purged;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two users with rows in every table; one of them goes. */
class PurgeTest {
  private static final YearMonth JANUARY = YearMonth.of(2026, 1);

  private final TestDatabase db = TestDatabase.create();
  private final Caller ann = db.user("ann");
  private final Caller ben = db.user("ben");
  private final Purge purge = new Purge(db.logins().owner(), db.clock());
  private @TempDir Path folder;

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
      db.database().write(user, tx -> append(tx, user.actor()));
    }
  }

  @AfterEach
  void drop() {
    db.close();
  }

  private static int append(Tx tx, String name) {
    tx.append(new Event.UserAdded(tx.newId(), name));
    return 0;
  }

  @Test
  void nothingOfTheUserIsLeftInAnyTableAndNothingOfAnotherIsTouched() {
    assertThat(with(ann)).hasSizeGreaterThan(40);
    Map<String, String> bens = rows(ben);
    Found found = purge.look("ann");
    assertThat(found.userId()).isEqualTo(ann.userId());
    assertThat(found.rows()).containsKeys("tickets", "api_tokens", "scheduled_tasks", "vectors");
    assertThat(found.rows()).doesNotContainKey("events");
    assertThat(found.events()).isEqualTo(2);
    Purged purged = run(found);
    assertThat(purged.events()).isEqualTo(2);
    assertThat(purged.rows())
        .isEqualTo(1 + found.rows().values().stream().mapToLong(Long::longValue).sum());
    assertThat(purged.unswept()).isEmpty();
    assertThat(with(ann)).containsExactly("events");
    assertThat(rows(ben)).isEqualTo(bens);
    assertThat(events())
        .containsExactly(
            "user.added redacted redacted null null {}",
            "user.added redacted redacted null null {}",
            "user.purged owner User purged: %d rows and 0 files gone, 2 events redacted null null"
                    .formatted(purged.rows())
                + " {\"rows\": %d, \"files\": 0, \"events\": 2, \"entity_id\": \"%s\"}"
                    .formatted(purged.rows(), ann.userId()));
    assertThat(refusal(() -> purge.look("ann")).sentence())
        .isEqualTo("There is no user ann; nothing was changed.");
    // A server that starts now finds every guard in its place, and the name is free.
    try (var another = db.anotherOpening()) {
      assertThat(another.await()).isNotNull();
    }
    assertThat(db.user("ann").userId()).isNotEqualTo(ann.userId());
  }

  @Test
  void whatWasGivenToTheUserToReadGoesToo() {
    db.admin()
        .useHandle(handle -> handle.execute("update shared_packs set reader_id = ?", ann.userId()));
    run(purge.look("ann"));
    assertThat(rows(ben).get("shared_packs")).isEmpty();
  }

  @Test
  void whatWasCutOffIsFinishedByDoingItAgain() {
    Found found = purge.look("ann");
    var cut =
        catchThrowableOfType(
            IllegalStateException.class,
            () ->
                purge.run(
                    found,
                    folder,
                    all -> {
                      throw new IllegalStateException("cut");
                    },
                    Call.plain()));
    assertThat(cut).hasMessage("cut");
    assertThat(purge.look("ann").rows()).isEqualTo(found.rows());
    run(purge.look("ann"));
    assertThat(with(ann)).containsExactly("events");
  }

  @Test
  void monthsThatLieInFilesAreRedactedThere() throws IOException {
    db.clock().advance(Duration.ofDays(40));
    var archive = new LogArchive(db.logins().owner(), db.clock());
    Path file = archive.export(JANUARY, folder, true, Call.plain().progress()).file();
    List<String> before = lines(file);
    Found found = purge.look("ann");
    assertThat(found.months()).containsExactly(JANUARY);
    assertThat(purge.missing(found, folder)).isNull();
    assertThat(purge.missing(found, folder.resolve("elsewhere"))).isEqualTo(JANUARY);
    assertThat(run(found).files()).isEqualTo(1);
    List<String> after = lines(file);
    String anns = ann.userId().toString();
    assertThat(after).hasSameSizeAs(before);
    assertThat(after.stream().filter(line -> !line.contains(anns)).toList())
        .isEqualTo(before.stream().filter(line -> !line.contains(anns)).toList());
    assertThat(after.stream().filter(line -> line.contains(anns)))
        .hasSize(1)
        .allMatch(line -> line.contains("\"summary\":\"redacted\",\"payload\":{}"))
        .noneMatch(line -> line.contains("somebody") || line.contains("secret"));
    // The table that was kept says as little, and the month comes back as it is now.
    assertThat(with(ann)).containsExactlyInAnyOrder("events", "events_2026_01");
    archive.bringBack(file, Call.plain().progress());
    assertThat(events()).filteredOn(line -> line.startsWith("user.added redacted")).hasSize(2);
  }

  @Test
  void nobodyButThatRoleMakesAnEventSayNothingAndThatRoleNothingElse() {
    String redact =
        "update events set actor = 'redacted', short_id = null, ticket_key = null,"
            + " summary = 'redacted', payload = '{}' where user_id = '"
            + ann.userId()
            + "'";
    for (Jdbi login : List.of(db.server(), db.owner())) {
      assertThat(state(login, redact)).isEqualTo("42501");
    }
    assertThat(state(db.server(), "set role atlas_purge")).isEqualTo("42501");
    // As long as the user is there, there is nothing that it may change.
    assertThat(asPurge(redact)).isEqualTo("0");
    run(purge.look("ann"));
    for (String change :
        List.of(
            "update events set summary = 'redacted'",
            "update events set at = atlas_now()",
            "update events set user_id = '" + ben.userId() + "'",
            "update events set type = 'redacted'",
            "update events_2026_01 set summary = 'redacted'")) {
      assertThat(asPurge(change)).as(change).isIn("42501", "3");
    }
    assertThat(asPurge("update events set summary = 'another'")).isEqualTo("42501");
    assertThat(asPurge("update events set payload = '{\"a\":1}'")).isEqualTo("42501");
    assertThat(asPurge("delete from events")).isEqualTo("42501");
    assertThat(asPurge("truncate events")).isEqualTo("42501");
    assertThat(
            asPurge(
                "insert into events (user_id, at, actor, type, version, entity_id, summary,"
                    + " payload) values (atlas_user_id(), atlas_now(), 'a', 'user.added', 1,"
                    + " atlas_user_id(), 's', '{}')"))
        .isEqualTo("42501");
    assertThat(asPurge("delete from users")).isEqualTo("0");
    assertThat(asPurge("update users set name = 'carl'")).isEqualTo("42501");
  }

  @Test
  void theOwnersLoginMustBeAllowed() {
    String owner = db.logins().owner().user();
    db.admin().useHandle(handle -> handle.execute("revoke atlas_may_purge from " + owner));
    try {
      assertThat(refusal(() -> purge.look("ann")).sentence())
          .startsWith("The login of ATLAS_DATABASE_OWNER_URL may not take anybody away: run");
    } finally {
      db.admin().useHandle(handle -> handle.execute("grant atlas_may_purge to " + owner));
    }
  }

  @Test
  void filesAreTheUsersWhereNobodyElseHasThem() {
    db.admin()
        .useHandle(
            handle -> {
              handle.execute("update attachments set sha256 = repeat('a', 64), fetched_at = now()");
              handle.execute(
                  "insert into attachments (user_id, id, ticket_id, attachment_id, filename, size,"
                      + " sha256, fetched_at) select user_id, gen_random_uuid(), ticket_id, 'more',"
                      + " 'b.png', 1, repeat('b', 64), now() from attachments where user_id = ?",
                  ann.userId());
            });
    assertThat(purge.look("ann").files()).containsExactly("b".repeat(64));
    assertThat(purge.look("ben").files()).isEmpty();
  }

  private Purged run(Found found) {
    return purge.run(found, folder, all -> 0, Call.plain());
  }

  /** The tables in which any column has the user's id, by the catalogue. */
  private List<String> with(Caller user) {
    return db.admin()
        .withHandle(
            handle ->
                tables(handle).stream()
                    .filter(
                        table ->
                            handle
                                    .createQuery(
                                        "select count(*) from "
                                            + table
                                            + " t where t::text like :id")
                                    .bind("id", "%" + user.userId() + "%")
                                    .mapTo(long.class)
                                    .one()
                                > 0)
                    .toList());
  }

  private Map<String, String> rows(Caller user) {
    return db.admin()
        .withHandle(
            handle -> {
              var rows = new TreeMap<String, String>();
              for (String table : tables(handle)) {
                String whose = table.equals("users") ? "id" : "user_id";
                rows.put(
                    table,
                    handle
                        .createQuery(
                            "select coalesce(string_agg(t::text, ' ' order by t::text), '') from "
                                + table
                                + " t where "
                                + whose
                                + " = :id")
                        .bind("id", user.userId())
                        .mapTo(String.class)
                        .one());
              }
              return rows;
            });
  }

  private static List<String> tables(Handle handle) {
    return handle
        .createQuery(
            "select relname from pg_class where relnamespace = 'public'::regnamespace"
                + " and relkind in ('r', 'p') and not relispartition"
                + " and relname <> 'flyway_schema_history' order by 1")
        .mapTo(String.class)
        .list();
  }

  private List<String> events() {
    return db.admin()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select concat_ws(' ', type, actor, summary, coalesce(short_id, 'null'),"
                            + " coalesce(ticket_key, 'null'), payload) from events"
                            + " where user_id = :id order by seq")
                    .bind("id", ann.userId())
                    .mapTo(String.class)
                    .list());
  }

  private static List<String> lines(Path file) throws IOException {
    try (var reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }

  /** What the role gets when it is named ann: how many rows, or the SQLSTATE. */
  private String asPurge(String change) {
    return state(
        db.owner(),
        "select set_config('atlas.user_id', '" + ann.userId() + "', true)",
        "set local role atlas_purge",
        change);
  }

  private static String state(Jdbi login, String... statements) {
    var rows = new int[1];
    var failure =
        catchThrowableOfType(
            JdbiException.class,
            () ->
                login.useTransaction(
                    handle -> {
                      for (String statement : statements) rows[0] = handle.execute(statement);
                      handle.rollback();
                    }));
    if (failure == null) return String.valueOf(rows[0]);
    return failure.getCause() instanceof SQLException sql ? String.valueOf(sql.getSQLState()) : "?";
  }

  private static Refusal refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable work) {
    return Objects.requireNonNull(catchThrowableOfType(Refusal.class, work));
  }
}
