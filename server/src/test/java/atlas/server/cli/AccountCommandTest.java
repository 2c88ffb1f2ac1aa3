package atlas.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.integrations.gitlab.FakeGitLab;
import atlas.integrations.jira.FakeJira;
import atlas.storage.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Accounts and webhooks from the terminal, and what the doctor makes of them. */
@TestInstance(Lifecycle.PER_CLASS)
class AccountCommandTest {
  private static final String OWN =
      "ann                  jira     API token, from the environment\n";

  private final TestDatabase database = TestDatabase.create();
  private final FakeJira cloud = FakeJira.cloud();
  private final FakeJira dataCenter = FakeJira.dataCenter();
  private final Map<String, String> environment = new HashMap<>();
  private final CommandLine atlas = new CommandLine(environment);
  private Path pat = Path.of("");

  @BeforeEach
  void home(@TempDir Path home) throws IOException {
    environment.clear();
    environment.putAll(CommandLine.environment(database));
    environment.put("ATLAS_HOME", home.toString());
    environment.put("JIRA_HOST", cloud.uri().toString());
    environment.put("JIRA_EMAIL", "ann@example.com");
    environment.put("JIRA_API_TOKEN", "s3cret-token");
    pat = Files.writeString(home.resolve("pat"), "s3cret-pat\n");
    atlas.run("user", "add", "bo");
    dataCenter.refuseTokens(false);
  }

  @AfterAll
  void close() {
    cloud.close();
    dataCenter.close();
    database.close();
  }

  @Test
  void aGitLabAccountIsKeptBesideTheOneAtJira() throws IOException {
    try (var gitLab = new FakeGitLab()) {
      String host = gitLab.uri().toString();
      String token = Files.writeString(pat.resolveSibling("glpat"), FakeGitLab.TOKEN).toString();
      var added =
          atlas.run(
              "account", "add", "gitlab", "--user", "bo", "--host", host, "--token-file", token);
      assertThat(added.err()).isEmpty();
      assertThat(atlas.run("account", "list").out())
          .containsPattern("bo +gitlab +token")
          .doesNotContain(FakeGitLab.TOKEN, "127.0.0.1");
      var checked = atlas.run("doctor");
      assertThat(checked.code()).as(checked.out()).isZero();
      assertThat(checked.out())
          .containsPattern("off +gitlab +Set GITLAB_TOKEN")
          .containsPattern("ok +gitlab +bo is Ann at GitLab")
          .doesNotContain(FakeGitLab.TOKEN);
      gitLab.scopes("read_user");
      assertThat(atlas.run("doctor").out())
          .containsPattern("WRONG +gitlab +bo: .*read_api")
          .contains("atlas account add gitlab --user bo");
      assertThat(atlas.run("account", "remove", "gitlab", "--user", "bo").code()).isZero();
      assertThat(atlas.run("account", "list").out()).isEqualTo(OWN);
      assertThat(atlas.run("account", "remove", "gitlab", "--user", "bo").err())
          .contains("not_found");
    }
  }

  @Test
  void theEnvironmentsGitLabGoesBeforeAFileAndIsCheckedAtTheStart() {
    environment.put("GITLAB_URL", "https://git.example.com");
    assertThat(atlas.run("account", "list").err()).contains("GITLAB_TOKEN");
    environment.put("GITLAB_TOKEN", FakeGitLab.TOKEN);
    assertThat(atlas.run("account", "list").out())
        .containsPattern("ann +gitlab +token, from the environment")
        .doesNotContain(FakeGitLab.TOKEN, "git.example.com");
    String[] forAnn = {
      "account", "add", "gitlab", "--host", "https://gitlab.com", "--token-file", pat.toString()
    };
    assertThat(atlas.run(forAnn).err()).contains("GITLAB_TOKEN names");
    environment.put("GITLAB_URL", "http://git.example.com");
    assertThat(atlas.run("account", "list").err())
        .contains("GITLAB_URL must be an https address")
        .doesNotContain(FakeGitLab.TOKEN);
  }

  private CommandLine.Ended add(String... more) {
    return addFor("bo", more);
  }

  private CommandLine.Ended addFor(String user, String... more) {
    var arguments = new ArrayList<String>();
    arguments.addAll(List.of("account", "add", "jira", "--user", user));
    if (!List.of(more).contains("--host")) {
      arguments.addAll(List.of("--host", dataCenter.uri().toString()));
    }
    arguments.addAll(List.of("--token-file", pat.toString()));
    arguments.addAll(List.of(more));
    return atlas.run(arguments.toArray(String[]::new));
  }

