package atlas.storage;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.model.Caller;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A connection that has read many timelines reads the next one as quickly as the first. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TimelinePlanTest {
  private static final UUID SMALL = new UUID(1, 1);
  // The driver prepares a statement at its fifth use; PostgreSQL plans it anew five times then.
  private static final int CALLS = 30;

  private final TestDatabase db = TestDatabase.create();
  private final Caller ann = db.user("ann");

  @BeforeAll
  void aLongLog() {
    db.server().useTransaction(handle -> events(handle, "gen_random_uuid()", 5_000));
    db.server().useTransaction(handle -> events(handle, "'" + SMALL + "'", 3));
    db.owner().useHandle(handle -> handle.execute("analyze events"));
  }

  @AfterAll
  void drop() {
    db.close();
  }

  private void events(Handle handle, String session, int count) {
    become(handle);
    handle.execute(
        """
        insert into events (user_id, at, actor, type, version, entity_id, short_id, session_id,
          summary, payload)
        select atlas_user_id(), atlas_now() - n * interval '1 second', 'test', 'session.noted', 1,
          gen_random_uuid(), 'S-' || n, %s, 'noted', '{}'
        from generate_series(1, %d) as n
        """
            .formatted(session, count));
  }

  private void become(Handle handle) {
    handle.execute(
        "select set_config('role', 'atlas_app', true), set_config('atlas.user_id', ?, true),"
            + " set_config('atlas.now', now()::text, true)",
        ann.userId().toString());
  }

  @Test
  void aTimelineReadsTheEventsThatItShows() {
    long read =
        db.server()
            .installPlugin(new SqlObjectPlugin())
            .inTransaction(
                handle -> {
                  become(handle);
                  var filter =
                      new EventTable.Filter(
                          null, null, null, SMALL, null, null, null, null, null, 10);
                  EventTable log = handle.attach(EventTable.class);
                  for (int i = 0; i < CALLS; i++) assertThat(log.timeline(filter)).hasSize(3);
                  return handle
                      .createQuery(
                          """
                          select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))
                          from pg_stat_xact_user_tables where relname like 'events%'
                          """)
                      .mapTo(Long.class)
                      .one();
                });
    assertThat(read).isLessThanOrEqualTo(2L * 3 * CALLS);
  }
}
