package atlas.core.learning;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.prediction.Patterns;
import atlas.core.prediction.Quality;
import atlas.core.testing.Sessions;
import atlas.core.testing.Sessions.End;
import atlas.core.testing.Sessions.Log;
import atlas.core.testing.Sessions.Start;
import atlas.core.testing.Sheet;
import atlas.core.tickets.LinkedBugs;
import atlas.model.Activity;
import atlas.model.Caller;
import atlas.model.Outcome;
import atlas.model.Pattern;
import atlas.model.Refusal;
import atlas.model.Result;
import atlas.storage.jobs.Run;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EscapesTest {
  private static final String LATER = "2026-01-15T12:00:00Z";

  private final TestHouse house = new TestHouse();
  private final Sessions sessions = house.learningSessions();
  private final Caller ann = house.ann();

  @BeforeEach
  void start() {
    house.jira().put("HBR-1").summary("Invoice total");
  }

  @AfterEach
  void close() {
    house.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"inwardIssue", "outwardIssue"})
  void aBugThatJiraLinksToATicketWhoseSessionPassedEscapedIt(String direction) {
    session(Outcome.passed, log("Round per line", Result.passed, null));
    double before = pattern().confidence();
    house.clock().advance(Duration.ofHours(4));
    house.jira().put("HBR-9").type("Bug").created(LATER).linked(direction, "HBR-1");
    house.tickets().require(ann, "HBR-9");
    assertThat(house.rows("escapes where bug_key = 'HBR-9'")).isEqualTo(1);
    assertThat(pattern().escaped()).isEqualTo(1);
    assertThat(pattern().confidence()).isLessThan(before);
    assertThat(
            house.rows(
                "events where type = 'session.escaped' and ticket_key = 'HBR-1'"
                    + " and payload ->> 'bug_key' = 'HBR-9'"
                    + " and payload ->> 'patterns_lowered' = '1'"))
        .isEqualTo(1);
    assertThat(new Quality(house.db().database()).report(ann, null, 5).escapedSessions())
        .isEqualTo(1);
    Sheet sheet = house.sheets().latest(ann);
    assertThat(sheet.escaped()).containsExactly("HBR-9");
    assertThat(sheet.markdown()).contains("## Escaped\n\n- HBR-9, which came to light later\n");
    // Once, however often it is read.
    house.tickets().reread(ann, "HBR-9");
    assertThat(house.rows("events where type = 'session.escaped'")).isEqualTo(1);
    assertThat(house.rows("escapes where user_id = '" + house.ben().userId() + "'")).isZero();
  }

  @Test
  void aLinkThatOnlyTheTestedTicketTellsOfCountsAsMuch() {
    session(Outcome.passed, log("Round per line", Result.passed, null));
    house.clock().advance(Duration.ofHours(4));
    house.jira().put("HBR-9").type("Bug").created(LATER);
    house.tickets().require(ann, "HBR-9");
    assertThat(house.rows("escapes")).isZero();
    house.jira().put("HBR-1").linked("outwardIssue", "HBR-9").updated(LATER);
    house.tickets().reread(ann, "HBR-1");
    assertThat(house.rows("escapes")).isEqualTo(1);
  }

  @Test
  void aLinkedBugThatIsNotInTheCopyIsReadAndEscaped() {
    session(Outcome.passed, log("Round per line", Result.passed, null));
    house.clock().advance(Duration.ofHours(4));
    // Somebody else's, so that nothing else copies it.
    house.jira().put("HBR-9").type("Bug").created(LATER);
    house.jira().put("HBR-1").linked("outwardIssue", "HBR-9").updated(LATER);
    house.tickets().reread(ann, "HBR-1");
    assertThat(house.rows("escapes")).isZero();
    assertThat(linkedBugs()).isEqualTo(1);
    assertThat(readLinked("10000")).isEqualTo(atlas.storage.jobs.Outcome.DONE);
    assertThat(house.rows("escapes where bug_key = 'HBR-9'")).isEqualTo(1);
    assertThat(pattern().escaped()).isEqualTo(1);
  }

  @Test
  void onlyBugsOfTicketsThatPassedAreRead() {
    house.jira().put("HBR-1").linked("outwardIssue", "HBR-9").updated(LATER);
    house.tickets().reread(ann, "HBR-1");
    session(Outcome.failed, log("Round per line", Result.failed, null));
    house.tickets().reread(ann, "HBR-1");
    assertThat(linkedBugs()).isZero();
    session(Outcome.passed, log("Round per line", Result.passed, null));
    house.jira().put("HBR-1").linked("outwardIssue", "HBR-9", "Story");
    house.tickets().reread(ann, "HBR-1");
    assertThat(linkedBugs()).isZero();
    house.jira().put("HBR-1").linked("inwardIssue", "HBR-9", "Defect");
    house.tickets().reread(ann, "HBR-1");
    assertThat(linkedBugs()).isEqualTo(1);
    // One that nobody may see is no reason to try again.
    assertThat(readLinked("10000")).isEqualTo(atlas.storage.jobs.Outcome.DONE);
    house.jira().answersWith(503);
    assertThat(refusal(() -> readLinked("10000")).kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
  }

  private long linkedBugs() {
    return house.rows("scheduled_tasks where task_name = 'jira.linked'");
  }

  private atlas.storage.jobs.Outcome readLinked(String ticket) {
    var duty =
        new LinkedBugs(house.db().database(), house.tickets(), house.accounts()).duties().get(0);
    return duty.handler().run(new Run(ann, ticket, List.of(), 1, false));
  }

  @Test
  void whatWasThereBeforeOrIsNoBugOrIsOfAFailedSessionDidNotEscape() {
    session(Outcome.failed, log("Round per line", Result.failed, null));
    house.clock().advance(Duration.ofHours(1));
    house.jira().put("HBR-8").type("Bug").created("2026-01-15T08:00:00Z");
    house.jira().put("HBR-8").linked("inwardIssue", "HBR-1");
    house.jira().put("HBR-9").type("Bug").created(LATER).linked("inwardIssue", "HBR-1");
    house.tickets().require(ann, "HBR-8");
    house.tickets().require(ann, "HBR-9");
    assertThat(house.rows("escapes")).isZero();
    session(Outcome.passed, log("Round per line", Result.passed, null));
    house.jira().put("HBR-7").type("Task").created("2026-01-16T12:00:00Z");
    house.jira().put("HBR-7").linked("inwardIssue", "HBR-1");
    house.tickets().require(ann, "HBR-7");
    house.tickets().reread(ann, "HBR-8");
    assertThat(house.rows("escapes")).isZero();
  }

  @Test
  void aBugThatALaterSessionNamesEscapedTheOneThatHadPassed() {
    session(Outcome.passed, log("Round per line", Result.passed, null));
    house.clock().advance(Duration.ofHours(1));
    List<String> effects = session(Outcome.failed, log("Half a cent", Result.failed, "HBR-77"));
    assertThat(effects)
        .contains("HBR-77 escaped S-1, which had passed; its pattern counts for less");
    assertThat(house.rows("escapes")).isEqualTo(1);
    house.clock().advance(Duration.ofHours(1));
    assertThat(session(Outcome.passed, log("Half a cent", Result.failed, "HBR-77")))
        .noneMatch(effect -> effect.contains("escaped"));
  }

  @Test
  void aBugThatThePassedSessionItselfNamedDidNotEscape() {
    session(Outcome.passed, log("Half a cent", Result.failed, "HBR-77"));
    house.clock().advance(Duration.ofHours(1));
    session(Outcome.failed, log("Half a cent", Result.failed, "HBR-77"));
    house.jira().put("HBR-77").type("Bug").created(LATER).linked("inwardIssue", "HBR-1");
    house.tickets().require(ann, "HBR-77");
    assertThat(house.rows("escapes")).isZero();
  }

  private Pattern pattern() {
    return new Patterns(house.db().database()).list(ann, true, 10).patterns().get(0);
  }

  private List<String> session(Outcome outcome, Log... logs) {
    sessions.start(ann, new Start("HBR-1", null, null, false));
    for (Log log : logs) sessions.log(ann, log);
    return sessions.end(ann, new End(null, outcome, null, null, null, null)).effects();
  }

  private static Log log(String scenario, Result result, @Nullable String bug) {
    return new Log(null, scenario, result, Activity.test, null, null, null, bug);
  }
}
