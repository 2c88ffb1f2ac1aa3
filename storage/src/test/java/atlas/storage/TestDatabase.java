package atlas.storage;

import atlas.model.Caller;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Jdbi;

/**
 * A database of a test class's own, with the two logins that ATLAS has, on the server that this JVM
 * shares: the embedded one we ship, or the one that -Dpostgres.url names (a superuser's URL).
 */
public final class TestDatabase implements AutoCloseable {
  private final DatabaseSetup.Logins logins;
  private final String name;
  private final TestClock clock = new TestClock();
  private final AtomicLong ids = new AtomicLong(1_000);
  private final Opening opening;
  private final Database database;

  private TestDatabase(String name, DatabaseSetup.Logins logins) {
    this.name = name;
    this.logins = logins;
    this.opening =
        new Opening(
            new Connector(
                () -> new Connector.Logins.Pair(logins.server(), logins.owner()), 8, clock));
    this.database = new Database(opening, clock, this::nextId, false);
  }

  /** Makes an empty, migrated database. */
  public static TestDatabase create() {
    String name = TestServer.newName();
    return new TestDatabase(name, TestServer.migrated(name));
  }

  public Database database() {
    return database;
  }

  public Opening opening() {
    return opening;
  }

  /** Another process's way into the same database. */
  public Opening anotherOpening() {
    return new Opening(
        new Connector(() -> new Connector.Logins.Pair(logins.server(), null), 8, clock));
  }

  /** The database by that way. */
  public Database through(Opening other) {
    return new Database(other, clock, this::nextId, false);
  }

  /** The same database, for a server that writes nothing. */
  public Database readOnly() {
    return new Database(opening, clock, this::nextId, true);
  }

  public TestClock clock() {
    return clock;
  }

  /** A user of that name. */
  public Caller user(String userName) {
    UUID id = database.identify(tx -> tx.users().ensure(tx.newId(), userName));
    return Caller.of(id, userName);
  }

  /** The owner's login, to look behind what the serving one may see. */
  public Jdbi owner() {
    return Connector.jdbi(new UrlSource(logins.owner()));
  }

  /** The serving login, outside Database. */
  public Jdbi server() {
    return Connector.jdbi(new UrlSource(logins.server()));
  }

  /** A superuser, whom row-level security does not bind: sees everybody's rows. */
  public Jdbi admin() {
    PostgresUrl admin = TestServer.admin();
    return Connector.jdbi(new UrlSource(admin.with(name, admin.user(), admin.password())));
  }

  /** A superuser's URL on the server, for what makes databases of its own. */
  public PostgresUrl adminUrl() {
    return TestServer.admin();
  }

  public DatabaseSetup.Logins logins() {
    return logins;
  }

  /** An id that no other has. */
  public UUID nextId() {
    return new UUID(0, ids.incrementAndGet());
  }

  @Override
  public void close() {
    opening.close();
    TestServer.asAdmin(handle -> handle.execute("drop database " + name + " with (force)"));
  }
}
