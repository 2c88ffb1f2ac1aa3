package atlas.storage;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.Event;
import atlas.model.Project;
import atlas.model.Ref;
import atlas.model.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FailingDatabaseTest {
  private final TestDatabase db = TestDatabase.create();
  private final Caller ann = db.user("ann");

  @AfterEach
  void drop() {
    db.close();
  }

  @Test
  void cancellingACallEndsItsStatementWithinASecond() {
    var call = new Call(null);
    try (Handle blocker = blocker()) {
      var refused = CompletableFuture.supplyAsync(() -> refusal(() -> number(ann.in(call))));
      await().atMost(5, SECONDS).until(() -> waiting() == 1);
      call.cancel();
      await().atMost(1, SECONDS).until(() -> waiting() == 0);
      Refusal no = refused.orTimeout(5, SECONDS).join();
      assertThat(no.kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
      assertThat(no.sentence()).isEqualTo("The call was cancelled; nothing was changed.");
      blocker.rollback();
    }
    // The connection is as good as new.
    assertThat(number(ann)).isEqualTo(1);
    assertThat(number(ann)).isEqualTo(2);
  }

  @Test
  void aCancelledCallStartsNoFurtherStatementAndCommitsNothing() {
    var call = new Call(null);
    Refusal no =
        refusal(
            () ->
                db.database()
                    .write(
                        ann.in(call),
                        tx -> {
                          tx.append(new Event.UserAdded(tx.newId(), "ann"));
                          call.cancel();
                          return 0;
                        }));
    assertThat(no.sentence()).isEqualTo("The call was cancelled; nothing was changed.");
    assertThat(refusal(() -> number(ann.in(call))).kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
    long events = db.database().read(ann, tx -> tx.events().count());
    assertThat(events).isZero();
  }

  @Test
  void aStatementThatTakesTooLongIsUnavailable() {
    var probe = new Probe(db);
    number(ann);
    assertThat(probe.settings())
        .containsEntry("statement_timeout", "15000")
        .containsEntry("idle_in_transaction_session_timeout", "30000");
    // What PostgreSQL does after those 15 s, it does now.
    try (Handle blocker = blocker()) {
      var refused = CompletableFuture.supplyAsync(() -> refusal(() -> number(ann)));
      await().atMost(5, SECONDS).until(() -> waiting() == 1);
      blocker.execute("select pg_cancel_backend(pid) " + WAITING);
      Refusal no = refused.orTimeout(5, SECONDS).join();
      assertThat(no.kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
      assertThat(no.sentence()).isEqualTo("That took longer than 15 s; ask for less.");
      blocker.rollback();
    }
    assertThat(number(ann)).isEqualTo(2);
  }

  @Test
  void aLostConnectionIsUnavailableAndTheNextCallHasAnother() {
    number(ann);
    try (Handle blocker = blocker()) {
      var refused = CompletableFuture.supplyAsync(() -> refusal(() -> number(ann)));
      await().atMost(5, SECONDS).until(() -> waiting() == 1);
      blocker.execute("select pg_terminate_backend(pid) " + WAITING);
      Refusal no = refused.orTimeout(5, SECONDS).join();
      assertThat(no.kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
      assertThat(no.sentence()).startsWith("PostgreSQL does not answer; it is being tried again.");
      blocker.rollback();
    }
    assertThat(number(ann)).isEqualTo(2);
  }

  @Test
  void afterEveryConnectionIsLostWhileIdleAtMostOneCallFails() {
    number(ann);
    db.admin()
        .useHandle(
            handle ->
                handle.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity "
                        + "where datname = current_database() and pid <> pg_backend_pid()"));
    await()
        .atMost(10, SECONDS)
        .ignoreExceptionsInstanceOf(Refusal.class)
        .until(() -> number(ann) > 1);
  }

  @Test
  void aDatabaseThatCannotBeReachedIsToldWithoutSayingWhere() throws IOException {
    int closed;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    for (String where : List.of("127.0.0.1:" + closed, "db.secret-host.invalid:5432")) {
      var url = PostgresUrl.parse("postgresql://hidden_user:hunter2@" + where + "/hidden_base");
      String log =
          logged(
              () ->
                  assertThat(refusal(() -> open(url, null)).sentence())
                      .isEqualTo(
                          "PostgreSQL can't be reached at ATLAS_DATABASE_URL: check that it runs "
                              + "and that host and port are right, or unset the variable to use "
                              + "the embedded one. atlas doctor says more."));
      assertThat(log).contains("The database is not open:");
      assertSecretive(log, where, "hidden_user");
    }
  }

  @Test
  void anOwnersLoginThatDoesNotWorkIsToldWithoutSayingWhere() {
    String name = TestServer.newName();
    var empty = TestServer.empty(name);
    PostgresUrl owner = empty.owner();
    var wrong = new PostgresUrl(owner.jdbc(), "hidden_user", "hunter2");
    var gone =
        PostgresUrl.parse("postgresql://hidden_user:hunter2@db.secret-host.invalid/hidden_base");
    for (PostgresUrl url : List.of(wrong, gone)) {
      String log =
          logged(
              () ->
                  assertThat(refusal(() -> open(empty.server(), url)).sentence())
                      .contains("ATLAS_DATABASE_OWNER_URL"));
      assertSecretive(log, "127.0.0.1", "hidden_user");
    }
    TestServer.asAdmin(handle -> handle.execute("drop database " + name));
  }

  @Test
  void aMigrationThatFailsIsToldWithoutItsSql() {
    String name = TestServer.newName();
    var empty = TestServer.empty(name);
    Connector.jdbi(new UrlSource(empty.owner()))
        .useHandle(handle -> handle.execute("create table plan (id integer)"));
    // A login that may not, then a database that has something else in it.
    for (PostgresUrl owner : List.of(empty.server(), empty.owner())) {
      String log =
          logged(
              () ->
                  assertThat(refusal(() -> open(empty.server(), owner)).sentence())
                      .isEqualTo(
                          "The database could not be migrated; the log says why. "
                              + "Run: atlas doctor"));
      assertThat(log).containsAnyOf("permission denied for schema public", "non-empty schema");
      assertSecretive(log, "127.0.0.1", "owner-secret");
    }
    TestServer.asAdmin(handle -> handle.execute("drop database " + name));
  }

  @Test
  void aBugInAStatementIsThrownWithoutItsSqlAndArguments() {
    Throwable bug =
        catchThrowableOfType(
            RuntimeException.class,
            () ->
                db.database()
                    .write(
                        ann,
                        tx ->
                            tx.projects()
                                .insert(Project.plain(tx.newId(), "hunter2".repeat(50), tx.at()))));
    for (Throwable cause = bug; cause != null; cause = cause.getCause()) {
      assertThat(cause).isNotInstanceOf(Refusal.class);
      assertThat(String.valueOf(cause.getMessage()))
          .doesNotContain("hunter2")
          .doesNotContainIgnoringCase("insert into");
    }
  }

  private static void open(PostgresUrl server, @Nullable PostgresUrl owner) {
    var clock = new TestClock();
    try (var opening =
        new Opening(new Connector(() -> new Connector.Logins.Pair(server, owner), 1, clock))) {
      new Database(opening, clock, java.util.UUID::randomUUID, false).identify(tx -> 0);
    }
  }

  private static void assertSecretive(String log, String... secrets) {
    assertThat(log)
        .doesNotContain("hunter2", "secret-host", "hidden_base", "jdbc:postgresql://")
        .doesNotContain(secrets)
        .doesNotContainIgnoringCase("select ")
        .doesNotContainIgnoringCase("create table");
  }

  /** What is logged meanwhile. */
  private static String logged(Runnable work) {
    PrintStream before = System.err;
    var bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      work.run();
    } finally {
      System.setErr(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static final String WAITING =
      "from pg_stat_activity where datname = current_database() and state = 'active' "
          + "and wait_event_type = 'Lock' and application_name = 'atlas'";

  /** Keeps everybody else from numbering anything until it is rolled back. */
  private Handle blocker() {
    Handle blocker = db.admin().open();
    blocker.begin();
    blocker.execute("lock table counters in access exclusive mode");
    return blocker;
  }

  private long waiting() {
    return db.admin()
        .withHandle(
            handle -> handle.createQuery("select count(*) " + WAITING).mapTo(Long.class).one());
  }

  private int number(Caller caller) {
    return db.database().write(caller, tx -> tx.nextNumber(Ref.Kind.SESSION));
  }

  private static Refusal refusal(ThrowingCallable call) {
    return Objects.requireNonNull(catchThrowableOfType(Refusal.class, call));
  }
}
