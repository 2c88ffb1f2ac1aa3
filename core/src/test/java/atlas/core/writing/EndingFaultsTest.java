package atlas.core.writing;

import static atlas.core.TestHouse.once;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import atlas.core.prediction.Predictions;
import atlas.core.progress.Earning;
import atlas.core.progress.SessionProgress;
import atlas.core.testing.Ending;
import atlas.core.testing.Sessions;
import atlas.core.testing.Sessions.End;
import atlas.core.testing.Sessions.Ended;
import atlas.core.tickets.TicketKeys;
import atlas.model.Activity;
import atlas.model.Caller;
import atlas.model.Outcome;
import atlas.model.Refusal;
import atlas.model.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That the end of a session is all or nothing, wherever it breaks off. */
final class EndingFaultsTest {
  /** Each statement that changes a row is counted, and that with the number in fault breaks. */
  private static final String FAULTS =
      """
      create schema faults;
      create table faults.fault (at integer not null, kind text not null);
      insert into faults.fault values (0, 'error');
      create function faults.step() returns trigger
        language plpgsql
        security definer
        as $$
      declare
        so_far integer := coalesce(nullif(current_setting('faults.steps', true), ''), '0')::integer + 1;
      begin
        perform set_config('faults.steps', so_far::text, true);
        if so_far = (select at from faults.fault) then
          if (select kind from faults.fault) = 'kill' then
            perform pg_terminate_backend(pg_backend_pid()), pg_sleep(10);
          end if;
          raise exception 'fault %', so_far;
        end if;
        return null;
      end
      $$;
      create function faults.commit() returns trigger
        language plpgsql
        as $$
      begin
        if (select kind from faults.fault) = 'commit' then
          raise exception 'fault at commit';
        end if;
        return null;
      end
      $$;
      grant usage on schema faults to public;
      grant select on faults.fault to public;
      do $$
      declare
        each regclass;
      begin
        for each in
          select oid from pg_class
          where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
            and not relispartition
        loop
          execute format(
            'create trigger zz_fault after insert or update or delete on %s '
            || 'for each statement execute function faults.step()', each);
        end loop;
        create constraint trigger zz_commit after update on sessions
          deferrable initially deferred for each row execute function faults.commit();
      end
      $$;
      """;

  /** What the real steps and the session itself write, at the least. */
  private static final int STATEMENTS = 18;

  private final Desk desk = new Desk();
  private final Caller ann = desk.ann();

  @BeforeEach
  void aSessionThatIsPaused() {
    desk.jira().put("HBR-1");
    desk.predictions().predict(ann, new Predictions.Ask("HBR-1", null, null, null, null, 3));
    Sessions sessions = desk.sessions();
    sessions.start(ann, new Sessions.Start("HBR-1", "Explore", 60, true));
    desk.db().clock().advance(Duration.ofMinutes(20));
    sessions.log(
        ann, new Sessions.Log(null, "Pay", Result.failed, Activity.test, null, 5, "P-1", "HBR-7"));
    sessions.update(ann, null, Sessions.Action.pause, null);
    desk.db().clock().advance(Duration.ofMinutes(5));
    desk.db().admin().useHandle(handle -> handle.execute(FAULTS));
  }

