package atlas.core.memory;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import atlas.core.TestHouse;
import atlas.core.evidence.Evidences;
import atlas.core.evidence.NewEvidence;
import atlas.core.focus.Actions;
import atlas.core.focus.FocusLogs;
import atlas.core.insight.Insights;
import atlas.core.insight.Verdicts;
import atlas.core.memory.Recall.Found;
import atlas.core.memory.Recall.Query;
import atlas.core.memory.Recall.Recalled;
import atlas.core.planner.Planner;
import atlas.core.testing.Sessions;
import atlas.core.tickets.Accounts;
import atlas.core.tickets.TicketKeys;
import atlas.core.tickets.Tickets;
import atlas.integrations.jira.Jira;
import atlas.model.Activity;
import atlas.model.Artifact;
import atlas.model.Caller;
import atlas.model.Cursor;
import atlas.model.EvidenceSource;
import atlas.model.FocusLog;
import atlas.model.Hit.Kind;
import atlas.model.InsightType;
import atlas.model.Memory;
import atlas.model.Outcome;
import atlas.model.Refusal;
import atlas.model.Result;
import atlas.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecallTest {
  private final TestHouse house = new TestHouse();
  private final Recall recall = house.recall();
  private final Caller ann = house.ann();
  private @Nullable Instant worked;

  @BeforeAll
  void aLampInEverything() {
    house.jira().put("HBR-1").summary("The lamp blinks").description("Whenever a crane turns.");
    house.jira().put("LGT-2").summary("Ferry tickets").description("A lamp is not concerned.");
    house.jira().put("LGT-3").summary("resetLampTimer() is slow").description("");
    house.tickets().assigned(ann, new Tickets.Query(null, null, Tickets.Source.live, 50, null));
    house
        .db()
        .database()
        .write(
            ann,
            tx -> {
              tx.tickets()
                  .note(tx.tickets().find("LGT-2").orElseThrow().id(), "Ask the lampist", 2);
              return tx;
            });
    house.clock().advance(Duration.ofHours(1));
    worked = house.clock().instant();
    var sessions = house.sessions();
    sessions.start(ann, new Sessions.Start("HBR-1", "Try the lamp at night", null, false));
    sessions.log(
        ann,
        new Sessions.Log(null, "Lamp in fog", Result.failed, Activity.test, "Dim", 5, null, null));
    sessions.update(ann, null, Sessions.Action.note, "The lamp hums");
    sessions.end(
        ann, new Sessions.End(null, Outcome.failed, "It went out", null, null, null, false, false));
    house.clock().advance(Duration.ofHours(1));
    house
        .tasks()
        .save(
            ann,
            new Tasks.Save(
                null,
                "Mend the lamp",
                "harbour",
                "New wire",
                null,
                null,
                null,
                null,
                null,
                "HBR-1",
                null));
    house
        .completion()
        .add(
            ann,
            new Completion.Add("T-1", Artifact.Type.pr, "https://git/1", "A lamp that shines"));
    house
        .checkpoints()
        .create(
            ann, new Checkpoints.Save("Lamp half done", "Wired", "Solder", null, "harbour", null));
    decide("Which lamp", "Oil", null);
    decide("Which lamp now", "Gas", "D-1");
    keep("A lamp that lasts", "HBR-1");
    new Insights(house.db().database())
        .save(
            ann,
            new Insights.Draft(
                null,
                InsightType.strength,
                "Lamps that last",
                "Steady hands",
                0.8,
                List.of("E-3")));
    var focus = house.focus();
    focus
        .actions()
        .save(
            ann,
            new Actions.Save(
                null,
                "cs",
                "Buy a lamp",
                "With a bulb",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                "HBR-1",
                null,
                null,
                null));
    focus
        .logs()
        .log(
            ann,
            new FocusLogs.Entry(
                null,
                FocusLog.Kind.execution,
                "ibm",
                null,
                "Cleaned the lamp",
                "On a ladder",
                5,
                null,
                null));
    house.planner().save(ann, lens());
    remember("lamp-type", "E27, never E14", null);
    house.clock().advance(Duration.ofMinutes(1));
    remember("lamp-of-today", "Borrowed", house.clock().instant().plusSeconds(3_600));
  }

  @AfterAll
  void close() {
    house.close();
  }

  @ParameterizedTest
  // Libraries have a test of their own, beside their import, and what is private, in PrivateTest.
  @EnumSource(
      value = Kind.class,
      names = {"library", "wellbeing"},
      mode = EnumSource.Mode.EXCLUDE)
  void everyKindIsFoundByItsWords(Kind kind) {
    List<Recalled> hits = find("lamp", kind).hits();
    assertThat(hits).isNotEmpty().allMatch(hit -> hit.kind() == kind);
    assertThat(names(find(null, kind))).containsAll(hits.stream().map(Recalled::name).toList());
    assertThat(find("lamp", null).hits()).extracting(Recalled::kind).contains(kind);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ticket | crane | HBR-1",
        "ticket | lamp timer | LGT-3",
        "session | night | S-1",
        "session | went out | S-1",
        "scenario | fog | S-1.1",
        "note | hums | S-1",
        "note | lampist | LGT-2",
        "task | wire | T-1",
        "artifact | shines | R-1",
        "checkpoint | solder | C-1",
        "decision | gas | D-2",
        "decision | which lamp | D-2",
        "decision | D-1 | D-1",
        "memory | e27 | M-1",
        "evidence | \"chosen gas\" | E-2",
        "evidence | E-1 | E-1",
        "evidence | lasts | E-3",
        "evidence | hbr-1 | E-3",
        "task | HBR-1 | T-1",
        "insight | steady | I-1",
        "insight | I-1 | I-1",
        "action | bulb | A-1",
        "action | a-1 | A-1",
        "action | HBR-1 | A-1",
        "focus_log | ladder | F-1",
        "focus_log | F-1 | F-1",
        "personal_task | lens | U-1",
        "personal_task | u-1 | U-1",
        "personal_task | HBR-1 | U-1",
        "session | hbr-1 | S-1",
        "scenario | S-1.1 | S-1.1",
        "ticket | lamp -blinks -slow | LGT-2",
        "ticket | \"lamp is not concerned\" | LGT-2",
      })
  void eachIsNamedByItsIdOrKey(Kind kind, String text, String names) {
    assertThat(String.join(" ", names(find(text, kind)))).isEqualTo(names);
  }

  @Test
  void whatBelongsToATicketIsNamedByItsOldKeyToo() {
    house
        .db()
        .admin()
        .useHandle(
            h ->
                h.execute(
                    "insert into ticket_keys (user_id, old_key, ticket_id, moved_at)"
                        + " select user_id, 'OLD-' || right(ticket_key, 1), id, synced_at"
                        + " from tickets where ticket_key in ('HBR-1', 'LGT-2')"));
    assertThat(find("old-2", null).hits())
        .filteredOn(hit -> hit.why().equals("named"))
        .extracting(Recalled::kind, Recalled::name)
        .containsExactlyInAnyOrder(tuple(Kind.ticket, "LGT-2"), tuple(Kind.note, "LGT-2"));
    assertThat(names(find("OLD-1", Kind.session))).containsExactly("S-1");
    assertThat(names(find("OLD-1", Kind.task))).containsExactly("T-1");
  }

  @Test
  void theBestComesFirstAndSaysWhy() {
    List<Recalled> hits = find("lamp", Kind.ticket).hits();
    assertThat(hits).extracting(Recalled::name).containsExactly("HBR-1", "LGT-3", "LGT-2");
    assertThat(hits).extracting(Recalled::why).containsExactly("title: lamp", "text", "text: lamp");
    assertThat(hits.get(0).title()).isEqualTo("The lamp blinks");
    assertThat(hits.get(2).snippet()).isEqualTo("A lamp is not concerned.");
    Recalled named = find("hbr-1", Kind.ticket).hits().get(0);
    assertThat(named.why()).isEqualTo("named");
    assertThat(find("T-1 crane", null).hits())
        .extracting(Recalled::name, Recalled::why)
        .startsWith(tuple("T-1", "named"));
    // What is in a title weighs more than what is in a text or told by the log.
    var kinds = new ArrayList<>(find("lamp", null).hits());
    kinds.removeIf(hit -> hit.why().startsWith("title"));
    assertThat(kinds).extracting(Recalled::kind).contains(Kind.event, Kind.note);
  }

  @Test
  void oneOfTheWordsIsEnoughWhereNothingHasAll() {
    Found some = find("crane solder", null);
    assertThat(some.anyWord()).isTrue();
    assertThat(names(some)).contains("HBR-1", "C-1");
    assertThat(find("\"crane solder\"", null).hits()).isEmpty();
    assertThat(find("crane turns", null).anyWord()).isFalse();
  }

  @Test
  void withoutAQueryTheNewestOfAKindComesFirst() {
    assertThat(names(find(null, Kind.decision))).containsExactly("D-2");
    List<Recalled> events = find(null, Kind.event).hits();
    assertThat(events).extracting(Recalled::why).containsOnly("newest");
    assertThat(events.get(0).snippet()).isEqualTo("Remembered M-2: context lamp-of-today");
    assertThat(events).isSortedAccordingTo((a, b) -> b.at().compareTo(a.at()));
    Refusal no = refusal(() -> find(" ", null));
    assertThat(no.sentence()).isEqualTo("Give a query, or a kind to get the newest of it.");
  }

  @Test
  void aProjectIsOneOfOursOrOfJiras() {
    assertThat(names(in("harbour"))).contains("T-1", "C-1", "R-1").doesNotContain("HBR-1", "M-1");
    assertThat(names(in("hbr"))).contains("HBR-1", "S-1", "S-1.1").doesNotContain("C-1", "LGT-2");
    assertThat(names(in("LGT"))).contains("LGT-2", "LGT-3").doesNotContain("S-1", "HBR-1");
    assertThat(refusal(() -> in("moon")).sentence())
        .startsWith("There is no project moon of yours. There are: ")
        .contains("harbour", "HBR, LGT");
  }

  @Test
  void anInsightThatThePersonRejectedIsFoundAmongInsightsAlone() {
    var insights = new Insights(house.db().database());
    var draft =
        new Insights.Draft(
            null, InsightType.strength, "Lantern light", "Much of it", 0.8, List.of("E-3"));
    String id = insights.save(ann, draft).insight();
    assertThat(names(find("lantern", null))).contains(id);
    assertThat(find("lantern", Kind.insight).hits().get(0).snippet())
        .isEqualTo("waiting. Much of it");
    new Verdicts(house.db().database(), () -> new byte[32])
        .asAsked(ann, insights.get(ann, id), new Verdicts.Word(id, Verdict.rejected, "Not so"));
    assertThat(names(find("lantern", Kind.insight))).containsExactly(id);
    assertThat(find("lantern", null).hits())
        .extracting(Recalled::kind)
        .isNotEmpty()
        .containsOnly(Kind.event);
    house.removal().remove(ann, id);
    assertThat(names(find("lantern", Kind.insight))).isEmpty();
  }

  @Test
  void aSourceThatIsNoneIsRefusedWithThoseThatThereAre() {
    var which = new Recall.Which(" Git\u200Bhub", null, null);
    var query = new Query("lamp", null, null, null, null, which, null, 10, null);
    Refusal no = refusal(() -> recall.search(ann, query));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.INVALID);
    assertThat(no.sentence())
        .isEqualTo(
            "There is no source github of evidence; there are manual, jira, gitlab, upload, session,"
                + " task, decision.");
    var task =
        new Query(
            "lamp",
            Kind.task,
            null,
            null,
            null,
            new Recall.Which("jira", null, null),
            null,
            10,
            null);
    assertThat(refusal(() -> recall.search(ann, task)).sentence())
        .isEqualTo("source, category and tag are of evidence; leave them out, or kind task.");
  }

  @Test
  void timesBoundWhatIsFound() {
    var before = new Query("lamp", null, null, null, worked, 50, null);
    assertThat(recall.search(ann, before).hits())
        .extracting(Recalled::kind)
        .contains(Kind.ticket)
        .doesNotContain(Kind.session, Kind.task);
    var since = new Query("lamp", null, null, worked, null, 50, null);
    assertThat(recall.search(ann, since).hits())
        .extracting(Recalled::kind)
        .contains(Kind.session, Kind.task)
        .doesNotContain(Kind.ticket);
  }

  @Test
  void pagesMakeUpTheWholeList() {
    List<Recalled> whole = find("lamp", null).hits();
    var pages = new ArrayList<Recalled>();
    String cursor = null;
    do {
      Found page = recall.search(ann, new Query("lamp", null, null, null, null, 3, cursor));
      pages.addAll(page.hits());
      assertThat(page.omitted()).isEqualTo(whole.size() - pages.size());
      cursor = page.nextCursor();
    } while (cursor != null);
    assertThat(pages).isEqualTo(whole);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "all\u001f1001", "all\u001f-1", "most\u001f1"})
  void aCursorThatWeNeverGaveIsRefused(String parts) {
    String cursor = Cursor.of(parts.split("\u001f"));
    Refusal no =
        refusal(() -> recall.search(ann, new Query("lamp", null, null, null, null, 3, cursor)));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.INVALID);
  }

  @Test
  void whatOthersHaveIsNotFound() {
    for (Kind kind : Kind.values()) {
      var query = new Query("lamp", kind, null, null, null, 50, null);
      assertThat(recall.search(house.ben(), query).hits()).isEmpty();
    }
  }

  @Test
  void ticketsOfProjectsThatAreNotCopiedAreNotFound() {
    Accounts harbourAlone =
        new Accounts() {
          @Override
          public Optional<Jira> jira(UUID userId) {
            return Optional.empty();
          }

          @Override
          public String[] projects(UUID userId) {
            return new String[] {"HBR"};
          }
        };
    var scoped =
        new Recall(house.db().database(), house.projects(), harbourAlone, TicketKeys.DEFAULT);
    for (String text : List.of("lamp", "lampist", "LGT-2")) {
      assertThat(names(scoped.search(ann, new Query(text, null, null, null, null, 50, null))))
          .doesNotContain("LGT-2", "LGT-3");
    }
    var project = new Query("lamp", null, "LGT", null, null, 50, null);
    assertThat(refusal(() -> scoped.search(ann, project)).kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  @Test
  void whatHasExpiredIsForgotten() {
    try (var other = new TestHouse()) {
      Instant soon = other.clock().instant().plusSeconds(60);
      other.memories().remember(other.ann(), fact("lamp", "Borrowed", soon));
      var query = new Query("lamp", Kind.memory, null, null, null, 5, null);
      assertThat(names(other.recall().search(other.ann(), query))).containsExactly("M-1");
      other.clock().advance(Duration.ofSeconds(60));
      assertThat(other.recall().search(other.ann(), query).hits()).isEmpty();
    }
  }

  private void decide(String title, String choice, @Nullable String supersedes) {
    house
        .decisions()
        .record(
            ann,
            new Decisions.Choice(
                null,
                title,
                List.of("Oil", "Gas"),
                choice,
                "Cheap",
                "harbour",
                supersedes,
                null,
                null,
                null));
  }

  @Test
  void whatAtlasSawItselfIsFoundAsWhatItIsAndAsEvidenceOnRequest() {
    assertThat(find("gas", null).hits())
        .extracting(Recalled::name)
        .contains("D-2")
        .doesNotContain("E-2");
    assertThat(names(find("E-2", null))).containsExactly("E-2");
    assertThat(names(find("gas", Kind.evidence))).contains("E-2");
  }

  private void keep(String title, String ticketKey) {
    house
        .db()
        .database()
        .write(
            ann,
            tx ->
                Evidences.keep(
                    tx,
                    new NewEvidence(
                        EvidenceSource.gitlab,
                        title,
                        title,
                        null,
                        "",
                        null,
                        tx.at(),
                        ticketKey,
                        null,
                        List.of())));
  }

  private static Planner.Save lens() {
    return Planner.Save.task(
        null, null, "Clean the lamp", "And its lens", null, null, null, null, null, "HBR-1", null);
  }

  private void remember(String key, String value, @Nullable Instant expiresAt) {
    house.memories().remember(ann, fact(key, value, expiresAt));
  }

  private static Memories.Fact fact(String key, String value, @Nullable Instant expiresAt) {
    return new Memories.Fact(Memory.Type.context, key, value, null, expiresAt);
  }

  private Found find(@Nullable String text, @Nullable Kind kind) {
    return recall.search(ann, new Query(text, kind, null, null, null, 50, null));
  }

  private Found in(String project) {
    return recall.search(ann, new Query("lamp", null, project, null, null, 50, null));
  }

  private static List<String> names(Found found) {
    return found.hits().stream().map(Recalled::name).toList();
  }
}
