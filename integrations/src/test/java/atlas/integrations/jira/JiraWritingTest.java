package atlas.integrations.jira;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import atlas.integrations.Cancellation;
import atlas.integrations.Http;
import atlas.integrations.RemoteFailure;
import atlas.integrations.RemoteFailure.Kind;
import atlas.integrations.jira.FakeFaults.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

final class JiraWritingTest {
  private static final Cancellation NEVER = Cancellation.never();
  private static final Http.Limits NO_TIME = limits(Duration.ofMillis(1500));
  private static final Http.Limits SOME_TIME = limits(Duration.ofSeconds(20));
  private final List<FakeJira> started = new ArrayList<>();

  @AfterEach
  void stop() {
    started.forEach(FakeJira::close);
  }

  @ParameterizedTest
  @EnumSource
  void aCommentIsFoundByItsMarkerAndReplaced(Deployment deployment) {
    FakeJira fake = fake(deployment);
    FakeIssue issue = fake.put("HBR-1").comment("bo", "Bo Lind", "Mine, about atlas-m1.");
    Jira jira = fake.jira();
    assertThat(jira.findComment("HBR-1", "m1", NEVER)).isEmpty();
    JiraComment made = jira.addComment(issue.id(), "Tested.", "m1", NEVER);
    assertThat(made.markdown()).isEqualTo("Tested.");
    for (int i = 0; i < 110; i++) issue.comment("bo", "Bo Lind", "No. " + i);
    assertThat(jira.findComment("HBR-1", "m1", NEVER)).map(JiraComment::id).contains(made.id());
    assertThat(jira.findComment("HBR-1", "m", NEVER)).isEmpty();
    jira.editComment("HBR-1", made.id(), "Tested twice.", "m1", NEVER);
    assertThat(jira.findComment("HBR-1", "m1", NEVER))
        .map(JiraComment::markdown)
        .contains("Tested twice.");
    assertThat(issue.comments()).hasSize(112);
    assertThat(failure(() -> jira.editComment("HBR-1", "1", "x", "m1", NEVER)).kind())
        .isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void readersOfDataCenterSeeNothingOfTheMarker() {
    FakeJira fake = fake(Deployment.DATA_CENTER);
    FakeIssue issue = fake.put("HBR-1");
    fake.jira().addComment("HBR-1", "Tested.", "m1", NEVER);
    assertThat(issue.comments().get(0).path("body").asString(""))
        .isEqualTo("Tested.\n\n{anchor:atlas-m1}");
    assertThat(fake.jira().comments("HBR-1", 0, 10, NEVER).comments())
        .extracting(JiraComment::markdown)
        .containsExactly("Tested.");
  }

  @ParameterizedTest
  @EnumSource
  void timeIsBookedInTheFormThatJiraTakes(Deployment deployment) {
    FakeJira fake = fake(deployment);
    FakeIssue issue = fake.put("HBR-1");
    Jira jira = fake.jira();
    Instant start = Instant.parse("2026-11-20T14:30:00Z");
    JiraWorklog made = jira.addWorklog("HBR-1", start, 1800, "Session S-1", "w1", NEVER);
    assertThat(issue.worklogs())
        .singleElement()
        .satisfies(
            one ->
                assertThat(one.path("started").asString(""))
                    .isEqualTo("2026-11-20T14:30:00.000+0000"));
    assertThat(jira.findWorklog("HBR-1", "w1", NEVER)).contains(made);
    assertThat(made).isEqualTo(new JiraWorklog(made.id(), FakeJira.ME, start, 1800, "Session S-1"));
    assertThat(jira.findWorklog("HBR-1", "w2", NEVER)).isEmpty();
    assertThat(failure(() -> jira.addWorklog("HBR-1", start, 59, "", "w3", NEVER)).kind())
        .isEqualTo(Kind.REFUSED);
  }

  @ParameterizedTest
  @EnumSource
  void anIssueTakesTheStepsThatItMay(Deployment deployment) {
    FakeJira fake = fake(deployment);
    FakeIssue issue = fake.put("HBR-1");
    Jira jira = fake.jira();
    List<JiraTransition> steps = jira.transitions("HBR-1", NEVER);
    assertThat(steps).contains(new JiraTransition("31", "Go to Done", "Done", "done"));
    jira.transition(issue.id(), "31", NEVER);
    assertThat(jira.issue("HBR-1", false, NEVER).statusCategory()).isEqualTo("done");
    RemoteFailure refused = failure(() -> jira.transition("HBR-1", "99", NEVER));
    assertThat(refused.kind()).isEqualTo(Kind.REFUSED);
    assertThat(refused.outcomeUnknown()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aBugIsMadeFoundByItsLabelAndLinked(Deployment deployment) {
    FakeJira fake = fake(deployment);
    fake.put("HBR-1");
    Jira jira = fake.jira();
    fake.require("customfield_10050", "Found in");
    CreateForm form = jira.createForm("HBR", "bug", NEVER);
    assertThat(form.type()).isEqualTo("Bug");
    assertThat(
            form.fields().stream().filter(CreateForm.Field::required).map(CreateForm.Field::name))
        .containsExactly("Summary", "Found in");
    assertThat(form.fields().stream().filter(field -> field.id().equals("priority")))
        .extracting(CreateForm.Field::allowed)
        .containsExactly(List.of("High", "Medium"));
    assertThat(failure(() -> jira.createForm("HBR", "Epic", NEVER)).sentence())
        .contains("Bug, Story");
    var bug =
        new NewIssue(
            "HBR", "Bug", "It\nfalls", "From the crane.", "High", List.of("atlas-1"), "HBR-1");
    assertThat(failure(() -> jira.createIssue(bug, NEVER)).sentence())
        .contains("customfield_10050: This is required.");
    fake.required().clear();
    long asked = fake.requests("GET .*createmeta.*");
    assertThat(jira.patient().createForm("HBR", "bug", NEVER)).isEqualTo(form);
    assertThat(fake.requests("GET .*createmeta.*")).isEqualTo(asked);
    IssueRef made = jira.createIssue(bug, NEVER);
    assertThat(made.key()).isEqualTo("HBR-2");
    assertThat(jira.findByLabel("atlas-1", NEVER)).containsExactly(made);
    jira.addLabel(made.key(), "late", NEVER);
    JiraIssue read = jira.issue(made.id(), false, NEVER);
    assertThat(
            read.summary()
                + "/"
                + read.description()
                + "/"
                + read.priority()
                + "/"
                + read.parentKey())
        .isEqualTo("It falls/From the crane./High/HBR-1");
    assertThat(read.labels()).containsExactly("atlas-1", "late");
    assertThat(jira.linkTypes(NEVER))
        .contains(new JiraLinkType("Duplicate", "is duplicated by", "duplicates"));
    jira.link("Duplicate", "HBR-2", "HBR-1", NEVER);
    assertThat(jira.issue("HBR-2", false, NEVER).links())
        .containsExactly(new JiraLink("Duplicate", "duplicates", "HBR-1"));
    assertThat(jira.issue("HBR-1", false, NEVER).links())
        .containsExactly(new JiraLink("Duplicate", "is duplicated by", "HBR-2"));
    assertThat(failure(() -> jira.link("Haunts", "HBR-2", "HBR-1", NEVER)).sentence())
        .contains("\"Haunts\"");
  }

  @Test
  void whatJiraSaysOfAWrongFieldIsTold() {
    FakeJira fake = fake(Deployment.CLOUD);
    var wrong = new NewIssue("HBR", "Monster", "x", null, null, List.of(), null);
    assertThat(failure(() -> fake.jira().createIssue(wrong, NEVER)))
        .hasMessageContaining("Specify an issue type")
        .satisfies(refused -> assertThat(refused.outcomeUnknown()).isFalse());
    var spaced = new NewIssue("HBR", "Bug", "x", null, null, List.of("a b"), null);
    assertThat(failure(() -> fake.jira().createIssue(spaced, NEVER)).sentence()).contains("label");
    assertThat(fake.all()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aChangeGoesOutOnceAndSaysWhetherItMayHaveBeenMade(Fault fault) {
    for (Deployment deployment : Deployment.values()) {
      FakeJira fake = fake(deployment);
      FakeIssue issue = fake.put("HBR-1");
      Jira jira = fake.jira();
      jira.myself(NEVER);
      fake.faults().next(fault, "POST .*/comment");
      RemoteFailure failure = failure(() -> jira.addComment("HBR-1", "Tested.", "m1", NEVER));
      assertThat(fake.requests("POST .*")).isEqualTo(1);
      assertThat(failure.outcomeUnknown()).isEqualTo(fault != Fault.TOO_MANY);
      boolean made = !issue.comments().isEmpty();
      if (made) assertThat(failure.outcomeUnknown()).isTrue();
      assertThat(failure.sentence()).doesNotContain("127.0.0.1", "s3cret", "Exception");
    }
  }

  @Test
  void oneIssueIsNotChangedFasterThanJiraTakesIt() {
    FakeJira fake = fake(Deployment.CLOUD);
    FakeIssue issue = fake.put("HBR-1");
    Jira jira = fake.jira(NO_TIME);
    for (int i = 0; i < 20; i++) jira.addLabel("HBR-1", "l" + i, NEVER);
    RemoteFailure failure = failure(() -> jira.addLabel("HBR-1", "late", NEVER));
    assertThat(failure.kind()).isEqualTo(Kind.LIMITED);
    assertThat(failure.outcomeUnknown()).isFalse();
    assertThat(failure.retryAfterSeconds()).isBetween(1L, 2L);
    assertThat(issue.labels()).hasSize(20);
    // Who has the time waits for the turn.
    jira.within(SOME_TIME).addLabel("HBR-1", "late", NEVER);
    assertThat(issue.labels()).contains("late");
  }

  @Test
  void aLostAnswerIsFoundAgainByTheMarker() {
    for (Deployment deployment : Deployment.values()) {
      FakeJira fake = fake(deployment);
      FakeIssue issue = fake.put("HBR-1");
      Jira jira = fake.jira();
      fake.faults().next(Fault.RESET_AFTER, "POST .*/worklog");
      Instant start = Instant.parse("2026-11-20T14:30:00Z");
      assertThat(
              failure(() -> jira.addWorklog("HBR-1", start, 60, "x", "w1", NEVER)).outcomeUnknown())
          .isTrue();
      assertThat(jira.findWorklog("HBR-1", "w1", NEVER)).isPresent();
      assertThat(issue.worklogs()).hasSize(1).extracting(JsonNode::isObject).containsOnly(true);
    }
  }

  private static Http.Limits limits(Duration whole) {
    Duration one = Duration.ofSeconds(1);
    return new Http.Limits(one, one, one, whole, 1024 * 1024);
  }

  private static RemoteFailure failure(ThrowingCallable call) {
    RemoteFailure failure = catchThrowableOfType(RemoteFailure.class, call);
    assertThat(failure).isNotNull();
    return failure;
  }

  private FakeJira fake(Deployment deployment) {
    FakeJira fake = deployment == Deployment.DATA_CENTER ? FakeJira.dataCenter() : FakeJira.cloud();
    started.add(fake);
    return fake;
  }
}
