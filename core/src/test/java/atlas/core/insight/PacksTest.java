package atlas.core.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import atlas.core.TestHouse;
import atlas.core.access.Profiles;
import atlas.core.evidence.NewEvidence;
import atlas.core.insight.Pack.Figure;
import atlas.core.insight.Pack.Kind;
import atlas.core.insight.Pack.Piece;
import atlas.core.insight.Pack.Proof;
import atlas.core.insight.Pack.Said;
import atlas.core.insight.Pack.Theme;
import atlas.core.memory.Completion.Complete;
import atlas.core.memory.Decisions.Choice;
import atlas.core.memory.Tasks.Save;
import atlas.core.testing.Sessions;
import atlas.model.Activity;
import atlas.model.Caller;
import atlas.model.DecisionStatus;
import atlas.model.EvidenceSource;
import atlas.model.InsightType;
import atlas.model.Outcome;
import atlas.model.Result;
import atlas.model.TaskStatus;
import atlas.model.Verdict;
import atlas.storage.Tx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PacksTest {
  private static final LocalDate FROM = LocalDate.parse("2025-11-01");
  private static final LocalDate TO = LocalDate.parse("2026-01-14");

  private final House house = new House();
  private final Caller ann = house.ann;

  @AfterEach
  void close() {
    house.close();
  }

  private Pack pack(Audience audience) {
    return house.packs.make(ann, FROM, TO, audience);
  }

  private Pack pack() {
    return pack(Audience.self);
  }

  @Test
  void whatBelongsToOneTicketIsOnePieceOfWork() {
    house.evidence(ann, "2025-12-01", "Merge request", "HBR-7");
    house.keep(
        ann,
        new NewEvidence(
            EvidenceSource.jira,
            "resolved:7",
            "Resolved",
            null,
            "Done",
            null,
            House.at("2025-12-03"),
            "HBR-7",
            null,
            List.of()));
    house.evidence(ann, "2025-12-02", "Alone", null);
    Pack pack = pack();
    assertThat(pack.themes()).extracting(Theme::kind).containsExactly(Kind.suggested_category);
    List<Piece> pieces = pack.themes().get(0).pieces();
    assertThat(pieces)
        .extracting(Piece::ticketKey, Piece::title, Piece::cites)
        .containsExactly(
            tuple("HBR-7", "Resolved", List.of("E-2", "E-1")),
            tuple(null, "Alone", List.of("E-3")));
    assertThat(pack.figures().get(0).value()).isEqualTo(2);
    assertThat(pack.evidence()).extracting(Proof::evidence).containsExactly("E-1", "E-2", "E-3");
  }

  @Test
  void piecesAreTogetherByWhatMostShareAndEachIsInOneTheme() {
    house.evidence(ann, "2025-12-01", "One", null, "search", "speed");
    house.evidence(ann, "2025-12-02", "Two", null, "search");
    house.evidence(ann, "2025-12-03", "Three", null, "search", "speed");
    house.evidence(ann, "2025-12-04", "Four", null, "speed");
    house.evidence(ann, "2025-12-05", "Five", null);
    house.evidence(ann, "2025-12-06", "Six", null, "rare");
    assertThat(pack().themes())
        .extracting(Theme::name, Theme::kind, Theme::count)
        .containsExactly(
            tuple("search", Kind.suggested_tag, 3), tuple("delivery", Kind.suggested_category, 3));
  }

  @Test
  void whatIsFinishedIsSaidByJiraAndByTasks() {
    house.house.jira().put("HBR-7").type("Story").summary("Faster search").done("2025-12-05");
    house.house.tickets().require(ann, "HBR-7");
    house.evidence(ann, "2025-12-01", "Merge request", "HBR-7");
    house.evidence(ann, "2025-12-02", "Another", "HBR-8");
    task("2025-12-03", "Write the index", "HBR-7");
    task("2025-12-04", "Measure it", "HBR-8");
    task("2025-12-02", "Tidy up", null);
    house.evidence(ann, "2025-11-20", "Came in", "HBR-9", "merge request", "merged");
    Pack pack = pack();
    // What is done of HBR-8 is a task, and not HBR-8.
    assertThat(pack.finished())
        .extracting(Piece::ticketKey, Piece::title, Piece::finishedOn)
        .containsExactly(
            tuple("HBR-7", "Faster search", LocalDate.parse("2025-12-05")),
            tuple(null, "Measure it", LocalDate.parse("2025-12-04")),
            tuple(null, "Tidy up", LocalDate.parse("2025-12-02")),
            tuple(null, "Came in", LocalDate.parse("2025-11-20")));
    assertThat(PackMarkdown.page(pack)).doesNotContain("HBR-8: Measure it (finished");
    everyLineIsCited(pack);
  }

  @Test
  void whatOthersFinishedIsNotThePersonsUnlessTheyWorkedOnIt() {
    for (int n = 1; n <= 6; n++) {
      house.house.jira().put("HBR-" + n).summary("Ticket " + n).done("2025-12-05");
      house.house.tickets().require(ann, "HBR-" + n);
    }
    sql(
        "insert into jira_sites (user_id, kind, site, account_id, checked_at)"
            + " values ('%s', 'cloud', 'https://jira.example.com', 'me', now())");
    sql("update tickets set assignee_id = 'bo' where user_id = '%s'");
    sql("update tickets set assignee_id = 'me' where user_id = '%s' and ticket_key = 'HBR-1'");
    house.evidence(ann, "2025-12-01", "Own", "HBR-1", "comment");
    house.evidence(ann, "2025-12-01", "Review", "HBR-2", "review");
    house.evidence(ann, "2025-12-01", "Comment", "HBR-3", "comment");
    house.evidence(ann, "2025-12-01", "Merge request", "HBR-4", "merge request", "opened");
    house.evidence(ann, "2025-12-01", "Commit", "HBR-5", "commit");
    house.evidence(ann, "2025-12-01", "Another review", "HBR-6", "review");
    task("2025-12-02", "Measure it", "HBR-6");
    assertThat(pack().finished())
        .extracting(Piece::ticketKey)
        .containsExactlyInAnyOrder("HBR-1", "HBR-4", "HBR-5", "HBR-6");
  }

  @Test
  void aTaskThatWasReopenedOrRemovedIsNotFinished() {
    for (String title : List.of("Write the index", "Measure it", "Tidy up")) {
      house
          .house
          .tasks()
          .save(ann, new Save(null, title, null, null, null, null, null, null, null, null, null));
    }
    for (String id : List.of("T-1", "T-2", "T-3")) {
      house.house.completion().complete(ann, new Complete(id, List.of(), List.of(), "Done"));
    }
    var again = TaskStatus.todo;
    house
        .house
        .tasks()
        .save(ann, new Save("T-2", null, null, null, null, null, null, null, again, null, null));
    house.house.removal().remove(ann, "T-3");
    Pack pack = house.packs.make(ann, FROM, TO.plusDays(1), Audience.self);
    assertThat(pack.finished()).extracting(Piece::title).containsExactly("Write the index");
    house.house.removal().restore(ann, "T-3");
    house.house.completion().complete(ann, new Complete("T-2", List.of(), List.of(), "Again"));
    assertThat(house.packs.make(ann, FROM, TO.plusDays(1), Audience.self).finished())
        .extracting(Piece::title)
        .contains("Measure it", "Tidy up");
  }

  @Test
  void whatIsFinishedCitesWhatShowsItHoweverMuchWasSaidLater() {
    house.keep(ann, resolved("2025-12-01"));
    house.evidence(ann, "2025-12-01", "Merge request", "HBR-70", "merge request", "merged");
    house.evidence(ann, "2025-12-02", "Commit", "HBR-70", "commit");
    for (int n = 3; n < 13; n++) {
      house.evidence(ann, "2025-12-%02d".formatted(n), "Comment " + n, "HBR-70", "comment");
    }
    Piece piece = pack().finished().get(0);
    assertThat(piece.cites()).hasSize(8).startsWith("E-1", "E-2", "E-3", "E-13");
    assertThat(piece.more()).isEqualTo(5);
  }

  @Test
  void aBugIsFoundOnceAndNoneThatJiraHadBefore() {
    house.house.jira().put("HBR-1").type("Story");
    house.house.jira().put("HBR-87").type("Bug");
    house.house.tickets().require(ann, "HBR-87");
    sql("update tickets set jira_created_at = '2025-10-01Z' where user_id = '%s'");
    test("S-1", "HBR-87", "HBR-87 was in Jira before S-1 began, which did not find it");
    test("S-2", "HBR-9", "HBR-9 isn't in ATLAS's copy: it counts as confirmed once it is");
    test("S-3", "HBR-9", "HBR-9 isn't in ATLAS's copy: it counts as confirmed once it is");
    Supplier<List<Figure>> bugs =
        () ->
            house.packs.make(ann, FROM, TO.plusDays(9), Audience.self).figures().stream()
                .filter(figure -> figure.name().equals("bugs"))
                .toList();
    assertThat(bugs.get())
        .extracting(Figure::value, Figure::refs)
        .containsExactly(tuple(1.0, List.of("HBR-9")));
    var seen = house.house.db().database().read(ann, tx -> tx.sessions().totals(id(tx, 3)));
    assertThat(seen.bugs()).as("S-2 found it").isZero();
    house.house.removal().remove(ann, "S-2");
    assertThat(bugs.get()).extracting(Figure::value).containsExactly(1.0);
    house.house.removal().remove(ann, "S-3");
    assertThat(bugs.get()).extracting(Figure::value).containsExactly(0.0);
  }

  private static UUID id(Tx tx, int number) {
    return tx.sessions().find(null, number).orElseThrow().id();
  }

  private void test(String session, String bug, String said) {
    var sessions = house.house.sessions();
    sessions.start(ann, new Sessions.Start("HBR-1", "Try", null, false));
    var log = new Sessions.Log(null, "Pay", Result.failed, Activity.test, null, 5, null, bug);
    assertThat(sessions.log(ann, log).effects()).containsExactly(said);
    house.house.clock().advance(Duration.ofMinutes(6));
    var end = new Sessions.End(null, Outcome.failed, null, null, null, null);
    assertThat(sessions.end(ann, end).sheet().session()).isEqualTo(session);
  }

  @Test
  void whatIsOnlyProposedIsNoDecisionThatWasTaken() {
    decision(DecisionStatus.accepted, null);
    decision(DecisionStatus.proposed, null);
    decision(DecisionStatus.rejected, null);
    decision(DecisionStatus.accepted, "D-1");
    Pack pack = house.packs.make(ann, FROM, TO.plusDays(1), Audience.self);
    assertThat(pack.figures())
        .filteredOn(figure -> figure.name().equals("decisions"))
        .extracting(Figure::value, Figure::refs)
        .containsExactly(tuple(2.0, List.of("D-1", "D-4")));
  }

  private void decision(DecisionStatus status, @Nullable String supersedes) {
    house
        .house
        .decisions()
        .record(
            ann,
            new Choice(
                null,
                "Which index",
                List.of("One", "Two"),
                "One",
                "It is there",
                null,
                supersedes,
                status,
                null,
                null));
  }

  private void sql(String text) {
    house.house.db().admin().useHandle(h -> h.execute(text.formatted(ann.userId())));
  }

  private void task(String day, String title, @Nullable String key) {
    house.keep(
        ann,
        new NewEvidence(
            EvidenceSource.task,
            "task:" + title,
            title,
            null,
            "Done",
            null,
            House.at(day),
            key,
            "delivery",
            List.of()));
  }

  @Test
  void aManagerSeesInsightsOnlyThatThePersonValidated() {
    String evidence = house.evidence(ann, "2025-12-01", "Merge request", "HBR-7");
    house.insight(InsightType.achievement, "It is fast now", evidence);
    house.insight(InsightType.strength, "Patient", evidence);
    house.insight(InsightType.improvement, "Late", evidence);
    house.says("I-1", Verdict.validated);
    house.says("I-3", Verdict.rejected);
    Pack mine = pack();
    assertThat(mine.insights()).extracting(Said::insight).containsExactly("I-2", "I-1");
    assertThat(mine.leftOut().rejected()).isEqualTo(1);
    assertThat(PackMarkdown.page(mine)).contains("Patient", "not validated yet", "you rejected");
    Pack managers = pack(Audience.manager);
    assertThat(managers.insights()).extracting(Said::insight).containsExactly("I-1");
    for (String page : List.of(PackMarkdown.page(managers), PackHtml.page(managers))) {
      assertThat(page).contains("It is fast now").doesNotContain("Patient", "Late", "rejected");
    }
  }

  @Test
  void whatNoEvidenceShowsIsNotInIt() {
    String first = house.evidence(ann, "2025-12-01", "Merge request", "HBR-7");
    String second = house.evidence(ann, "2025-12-02", "Another", "HBR-7");
    house.insight(InsightType.achievement, "Of both", first, second);
    house.insight(InsightType.achievement, "Of the second", second);
    house.house.removal().remove(ann, second);
    Pack pack = pack();
    assertThat(pack.insights())
        .extracting(Said::title, Said::cites)
        .containsExactly(tuple("Of both", List.of("E-1")));
    assertThat(PackMarkdown.page(pack)).doesNotContain("Of the second", "E-2");
    everyLineIsCited(pack);
    Pack untilToday = house.packs.make(ann, FROM, TO.plusDays(1), Audience.self);
    assertThat(untilToday.leftOut().unsupported()).isEqualTo(1);
    assertThat(PackMarkdown.page(untilToday))
        .contains("1 insight all of whose evidence was removed")
        .doesNotContain("Of the second");
  }

  @Test
  void whatJiraResolvedBeforeItWasEverCopiedIsFinishedByItsEvidence() {
    house.keep(ann, resolved("2025-12-03"));
    assertThat(pack().finished())
        .extracting(Pack.Piece::ticketKey, Pack.Piece::finishedOn)
        .containsExactly(tuple("HBR-70", LocalDate.parse("2025-12-03")));
  }

  @Test
  void whatJiraHasDoneAndDoesNotSaySinceWhenIsFinishedByItsEvidence() {
    house.house.jira().put("HBR-70").status("Done", "done");
    house.house.tickets().require(ann, "HBR-70");
    house.keep(ann, resolved("2025-12-03"));
    assertThat(pack().finished())
        .extracting(Pack.Piece::ticketKey, Pack.Piece::finishedOn)
        .containsExactly(tuple("HBR-70", LocalDate.parse("2025-12-03")));
    sql("update tickets set status_category = 'new' where user_id = '%s'");
    assertThat(pack().finished()).isEmpty();
  }

  private static NewEvidence resolved(String day) {
    return new NewEvidence(
        EvidenceSource.jira,
        "resolved:70",
        "Faster search",
        null,
        "Resolved",
        null,
        House.at(day),
        "HBR-70",
        "delivery",
        List.of("issue", "resolved"));
  }

  /** Each piece of work and each insight names evidence, and all that is named is listed. */
  private static void everyLineIsCited(Pack pack) {
    List<String> listed = pack.evidence().stream().map(Proof::evidence).toList();
    pack.themes().forEach(theme -> theme.pieces().forEach(piece -> cited(piece.cites(), listed)));
    pack.finished().forEach(piece -> cited(piece.cites(), listed));
    pack.insights().stream().filter(s -> !s.computed()).forEach(s -> cited(s.cites(), listed));
    Matcher named = Pattern.compile("E-\\d+").matcher(PackMarkdown.page(pack));
    while (named.find()) assertThat(listed).contains(named.group());
  }

  private static void cited(List<String> cites, List<String> listed) {
    assertThat(cites).isNotEmpty();
    assertThat(listed).containsAll(cites);
  }

  @Test
  void gapsAreTold() {
    house.evidence(ann, "2025-12-01", "One", null);
    assertThat(pack().gaps())
        .extracting(Pack.Gap::from, Pack.Gap::to)
        .containsExactly(
            tuple(LocalDate.parse("2025-11-03"), LocalDate.parse("2025-11-28")),
            tuple(LocalDate.parse("2025-12-02"), LocalDate.parse("2026-01-14")));
    assertThat(PackMarkdown.page(pack()))
        .contains("2025-11-03 to 2025-11-28: nothing is recorded on 20 weekdays");
  }

  @Test
  void daysBeginWhereThePersonSaysAndTheNameIsTheirs() {
    house.keep(
        ann,
        new NewEvidence(
            EvidenceSource.manual,
            "late",
            "Mended at night",
            null,
            "Before the day began",
            null,
            Instant.parse("2025-12-02T07:30:00Z"),
            null,
            "general",
            List.of()));
    assertThat(pack().evidence())
        .extracting(Pack.Proof::day)
        .containsExactly(LocalDate.parse("2025-12-02"));
    var newYork =
        new Profiles.Change(
            "Ann Arbor",
            null,
            null,
            null,
            "America/New_York",
            "04:00",
            null,
            null,
            null,
            null,
            null);
    new Profiles(house.house.db().database()).update(ann, newYork);
    Pack pack = pack();
    assertThat(pack.evidence())
        .extracting(Pack.Proof::day)
        .containsExactly(LocalDate.parse("2025-12-01"));
    assertThat(pack.gaps())
        .extracting(Pack.Gap::to)
        .containsExactly(LocalDate.parse("2025-11-28"), LocalDate.parse("2026-01-14"));
    assertThat(PackMarkdown.page(pack))
        .contains("Review of Ann Arbor", "Days are those of America/New_York.");
  }

  @Test
  void nothingOfOthersIsInIt() {
    String bens = house.evidence(house.ben, "2025-12-01", "Secret", "HBR-7");
    house.insights.save(house.ben, House.draft(InsightType.strength, "Hidden", bens));
    Pack pack = pack();
    assertThat(pack.evidence()).isEmpty();
    assertThat(PackMarkdown.page(pack)).doesNotContain("Secret", "Hidden", "E-1");
    assertThat(pack.name()).isEqualTo("ann");
  }

  @Test
  void whatOthersWroteIsNoMarkupAndLeadsNowhereElse() {
    house.keep(
        ann,
        new NewEvidence(
            EvidenceSource.gitlab,
            "mr:1",
            "<script>alert(1)</script> [x](javascript:alert) | *b* \"quoted\"",
            null,
            "x",
            "javascript:alert(1)",
            House.at("2025-12-01"),
            null,
            "<img src=x>",
            List.of()));
    house.keep(
        ann,
        new NewEvidence(
            EvidenceSource.gitlab,
            "mr:2",
            "Two",
            null,
            "x",
            "https://git.example.com/a_(b)?q=\"<x>",
            House.at("2025-12-01"),
            null,
            "<img src=x>",
            List.of()));
    String html = PackHtml.page(pack());
    assertThat(html)
        .contains(
            "&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;img src=x&gt;", "&quot;quoted&quot;")
        .doesNotContain("<script", "<img", "href=\"javascript", "href=\"https://git");
    assertThat(html).contains("Content-Security-Policy\" content=\"default-src 'none'");
    assertThat(PackMarkdown.page(pack()))
        .contains("\\<script\\>", "\\[x\\](javascript:alert) \\| \\*b\\*")
        .doesNotContain("](javascript:alert(1)");
  }

  @Test
  void aLongOneComesInPartsThatAreTheWhole() {
    for (int n = 0; n < 120; n++) {
      house.evidence(ann, "2025-12-%02d".formatted(1 + n % 28), "Piece of work " + n, null);
    }
    Pack pack = pack();
    List<String> parts = PackMarkdown.parts(pack, 2_000);
    assertThat(parts).hasSizeGreaterThan(3);
    assertThat(parts)
        .allSatisfy(
            part ->
                assertThat(part.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(2_000));
    assertThat(String.join("", parts)).isEqualTo(PackMarkdown.page(pack));
    assertThat(pack.themes().get(0).count()).isEqualTo(120);
    assertThat(pack.themes().get(0).pieces()).hasSize(40);
    assertThat(PackMarkdown.page(pack)).contains("- and 80 more");
    everyLineIsCited(pack);
  }

  @Test
  void aPageHasAPlotForEachCourse() {
    IntStream.range(0, 5)
        .forEach(
            n ->
                house.keep(
                    ann,
                    new NewEvidence(
                        EvidenceSource.gitlab,
                        "review:" + n,
                        "Reviewed " + n,
                        null,
                        "Good",
                        null,
                        House.at("2025-12-0" + (n + 1)),
                        null,
                        "review",
                        List.of())));
    Pack pack = pack();
    assertThat(pack.trends()).hasSize(1);
    String html = PackHtml.page(pack);
    assertThat(html.split("<svg ", -1)).hasSize(3);
    assertThat(html).contains("aria-label=\"Reviews done\"", "<rect ", "<title>2025-12-01 to");
    assertThat(PackMarkdown.page(pack)).contains("**Reviews done**: 5 (reviews)");
  }

  @Test
  void anEmptyTimeIsAPackToo() {
    Pack pack = pack();
    assertThat(PackMarkdown.page(pack)).contains("Nothing is recorded.");
    assertThat(PackHtml.page(pack)).contains("</html>");
    assertThat(PackMarkdown.parts(pack, 16_384)).containsExactly(PackMarkdown.page(pack));
    assertThat(
            TestHouse.refusal(
                    () -> house.packs.make(ann, LocalDate.parse("2026-02-01"), null, Audience.self))
                .sentence())
        .contains("in the future");
    assertThat(TestHouse.refusal(() -> house.packs.make(ann, TO, FROM, Audience.self)).sentence())
        .contains("from must not be after to");
  }
}
