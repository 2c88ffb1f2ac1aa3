package atlas.core.insight;

import static atlas.core.TestHouse.once;
import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.insight.Insights.Draft;
import atlas.core.insight.Insights.Saved;
import atlas.core.insight.Verdicts.Word;
import atlas.model.Caller;
import atlas.model.Cited;
import atlas.model.Insight;
import atlas.model.InsightEvent;
import atlas.model.InsightType;
import atlas.model.Json;
import atlas.model.Measure;
import atlas.model.Refusal;
import atlas.model.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class InsightsTest {
  private final House house = new House();
  private final Caller ann = house.ann;

  @AfterEach
  void close() {
    house.close();
  }

  private Insight insight(String id) {
    return house.insights.get(ann, id).insight();
  }

  private List<JsonNode> events(String type) {
    return house
        .house
        .db()
        .admin()
        .withHandle(
            handle ->
                handle
                    .createQuery("select payload from events where type = :type order by seq")
                    .bind("type", type)
                    .mapTo(JsonNode.class)
                    .list());
  }

  @Test
  void whatAnAgentSavesCitesEvidenceAndIsNotValidated() {
    String first = house.evidence(ann, "2026-01-10", "Faster search", "HBR-7");
    String second = house.evidence(ann, "2026-01-11", "Smaller index", null);
    Saved saved =
        house.insights.save(
            house.agent(),
            House.draft(InsightType.strength, "Makes it fast", second, first, second));
    assertThat(saved.insight()).isEqualTo("I-1");
    assertThat(saved.verdict()).isNull();
    Insights.Kept kept = house.insights.get(ann, "i-1");
    assertThat(kept.insight().actor()).isEqualTo("claude");
    assertThat(kept.insight().verdict()).isNull();
    assertThat(kept.cited())
        .extracting(Cited::title)
        .containsExactly("Smaller index", "Faster search");
    assertThat(house.insights.waiting(ann, 10).count()).isEqualTo(1);
    assertThat(house.insights.ids(ann, "makes", 10)).containsExactly("I-1");
  }

  @Test
  void whatIsCitedMustBeThereAndBeOnesOwn() {
    String bens = house.evidence(house.ben, "2026-01-10", "His", null);
    assertThat(refusal(() -> house.insight(InsightType.strength, "Hers", bens)).kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(refusal(() -> house.insight(InsightType.strength, "Hers", "E-9")).sentence())
        .isEqualTo("There is no evidence E-9 of yours.");
    assertThat(refusal(() -> house.insight(InsightType.strength, "Hers")).sentence())
        .contains("cites evidence");
    assertThat(
            refusal(
                    () ->
                        house.insights.save(
                            ann, new Draft(null, null, "Hers", "It is", 0.5, List.of("E-1"))))
                .sentence())
        .startsWith("A new insight needs type");
    assertThat(house.house.rows("insights")).isZero();
  }

  @Test
  void nobodySeesOrChangesTheOthers() {
    house.insight(InsightType.strength, "Hers", house.evidence(ann, "2026-01-10", "Faster", null));
    assertThat(refusal(() -> house.insights.get(house.ben, "I-1")).kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(refusal(() -> house.verdicts.show(house.ben, "I-1", Verdict.rejected)).kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(house.insights.waiting(house.ben, 10).insights()).isEmpty();
    var theirs = new Draft("I-1", null, "Mine", null, null, null);
    assertThat(refusal(() -> house.insights.save(house.ben, theirs)).kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(insight("I-1").title()).isEqualTo("Hers");
  }

  @Test
  void aPersonsWordIsLostWithTheTextThatItWasSaidOf() {
    String evidence = house.evidence(ann, "2026-01-10", "Faster", null);
    String other = house.evidence(ann, "2026-01-11", "Smaller", null);
    house.insight(InsightType.strength, "Fast", evidence);
    house.says("I-1", Verdict.validated);
    assertThat(insight("I-1").verdict()).isEqualTo(Verdict.validated);
    var same = new Draft("I-1", null, "Fast", null, null, null);
    assertThat(house.insights.save(house.agent(), same).verdict()).isEqualTo(Verdict.validated);
    var changed = new Draft("I-1", null, "Very fast", null, 0.9, List.of(other));
    Saved saved = house.insights.save(house.agent(), changed);
    assertThat(saved.verdict()).isNull();
    assertThat(saved.effects())
        .containsExactly("It was validated, and waits for the person's word again");
    Insights.Kept kept = house.insights.get(ann, "I-1");
    assertThat(kept.insight().verdict()).isNull();
    assertThat(kept.insight().title()).isEqualTo("Very fast");
    assertThat(kept.cited()).extracting(Cited::title).containsExactly("Smaller");
  }

  @Test
  void withoutATokenNobodyReviews() {
    house.insight(InsightType.strength, "Fast", house.evidence(ann, "2026-01-10", "Faster", null));
    Refusal none = refusal(() -> word(null));
    assertThat(none.kind()).isEqualTo(Refusal.Kind.FORBIDDEN);
    assertThat(none.sentence()).contains("atlas insight validate I-1");
    assertThat(refusal(() -> word("0000-0000-0000")).kind()).isEqualTo(Refusal.Kind.FORBIDDEN);
    String token = house.verdicts.show(ann, "I-1", Verdict.rejected).token();
    assertThat(token).matches("[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}");
    assertThat(refusal(() -> word("0000-0000-0000")).kind()).isEqualTo(Refusal.Kind.FORBIDDEN);
    var other = new Word("I-1", Verdict.validated, "It is");
    assertThat(refusal(() -> house.verdicts.withToken(house.agent(), other, token)).sentence())
        .contains("for validated");
    assertThat(insight("I-1").verdict()).isNull();
    assertThat(word(token.toLowerCase(java.util.Locale.ROOT).replace("-", "")).verdict())
        .isEqualTo(Verdict.rejected);
    assertThat(insight("I-1").feedback()).isEqualTo("Not so");
    assertThat(refusal(() -> word(token)).sentence()).contains("or no more");
  }

  private Saved word(@Nullable String token) {
    return house.verdicts.withToken(
        house.agent(), new Word("I-1", Verdict.rejected, "Not so"), token);
  }

  @Test
  void aTokenIsForOneInsightAsItStandsAndForAQuarterOfAnHour() {
    String evidence = house.evidence(ann, "2026-01-10", "Faster", null);
    house.insight(InsightType.strength, "Fast", evidence);
    house.insight(InsightType.strength, "Good", evidence);
    String others = house.verdicts.show(ann, "I-2", Verdict.rejected).token();
    assertThat(refusal(() -> word(others)).kind()).isEqualTo(Refusal.Kind.FORBIDDEN);
    String late = house.verdicts.show(ann, "I-1", Verdict.rejected).token();
    house.house.clock().advance(Duration.ofMinutes(16));
    assertThat(refusal(() -> word(late)).kind()).isEqualTo(Refusal.Kind.FORBIDDEN);
    String before = house.verdicts.show(ann, "I-1", Verdict.rejected).token();
    house.insights.save(house.agent(), new Draft("I-1", null, "Faster", null, null, null));
    assertThat(refusal(() -> word(before)).kind()).isEqualTo(Refusal.Kind.FORBIDDEN);
    String earlier = house.verdicts.show(ann, "I-1", Verdict.rejected).token();
    String latest = house.verdicts.show(ann, "I-1", Verdict.rejected).token();
    assertThat(refusal(() -> word(earlier)).kind()).isEqualTo(Refusal.Kind.FORBIDDEN);
    assertThat(word(latest).verdict()).isEqualTo(Verdict.rejected);
  }

  @Test
  void whatChangedWhileThePersonWasAskedIsNotReviewed() {
    house.insight(InsightType.strength, "Fast", house.evidence(ann, "2026-01-10", "Faster", null));
    Insights.Kept shown = house.insights.get(ann, "I-1");
    house.insights.save(house.agent(), new Draft("I-1", null, "Best", null, null, null));
    var word = new Word("I-1", Verdict.validated, null);
    assertThat(refusal(() -> house.verdicts.asAsked(ann, shown, word)).kind())
        .isEqualTo(Refusal.Kind.CONFLICT);
    assertThat(insight("I-1").verdict()).isNull();
  }

  @Test
  void whoPutsEvidenceInOtherWordsTakesTheWordsBackThatRestOnIt(@TempDir Path folder)
      throws IOException {
    String evidence = house.written("Faster");
    house.insight(InsightType.strength, "Fast", evidence);
    house.insight(InsightType.strength, "Good", evidence);
    house.insight(InsightType.strength, "Calm", house.evidence(ann, "2026-01-11", "Calmer", null));
    Insights.Kept shown = house.insights.get(ann, "I-2");
    for (String one : List.of("I-1", "I-3")) house.says(one, Verdict.validated);
    String token = house.verdicts.show(ann, "I-2", Verdict.validated).token();
    assertThat(house.reword(evidence, null, List.of("speed")).effects()).isEmpty();
    assertThat(insight("I-1").verdict()).isEqualTo(Verdict.validated);
    assertThat(house.reword(evidence, "Ten times faster", null).effects())
        .containsExactly("I-1 cites it, was validated, and waits for the person's word again");
    assertThat(insight("I-1").verdict()).isNull();
    assertThat(insight("I-3").verdict()).isEqualTo(Verdict.validated);
    assertThat(events("insight.changed"))
        .extracting(event -> event.path("insight"))
        .as("whose word was taken back, and whose token")
        .containsExactly(json(insight("I-1")), json(insight("I-2")));
    var word = new Word("I-2", Verdict.validated, null);
    assertThat(refusal(() -> house.verdicts.withToken(ann, word, token)).sentence())
        .contains("or no more");
    assertThat(refusal(() -> house.verdicts.asAsked(ann, shown, word)).sentence())
        .contains("what it cites, changed");
    house.says("I-2", Verdict.validated);
    Path proof = Files.writeString(folder.resolve("proof.txt"), "Faster, see");
    assertThat(house.attach(evidence, proof).effects())
        .contains("I-2 cites it, was validated, and waits for the person's word again");
  }

  @Test
  void aRepeatHasNoSecondEffect() {
    String evidence = house.evidence(ann, "2026-01-10", "Faster", null);
    Draft draft = House.draft(InsightType.strength, "Fast", evidence);
    Saved first = house.insights.save(once(ann, "one"), draft);
    assertThat(house.insights.save(once(ann, "one"), draft)).isEqualTo(first);
    assertThat(house.house.rows("insights")).isEqualTo(1);
    String token = house.verdicts.show(ann, "I-1", Verdict.validated).token();
    var word = new Word("I-1", Verdict.validated, null);
    Saved said = house.verdicts.withToken(once(ann, "two"), word, token);
    assertThat(house.verdicts.withToken(once(ann, "two"), word, token)).isEqualTo(said);
    assertThat(house.verdicts.isRepeat(once(ann, "two"))).isTrue();
    assertThat(events("insight.reviewed")).hasSize(1);
  }

  @Test
  void theLogHasAllThatTheRowHas() {
    house.insight(InsightType.strength, "Fast", house.evidence(ann, "2026-01-10", "Faster", null));
    assertThat(events("insight.saved").get(0).path("insight")).isEqualTo(json(insight("I-1")));
    house.insights.save(ann, new Draft("I-1", null, "Faster", null, null, null));
    assertThat(events("insight.changed").get(0).path("insight")).isEqualTo(json(insight("I-1")));
    house.verdicts.show(ann, "I-1", Verdict.rejected);
    house.says("I-1", Verdict.validated);
    JsonNode reviewed = events("insight.reviewed").get(0);
    assertThat(reviewed.path("insight")).isEqualTo(json(insight("I-1")));
    assertThat(reviewed.path("way").asString()).isEqualTo(InsightEvent.Way.asked.name());
    assertThat(events("insight.shown")).hasSize(1);
    assertThat(events("insight.shown").toString()).doesNotContain("token_hash");
  }

  private static JsonNode json(Insight insight) {
    return Json.MAPPER.readTree(Json.MAPPER.writeValueAsString(insight));
  }

  @Test
  void itIsRemovedAndBroughtBack() {
    String evidence = house.evidence(ann, "2026-01-10", "Faster", null);
    house.insight(InsightType.strength, "Fast", evidence);
    house.house.removal().remove(ann, "I-1");
    assertThat(refusal(() -> insight("I-1")).kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
    house.house.removal().restore(ann, "I-1");
    assertThat(insight("I-1").title()).isEqualTo("Fast");
    house.house.removal().remove(ann, evidence);
    Insights.Kept kept = house.insights.get(ann, "I-1");
    assertThat(kept.cited()).isEmpty();
    assertThat(kept.removed()).isEqualTo(1);
  }

  @Test
  void ofNothingThereIsNoTrendHoweverItIsSummed() {
    for (Measure measure : Measure.values()) {
      assertThat(refusal(() -> house.insights.keep(ann, measure, null, null)).sentence())
          .startsWith(measure.label() + ": nothing from ")
          .contains("It needs " + measure.seen());
    }
    assertThat(house.house.rows("insights")).isZero();
  }

  @Test
  void aTrendIsComputedAndKeptWithItsNumbers() {
    String[] days = {"2025-11-03", "2025-11-12", "2025-11-19", "2025-11-28", "2025-12-03"};
    for (int week = 0; week < days.length; week++) {
      for (int n = 0; n <= week; n++) review(days[week], n);
    }
    LocalDate from = LocalDate.parse("2025-11-03");
    LocalDate to = LocalDate.parse("2025-12-07");
    Saved saved = house.insights.keep(ann, Measure.review_load, from, to);
    Insight trend = insight(saved.insight());
    assertThat(trend.type()).isEqualTo(InsightType.trend);
    assertThat(trend.title()).isEqualTo("Reviews done: rising (97 % sure)");
    assertThat(trend.content()).startsWith("Computed by ATLAS. ").contains("1, 2, 3, 4, 5");
    assertThat(trend.measure()).isEqualTo(Measure.review_load);
    assertThat(trend.verdict()).isNull();
    assertThat(String.valueOf(trend.figures())).contains("\"seen\":15", "\"direction\":\"rising\"");
    assertThat(events("insight.saved").get(0).path("insight").path("figures"))
        .isEqualTo(trend.figures());
    var said = new Draft(saved.insight(), null, "Mine", null, null, null);
    assertThat(refusal(() -> house.insights.save(ann, said)).kind())
        .isEqualTo(Refusal.Kind.CONFLICT);
    assertThat(refusal(() -> house.insights.keep(ann, Measure.escaped_defects, to, to)).sentence())
        .isEqualTo(
            "Escaped defects: nothing from 2025-12-07 to 2025-12-07, nor in as many days before."
                + " It needs bugs that came to light after a session; ask for a longer period.");
  }

  private void review(String day, int n) {
    house.keep(
        ann,
        new atlas.core.evidence.NewEvidence(
            atlas.model.EvidenceSource.gitlab,
            "review:" + day + n,
            "Reviewed",
            null,
            "It is good",
            null,
            House.at(day),
            null,
            "review",
            List.of()));
  }
}
