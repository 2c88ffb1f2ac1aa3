package atlas.storage;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The PostgreSQL server that the tests of this JVM share, with one migrated database that each
 * test's own is a copy of. Several JVMs may use one server at once: each has names of its own, and
 * drops what it made when it ends.
 */
final class TestServer {
  private static final TestServer SHARED = new TestServer();

  private final PostgresUrl admin;
  private final String run;
  private final DatabaseSetup.Logins template;
  private final AtomicInteger copies = new AtomicInteger();

  private TestServer() {
    String random = UUID.randomUUID().toString().substring(0, 8);
    this.run = "t" + ProcessHandle.current().pid() + "_" + random;
    String external = System.getProperty("postgres.url", "");
    if (external.isBlank()) {
      var embedded = new EphemeralPostgres();
      this.admin = embedded.admin();
      atExit(embedded::close);
    } else {
      this.admin = PostgresUrl.parse(external);
      atExit(this::drop);
    }
    try {
      this.template = DatabaseSetup.init(admin, run, "owner-secret", "server-secret");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    // Opened once, so that the copies have the months of events too.
    new Connector(
            () -> new Connector.Logins.Pair(template.server(), template.owner()),
            1,
            new TestClock())
        .get()
        .close();
  }

  private static void atExit(Runnable work) {
    Runtime.getRuntime().addShutdownHook(new Thread(work, "test-server-exit"));
  }

  /** A superuser's URL. */
  static PostgresUrl admin() {
    return SHARED.admin;
  }

  /** A name that no other test has, for a database or a role; dropped in the end. */
  static String newName() {
    return SHARED.run + "_" + SHARED.copies.incrementAndGet();
  }

  /** The two logins of a migrated database without any rows. */
  static DatabaseSetup.Logins migrated(String name) {
    DatabaseSetup.Logins template = SHARED.template;
    asAdmin(
        handle -> {
          handle.execute(
              "create database "
                  + name
                  + " template "
                  + SHARED.run
                  + " owner "
                  + template.owner().user());
          handle.execute("revoke all on database " + name + " from public");
          handle.execute("grant connect on database " + name + " to " + template.server().user());
        });
    return of(name, template);
  }

  /** The two logins of a database that nothing has been done to. */
  static DatabaseSetup.Logins empty(String name) {
    DatabaseSetup.Logins template = SHARED.template;
    asAdmin(
        handle -> {
          handle.execute(
              "create database "
                  + name
                  + " template template0 encoding 'UTF8' owner "
                  + template.owner().user());
          handle.execute("revoke all on database " + name + " from public");
          handle.execute("grant connect on database " + name + " to " + template.server().user());
        });
    return of(name, template);
  }

  static void asAdmin(org.jdbi.v3.core.HandleConsumer<RuntimeException> work) {
    Jdbi.create(new UrlSource(admin())).useHandle(work);
  }

  private static DatabaseSetup.Logins of(String name, DatabaseSetup.Logins template) {
    PostgresUrl owner = template.owner();
    PostgresUrl server = template.server();
    return new DatabaseSetup.Logins(
        owner.with(name, owner.user(), owner.password()),
        server.with(name, server.user(), server.password()));
  }

  private void drop() {
    Jdbi.create(new UrlSource(admin))
        .useHandle(
            handle -> {
              for (String name : named(handle, "datname from pg_database where datname")) {
                handle.execute("drop database if exists " + name + " with (force)");
              }
              for (String name : named(handle, "rolname from pg_roles where rolname")) {
                handle.execute("drop role if exists " + name);
              }
            });
  }

  private List<String> named(Handle handle, String what) {
    return handle
        .createQuery("select " + what + " like :run || '%'")
        .bind("run", run.replace("_", "\\_"))
        .mapTo(String.class)
        .list();
  }
}