  @AfterEach
  void close() {
    desk.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"error", "kill"})
  void aStatementThatFailsLeavesEverythingAsItWas(String kind) {
    Map<String, String> before = everything();
    int failed = 0;
    Ended ended = null;
    while (ended == null) {
      fault(failed + 1, kind);
      try {
        ended = end(sessions(real()));
      } catch (RuntimeException broken) {
        failed++;
        // After a kill there is no connection for a moment.
        await()
            .ignoreExceptionsInstanceOf(Refusal.class)
            .until(() -> desk.db().database().read(ann, tx -> true));
        assertThat(everything()).as(kind + " at statement " + failed).isEqualTo(before);
        assertThat(desk.jira().requests("POST .*")).isZero();
      }
    }
    assertThat(failed).isGreaterThanOrEqualTo(STATEMENTS);
    assertThat(ended.effects())
        .contains("3 predictions settled: 1 tried, 1 found a bug", "The session sheet is in Jira");
    assertThat(changed(before))
        .contains(
            "events", "idempotency_keys", "pauses", "predictions", "remote_writes", "sessions");
    assertThat(end(sessions(real()))).isEqualTo(ended);
  }

  @Test
  void aCommitThatFailsLeavesEverythingAsItWas() {
    Map<String, String> before = everything();
    fault(0, "commit");
    assertThat(catchThrowable(() -> end(desk.sessions()))).isNotNull();
    assertThat(everything()).isEqualTo(before);
    fault(0, "error");
    assertThat(end(desk.sessions()).sheet().outcome()).isEqualTo(Outcome.failed);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void anAreaThatFailsAtAnyPlaceLeavesEverythingAsItWas(int place) {
    Map<String, String> before = everything();
    for (Ending failing :
        List.<Ending>of(
            (caller, end) -> {
              throw new IllegalStateException("The ledger can't be looked up.");
            },
            (caller, end) ->
                (tx, session) -> {
                  tx.sessions().setStatus(session.id(), "completed");
                  throw new IllegalStateException("The ledger is full.");
                })) {
      List<Ending> endings = real();
      endings.add(place, failing);
      assertThatIllegalStateException().isThrownBy(() -> end(sessions(endings)));
      assertThat(everything()).isEqualTo(before);
    }
    assertThat(end(sessions(real())).effects())
        .containsSubsequence(
            "1 scenario is final",
            "session.ended is in the timeline",
            "3 predictions settled: 1 tried, 1 found a bug",
            "One more");
  }

  @Test
  void anAreaThatRefusesIsHeard() {
    Map<String, String> before = everything();
    List<Ending> endings = real();
    endings.add(
        (caller, end) ->
            (tx, session) -> {
              throw Refusal.conflict("The day is closed.");
            });
    assertThat(catchThrowable(() -> end(sessions(endings)))).hasMessage("The day is closed.");
    assertThat(everything()).isEqualTo(before);
  }

  /** What the server has, and one area more. */
  private List<Ending> real() {
    return new ArrayList<>(
        List.of(
            Predictions.settling(),
            new SessionWrites(desk.db().database(), desk.accounts(), desk.outbox()),
            new SessionProgress(Earning.in(null)),
            (caller, end) -> (tx, session) -> List.of("One more")));
  }

  private Sessions sessions(List<Ending> endings) {
    return new Sessions(desk.db().database(), desk.tickets(), TicketKeys.DEFAULT, endings);
  }

  private Ended end(Sessions sessions) {
    return sessions.end(
        once(ann, "key"), new End("S-1", Outcome.failed, "Paid", null, null, null, true, true));
  }

  private void fault(int at, String kind) {
    desk.db()
        .admin()
        .useHandle(handle -> handle.execute("update faults.fault set at = ?, kind = ?", at, kind));
  }

  private List<String> changed(Map<String, String> before) {
    var changed = new ArrayList<String>();
    everything()
        .forEach(
            (table, rows) -> {
              if (!rows.equals(before.get(table))) changed.add(table);
            });
    return changed;
  }

  /** Every row of every table, everybody's. */
  private Map<String, String> everything() {
    return desk.db().admin().withHandle(EndingFaultsTest::everything);
  }

  private static Map<String, String> everything(Handle handle) {
    var all = new TreeMap<String, String>();
    for (String table :
        handle
            .createQuery(
                "select oid::regclass::text from pg_class where relkind in ('r', 'p')"
                    + " and relnamespace = 'public'::regnamespace and not relispartition")
            .mapTo(String.class)) {
      all.put(
          table,
          handle
              .createQuery(
                  "select coalesce(string_agg(t::text, '\n' order by t::text), '') from "
                      + table
                      + " as t")
              .mapTo(String.class)
              .one());
    }
    return all;
  }
}
