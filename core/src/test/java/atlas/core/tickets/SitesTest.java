package atlas.core.tickets;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.sync.Runs.Trigger;
import atlas.integrations.jira.FakeJira;
import atlas.integrations.jira.Jira;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.model.SyncJob;
import atlas.model.Ticket;
import atlas.model.TicketNote;
import atlas.storage.TestDatabase;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An account that is pointed at another Jira than the copy came from. */
class SitesTest {
  private static final Duration ENOUGH = Duration.ofMinutes(10);

  private final TestDatabase db = TestDatabase.create();
  private final Caller ann = db.user("ann");
  private final FakeJira first = FakeJira.cloud();
  private final FakeJira second = FakeJira.cloud();
  private Jira jira = first.jira();
  private final Accounts accounts = user -> Optional.of(jira);

  @BeforeEach
  void copy() {
    first.setClock(db.clock().instant());
    first.put("HBR-1").summary("Of the first").assignee(FakeJira.ME, "Ann Ottosen");
    first.put("HBR-2").assignee(FakeJira.ME, "Ann Ottosen");
    second.setClock(db.clock().instant().plusSeconds(999));
    // As it is with two Jiras: the same number and the same key mean something else.
    second.put("LGT-7").summary("Another").assignee(FakeJira.ME, "Ann Ottosen");
    second.put("HBR-1").summary("Of the second").assignee(FakeJira.ME, "Ann Ottosen");
    run(false);
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
    db.close();
  }

  private Sync sync() {
    return new Sync(db.database(), accounts, db.clock());
  }

  private Tickets tickets() {
    return new Tickets(db.database(), accounts, TicketKeys.DEFAULT, db.clock());
  }

  private SyncJob run(boolean full) {
    db.clock().advance(Duration.ofMinutes(20));
    return sync().run(ann, Trigger.manual, full, ENOUGH).job();
  }

  private Ticket ticket(String key) {
    return db.database().read(ann, tx -> tx.tickets().find(key).orElseThrow());
  }

  private Optional<String> note(UUID id) {
    Optional<TicketNote> note = db.database().read(ann, tx -> tx.tickets().note(id));
    return note.map(TicketNote::note);
  }

  private long changes() {
    return db.admin()
        .withHandle(
            h ->
                h.createQuery("select count(*) from events where type = 'site.changed'")
                    .mapTo(Long.class)
                    .one());
  }

  @Test
  void ticketsOfTwoJirasAreNotMixedOnAnyWay() {
    jira = second.jira();
    for (boolean full : new boolean[] {false, true}) {
      Refusal no = refusal(() -> run(full));
      assertThat(no.sentence()).contains("atlas sync jira --new-site").doesNotContain("127.0.0.1");
    }
    assertThat(sync().state(ann, 1).runs().get(0).status()).isEqualTo("failed");
    var live = new Tickets.Query(null, null, Tickets.Source.live, 10, null);
    assertThat(refusal(() -> tickets().assigned(ann, live)).sentence()).contains("--new-site");
    KnownTicket known = tickets().get(ann, "HBR-1", false);
    assertThat(known.ticket().summary()).isEqualTo("Of the first");
    assertThat(known.degraded()).contains("--new-site");
    assertThat(refusal(() -> tickets().require(ann, "LGT-7")).sentence()).contains("--new-site");
    assertThat(changes()).isZero();
    jira = first.jira();
    assertThat(run(false).status()).isEqualTo("completed");
  }

  @Test
  void anotherJiraTakesThePlaceAndWhatIsKnownOfTheOldTicketsStays() {
    UUID old = ticket("HBR-1").id();
    db.database()
        .write(
            ann,
            tx -> {
              tx.tickets().note(old, "Mine", 3);
              return old;
            });
    jira = second.jira();
    refusal(() -> run(false));
    db.clock().advance(Duration.ofMinutes(20));
    SyncJob job = sync().runAtNewSite(ann, ENOUGH).job();
    assertThat(job.status()).isEqualTo("completed");
    assertThat(job.kind()).isEqualTo(SyncJob.Kind.full);
    assertThat(job.created()).isEqualTo(2);
    Ticket anew = ticket("HBR-1");
    assertThat(anew.id()).isNotEqualTo(old);
    assertThat(anew.summary()).isEqualTo("Of the second");
    assertThat(note(anew.id())).isEmpty();
    assertThat(note(old)).contains("Mine");
    assertThat(ticket("HBR-2").active()).isFalse();
    int active = db.database().read(ann, tx -> tx.tickets().countActive());
    assertThat(active).isEqualTo(2);
    assertThat(changes()).isEqualTo(1);
    assertThat(run(false).kind()).isEqualTo(SyncJob.Kind.incremental);
    assertThat(run(true).deactivated()).isZero();
    jira = first.jira();
    assertThat(refusal(() -> run(false)).sentence()).contains("--new-site");
  }

  @Test
  void theSameJiraUnderAnotherNameKeepsItsTickets() {
    UUID id = ticket("HBR-1").id();
    String stored = db.database().read(ann, tx -> tx.jiraSites().find()).orElseThrow().site();
    assertThat(stored).isEqualTo(first.uri().toString());
    // It was asked by another address then, and calls itself another name now.
    db.database()
        .write(
            ann,
            tx -> {
              tx.jiraSites().moved("https://old.example.com", true);
              return id;
            });
    first.callItself("https://new.example.com/");
    jira = first.jira();
    assertThat(refusal(() -> run(false)).sentence()).contains("--new-site");
    SyncJob job = sync().runAtNewSite(ann, ENOUGH).job();
    assertThat(job.created()).isZero();
    assertThat(ticket("HBR-1").id()).isEqualTo(id);
    assertThat(ticket("HBR-1").active()).isTrue();
    assertThat(changes()).isEqualTo(1);
    assertThat(run(false).status()).isEqualTo("completed");
  }

  @Test
  void howItIsReachedDoesNotMatter() {
    for (String site :
        new String[] {
          "127.0.0.1", first.uri().toString().replace("http:", "https:"), first.uri() + "/"
        }) {
      db.database()
          .write(
              ann,
              tx -> {
                tx.jiraSites().moved(site, true);
                return site;
              });
      assertThat(run(false).status()).as(site).isEqualTo("completed");
    }
    // Behind another name than its own, as at the gateway, it still says who it is.
    first.callItself("https://harbor.example.com");
    db.database()
        .write(
            ann,
            tx -> {
              tx.jiraSites().moved("https://harbor.example.com", true);
              return 1;
            });
    jira = first.jira();
    assertThat(run(false).status()).isEqualTo("completed");
  }

  @Test
  void anEmptyCopyTakesAnyJira() {
    db.admin().useHandle(h -> h.execute("delete from tickets"));
    jira = second.jira();
    assertThat(run(true).created()).isEqualTo(2);
    assertThat(db.database().read(ann, tx -> tx.jiraSites().find()).orElseThrow().site())
        .isEqualTo(second.uri().toString());
  }
}
