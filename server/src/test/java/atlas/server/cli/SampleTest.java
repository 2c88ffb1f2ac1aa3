package atlas.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.server.demo.SampleJira;
import atlas.storage.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer may try against the Jira that the demo leaves running: copy it, write to it. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
class SampleTest {
  private final TestDatabase database = TestDatabase.create();
  private SampleJira jira = start();
  private @TempDir Path home;

  private static SampleJira start() {
    return SampleJira.start("ann@harbor.example", "sample-token");
  }

  @AfterEach
  void startAnew() {
    jira.close();
    jira = start();
  }

  @AfterAll
  void close() {
    jira.close();
    database.close();
  }

  @Test
  void itIsCopiedAgainAndAgainWithHistory() {
    var environment = environment("ann");
    environment.put("JIRA_HISTORY_PROJECTS", "HBR,PAY");
    environment.put("JIRA_HISTORY_JQL", "component = Checkout AND updated >= -30d");
    var atlas = new CommandLine(environment);
    assertThat(copied(atlas)).contains("issues from Jira (full): 13 new");
    assertThat(copied(atlas)).contains("(incremental): 0 new, 0 changed");
    assertThat(copied(atlas, "--full")).contains("(full): 0 new, 0 changed");
  }

  @Test
  void whatJiraDoesNotKnowFailsTheCopyAndTheDoctorSaysWhy() {
    var environment = environment("cai");
    var atlas = new CommandLine(environment);
    assertThat(atlas.run("doctor").code()).isZero();
    environment.put("JIRA_HISTORY_JQL", "project = NOPE");
    assertThat(atlas.run("sync", "jira").err())
        .contains("says: \"The value 'NOPE' does not exist for the field 'project'.\" If");
    assertThat(wrong(atlas)).contains("'NOPE' does not exist", "JIRA_HISTORY");
    environment.remove("JIRA_HISTORY_JQL");
    environment.put("JIRA_PROJECTS", "NOPE");
    assertThat(wrong(atlas)).contains("'NOPE' does not exist", "JIRA_PROJECTS says");
  }

  private static String wrong(CommandLine atlas) {
    var checked = atlas.run("doctor");
    assertThat(checked.code()).isEqualTo(1);
    assertThat(checked.out()).contains("ok     jira ", "WRONG  jira ");
    return checked.out();
  }

  private static String copied(CommandLine atlas, String... more) {
    var arguments = new ArrayList<>(List.of("sync", "jira"));
    arguments.addAll(List.of(more));
    var ended = atlas.run(arguments.toArray(String[]::new));
    assertThat(ended.code()).as(ended.err()).isZero();
    return ended.out();
  }

  @Test
  void whatIsWrittenArrivesAndIsSeen() {
    try (var server = Running.atlas(environment("bo"))) {
      server.initialized();
      says(server, 1, "sync_source", Map.of("source", "jira")).contains("\"completed\"");
      says(
              server,
              2,
              "update_issue",
              Map.of(
                  "ticket_key",
                  "HBR-117",
                  "comment",
                  "Seen **twice**",
                  "transition_to",
                  "done",
                  "log_minutes",
                  90))
          .contains("A comment is in Jira", "A worklog of 90 min is in Jira", "to done is in Jira");
      says(server, 3, "start_session", Map.of("ticket_key", "HBR-104")).contains("S-1");
      says(server, 4, "log_scenario", Map.of("scenario", "Reset twice", "result", "failed"))
          .contains("S-1.1");
      says(
              server,
              5,
              "report_bug",
              Map.of(
                  "summary", "The second mail is never sent",
                  "description", "1. Reset\n2. Reset again",
                  "priority", "High"))
          .contains("\"bug_key\":\"HBR-121\"");
      says(
              server,
              6,
              "end_session",
              Map.of("outcome", "failed", "post_comment", true, "log_work", true))
          .contains("HBR-121");
      says(server, 7, "get_issue", with("HBR-117"))
          .contains("Seen **twice**", "\"status\":\"Done\"");
      says(server, 8, "get_issue", with("HBR-104"))
          .contains("Reset twice", "HBR-121", "\"spent_minutes\":1");
      says(server, 9, "get_issue", with("HBR-121"))
          .contains("The second mail is never sent", "\"priority\":\"High\"");
      says(server, 10, "get_server_status", Map.of())
          .contains("\"writes_waiting\":0", "\"writes_failed\":0");
      says(server, 11, "sync_source", Map.of("source", "jira")).contains("\"completed\"");
      jira.refuseTokens(true);
      says(server, 12, "update_issue", Map.of("ticket_key", "HBR-117", "comment", "Later"));
      jira.refuseTokens(false);
      says(server, 13, "get_server_status", Map.of())
          .contains("\"writes_waiting\":1", "\"writes_failed\":0", "\"status\":\"ok\"");
      assertThat(server.end().exit()).isZero();
    }
  }

  private static Map<String, Object> with(String key) {
    return Map.of("ticket_key", key, "include", List.of("comments", "sessions"));
  }

  private static AbstractStringAssert<?> says(
      Running server, int id, String tool, Map<String, ?> arguments) {
    String line = server.call(id, tool, arguments).line(id);
    return assertThat(line).doesNotContain("\"isError\":true");
  }

  private Map<String, String> environment(String user) {
    var environment = new HashMap<>(CommandLine.environment(database));
    environment.put("ATLAS_HOME", home.resolve(user).toString());
    environment.put("ATLAS_USER", user);
    environment.put("ATLAS_TOOLSETS", "all");
    environment.put("ATLAS_SYNC_MINUTES", "0");
    environment.put("JIRA_HOST", jira.uri().toString());
    environment.put("JIRA_EMAIL", "ann@harbor.example");
    environment.put("JIRA_API_TOKEN", "sample-token");
    return environment;
  }
}
