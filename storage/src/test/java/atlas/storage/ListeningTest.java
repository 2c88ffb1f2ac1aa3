package atlas.storage;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.model.Caller;
import atlas.model.Event;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

class ListeningTest {
  private static final UUID PROCESS = new UUID(7, 7);
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(2);

  private final TestDatabase db = TestDatabase.create();
  private final Caller ann = db.user("ann");
  private final Caller ben = db.user("ben");

  @AfterEach
  void drop() {
    db.close();
  }

  private Listening listening() throws SQLException {
    return db.database().listen().orElseThrow();
  }

  private void listensTo(Caller user, Duration lease) {
    db.database()
        .write(
            user,
            tx -> {
              tx.listeners().add(PROCESS, tx.at().plus(lease));
              return 0;
            });
  }

  private void happens(Caller user, int events) {
    db.database()
        .write(
            user,
            tx -> {
              for (int i = 0; i < events; i++) tx.append(new Event.UserAdded(tx.newId(), "x"));
              return 0;
            });
  }

  @Test
  void itRingsForWhomSomebodyListensAndOnceForATransaction() throws SQLException {
    listensTo(ann, Duration.ofMinutes(1));
    try (Listening listening = listening();
        var raw = db.logins().server().connect();
        var statement = raw.createStatement()) {
      statement.execute("listen atlas_events");
      happens(ben, 1);
      happens(ann, 3);
      assertThat(listening.heard(LONG_ENOUGH)).containsExactly(ann.userId());
      var rung = raw.unwrap(PGConnection.class).getNotifications(2_000);
      assertThat(rung).hasSize(1);
      assertThat(rung[0].getParameter()).isEqualTo(ann.userId().toString());
      assertThat(listening.alive()).isTrue();
    }
  }

  @Test
  void aLeaseThatRanOutRingsNoMoreAndIsForgotten() throws SQLException {
    listensTo(ann, Duration.ofMinutes(1));
    db.clock().advance(Duration.ofMinutes(2));
    try (Listening listening = listening()) {
      happens(ann, 1);
      assertThat(listening.heard(Duration.ofMillis(300))).isEmpty();
    }
    db.database()
        .write(
            ann,
            tx -> {
              tx.listeners().removeExpired();
              return 0;
            });
    assertThat(rows()).isZero();
  }

  @Test
  void whatIsRolledBackDoesNotRing() throws SQLException {
    listensTo(ann, Duration.ofMinutes(1));
    try (Listening listening = listening()) {
      try {
        db.database()
            .write(
                ann,
                tx -> {
                  tx.append(new Event.UserAdded(tx.newId(), "x"));
                  throw new IllegalStateException("undone");
                });
      } catch (IllegalStateException undone) {
        assertThat(undone).hasMessage("undone");
      }
      assertThat(listening.heard(Duration.ofMillis(300))).isEmpty();
    }
  }

  @Test
  void ticketsRingWithoutAnEvent() throws SQLException {
    listensTo(ann, Duration.ofMinutes(1));
    db.admin().useHandle(handle -> SampleRows.add(handle, "tickets", ann.userId(), 1));
    try (Listening listening = listening()) {
      db.database().write(ann, tx -> tx.tickets().deactivateAllBut(new String[0]));
      assertThat(listening.heard(LONG_ENOUGH)).containsExactly(ann.userId());
    }
  }

  @Test
  void whoeverRingsWithNonsenseIsNotHeard() throws SQLException {
    try (Listening listening = listening();
        var raw = db.logins().server().connect();
        var statement = raw.createStatement()) {
      statement.execute("notify atlas_events, 'nonsense'");
      statement.execute("notify atlas_events");
      List<UUID> heard = new ArrayList<>(listening.heard(LONG_ENOUGH));
      assertThat(heard).isEmpty();
    }
  }

  private int rows() {
    return db.admin()
        .withHandle(
            h -> h.createQuery("select count(*) from listeners").mapTo(Integer.class).one());
  }
}
