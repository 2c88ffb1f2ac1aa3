package atlas.core.meaning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import atlas.core.SourceReport;
import atlas.core.TestHouse;
import atlas.core.evidence.Evidences;
import atlas.core.evidence.NewEvidence;
import atlas.core.memory.Memories;
import atlas.core.memory.Recall;
import atlas.core.memory.Recall.Recalled;
import atlas.core.prediction.Predictions;
import atlas.core.prediction.SimilarTickets;
import atlas.core.testing.Sessions;
import atlas.core.tickets.Finding;
import atlas.core.tickets.TicketKeys;
import atlas.core.tickets.Tickets;
import atlas.integrations.embedding.MiniLm;
import atlas.model.Activity;
import atlas.model.Caller;
import atlas.model.EvidenceSource;
import atlas.model.FoundTicket;
import atlas.model.Hit;
import atlas.model.Memory;
import atlas.model.Result;
import atlas.model.SimilarTicket;
import atlas.model.Ticket;
import atlas.storage.VectorTable.State;
import atlas.storage.jobs.Jobs;
import atlas.storage.jobs.Outcome;
import atlas.storage.jobs.Run;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MeaningTest {
  private static final String SMALL = "small";
  private static final long PLENTY = 100_000_000;

  private final TestHouse house = new TestHouse();
  private final FakeModel model = new FakeModel();
  private final Caller ann = house.ann();
  private final Caller ben = house.ben();
  private final List<Meaning> opened = new ArrayList<>();
  private Meaning meaning = meaning(SMALL, 8);
  private Alike alike = Alike.in(house.db().database(), meaning, PLENTY);

  @BeforeEach
  void tickets() {
    house.jira().put("HBR-1").summary("Sign-in is broken").description("The password is wrong.");
    house.jira().put("HBR-2").summary("Invoice is late").description("The card was charged.");
    house.jira().put("HBR-3").summary("Login page is grey").description("");
    copy(ann);
    house.bensJira().put("HBR-1").summary("Ben's credentials").description("");
    house.bensJira().put("HBR-9").summary("Ben's boat").description("");
    copy(ben);
  }

  @AfterEach
  void close() {
    opened.forEach(Meaning::close);
    model.close();
    house.close();
  }

  private Meaning meaning(String name, int dimension) {
    Meaning made = Meaning.by(() -> model.embedder(name, dimension));
    opened.add(made);
    return made;
  }

  /** Another process, or the same after its configuration changed. */
  private void restart(Meaning other) {
    meaning = other;
    alike = Alike.in(house.db().database(), meaning, PLENTY);
  }

  private void copy(Caller caller) {
    house.tickets().assigned(caller, new Tickets.Query(null, null, Tickets.Source.live, 50, null));
  }

  private Outcome embed(Caller caller) {
    house.clock().advance(Duration.ofSeconds(1));
    var job = new Embedding(house.db().database(), meaning, house.clock(), () -> false);
    var user = Caller.of(caller.userId(), "atlas");
    return job.run(new Run(user, "recurring", List.of(), 1, false));
  }

  private Finding finding() {
    return new Finding(
        house.db().database(), house.accounts(), TicketKeys.DEFAULT, house.clock(), alike);
  }

  private Finding.Found find(Caller caller, String words) {
    return find(caller, words, 10, null);
  }

  private Finding.Found find(Caller caller, String words, int limit, @Nullable String cursor) {
    return finding().search(caller, new Finding.Query(words, null, null, null, limit, cursor));
  }

  private static List<String> why(Finding.Found found) {
    return found.tickets().stream().map(one -> one.ticketKey() + " " + one.why()).toList();
  }

  private State state(Caller caller) {
    return house.db().database().read(caller, tx -> tx.vectors().state().orElseThrow());
  }

  private List<SimilarTicket> similar(Caller caller, String key) {
    Ticket ticket = house.db().database().read(caller, tx -> tx.tickets().find(key).orElseThrow());
    return finding().similar(caller, ticket);
  }

  @Test
  void whatMeansTheSameIsFoundWithoutACommonWord() {
    assertThat(find(ann, "credentials").tickets()).isEmpty();
    assertThat(embed(ann)).isEqualTo(Outcome.DONE);
    assertThat(why(find(ann, "credentials"))).containsExactly("HBR-1 meaning", "HBR-3 meaning");
    assertThat(why(find(ann, "login credentials")))
        .containsExactlyInAnyOrder("HBR-3 words and meaning", "HBR-1 meaning");
    assertThat(why(find(ann, "HBR-2 password")))
        .containsExactly("HBR-2 named", "HBR-1 words and meaning", "HBR-3 meaning");
    assertThat(find(ann, "boat").tickets()).isEmpty();
    assertThat(find(ann, "credentials").sources())
        .extracting(SourceReport::name, SourceReport::status)
        .containsExactly(tuple("words", "answered"), tuple("meaning", "answered"));
    // Whoever quotes wants those words and no others.
    assertThat(find(ann, "\"credentials\"").tickets()).isEmpty();
    assertThat(find(ann, "credentials").anyWord()).isFalse();
  }

  @Test
  void filtersHoldForWhatIsMeantToo() {
    embed(ann);
    house.jira().put("HBR-1").status("Testing", "indeterminate").updated("2026-01-15T08:00:00Z");
    copy(ann);
    Finding finding = finding();
    var testing = new Finding.Query("credentials", null, "testing", null, 10, null);
    assertThat(why(finding.search(ann, testing))).containsExactly("HBR-1 meaning");
    var elsewhere = new Finding.Query("credentials", "LGT", null, null, 10, null);
    assertThat(finding.search(ann, elsewhere).tickets()).isEmpty();
  }

  @Test
  void pagesGoThroughWordsAndMeaningWithoutOneTwice() {
    IntStream.range(10, 30)
        .forEach(
            i ->
                house
                    .jira()
                    .put("HBR-" + i)
                    .summary((i % 2 == 0 ? "Login " : "Password ") + "number " + i)
                    .description(""));
    copy(ann);
    embed(ann);
    var seen = new HashSet<String>();
    String cursor = null;
    int pages = 0;
    do {
      Finding.Found page = find(ann, "login", 4, cursor);
      assertThat(page.tickets()).hasSizeLessThanOrEqualTo(4);
      for (FoundTicket one : page.tickets()) assertThat(seen.add(one.ticketKey())).isTrue();
      assertThat(page.omitted()).isEqualTo(22 - seen.size());
      cursor = page.nextCursor();
      pages++;
    } while (cursor != null);
    assertThat(seen).hasSize(22).doesNotContain("HBR-2");
    assertThat(pages).isEqualTo(6);
  }

  @Test
  void onlyWhatChangedIsReadAgain() {
    embed(ann);
    assertThat(model.asked())
        .contains("Sign-in is broken", "Sign-in is broken\nThe password is wrong.");
    assertThat(embed(ann)).isEqualTo(Outcome.DONE);
    assertThat(model.asked()).isEmpty();
    house.clock().advance(Duration.ofMinutes(5));
    house.jira().put("HBR-1").summary("The boat is late").updated("2026-01-15T08:00:00Z");
    house.jira().put("HBR-2").components("Bills").updated("2026-01-15T08:00:00Z");
    copy(ann);
    embed(ann);
    assertThat(model.asked())
        .containsExactly("The boat is late", "The boat is late\nThe password is wrong.");
    assertThat(why(find(ann, "vessel"))).containsExactly("HBR-1 meaning");
    assertThat(model.asked()).containsExactly("vessel");
    assertThat(state(ann).waiting()).isZero();
    assertThat(
            house.rows(
                "vectors where item_at <> (select profile_at from tickets where id ="
                    + " item_id)"))
        .isZero();
    // Nothing happened since: it is not even looked for.
    house.clock().advance(Duration.ofMinutes(5));
    embed(ann);
    house.clock().advance(Duration.ofMinutes(5));
    assertThat(embed(ann)).isEqualTo(Outcome.DONE);
    house.clock().advance(Duration.ofMinutes(50));
    embed(ann);
    assertThat(embed(ann).kind()).isEqualTo(Outcome.Kind.LATER);
    assertThat(model.asked()).isEmpty();
  }

  @Test
  void aCopyThatSaysTheSameLeavesTheTimeOfTheProfile() {
    String since = "'" + house.clock().instant().plusSeconds(1) + "'";
    house.clock().advance(Duration.ofHours(1));
    house.jira().put("HBR-1").priority("High").updated("2026-01-15T08:00:00Z");
    copy(ann);
    assertThat(house.rows("tickets where updated_at > " + since)).isEqualTo(3);
    assertThat(house.rows("tickets where profile_at > " + since)).isZero();
    house.jira().put("HBR-1").components("Login");
    house.jira().put("HBR-2").description("The card is new.");
    copy(ann);
    assertThat(house.rows("tickets where profile_at > " + since)).isEqualTo(2);
  }

  @Test
  void anotherModelReadsEverythingAnewAndVectorsOfTwoAreNeverCompared() {
    embed(ann);
    assertThat(house.rows("vectors where model = 'small' and dimension = 8")).isEqualTo(6);
    restart(meaning("large", 16));
    assertThat(find(ann, "credentials").tickets()).isEmpty();
    assertThat(similar(ann, "HBR-1")).isNotNull();
    assertThat(house.rows("vectors where model = 'small'")).isEqualTo(6);
    model.asked();
    embed(ann);
    assertThat(model.asked()).hasSize(6);
    assertThat(house.rows("vectors where model = 'large' and dimension = 16")).isEqualTo(6);
    assertThat(house.rows("vectors where model = 'small'")).isZero();
    assertThat(why(find(ann, "credentials"))).contains("HBR-1 meaning");
    assertThat(state(ann).model()).isEqualTo("large");
  }

  @Test
  void nobodySeesWhatAnothersTextsMean() {
    embed(ann);
    embed(ben);
    assertThat(why(find(ann, "credentials"))).containsExactly("HBR-1 meaning", "HBR-3 meaning");
    assertThat(find(ben, "login").tickets())
        .extracting(FoundTicket::summary)
        .containsExactly("Ben's credentials");
    assertThat(find(ann, "vessel").tickets()).isEmpty();
    assertThat(similar(ben, "HBR-1")).allMatch(one -> one.ticketKey().equals("HBR-9"));
    assertThat(similar(ann, "HBR-1"))
        .extracting(SimilarTicket::ticketKey)
        .contains("HBR-3")
        .doesNotContain("HBR-9");
  }

  @Test
  void whatIsSimilarFollowsEachChange() {
    embed(ann);
    assertThat(similar(ann, "HBR-1")).extracting(SimilarTicket::ticketKey).startsWith("HBR-3");
    house.clock().advance(Duration.ofHours(1));
    house.jira().put("HBR-4").summary("Password of sign-in is lost").description("");
    house.jira().put("HBR-3").summary("Tide tables").updated("2026-01-15T08:00:00Z");
    copy(ann);
    embed(ann);
    assertThat(similar(ann, "HBR-1")).extracting(SimilarTicket::ticketKey).startsWith("HBR-4");
    assertThat(similar(ann, "HBR-1").get(0).similarity()).isBetween(0.5, 1.0);
    house.clock().advance(Duration.ofHours(1));
    house
        .db()
        .database()
        .write(
            ann,
            tx ->
                tx.tickets()
                    .delete(new String[] {tx.tickets().find("HBR-4").orElseThrow().jiraId()}));
    assertThat(similar(ann, "HBR-1"))
        .extracting(SimilarTicket::ticketKey)
        .doesNotContain("HBR-4", "HBR-1");
    // What was tried on it is worth as much: predictions look at it still.
    var predictions =
        house.predictions(house.db().database(), List.of(new SimilarTickets()), alike);
    var ask = new Predictions.Ask("HBR-1", null, null, null, null, 5);
    assertThat(predictions.predict(ann, ask).similar())
        .extracting(SimilarTicket::ticketKey)
        .startsWith("HBR-4");
  }

  @Test
  void withoutVectorsAndWithoutMemoryWordsStillSayWhatIsSimilar() {
    house.jira().put("HBR-4").summary("Sign-in is broken again").description("");
    copy(ann);
    assertThat(similar(ann, "HBR-1")).extracting(SimilarTicket::ticketKey).startsWith("HBR-4");
    alike = Alike.in(house.db().database(), meaning, 10);
    assertThat(similar(ann, "HBR-1")).extracting(SimilarTicket::ticketKey).startsWith("HBR-4");
    alike = Alike.in(house.db().database(), Meaning.off(), PLENTY);
    assertThat(similar(ann, "HBR-1")).extracting(SimilarTicket::ticketKey).startsWith("HBR-4");
    assertThat(find(ann, "credentials").degraded()).isNull();
  }

  @Test
  void withoutTheModelWordsAnswerAndItIsSaidWhy() {
    embed(ann);
    model.answersWith(401);
    restart(meaning(SMALL, 8));
    Finding.Found found = find(ann, "sign-in");
    assertThat(why(found)).containsExactly("HBR-1 words");
    assertThat(found.degraded()).contains("Found by words alone.", "does not accept the key");
    assertThat(found.sources())
        .extracting(SourceReport::status)
        .containsExactly("answered", "failed");
    house.jira().put("HBR-5").summary("New boat").description("");
    house.clock().advance(Duration.ofMinutes(2));
    copy(ann);
    assertThat(embed(ann).kind()).isEqualTo(Outcome.Kind.LATER);
    assertThat(state(ann).problem()).contains("does not accept the key");
    assertThat(state(ann).waiting()).isEqualTo(1);
    model.answersWith(200);
    restart(meaning(SMALL, 8));
    assertThat(embed(ann)).isEqualTo(Outcome.DONE);
    assertThat(state(ann).problem()).isNull();
    assertThat(state(ann).waiting()).isZero();
    assertThat(why(find(ann, "vessel"))).containsExactly("HBR-5 meaning");
  }

  @Test
  void scenariosAndMemoriesAreFoundByWhatTheyMean() {
    var sessions = house.sessions();
    sessions.start(ann, new Sessions.Start("HBR-2", "Try the bills", null, false));
    sessions.log(ann, log("Charged twice for one order"));
    sessions.log(ann, log("Nothing of the kind"));
    var fact = new Memories.Fact(Memory.Type.pattern, "cards", "An invoice per card", null, null);
    house.memories().remember(ann, fact);
    embed(ann);
    Recall recall =
        new Recall(
            house.db().database(), house.projects(), house.accounts(), TicketKeys.DEFAULT, alike);
    var query = new Recall.Query("payment", null, null, null, null, 10, null);
    assertThat(recall.search(ann, query).hits())
        .allMatch(hit -> hit.why().equals("meaning"))
        .extracting(Recalled::name)
        .containsExactlyInAnyOrder("HBR-2", "S-1.1", "M-1");
    var scenarios = new Recall.Query("payment", Hit.Kind.scenario, null, null, null, 10, null);
    assertThat(recall.search(ann, scenarios).hits())
        .extracting(Recalled::name)
        .containsExactly("S-1.1");
    assertThat(recall.search(ben, query).hits()).isEmpty();
    house.removal().remove(ann, "M-1");
    assertThat(recall.search(ann, query).hits()).extracting(Recalled::name).doesNotContain("M-1");
    var later =
        new Recall.Query(
            "payment", null, null, house.clock().instant().plusSeconds(60), null, 10, null);
    assertThat(recall.search(ann, later).hits()).isEmpty();
    var words = new Recall.Query("charged", null, null, null, null, 10, null);
    assertThat(recall.search(ann, words).hits())
        .filteredOn(hit -> hit.kind() == Hit.Kind.scenario)
        .extracting(Recalled::why)
        .containsExactly("title: charged");
  }

  @Test
  void evidenceIsFoundByWhatItMeansWithinItsFilters() {
    keep(ann, EvidenceSource.gitlab, "One", "The invoice is right now", "delivery", "bills");
    keep(ann, EvidenceSource.gitlab, "Two", "A card and a password", "mentoring", "team");
    keep(ann, EvidenceSource.jira, "Three", "Charged once", "delivery", "bills");
    keep(ann, EvidenceSource.jira, "Four", "The tide tables", "delivery", "sea");
    keep(ben, EvidenceSource.jira, "Ben's", "An invoice", "delivery", "bills");
    embed(ann);
    embed(ben);
    assertThat(evidence(Recall.Which.ANY, null)).containsExactlyInAnyOrder("E-1", "E-2", "E-3");
    assertThat(evidence(new Recall.Which("gitlab", null, null), null))
        .containsExactlyInAnyOrder("E-1", "E-2");
    assertThat(evidence(new Recall.Which(null, "Delivery", null), null))
        .containsExactlyInAnyOrder("E-1", "E-3");
    assertThat(evidence(new Recall.Which(null, null, "BILLS"), null))
        .containsExactlyInAnyOrder("E-1", "E-3");
    assertThat(evidence(new Recall.Which("jira", "delivery", "bills"), null))
        .containsExactly("E-3");
    assertThat(evidence(Recall.Which.ANY, 0.5)).containsExactlyInAnyOrder("E-1", "E-2", "E-3");
    assertThat(evidence(Recall.Which.ANY, 0.9)).containsExactlyInAnyOrder("E-1", "E-3");
    house.removal().remove(ann, "E-1");
    assertThat(evidence(Recall.Which.ANY, null)).containsExactlyInAnyOrder("E-2", "E-3");
    keep(ann, EvidenceSource.jira, "Three", "The boat is late", "delivery", "sea");
    embed(ann);
    assertThat(evidence(Recall.Which.ANY, null)).containsExactly("E-2");
  }

  @Test
  void whatBeganEarlierAndCommitsLaterIsTakenInToo() {
    keep(ann, EvidenceSource.gitlab, "One", "The invoice is right now", "delivery", "bills");
    embed(ann);
    house.clock().advance(Duration.ofSeconds(20));
    keep(ann, EvidenceSource.gitlab, "Two", "A card and a password", "mentoring", "team");
    embed(ann);
    for (int use = 0; use < 3; use++) {
      assertThat(evidence(Recall.Which.ANY, null)).containsExactlyInAnyOrder("E-1", "E-2");
    }
    house.clock().advance(Duration.ofSeconds(-10));
    keep(ann, EvidenceSource.gitlab, "One", "The boat is late", "delivery", "sea");
    embed(ann);
    assertThat(evidence(Recall.Which.ANY, null)).containsExactly("E-2");
  }

  @Test
  void aThresholdAsksForMeaningAlone() {
    keep(ann, EvidenceSource.jira, "Payment slips", "Nothing of the kind", "delivery", "bills");
    keep(ann, EvidenceSource.jira, "Other", "The card was refused", "delivery", "bills");
    embed(ann);
    assertThat(evidence(Recall.Which.ANY, null)).containsExactlyInAnyOrder("E-1", "E-2");
    restart(Meaning.off());
    assertThat(evidence(Recall.Which.ANY, null)).containsExactly("E-1");
    Recall recall = recall();
    var query =
        new Recall.Query("payment", null, null, null, null, Recall.Which.ANY, 0.4, 10, null);
    Recall.Found none = recall.search(ann, query);
    assertThat(none.hits()).isEmpty();
    assertThat(none.degraded()).startsWith("A threshold asks for meaning, which is not known now;");
  }

  private Recall recall() {
    return new Recall(
        house.db().database(), house.projects(), house.accounts(), TicketKeys.DEFAULT, alike);
  }

  private List<String> evidence(Recall.Which which, @Nullable Double threshold) {
    var query =
        new Recall.Query(
            "payment", Hit.Kind.evidence, null, null, null, which, threshold, 10, null);
    return recall().search(ann, query).hits().stream().map(Recalled::name).toList();
  }

  private void keep(
      Caller caller,
      EvidenceSource source,
      String title,
      String content,
      String category,
      String tag) {
    house.clock().advance(Duration.ofSeconds(1));
    house
        .db()
        .database()
        .write(
            caller,
            tx ->
                Evidences.keep(
                    tx,
                    new NewEvidence(
                        source,
                        title,
                        title,
                        null,
                        content,
                        null,
                        tx.at(),
                        null,
                        category,
                        List.of(tag))));
  }

  private static Sessions.Log log(String name) {
    return new Sessions.Log(null, name, Result.passed, Activity.test, null, null, null, null);
  }

  @Test
  void theModelThatComesWithAtlasIsAskedByTheJob() {
    restart(modelOfAtlas());
    var embedding = new Embedding(house.db().database(), meaning, house.clock(), () -> false);
    try (var jobs =
        new Jobs(
            house.db().opening(),
            house.db().database(),
            InstantSource.system(),
            UUID::randomUUID,
            embedding.duties())) {
      jobs.start();
      await().until(() -> house.rows("vectors") == 10);
    }
    assertThat(house.rows("embedding_states where waiting = 0")).isEqualTo(2);
    assertThat(why(find(ann, "users are unable to authenticate"))).startsWith("HBR-1 meaning");
    assertThat(similar(ann, "HBR-1")).extracting(SimilarTicket::ticketKey).startsWith("HBR-3");
    assertThat(find(ann, "boat").tickets()).isEmpty();
  }

  private Meaning modelOfAtlas() {
    Meaning made = Meaning.by(() -> new MiniLm(Path.of("target", "embedding")));
    opened.add(made);
    return made;
  }

  @Test
  void profilesAreReadOnceAndTheLongestUnusedGoFirst() {
    embed(ann);
    embed(ben);
    var profiles = new Profiles(house.db().database(), meaning, 2_500);
    var database = house.db().database();
    assertThat(database.read(ann, profiles::of)).isEmpty();
    var room = new Profiles(database, meaning, 4_000);
    assertThat(database.read(ann, room::of).orElseThrow().tickets()).hasSize(3);
    assertThat(database.read(ann, room::of)).isEqualTo(database.read(ann, room::of));
    assertThat(room.count()).isEqualTo(1);
    assertThat(database.read(ben, room::of).orElseThrow().tickets()).hasSize(2);
    assertThat(room.count()).isEqualTo(1);
  }
}
