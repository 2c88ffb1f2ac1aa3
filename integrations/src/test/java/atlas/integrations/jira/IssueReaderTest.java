package atlas.integrations.jira;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

final class IssueReaderTest {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();
  private static final CustomFields CUSTOM =
      new CustomFields(List.of("s1"), List.of("p1", "p2"), false);

  @Test
  void fieldsAreFoundByTheirKindInAnyLanguage() {
    JsonNode fields =
        json(
            """
            [{"id":"customfield_12310921","name":"Etappe","schema":
               {"type":"array","custom":"com.pyxis.greenhopper.jira:gh-sprint"}},
             {"id":"customfield_1","name":"Story Points","schema":
               {"custom":"com.atlassian.jira.plugin.system.customfieldtypes:textfield"}},
             {"id":"customfield_2","name":"Story points","schema":
               {"custom":"com.atlassian.jira.plugin.system.customfieldtypes:float"}},
             {"id":"customfield_3","name":"Story Points done","schema":
               {"custom":"com.atlassian.jira.plugin.system.customfieldtypes:float"}},
             {"id":"customfield_4","name":"Schätzung","schema":
               {"custom":"com.pyxis.greenhopper.jira:jsw-story-points"}},
             {"name":"nothing"},7]""");
    assertThat(CustomFields.of(fields))
        .isEqualTo(
            new CustomFields(
                List.of("customfield_12310921"), List.of("customfield_4", "customfield_2"), false));
    assertThat(CustomFields.of(json("{\"a\":{}}"))).isEqualTo(CustomFields.NONE);
  }

  @Test
  void oldSprintsAreTextsWithCommas() {
    String old =
        "com.atlassian.greenhopper.service.sprint.Sprint@1f[id=%s,rapidViewId=2,state=%s,name=%s,goal=%s,x=<null>]";
    assertThat(
            sprint(
                old.formatted(1, "CLOSED", "One", "a, b"),
                old.formatted(2, "ACTIVE", "Of two, or more", "")))
        .isEqualTo("Of two, or more");
    assertThat(
            sprint(old.formatted(1, "FUTURE", "Next", ""), old.formatted(2, "CLOSED", "Last", "")))
        .isEqualTo("Next");
    assertThat(sprint(old.formatted(1, "CLOSED", "One", ""), old.formatted(2, "CLOSED", "Two", "")))
        .isEqualTo("Two");
    assertThat(sprint("Sprint 7", old.formatted(1, "CLOSED", "<null>", ""))).isNull();
    assertThat(CUSTOM.sprint(json("{\"s1\":null}"))).isNull();
    assertThat(
            CUSTOM.sprint(
                json(
                    "{\"s1\":[{\"name\":\"Now\",\"state\":\"active\"},{\"state\":\"future\"},3]}")))
        .isEqualTo("Now");
  }

  @Test
  void whereNoListNamesTheFieldASprintIsKnownByItsShape() {
    String now = "{\"id\":7,\"boardId\":2,\"state\":\"active\",\"name\":\"Now\"}";
    assertThat(CustomFields.NONE.sprint(json("{\"x9\":[" + now + "],\"labels\":[\"a\"]}")))
        .isEqualTo("Now");
    String old = "\"c.a.g.service.sprint.Sprint@1f[id=1,state=CLOSED,name=Then]\"";
    assertThat(CustomFields.NONE.sprint(json("{\"x9\":[" + old + "]}"))).isEqualTo("Then");
    assertThat(CustomFields.NONE.sprint(json("{\"x9\":[{\"name\":\"No sprint\"}]}"))).isNull();
  }

  @Test
  void boardsTellOfSprintsInTheirOwnFields() {
    String closed = "\"closedSprints\":[{\"name\":\"One\",\"state\":\"closed\"}]";
    assertThat(CUSTOM.sprint(json("{" + closed + "}"))).isEqualTo("One");
    assertThat(
            CUSTOM.sprint(
                json("{" + closed + ",\"sprint\":{\"name\":\"Two\",\"state\":\"active\"}}")))
        .isEqualTo("Two");
  }

