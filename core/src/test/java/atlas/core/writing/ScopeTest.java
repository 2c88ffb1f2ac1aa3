package atlas.core.writing;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.FileCache;
import atlas.core.prediction.Predictions;
import atlas.core.testing.Sessions;
import atlas.core.tickets.Attachments;
import atlas.core.tickets.Finding;
import atlas.core.tickets.TicketKeys;
import atlas.core.tickets.Tickets;
import atlas.core.writing.IssueWrites.Update;
import atlas.integrations.jira.FakeIssue;
import atlas.integrations.jira.FakeJira;
import atlas.model.Activity;
import atlas.model.AssignedTicket;
import atlas.model.FoundTicket;
import atlas.model.Outcome;
import atlas.model.Refusal;
import atlas.model.RemoteWrite;
import atlas.model.RemoteWrite.Status;
import atlas.model.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An account that is kept to some projects after issues of others were copied. */
final class ScopeTest {
  private static final byte[] FILE = {'x'};

  private @TempDir Path home;
  private @Nullable Desk opened;

  static Stream<Callable<FakeJira>> jiras() {
    return Stream.of(FakeJira::cloud, FakeJira::dataCenter);
  }

  @AfterEach
  void close() {
    if (opened != null) opened.close();
  }

  private Desk desk(Callable<FakeJira> kind) throws Exception {
    Desk desk = new Desk(Runnable::run, kind.call());
    opened = desk;
    return desk;
  }

  private static FakeIssue put(Desk desk, String key) {
    return desk.jira().put(key).summary("Berths " + key).assignee(FakeJira.ME, "Ann Ottosen");
  }

  private static void keepTo(Desk desk, String project) {
    desk.account(desk.jira().jira().within(List.of(project)));
  }

  private static Sessions.Start start(String key) {
    return new Sessions.Start(key, "Find out", null, false);
  }

  private static void outside(Callable<?> call) {
    Refusal no = refusal(call::call);
    assertThat(no.sentence()).contains("HBR", "set not to look at", "JIRA_PROJECTS");
  }

  @ParameterizedTest
  @MethodSource("jiras")
  void whatIsLeftOutIsNeitherShownNorListedNorChanged(Callable<FakeJira> kind) throws Exception {
    Desk desk = desk(kind);
    String file = put(desk, "HBR-1").attach("log.txt", "text/plain", FILE);
    String other = put(desk, "LGT-1").attach("log.txt", "text/plain", FILE);
    var ann = desk.ann();
    var all = new Tickets.Query(null, null, Tickets.Source.cached, 10, null);
    desk.tickets().assigned(ann, new Tickets.Query(null, null, Tickets.Source.live, 10, null));
    String session = desk.sessions().start(ann, start("HBR-1")).session().shortId();
    keepTo(desk, "LGT");
    int asked = desk.jira().requests().size();

    outside(() -> desk.tickets().get(ann, "HBR-1", false));
    outside(() -> desk.tickets().require(ann, "HBR-1"));
    outside(() -> desk.sessions().start(ann, start("HBR-1")));
    var update = new Update("HBR-1", "Here", null, 5, null, null);
    outside(() -> desk.issues().update(ann, update));
    var report = new BugReports.Report(session, "Lamps blink", "Always", null, true);
    outside(() -> desk.bugs().report(ann, report));
    for (boolean comment : new boolean[] {true, false}) {
      var end =
          new Sessions.End(session, Outcome.passed, null, null, null, null, comment, !comment);
      outside(() -> desk.sessions().end(ann, end));
    }
    var attachments =
        new Attachments(
            desk.db().database(), desk.accounts(), new FileCache(home, 1000, desk.db().clock()));
    outside(() -> attachments.read(ann, file));
    assertThat(desk.jira().requests()).hasSize(asked);
    assertThat(desk.writes()).isEmpty();
    assertThat(desk.rows("bugs")).isZero();

    assertThat(attachments.ids(ann, "", 9)).containsExactly(other);
    assertThat(desk.tickets().assigned(ann, all).tickets())
        .extracting(AssignedTicket::ticketKey)
        .containsExactly("LGT-1");
    var finding =
        new Finding(desk.db().database(), desk.accounts(), TicketKeys.DEFAULT, desk.db().clock());
    for (String words : new String[] {"berths", "HBR-1 LGT-1"}) {
      assertThat(finding.search(ann, query(words, null)).tickets())
          .extracting(FoundTicket::ticketKey)
          .containsExactly("LGT-1");
    }
    assertThat(finding.search(ann, query("berths", "HBR")).had().get("project"))
        .containsExactly("LGT");
    assertThat(finding.keys(ann, "", 9)).containsExactly("LGT-1");
    assertThat(finding.similar(ann, desk.tickets().get(ann, "LGT-1", false).ticket())).isEmpty();

    // What the user made is theirs.
    assertThat(desk.sheets().get(ann, session).markdown()).contains("HBR-1");
    var end = new Sessions.End(session, Outcome.passed, null, null, null, null);
    desk.sessions().end(ann, end);
  }

