package atlas.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import atlas.model.Refusal;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MigrationsTest {
  private final String name = TestServer.newName();
  private final DatabaseSetup.Logins empty = TestServer.empty(name);

  @AfterEach
  void drop() {
    TestServer.asAdmin(handle -> handle.execute("drop database " + name + " with (force)"));
  }

  @Test
  void newestIsTheNewestFile() throws IOException, URISyntaxException {
    Path folder =
        Path.of(Objects.requireNonNull(Database.class.getResource("/migrations")).toURI());
    List<Integer> versions;
    try (var files = Files.list(folder)) {
      versions =
          files
              .map(file -> file.getFileName().toString().replaceAll("^V(\\d+)__.*\\.sql$", "$1"))
              .map(Integer::valueOf)
              .sorted(Comparator.naturalOrder())
              .toList();
    }
    assertThat(versions.get(versions.size() - 1)).isEqualTo(Migrations.NEWEST);
    assertThat(versions).doesNotHaveDuplicates().hasSize(Migrations.NEWEST);
  }

  @Test
  void anUnmigratedDatabaseIsRefusedWhereTheOwnerIsUnknown() {
    Refusal no = refusal(null);
    assertThat(no.kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
    assertThat(no.sentence())
        .isEqualTo(
            "The database is at version 0 and this build needs 6: set ATLAS_DATABASE_OWNER_URL once, or run atlas db init.");
  }

  @Test
  void aNewerDatabaseIsRefused() {
    open(empty.owner());
    Connector.jdbi(new UrlSource(empty.owner()))
        .useHandle(
            handle ->
                handle.execute(
                    """
                    insert into flyway_schema_history (installed_rank, version, description, type,
                      script, installed_by, execution_time, success)
                    values (99, '99', 'later', 'SQL', 'V99__later.sql', 'somebody', 1, true)
                    """));
    for (PostgresUrl owner : new PostgresUrl[] {null, empty.owner()}) {
      assertThat(refusal(owner).sentence())
          .isEqualTo(
              "A newer ATLAS made this database (version 99, this build knows 6): upgrade this one.");
    }
  }

  @Test
  void severalMayMigrateAtOnce() throws Exception {
    var pool = Executors.newFixedThreadPool(6);
    try {
      Callable<Integer> migrate =
          () -> {
            open(empty.owner());
            return 0;
          };
      var tasks = new ArrayList<Callable<Integer>>();
      for (int n = 0; n < 6; n++) tasks.add(migrate);
      for (var done : pool.invokeAll(tasks)) done.get();
    } finally {
      pool.shutdownNow();
    }
    int ran =
        Connector.jdbi(new UrlSource(empty.owner()))
            .withHandle(
                h ->
                    h.createQuery("select count(*) from flyway_schema_history where version = '1'")
                        .mapTo(Integer.class)
                        .one());
    assertThat(ran).isEqualTo(1);
  }

  @Test
  void severalMayMakeTheSameDatabaseAtOnce() throws Exception {
    String fresh = TestServer.newName();
    var pool = Executors.newFixedThreadPool(6);
    try {
      Callable<DatabaseSetup.Logins> init =
          () -> DatabaseSetup.init(TestServer.admin(), fresh, "owner'secret", "server\"secret");
      var tasks = new ArrayList<Callable<DatabaseSetup.Logins>>();
      for (int n = 0; n < 6; n++) tasks.add(init);
      for (var done : pool.invokeAll(tasks)) {
        try (var connection = done.get().server().connect()) {
          assertThat(connection.isValid(5)).isTrue();
        }
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private Refusal refusal(@Nullable PostgresUrl owner) {
    return Objects.requireNonNull(catchThrowableOfType(Refusal.class, () -> open(owner)));
  }

  private void open(@Nullable PostgresUrl owner) {
    new Connector(() -> new Connector.Logins.Pair(empty.server(), owner), 1, new TestClock())
        .get()
        .close();
  }
}