  @Test
  void whatWasSentIsReadAsWhatIsAnswered() {
    JsonNode fields =
        json("[{\"id\":\"s1\",\"schema\":{\"custom\":\"com.pyxis.greenhopper.jira:gh-sprint\"}}]");
    JsonNode issue = json("{\"id\":1,\"key\":\"HBR-1\",\"fields\":{\"s1\":[{\"name\":\"Now\"}]}}");
    assertThat(JiraPayload.issue(Deployment.CLOUD, issue, fields))
        .map(JiraIssue::sprint)
        .contains("Now");
    assertThat(JiraPayload.issue(Deployment.CLOUD, json("{\"id\":1}"), fields)).isEmpty();
    JsonNode written =
        json("{\"id\":\"5\",\"body\":\"Seen.\",\"comment\":\"Done.\",\"timeSpentSeconds\":60}");
    assertThat(JiraPayload.comment(Deployment.DATA_CENTER, written).markdown()).isEqualTo("Seen.");
    assertThat(JiraPayload.worklog(Deployment.DATA_CENTER, written))
        .isEqualTo(new JiraWorklog("5", null, null, 60, "Done."));
  }

  @Test
  void whatIsDoneWithoutAResolutionIsResolvedSinceItIsDone() {
    String done = "2026-01-20T10:00:00Z";
    assertThat(resolved("done", null, done)).isEqualTo(done);
    assertThat(resolved("done", "2026-01-19T09:00:00Z", done)).isEqualTo("2026-01-19T09:00:00Z");
    assertThat(resolved("new", null, done)).isNull();
    assertThat(resolved("done", null, null)).isNull();
  }

  private static @Nullable Instant resolved(
      String category, @Nullable String resolution, @Nullable String changed) {
    ObjectNode fields = MAPPER.createObjectNode();
    fields.putObject("status").putObject("statusCategory").put("key", category);
    fields.put("resolutiondate", resolution).put("statuscategorychangedate", changed);
    ObjectNode issue = MAPPER.createObjectNode().put("id", "1").put("key", "HBR-1");
    issue.set("fields", fields);
    return read(Dialect.CLOUD, issue.toString()).resolved();
  }

  @Test
  void aFieldThatNoDatabaseTakesIsAbsent() {
    JiraIssue issue =
        read(
            Dialect.CLOUD,
            """
            {"id":"9","key":"HBR-9","fields":{
              "summary":"%s","duedate":"+99999-12-31","created":"-0044-03-15T00:00:00.000+0000",
              "updated":"+294277-01-01T00:00:00.000+0000","p1":1e200000,"labels":["%s","ok"],
              "parent":{"key":"no key"},"x":[1e200000,-1e-200000,2.50],
              "attachment":[{"id":"%s"},{"id":"77","created":"+99999-01-01T00:00:00.000+0000"}]}}"""
                .formatted("s".repeat(300_000), "l".repeat(5_000), "7".repeat(65)));
    assertThat(issue.summary()).hasSize(1_001).endsWith("…");
    assertThat(issue.due()).isNull();
    assertThat(issue.created()).isNull();
    assertThat(issue.updated()).isNull();
    assertThat(issue.storyPoints()).isNull();
    assertThat(issue.parentKey()).isNull();
    assertThat(issue.labels())
        .hasSize(2)
        .allSatisfy(label -> assertThat(label).hasSizeLessThan(300));
    assertThat(issue.attachments())
        .containsExactly(new JiraAttachment("77", "77", null, 0, null, null));
    assertThat(issue.raw()).contains("\"x\":[null,null,2.50]");
  }

