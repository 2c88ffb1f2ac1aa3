package atlas.core.meaning;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.evidence.Evidences;
import atlas.core.evidence.NewEvidence;
import atlas.core.memory.Recall;
import atlas.core.memory.Recall.Found;
import atlas.core.memory.Recall.Query;
import atlas.core.memory.Recall.Recalled;
import atlas.core.memory.Recall.Which;
import atlas.core.tickets.TicketKeys;
import atlas.core.tickets.Tickets;
import atlas.model.Caller;
import atlas.model.EvidenceSource;
import atlas.model.Hit;
import atlas.storage.jobs.Outcome;
import atlas.storage.jobs.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is found by its meaning where much more means the same. */
class NearestTest {
  private static final String NEAR = "The invoice is right";
  // Half of it is about something else.
  private static final String HALF = "A card and a password";
  // Three quarters of it are.
  private static final String QUARTER = "A card, a password, the login and credentials";
  private static final String FAR = "The tide tables";

  private final TestHouse house = new TestHouse();
  private final FakeModel model = new FakeModel();
  private final Caller ann = house.ann();
  private final Meaning meaning = Meaning.by(() -> model.embedder("small", 8));
  private final Recall recall =
      new Recall(
          house.db().database(),
          house.projects(),
          house.accounts(),
          TicketKeys.DEFAULT,
          Alike.in(house.db().database(), meaning, 100_000_000));
  private int kept;

  @AfterEach
  void close() {
    meaning.close();
    model.close();
    house.close();
  }

  @Test
  void ownEvidenceTakesNoPlaceOfOthers() {
    keep(500, EvidenceSource.session, NEAR, "bills", null);
    keep(1, EvidenceSource.gitlab, HALF, "bills", null);
    embed();
    assertThat(names(search(null, Which.ANY, null))).containsExactly("E-501");
    assertThat(names(search(null, Which.ANY, 0.5))).containsExactly("E-501");
    // Whoever asks for evidence gets its own too.
    assertThat(names(search(Hit.Kind.evidence, Which.ANY, null))).contains("E-1");
    // What came since is known as well.
    keep(60, EvidenceSource.task, NEAR, "bills", null);
    keep(1, EvidenceSource.jira, HALF, "bills", null);
    embed();
    assertThat(names(search(null, Which.ANY, null))).containsExactly("E-562", "E-501");
  }

  @Test
  void aThresholdGoesOnAsFarAsItHolds() {
    keep(300, EvidenceSource.gitlab, FAR, "sea", null);
    keep(120, EvidenceSource.gitlab, NEAR, "bills", null);
    embed();
    for (Hit.Kind kind : new Hit.Kind[] {null, Hit.Kind.evidence}) {
      var seen = new HashSet<String>();
      String cursor = null;
      do {
        Found page =
            recall.search(
                ann, new Query("payment", kind, null, null, null, Which.ANY, 0.5, 50, cursor));
        seen.addAll(names(page));
        assertThat(page.omitted()).isEqualTo(120 - seen.size());
        cursor = page.nextCursor();
      } while (cursor != null);
      assertThat(seen).hasSize(120);
    }
  }

  @Test
  void aLowThresholdFindsWhatIsFartherThanUsual() {
    keep(1, EvidenceSource.gitlab, NEAR, "bills", null);
    keep(1, EvidenceSource.gitlab, QUARTER, "bills", null);
    keep(1, EvidenceSource.gitlab, FAR, "sea", null);
    embed();
    assertThat(names(search(null, Which.ANY, null))).containsExactly("E-1");
    assertThat(names(search(null, Which.ANY, 0.35))).containsExactly("E-1");
    assertThat(names(search(null, Which.ANY, 0.2))).containsExactly("E-1", "E-2");
    assertThat(names(search(Hit.Kind.evidence, Which.ANY, 0.2))).containsExactly("E-1", "E-2");
    assertThat(search(null, Which.ANY, 0.9).degraded()).isNull();
  }

  @Test
  void filtersComeBeforeWhatIsNearest() {
    house.jira().put("LGT-1").summary("Light");
    house.tickets().assigned(ann, new Tickets.Query(null, null, Tickets.Source.live, 50, null));
    keep(1_100, EvidenceSource.gitlab, FAR, "sea", null);
    keep(1, EvidenceSource.jira, HALF, "rare", "LGT-1");
    Instant between = house.clock().instant();
    keep(1_050, EvidenceSource.gitlab, NEAR, "bills", "HBR-1");
    embed();
    for (Hit.Kind kind : new Hit.Kind[] {null, Hit.Kind.evidence}) {
      var before = new Query("payment", kind, null, null, between, Which.ANY, null, 10, null);
      assertThat(names(recall.search(ann, before))).containsExactly("E-1101");
      var ofProject = new Query("payment", kind, "LGT", null, null, Which.ANY, null, 10, null);
      assertThat(names(recall.search(ann, ofProject))).containsExactly("E-1101");
      assertThat(names(search(kind, new Which(null, null, "rare"), null)))
          .containsExactly("E-1101");
      assertThat(names(search(kind, new Which("jira", null, null), 0.3))).containsExactly("E-1101");
      // A thousand can be gone through, and the rest is told.
      assertThat(search(kind, Which.ANY, 0.9).omitted()).isEqualTo(1_040);
      assertThat(search(kind, Which.ANY, 0.4).omitted()).isEqualTo(1_041);
    }
  }

  private Found search(Hit.@Nullable Kind kind, Which which, @Nullable Double threshold) {
    return recall.search(
        ann, new Query("payment", kind, null, null, null, which, threshold, 10, null));
  }

  private static List<String> names(Found found) {
    return found.hits().stream().map(Recalled::name).toList();
  }

  private void keep(
      int count, EvidenceSource source, String content, String tag, @Nullable String ticketKey) {
    house.clock().advance(Duration.ofSeconds(1));
    Instant at = house.clock().instant();
    house.clock().advance(Duration.ofSeconds(1));
    int until = kept + count;
    while (kept < until) {
      var page = new ArrayList<NewEvidence>();
      while (kept < until && page.size() < 500) {
        String name = "Number " + ++kept;
        page.add(
            new NewEvidence(
                source, name, name, null, content, null, at, ticketKey, "delivery", List.of(tag)));
      }
      house.db().database().write(ann, tx -> Evidences.keep(tx, page));
    }
  }

  private void embed() {
    house.clock().advance(Duration.ofSeconds(1));
    var job = new Embedding(house.db().database(), meaning, house.clock(), () -> false);
    var user = Caller.of(ann.userId(), "atlas");
    Outcome outcome = Outcome.DONE;
    do {
      outcome = job.run(new Run(user, "recurring", List.of(), 1, false));
    } while (!outcome.equals(Outcome.DONE));
  }
}
