package atlas.integrations.jira;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.integrations.Cancellation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

/** Where the points are, when the list of fields does not say so. */
class BoardPointsTest {
  private static final Cancellation NEVER = Cancellation.never();
  private static final String FLOAT = "com.atlassian.jira.plugin.system.customfieldtypes:float";
  private static final String ESTIMATE = "com.pyxis.greenhopper.jira:jsw-story-points";
  private static final String BOARDS = "GET .*/rest/agile/.*";

  private FakeJira fake = FakeJira.cloud();

  @AfterEach
  void close() {
    fake.close();
  }

  private FakeJira fake(Deployment deployment) {
    fake.close();
    fake = deployment == Deployment.CLOUD ? FakeJira.cloud() : FakeJira.dataCenter();
    return fake;
  }

  private static void points(FakeIssue issue, String field, int points) {
    issue.set(field, JsonNodeFactory.instance.numberNode(points));
  }

  @ParameterizedTest
  @EnumSource
  void theBoardSaysWhichOfTwoFieldsItIs(Deployment deployment) {
    FakeIssue both = fake(deployment).boards(200, FakeIssue.POINTS).put("HBR-2").points(5);
    points(both, FakeIssue.ESTIMATE, 2);
    points(fake.put("LGT-1"), FakeIssue.ESTIMATE, 3);
    Jira jira = fake.jira();
    assertThat(jira.issue("HBR-2", false, NEVER).storyPoints()).isEqualByComparingTo("5");
    assertThat(jira.issue("LGT-1", false, NEVER).storyPoints()).isEqualByComparingTo("3");
    assertThat(jira.pointsFieldOfBoards("HBR", NEVER)).contains(FakeIssue.POINTS);
    assertThat(jira.pointsFieldOfBoards("LGT", NEVER)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aFieldThatNothingElseTellsIsFoundOnEveryWayAndAskedForOnce(Deployment deployment) {
    fake(deployment)
        .pointsFields(
            "customfield_10016 Story_point_estimate " + ESTIMATE,
            "customfield_10077 Størrelse " + FLOAT,
            "customfield_10078 Vægt " + FLOAT)
        .boards(200, "customfield_10077");
    FakeIssue issue = fake.put("HBR-1").assignee(FakeJira.ME, "Ann Ottosen");
    points(issue, "customfield_10077", 8);
    points(issue, "customfield_10078", 70);
    Jql mine = Jql.assignedToMe().oldestFirst();
    assertThat(fake.jira().search(mine, null, 100, false, NEVER).issues().get(0).storyPoints())
        .isEqualByComparingTo("8");
    assertThat(fake.jira().issues(List.of(issue.id()), NEVER).get(0).storyPoints())
        .isEqualByComparingTo("8");
    assertThat(fake.jira().assigned(10, NEVER).issues().get(0).storyPoints())
        .isEqualByComparingTo("8");
    Jira jira = fake.jira();
    assertThat(jira.issue("HBR-1", false, NEVER).storyPoints()).isEqualByComparingTo("8");
    long asked = fake.requests(BOARDS);
    jira.patient().issue("HBR-1", false, NEVER);
    jira.search(mine, null, 100, true, NEVER);
    assertThat(fake.requests(BOARDS)).isEqualTo(asked);
  }

  @ParameterizedTest
  @EnumSource
  void noBoardIsAskedWhereTheListOfFieldsTells(Deployment deployment) {
    fake(deployment).pointsFields("customfield_10026 Story_Points " + FLOAT);
    fake.put("HBR-1").points(5);
    assertThat(fake.jira().issue("HBR-1", false, NEVER).storyPoints()).isEqualByComparingTo("5");
    assertThat(fake.requests(BOARDS)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404, 500})
  void boardsThatAreNotShownTakeNothingAway(int status) {
    fake.boards(status, "");
    fake.put("HBR-1").points(5).assignee(FakeJira.ME, "Ann Ottosen");
    Jira jira = fake.jira();
    assertThat(jira.assigned(10, NEVER).issues().get(0).storyPoints()).isEqualByComparingTo("5");
    long asked = fake.requests(BOARDS);
    assertThat(asked).isPositive();
    jira.issue("HBR-1", false, NEVER);
    assertThat(fake.requests(BOARDS)).isEqualTo(asked);
  }

  @Test
  void itIsAskedAgainAfterADayAndSoonerAfterAFailure() {
    var now = new AtomicLong(Long.MAX_VALUE - 5);
    var boards = new BoardPoints(now::get);
    var both = List.of("HBR", "LGT");
    assertThat(boards.due(both)).containsExactly("HBR", "LGT");
    assertThat(boards.answered("HBR", Optional.of("customfield_1"))).isTrue();
    assertThat(boards.answered("LGT", Optional.empty())).isFalse();
    assertThat(boards.due(both)).isEmpty();
    now.addAndGet(Duration.ofDays(1).toNanos());
    assertThat(boards.due(both)).containsExactly("HBR", "LGT");
    boards.failed("HBR");
    assertThat(boards.fields()).isEqualTo(Map.of("HBR", "customfield_1"));
    assertThat(boards.due(List.of("HBR"))).isEmpty();
    now.addAndGet(Duration.ofMinutes(15).toNanos());
    assertThat(boards.due(List.of("HBR"))).containsExactly("HBR");
    assertThat(boards.answered("HBR", Optional.of("customfield_1"))).isFalse();
    assertThat(boards.answered("HBR", Optional.empty())).isTrue();
  }

  @Test
  void ofVeryManyProjectsSomeAreNotAsked() {
    var boards = new BoardPoints(() -> 0);
    List<String> many = IntStream.range(0, 250).mapToObj(i -> "P" + i).toList();
    assertThat(boards.due(many)).hasSize(BoardPoints.MOST_PROJECTS);
    for (String project : boards.due(many)) boards.failed(project);
    assertThat(boards.due(many)).isEmpty();
  }
}