  @Test
  void theFirstFieldThatHasPointsGivesThem() {
    assertThat(CUSTOM.points(json("{\"p1\":null,\"p2\":2.5}"), null)).isEqualByComparingTo("2.5");
    assertThat(CUSTOM.points(json("{\"p1\":1,\"p2\":2.5}"), null)).isEqualByComparingTo("1");
    assertThat(CUSTOM.points(json("{\"p1\":1,\"b\":8}"), "b")).isEqualByComparingTo("8");
    assertThat(CUSTOM.points(json("{\"p1\":1,\"b\":null}"), "b")).isEqualByComparingTo("1");
    assertThat(CUSTOM.points(json("{\"p1\":\"3\"}"), null)).isNull();
  }

  @Test
  void dataCenterIsReadWithItsNamesAndItsMarkup() {
    JiraIssue issue = read(Dialect.DATA_CENTER, CENTER_ISSUE);
    assertThat(issue.assigneeId()).isEqualTo("bo");
    assertThat(issue.reporterId()).isEqualTo("ann");
    assertThat(issue.description()).startsWith("First line  \nSecond line");
    assertThat(issue.comments().get(0).markdown()).isEqualTo("Seen.");
    assertThat(issue.comments().get(1).markdown()).isEmpty();
    assertThat(issue.commentCount()).isEqualTo(2);
    assertThat(issue.links())
        .containsExactly(
            new JiraLink("Blocks", "is blocked by", "HBR-3"),
            new JiraLink("Relates", "relates to", "LGT-4"));
    assertThat(
            List.of(
                issue.originalEstimateSeconds(),
                issue.remainingEstimateSeconds(),
                issue.spentSeconds()))
        .containsExactly(600L, 300L, 60L);
    assertThat(issue.attachments())
        .containsExactly(new JiraAttachment("77", "77", null, 0, null, null));
    assertThat(issue.raw()).contains("\"customfield_9\":\"kept\"");
  }

  @Test
  void aUserIsKnownByWhatEachJiraCallsThem() {
    String user =
        "{\"id\":1,\"key\":\"A-1\",\"fields\":{\"assignee\":{\"accountId\":\"5b\",\"name\":\"bo\",\"key\":\"k\"}}}";
    assertThat(read(Dialect.CLOUD, user).assigneeId()).isEqualTo("5b");
    assertThat(read(Dialect.DATA_CENTER, user).assigneeId()).isEqualTo("bo");
  }

  private static @Nullable String sprint(String... sprints) {
    var fields = MAPPER.createObjectNode();
    for (String sprint : sprints) fields.withArray("s1").add(sprint);
    return CUSTOM.sprint(fields);
  }

  private static JiraIssue read(Dialect dialect, String issue) {
    return new IssueReader(dialect, CUSTOM, Map.of()).read(json(issue)).orElseThrow();
  }

  private static JsonNode json(String text) {
    return MAPPER.readTree(text);
  }

  private static final String CENTER_ISSUE =
      """
      {"id":"10100","key":"HBR-2","fields":{
        "summary":"Crane stops","description":"First line\\r\\nSecond line",
        "assignee":{"name":"bo","key":"JIRAUSER1","displayName":"Bo Lind"},
        "reporter":{"name":"ann","key":"ann","displayName":"Ann Ottosen"},
        "timetracking":{"originalEstimateSeconds":600,"remainingEstimateSeconds":300,"timeSpentSeconds":60},
        "timespent":null,"customfield_9":"kept",
        "attachment":[{"id":"77"},{"filename":"no id"}],
        "issuelinks":[
          {"type":{"name":"Blocks","inward":"is blocked by","outward":"blocks"},"inwardIssue":{"key":"HBR-3"}},
          {"type":{"name":"Relates","inward":"relates to","outward":"relates to"},"outwardIssue":{"key":"LGT-4"}},
          {"type":{"name":"Broken"}}],
        "comment":{"total":2,"comments":[
          {"id":"1","author":{"name":"bo","displayName":"Bo Lind"},"body":"Seen.\\r\\n\\r\\n{anchor:atlas-m1}"},
          {"id":"2","author":{"name":"bo","displayName":"Bo Lind"}}]}}}""";
}
