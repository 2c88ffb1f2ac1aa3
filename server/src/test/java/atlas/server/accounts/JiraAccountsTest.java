package atlas.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import atlas.integrations.Cancellation;
import atlas.integrations.RemoteFailure;
import atlas.integrations.jira.FakeJira;
import atlas.integrations.jira.Jira;
import atlas.integrations.jira.Jql;
import atlas.integrations.jira.Keeping;
import atlas.model.Refusal;
import atlas.server.config.JiraSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JiraAccountsTest {
  private static final UUID ANN = new UUID(0, 1);
  private static final UUID BO = new UUID(0, 2);
  private static final UUID CAI = new UUID(0, 3);

  private final FakeJira cloud = FakeJira.cloud();
  private final FakeJira dataCenter = FakeJira.dataCenter();

  @TempDir Path home;

  @AfterEach
  void close() {
    cloud.close();
    dataCenter.close();
  }

  @Test
  void everybodyHasTheirOwnAndNobodyAnothers() {
    JiraAccounts accounts = accounts(settings(List.of()));
    accounts.add(BO, "bo", pat());
    assertThat(browse(accounts, ANN)).isEqualTo(cloud.uri() + "/browse/HBR-1");
    assertThat(browse(accounts, BO)).isEqualTo(dataCenter.uri() + "/browse/HBR-1");
    assertThat(accounts.jira(CAI)).isEmpty();
    assertThat(accounts.history(CAI)).isEmpty();
    assertThat(accounts.users()).containsExactly(ANN, BO);
  }

  @Test
  void whatTheEnvironmentSaysIsTheLocalUsersAlone() {
    JiraAccounts accounts = accounts(null);
    assertThat(accounts.jira(ANN)).isEmpty();
    assertThat(accounts.users()).isEmpty();
    accounts.add(ANN, "ann", pat());
    assertThat(browse(accounts, ANN)).startsWith(dataCenter.uri().toString());
    assertThat(browse(accounts(settings(List.of())), ANN)).startsWith(cloud.uri().toString());
  }

  @Test
  void aServerThatRunsSeesWhatAnotherProcessAddsAndTakesAway() {
    JiraAccounts server = accounts(null);
    JiraAccounts other = accounts(null);
    assertThat(server.jira(BO)).isEmpty();
    other.add(BO, "bo", pat());
    Jira first = server.jira(BO).orElseThrow();
    assertThat(server.jira(BO)).as("what it has found out is kept").containsSame(first);
    other.add(BO, "bo", token());
    assertThat(browse(server, BO)).startsWith(cloud.uri().toString());
    assertThat(other.remove(BO)).isTrue();
    assertThat(other.remove(BO)).isFalse();
    assertThat(server.jira(BO)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx--x---"})
  void aFileThatOthersMayUseIsRefused(String mode) throws IOException {
    JiraAccounts accounts = accounts(null);
    accounts.add(BO, "bo", pat());
    Path file = home.resolve("accounts").resolve(BO + ".json");
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(mode(home.resolve("accounts"))).isEqualTo("rwx------");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    assertThatThrownBy(() -> accounts.jira(BO))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("chmod 600")
        .hasMessageNotContaining("s3cret")
        .hasMessageNotContaining("127.0.0.1");
    assertThat(accounts.list()).extracting(JiraAccounts.Entry::settings).containsOnlyNulls();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{}", "[]", "{\"user\":\"bo\",\"jira\":{\"host\":\"x\"}}"})
  void aFileThatIsNotWhatWasWrittenIsRefusedWithoutItsContent(String content) throws IOException {
    JiraAccounts accounts = accounts(null);
    accounts.add(BO, "bo", pat());
    Files.writeString(home.resolve("accounts").resolve(BO + ".json"), content);
    assertThatThrownBy(() -> accounts.jira(BO))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("atlas account");
  }

  @Test
  void aRefusedTokenIsRenewedWhereItIsWrittenDown() {
    JiraAccounts accounts = accounts(settings(List.of()));
    accounts.add(BO, "bo", pat());
    accounts.add(CAI, "cai", token());
    cloud.refuseTokens(true);
    dataCenter.refuseTokens(true);
    assertThat(refused(accounts, ANN)).contains("(401)").endsWith("and set JIRA_API_TOKEN.");
    assertThat(refused(accounts, BO))
        .contains("(401)", "Personal Access Tokens")
        .endsWith("atlas account add jira --user bo --host ADDRESS")
        .doesNotContain("JIRA_");
    assertThat(refused(accounts, CAI))
        .contains("(401)", "id.atlassian.com")
        .endsWith("atlas account add jira --user cai --host ADDRESS --email EMAIL")
        .doesNotContain("JIRA_");
    cloud.close();
    assertThat(refused(accounts, CAI))
        .contains("can't be reached", "the account's address")
        .doesNotContain("JIRA_");
  }

  private static String refused(JiraAccounts accounts, UUID user) {
    Jira jira = accounts.jira(user).orElseThrow();
    return catchThrowableOfType(RemoteFailure.class, () -> jira.myself(Cancellation.never()))
        .sentence();
  }

  @Test
  void anAccountOfSomebodyWhoIsNotInThisDatabaseHasNoJobs() {
    var accounts = new JiraAccounts(home, null, () -> ANN, BO::equals);
    accounts.add(BO, "bo", pat());
    accounts.add(CAI, "cai", pat());
    assertThat(accounts.users()).containsExactly(BO);
  }

  @Test
  void anIssueOutsideOfTheScopeIsFoundNeitherByKeyNorByNumberNorBySearch() {
    var issue = cloud.put("LGT-1").assignee(FakeJira.ME, "Ann Ottosen");
    cloud.put("HBR-1").assignee(FakeJira.ME, "Ann Ottosen");
    Jira jira = accounts(settings(List.of("hbr"))).jira(ANN).orElseThrow();
    assertThat(jira.issue("HBR-1", false, Cancellation.never()).key()).isEqualTo("HBR-1");
    for (String name : List.of("LGT-1", issue.id())) {
      assertThatThrownBy(() -> jira.issue(name, false, Cancellation.never()))
          .isInstanceOfSatisfying(
              RemoteFailure.class,
              no -> assertThat(no.kind()).isEqualTo(RemoteFailure.Kind.LEFT_OUT));
    }
    assertThat(jira.issues(List.of(issue.id()), Cancellation.never())).isEmpty();
    assertThat(jira.assigned(9, Cancellation.never()).issues())
        .extracting(found -> found.key())
        .containsExactly("HBR-1");
    assertThat(
            jira.search(Jql.ids(List.of(issue.id())).byKey(), null, 9, true, Cancellation.never())
                .found())
        .isEmpty();
  }

  private JiraAccounts accounts(@Nullable JiraSettings own) {
    return new JiraAccounts(home, own, () -> ANN, id -> true);
  }

  private JiraSettings settings(List<String> projects) {
    return JiraSettings.of(
        new JiraSettings.Written(
            cloud.uri().toString(), "ann@example.com", "s3cret-token", null, projects, null, null),
        Keeping.ENVIRONMENT);
  }

  private JiraSettings.Written token() {
    return new JiraSettings.Written(
        cloud.uri().toString(), "ann@example.com", "s3cret-token", null, null, null, null);
  }

  private JiraSettings.Written pat() {
    return new JiraSettings.Written(
        dataCenter.uri().toString(), null, null, "s3cret-pat", null, null, null);
  }

  private static String browse(JiraAccounts accounts, UUID user) {
    return accounts.jira(user).orElseThrow().browse("HBR-1").toString();
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