  @ParameterizedTest
  @MethodSource("jiras")
  void whatIsLeftOutIsNoReasonForAPrediction(Callable<FakeJira> kind) throws Exception {
    Desk desk = desk(kind);
    desk.jira().put("HBR-1").summary("Berths collide at low tide").assignee(FakeJira.ME, "Ann");
    desk.jira().put("LGT-1").summary("Berths collide at low tide").assignee(FakeJira.ME, "Ann");
    var ann = desk.ann();
    desk.tickets().assigned(ann, new Tickets.Query(null, null, Tickets.Source.live, 10, null));
    desk.sessions().start(ann, start("HBR-1"));
    desk.sessions()
        .log(
            ann,
            new Sessions.Log(
                null, "Moor two boats", Result.failed, Activity.test, null, 5, null, "HBR-9"));
    desk.sessions().end(ann, new Sessions.End(null, Outcome.failed, null, null, null, null));
    var ask = new Predictions.Ask("LGT-1", null, null, null, null, 5);
    assertThat(desk.predictions().predict(ann, ask).toString()).contains("HBR-1", "Moor two");
    keepTo(desk, "LGT");
    assertThat(desk.predictions().predict(ann, ask).toString())
        .contains("LGT-1")
        .doesNotContain("HBR-1", "Moor two");
  }

  private static Finding.Query query(String words, @Nullable String project) {
    return new Finding.Query(words, project, null, null, 9, null);
  }

  @ParameterizedTest
  @MethodSource("jiras")
  void anIssueThatMovedOutOfTheProjectsIsLeftOutToo(Callable<FakeJira> kind) throws Exception {
    Desk desk = desk(kind);
    FakeIssue issue = put(desk, "LGT-1");
    desk.tickets().require(desk.ann(), "LGT-1");
    issue.move("HBR-9");
    keepTo(desk, "LGT");
    outside(() -> desk.tickets().get(desk.ann(), "LGT-1", false));
    // The copy learned of it when the account was not kept to some.
    desk.account(desk.jira().jira());
    desk.tickets().get(desk.ann(), "LGT-1", false);
    keepTo(desk, "LGT");
    outside(() -> desk.tickets().require(desk.ann(), "LGT-1"));
  }

  @ParameterizedTest
  @MethodSource("jiras")
  void whatWaitsForAProjectThatIsLeftOutStaysUntilItIsTakenIn(Callable<FakeJira> kind)
      throws Exception {
    Desk desk = desk(kind);
    FakeIssue issue = put(desk, "HBR-1");
    desk.tickets().require(desk.ann(), "HBR-1");
    desk.jira().refuseTokens(true);
    desk.issues().update(desk.ann(), new Update("HBR-1", "Here", null, 5, null, null));
    desk.jira().refuseTokens(false);
    keepTo(desk, "LGT");
    desk.runAll(Duration.ofHours(1), 30);
    assertThat(issue.comments()).isEmpty();
    assertThat(issue.worklogs()).isEmpty();
    assertThat(desk.writes()).extracting(RemoteWrite::status).containsOnly(Status.pending);
    assertThat(desk.state().writesProblem()).contains("JIRA_PROJECTS");
    desk.account(desk.jira().jira());
    desk.runAll(Duration.ofHours(1), 2);
    assertThat(desk.writes()).extracting(RemoteWrite::status).containsOnly(Status.delivered);
    assertThat(issue.comments()).hasSize(1);
    assertThat(issue.worklogs()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("jiras")
  void whatWaitsForAnIssueThatWentToAProjectThatIsLeftOutStaysToo(Callable<FakeJira> kind)
      throws Exception {
    Desk desk = desk(kind);
    FakeIssue issue = put(desk, "LGT-1");
    desk.tickets().require(desk.ann(), "LGT-1");
    desk.jira().refuseTokens(true);
    desk.issues().update(desk.ann(), new Update("LGT-1", "Here", null, 5, null, null));
    desk.jira().refuseTokens(false);
    // The copy does not know of it.
    issue.move("HBR-9");
    keepTo(desk, "LGT");
    desk.runAll(Duration.ofHours(1), 3);
    assertThat(issue.comments()).isEmpty();
    assertThat(issue.worklogs()).isEmpty();
    assertThat(desk.writes()).extracting(RemoteWrite::status).containsOnly(Status.pending);
    assertThat(desk.state().writesProblem()).contains("JIRA_PROJECTS");
    desk.account(desk.jira().jira());
    desk.runAll(Duration.ofHours(1), 2);
    assertThat(issue.comments()).hasSize(1);
    assertThat(issue.worklogs()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("jiras")
  void whatStaysLeftOutIsGivenUpAfterAWeekAndSaysWhatToDo(Callable<FakeJira> kind)
      throws Exception {
    Desk desk = desk(kind);
    FakeIssue issue = put(desk, "HBR-1");
    desk.tickets().require(desk.ann(), "HBR-1");
    desk.jira().refuseTokens(true);
    desk.issues().update(desk.ann(), new Update("HBR-1", "Here", null, null, null, null));
    desk.jira().refuseTokens(false);
    keepTo(desk, "LGT");
    desk.runAll(Duration.ofDays(2), 5);
    assertThat(issue.comments()).isEmpty();
    RemoteWrite write = desk.writes().get(0);
    assertThat(write.status()).isEqualTo(Status.failed);
    assertThat(write.error()).contains("JIRA_PROJECTS").endsWith("Then ask for it again.");
    assertThat(write.payload().path("text").asString()).isEqualTo("Here");
  }
}