  @Test
  void anAccountIsAddedListedCheckedAndRemovedWithoutItsSecretOrHost() {
    var added = add("--projects", "hbr,LGT", "--history-projects", "HBR");
    assertThat(added.err()).isEmpty();
    assertThat(added.code()).isZero();
    var listed = atlas.run("account", "list");
    assertThat(listed.out())
        .containsPattern("bo +jira +PAT, only HBR,LGT, with history")
        .doesNotContain("s3cret", "127.0.0.1");
    var checked = atlas.run("doctor");
    assertThat(checked.code()).as(checked.out()).isZero();
    assertThat(checked.out())
        .containsPattern("ok +jira +ann is .* at Jira Cloud")
        .containsPattern("ok +jira +bo is .* at Jira Data Center")
        .contains("by an API token, in Europe/Copenhagen", "by a PAT", "127.0.0.1")
        .contains(
            "Your days are in UTC; run: atlas call update_preferences time_zone=Europe/Copenhagen")
        .doesNotContain("s3cret");
    assertThat(atlas.run("account", "remove", "jira", "--user", "bo").code()).isZero();
    assertThat(atlas.run("account", "list").out()).isEqualTo(OWN);
    assertThat(atlas.run("account", "remove", "jira", "--user", "bo").err()).contains("not_found");
  }

  @Test
  void anAccountThatTheEnvironmentGoesBeforeIsNotAdded() {
    atlas.run("user", "add", "ann");
    var refused = addFor("ann");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("conflict", "JIRA_HOST", "--user");
    environment.keySet().removeIf(name -> name.startsWith("JIRA_"));
    assertThat(atlas.run("account", "list").out()).startsWith("none; ").contains("account add");
    assertThat(addFor("ann").code()).isZero();
    environment.put("JIRA_HOST", dataCenter.uri().toString());
    environment.put("JIRA_PAT", "s3cret-pat");
    assertThat(atlas.run("account", "list").out())
        .containsPattern("ann +jira +PAT, from the environment")
        .containsPattern("ann +jira +unused");
  }

  @Test
  void theDoctorSaysWhoseAccountIsWrongAndHowToMendIt() {
    add();
    dataCenter.refuseTokens(true);
    var checked = atlas.run("doctor");
    assertThat(checked.code()).isEqualTo(1);
    assertThat(checked.out())
        .containsPattern("ok +jira +ann is ")
        .containsPattern("WRONG +jira +bo: .*401")
        .containsOnlyOnce("atlas account add jira --user bo --host ADDRESS")
        .doesNotContain("s3cret", "JIRA_");
    dataCenter.refuseTokens(false);
    cloud.refuseTokens(true);
    try {
      assertThat(atlas.run("doctor").out())
          .containsPattern("WRONG +jira +ann: .*401.*and set JIRA_API_TOKEN")
          .containsPattern("ok +jira +bo is ")
          .doesNotContain("atlas account add");
    } finally {
      cloud.refuseTokens(false);
    }
  }

