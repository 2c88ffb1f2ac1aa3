package atlas.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import atlas.integrations.gitlab.FakeGitLab;
import atlas.integrations.jira.FakeJira;
import atlas.storage.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Copying Jira by real processes: asked for by a tool, by the terminal, and by nobody. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
class SyncTest {
  private static final String ASK =
      "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{"
          + "\"name\":\"sync_source\",\"arguments\":{\"source\":\"jira\",\"full\":true},"
          + "\"_meta\":{\"progressToken\":\"how-far\"}}}";

  private final TestDatabase database = TestDatabase.create();
  private final FakeJira jira = FakeJira.cloud();
  private @TempDir Path home;

  @AfterAll
  void close() {
    jira.close();
    database.close();
  }

  @Test
  void aClientThatAskedIsToldHowFarItIsAndTheTerminalToo() {
    jira.fill("HBR", 350);
    try (var server = Running.atlas(environment("ann", "0"))) {
      server.initialized().send(ASK);
      assertThat(server.line(7)).contains("\"fetched\":350").contains("\"completed\"");
      assertThat(server.out())
          .filteredOn((String line) -> line.contains("notifications/progress"))
          .hasSizeGreaterThan(2)
          .allMatch(line -> line.contains("\"progressToken\":\"how-far\""));
      assertThat(server.end().exit()).isZero();
    }
    try (var terminal = Running.atlas(environment("ann", "0"), "sync", "jira", "--full")) {
      assertThat(terminal.exit()).isZero();
      assertThat(terminal.out())
          .hasSize(2)
          .contains("Copied 350 issues from Jira (full): 0 new, 0 changed, 0 no longer active.");
      // The server may have begun with it.
      assertThat(terminal.out().get(1)).contains("at you did in Jira");
      assertThat(terminal.err()).contains("300 issues copied from Jira");
    }
  }

  @Test
  void theTerminalShowsHowFarTheGatheringIsToo() {
    try (var own = FakeJira.cloud()) {
      own.put("HBR-1").assignee(FakeJira.ME, "Ann Ottosen").status("Done", "done");
      var environment = environment("dee", "0");
      environment.put("JIRA_HOST", own.uri().toString());
      try (var terminal = Running.atlas(environment, "sync", "jira")) {
        assertThat(terminal.exit()).isZero();
        assertThat(terminal.out().get(1)).startsWith("Gathered what you did in Jira (full): 1 ");
        assertThat(terminal.err()).contains("1 things seen, 1 are new evidence");
      }
    }
  }

  @Test
  void whatSomebodyDidAtGitLabIsGatheredByTheTerminal() {
    try (var gitLab = new FakeGitLab()) {
      gitLab.setClock(Instant.now().minus(Duration.ofDays(2)));
      for (int i = 0; i < 120; i++) gitLab.merge(1, FakeGitLab.ME, "b", "Merge " + i);
      Map<String, String> environment = environment("cy", "0");
      environment.put("GITLAB_URL", gitLab.uri().toString());
      environment.put("GITLAB_TOKEN", FakeGitLab.TOKEN);
      try (var terminal = Running.atlas(environment, "sync", "gitlab")) {
        assertThat(terminal.exit()).isZero();
        assertThat(terminal.out())
            .containsExactly(
                "Gathered what you did at GitLab (full): 120 pieces of evidence are new, 0"
                    + " changed.");
        assertThat(terminal.err()).contains("100 things seen").doesNotContain(FakeGitLab.TOKEN);
      }
      try (var server = Running.atlas(environment)) {
        server.initialized().call(1, "get_sync_status", Map.of());
        assertThat(server.line(1)).contains("\"source\":\"gitlab\"", "\"fetched\":");
        server.call(2, "get_server_status", Map.of());
        assertThat(server.line(2))
            .contains("\"gitlab\":{\"status\":\"ok\",\"account\":\"Ann\"")
            .doesNotContain(FakeGitLab.TOKEN, "127.0.0.1");
        assertThat(server.end().exit()).isZero();
      }
    }
  }

  @Test
  void aServerCopiesWithoutBeingAsked() {
    jira.fill("HBR", 350);
    try (var server = Running.atlas(environment("bo", "15"))) {
      server.initialized().call(1, "get_sync_status", Map.of());
      assertThat(server.line(1)).contains("\"configured\":true");
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  database
                          .admin()
                          .withHandle(
                              handle ->
                                  handle
                                      .createQuery(
                                          "select count(*) from sync_jobs where trigger ="
                                              + " 'background' and status = 'completed'")
                                      .mapTo(Integer.class)
                                      .one())
                      > 0);
      assertThat(server.end().exit()).isZero();
    }
  }

  @Test
  void aBugThatATesterFiledInJiraForAnotherIsReadByItselfAndEarned() {
    try (var own = FakeJira.cloud()) {
      own.put("HBR-1").assignee(FakeJira.ME, "Ann Ottosen");
      var environment = environment("eli", "0");
      environment.put("JIRA_HOST", own.uri().toString());
      try (var server = Running.atlas(environment)) {
        server.initialized().call(1, "start_session", Map.of("ticket_key", "HBR-1"));
        assertThat(server.text(1)).contains("S-1");
        own.setClock(Instant.now().plusSeconds(1));
        own.put("HBR-77").type("Bug").assignee("bo", "Bo Lind");
        var crash = Map.of("scenario", "Pay", "result", "failed", "bug_key", "HBR-77");
        server.call(2, "log_scenario", crash);
        assertThat(server.text(2)).contains("S-1.1");
        server.call(3, "end_session", Map.of("outcome", "failed"));
        assertThat(server.text(3)).contains("XP for S-1").doesNotContain("XP for HBR-77");
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> count("xp_ledger where what = 'HBR-77 of S-1' and amount = 10") == 1);
        assertThat(server.end().exit()).isZero();
      }
    }
  }

  private int count(String rows) {
    return database
        .admin()
        .withHandle(h -> h.createQuery("select count(*) from " + rows).mapTo(Integer.class).one());
  }

  private Map<String, String> environment(String user, String minutes) {
    var environment = new HashMap<>(CommandLine.environment(database));
    environment.put("ATLAS_HOME", home.resolve(user).toString());
    environment.put("ATLAS_USER", user);
    environment.put("ATLAS_TOOLSETS", "all");
    environment.put("ATLAS_SYNC_MINUTES", minutes);
    environment.put("JIRA_HOST", jira.uri().toString());
    environment.put("JIRA_EMAIL", "ann@example.com");
    environment.put("JIRA_API_TOKEN", "s3cret-token");
    return environment;
  }
}
