package atlas.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.Ref;
import atlas.model.Refusal;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A pool with one connection, as it comes back after a transaction: what PgBouncer in transaction
 * mode hands to the next client must know nothing of the one before.
 */
class PooledConnectionTest {
  private final TestDatabase db = TestDatabase.create();
  private final Caller ann = db.user("ann");
  private final Opening opening =
      new Opening(
          new Connector(
              () -> new Connector.Logins.Pair(db.logins().server(), null), 1, db.clock()));
  private final Database database = new Database(opening, db.clock(), db::nextId, false);
  private final Seats pool = opening.await().seats();
  private final Map<String, String> before = session();

  @AfterEach
  void drop() {
    opening.close();
    db.close();
  }

  @Test
  void insideATransactionTheCallerTheRoleAndTheLimitsAreSet() {
    var probe = new Probe(db);
    database.write(ann, tx -> tx.nextNumber(Ref.Kind.SESSION));
    assertThat(probe.settings())
        .containsEntry("atlas.user_id", ann.userId().toString())
        .containsEntry("atlas.now", db.clock().instant().toString())
        .containsEntry("current_user", "atlas_app")
        .containsEntry("session_user", db.logins().server().user());
  }

  @Test
  void afterATransactionNothingIsLeft() {
    database.write(ann, tx -> tx.nextNumber(Ref.Kind.SESSION));
    assertThat(session()).isEqualTo(before);
    database.read(ann, tx -> tx.events().count());
    assertThat(session()).isEqualTo(before);
    database.identify(tx -> tx.users().find("ann"));
    assertThat(session()).isEqualTo(before);
  }

  @Test
  void afterAFailedTransactionNothingIsLeft() {
    assertThat(catchThrowable(() -> database.read(ann, tx -> tx.nextNumber(Ref.Kind.SESSION))))
        .isInstanceOf(Refusal.class);
    assertThat(session()).isEqualTo(before);
    var call = new Call(null);
    assertThat(
            catchThrowable(
                () ->
                    database.write(
                        ann.in(call),
                        tx -> {
                          call.cancel();
                          return 0;
                        })))
        .isInstanceOf(Refusal.class);
    assertThat(session()).isEqualTo(before);
    assertThat(before)
        .containsEntry("current_user", db.logins().server().user())
        .containsEntry("atlas.user_id", "")
        .containsEntry("transaction_read_only", "off")
        .containsEntry("statement_timeout", "0");
  }

  /** What the one connection remembers between transactions. */
  private Map<String, String> session() {
    return pool.with(
        seat -> {
          var settings = new TreeMap<String, String>();
          seat.serving(Call.plain())
              .createQuery(
                  """
                  select name, setting from pg_settings
                  where source not in ('default', 'configuration file', 'override')
                  union all select 'atlas.user_id', coalesce(current_setting('atlas.user_id', true), '')
                  union all select 'atlas.now', coalesce(current_setting('atlas.now', true), '')
                  union all select 'current_user', current_user::text
                  union all select 'transaction_read_only', current_setting('transaction_read_only')
                  union all select 'statement_timeout', current_setting('statement_timeout')
                  union all select 'temporary tables', count(*)::text from pg_class
                    where relpersistence = 't'
                  union all select 'locks', count(*)::text from pg_locks
                    where pid = pg_backend_pid() and locktype = 'advisory'
                  union all select 'cursors held', count(*)::text from pg_cursors where is_holdable
                  """)
              .mapToMap()
              .forEach(
                  row ->
                      settings.put(
                          String.valueOf(row.get("name")), String.valueOf(row.get("setting"))));
          return settings;
        });
  }
}