  @Test
  void anotherJiraIsNoticedByTheDoctorAndTakenOverWhenThatIsSaid() {
    cloud.put("HBR-1").summary("Of the cloud").assignee(FakeJira.ME, "Ann Ottosen");
    assertThat(atlas.run("sync", "jira").code()).isZero();
    assertThat(atlas.run("doctor").code()).isZero();
    try (FakeJira other = FakeJira.cloud()) {
      other.setClock(Instant.parse("2026-10-01T12:00:00Z"));
      other.put("HBR-1").summary("Of the other").assignee(FakeJira.ME, "Ann Ottosen");
      environment.put("JIRA_HOST", other.uri().toString());
      var checked = atlas.run("doctor");
      assertThat(checked.code()).isEqualTo(1);
      assertThat(checked.out())
          .containsPattern("WRONG +jira +ann: .*another Jira.*atlas sync jira --new-site");
      var refused = atlas.run("sync", "jira");
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.err()).contains("--new-site");
      var taken = atlas.run("sync", "jira", "--new-site");
      assertThat(taken.code()).as(taken.err()).isZero();
      assertThat(taken.out()).contains("1 new");
      assertThat(atlas.run("doctor").code()).isZero();
    }
    environment.put("JIRA_HOST", cloud.uri().toString());
    assertThat(atlas.run("sync", "jira", "--new-site").code()).isZero();
  }

  @Test
  void theDoctorSaysOfAWebhookWhoseUserIsGoneThatItIsNobodys() {
    atlas.run("account", "webhook", "orphan", "--user", "bo");
    // Another database came under the same home.
    try (TestDatabase fresh = TestDatabase.create()) {
      environment.putAll(CommandLine.environment(fresh));
      var checked = atlas.run("doctor");
      assertThat(checked.code()).isEqualTo(1);
      assertThat(checked.out())
          .contains("orphan is nobody's; run: atlas account webhook orphan --remove");
    }
  }

  @Test
  void theDoctorRefusesAFileThatOthersMayRead(@TempDir Path home) throws IOException {
    environment.put("ATLAS_HOME", home.toString());
    add();
    try (var files = Files.list(home.resolve("accounts"))) {
      for (Path file : files.toList()) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      }
    }
    var checked = atlas.run("doctor");
    assertThat(checked.code()).isEqualTo(1);
    assertThat(checked.out()).contains("bo: The file accounts/", "chmod 600");
    assertThat(atlas.run("account", "list").out()).contains("can't be used");
  }

  @Test
  void whatCannotBeAnAccountIsRefusedAndNotKept() {
    assertThat(add("--projects", "no spaces").err()).contains("invalid", "--projects");
    assertThat(add("--history-jql", "x = 1) OR (y = 2").err()).contains("--history-jql");
    assertThat(add("--projects", "HBR", "--history-projects", "LGT").err())
        .contains("--history-projects names LGT, which --projects leaves out");
    assertThat(add("--host", "http://jira.example.com").err())
        .contains("--host must be an https address");
    var stranger = atlas.run("account", "add", "jira", "--user", "nobody", "--host", "x");
    assertThat(stranger.err()).contains("not_found", "user add");
    assertThat(atlas.run("account", "add", "gitlab", "--host", "x").code()).isEqualTo(2);
    assertThat(atlas.run("account", "list").out()).isEqualTo(OWN);
  }

  @Test
  void aWebhookShowsItsSecretOnceAndIsOneUsers() {
    var made = atlas.run("account", "webhook", "harbour", "--user", "bo");
    assertThat(made.out()).contains("/webhooks/jira/harbour");
    String secret = made.out().substring(made.out().lastIndexOf(' ') + 1).strip();
    assertThat(secret).hasSize(43);
    assertThat(atlas.run("account", "list").out())
        .containsPattern("bo +webhook +/webhooks/jira/harbour")
        .doesNotContain(secret);
    var again = atlas.run("account", "webhook", "harbour", "--user", "bo");
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).contains("conflict", "--new-secret");
    assertThat(atlas.run("account", "webhook", "harbour", "--user", "bo", "--new-secret").out())
        .contains("secret  ")
        .doesNotContain(secret);
    atlas.run("user", "add", "ann");
    assertThat(atlas.run("account", "webhook", "harbour", "--user", "ann", "--new-secret").err())
        .contains("conflict", "somebody else's");
    assertThat(atlas.run("account", "webhook", "no/name").code()).isEqualTo(2);
    assertThat(atlas.run("doctor").out()).containsPattern("ok +webhook +/webhooks/jira/harbour");
    assertThat(atlas.run("account", "webhook", "harbour", "--user", "bo", "--remove").code())
        .isZero();
    assertThat(atlas.run("account", "list").out()).isEqualTo(OWN);
  }

  @Test
  void settingsOfJiraThatContradictEachOtherAreErrorsWithoutTheSecret() {
    environment.put("JIRA_PAT", "s3cret-pat");
    var both = atlas.run("tools");
    assertThat(both.code()).isEqualTo(2);
    assertThat(both.err()).contains("JIRA_API_TOKEN", "JIRA_PAT").doesNotContain("s3cret");
    environment.remove("JIRA_API_TOKEN");
    environment.remove("JIRA_EMAIL");
    assertThat(atlas.run("tools").code()).isZero();
    environment.put("JIRA_HISTORY_JQL", "project = HBR ORDER BY created");
    assertThat(atlas.run("tools").err()).contains("JIRA_HISTORY_JQL", "ORDER BY");
    environment.put("JIRA_HISTORY_JQL", "component = Checkout");
    environment.put("JIRA_PROJECTS", "HBR;LGT");
    assertThat(atlas.run("tools").err()).contains("JIRA_PROJECTS", "commas");
    environment.put("JIRA_PROJECTS", "hbr, LGT");
    assertThat(atlas.run("tools").code()).isZero();
    environment.put("ATLAS_SYNC_MINUTES", "1441");
    assertThat(atlas.run("tools").err()).contains("ATLAS_SYNC_MINUTES", "0 to 1440");
  }
}
