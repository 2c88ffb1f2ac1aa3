package atlas.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Moods and the journal are hidden from whoever doesn't say that they want to see them. */
class PrivateRowsTest {
  private static final List<String> TABLES = List.of("mood_logs", "journal_entries");

  private final TestDatabase db = TestDatabase.create();
  private final UUID ann = db.user("ann").userId();

  @BeforeEach
  void aMoodAndADayAndWhatTheLogTellsOfThem() {
    db.server()
        .useTransaction(
            handle -> {
              become(handle, false);
              SampleRows.addAll(handle, ann, 1);
              for (String name : List.of("O-1", "J-1", "T-1")) {
                handle.execute(
                    "insert into events (user_id, at, actor, type, version, entity_id, short_id,"
                        + " summary, payload)"
                        + " values (?, atlas_now(), 'x', 'item.removed', 2, ?, ?, 'secret', '{}')",
                    ann,
                    ann,
                    name);
              }
            });
  }

  @AfterEach
  void drop() {
    db.close();
  }

  @Test
  void theirOwnUserSeesThemOnlyWhereItIsSaid() {
    db.server()
        .useTransaction(
            handle -> {
              become(handle, false);
              for (String table : TABLES) {
                assertThat(count(handle, table)).isZero();
                assertThat(handle.execute("update " + table + " set actor = 'me'")).isZero();
                assertThat(handle.execute("delete from " + table)).isZero();
              }
              assertThat(names(handle)).containsExactly("T-1");
              become(handle, true);
              for (String table : TABLES) assertThat(count(handle, table)).isEqualTo(1);
              assertThat(names(handle)).containsExactly("J-1", "O-1", "T-1");
            });
  }

  @Test
  void whoAllowsItIsSeenByEveryTransactionOfTheirsAndOfNobodyElse() {
    UUID ben = db.user("ben").userId();
    db.server()
        .useTransaction(
            handle -> {
              become(handle, true);
              handle.execute(
                  "update users set wellbeing_visible = true where id = atlas_user_id()");
            });
    db.server()
        .useTransaction(
            handle -> {
              become(handle, false);
              for (String table : TABLES) assertThat(count(handle, table)).isEqualTo(1);
              assertThat(names(handle)).hasSize(3);
            });
    db.server()
        .useTransaction(
            handle -> {
              handle.execute("select set_config('atlas.user_id', ?, true)", ben.toString());
              handle.execute("set local role atlas_app");
              for (String table : TABLES) assertThat(count(handle, table)).isZero();
              assertThat(names(handle)).isEmpty();
            });
  }

  private void become(Handle handle, boolean seesPrivate) {
    handle.execute(
        "select set_config('atlas.user_id', ?, true), set_config('atlas.private', ?, true),"
            + " set_config('role', 'atlas_app', true)",
        ann.toString(),
        seesPrivate ? "on" : "");
  }

  private static List<String> names(Handle handle) {
    return handle
        .createQuery("select short_id from events where short_id is not null order by 1")
        .mapTo(String.class)
        .list();
  }

  private static long count(Handle handle, String table) {
    return handle.createQuery("select count(*) from " + table).mapTo(Long.class).one();
  }
}
