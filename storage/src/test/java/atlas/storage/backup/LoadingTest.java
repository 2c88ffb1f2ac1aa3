package atlas.storage.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import atlas.model.Call;
import atlas.model.Refusal;
import atlas.storage.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadingTest {
  @TempDir Path folder;

  private final TestDatabase source = TestDatabase.create();
  private final TestDatabase target = TestDatabase.create();

  @AfterEach
  void drop() {
    source.close();
    target.close();
  }

  @Test
  void whatTriggersDidBeforeIsNotDoneAgain() throws Exception {
    source.user("ann");
    target
        .owner()
        .useHandle(
            handle -> {
              handle.execute(
                  "create function refuse() returns trigger language plpgsql"
                      + " as 'begin raise exception ''no''; end'");
              handle.execute(
                  "create trigger plain before insert on users for each row execute function refuse()");
              handle.execute(
                  "create trigger \"Always\" after insert on users for each statement"
                      + " execute function refuse()");
              handle.execute("alter table users enable always trigger \"Always\"");
              handle.execute(
                  "create trigger never after insert on users for each row execute function refuse()");
              handle.execute("alter table users disable trigger never");
            });
    List<String> before = triggers();
    load();
    List<String> users = list("select name from users");
    assertThat(users).containsExactly("ann");
    assertThat(triggers()).isEqualTo(before).contains("plain O", "Always A", "never D");
  }

  @Test
  void tablesThatWereFilledMeanwhileAreRefused() {
    target.user("ben");
    Refusal no = Objects.requireNonNull(catchThrowableOfType(Refusal.class, this::load));
    assertThat(no.sentence()).contains("Somebody wrote to this database meanwhile");
  }

  private void load() throws SQLException {
    Path file = folder.resolve("a.zip");
    new Backup(source.logins().owner(), folder, "test")
        .write(file, Instant.parse("2026-01-15T12:00:00Z"), Call.plain());
    try (BackupFile backup = BackupFile.open(file);
        Connection connection = target.logins().owner().connect()) {
      connection.setAutoCommit(false);
      new Loading(connection, backup, Call.plain()).run();
      connection.commit();
    }
  }

  private List<String> triggers() {
    return list(
        "select tgname || ' ' || tgenabled::text from pg_trigger"
            + " where tgrelid = 'users'::regclass and not tgisinternal order by 1");
  }

  private List<String> list(String query) {
    return target.admin().withHandle(h -> h.createQuery(query).mapTo(String.class).list());
  }
}
