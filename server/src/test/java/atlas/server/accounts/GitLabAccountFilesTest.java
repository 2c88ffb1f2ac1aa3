package atlas.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atlas.integrations.gitlab.GitLab;
import atlas.model.Refusal;
import atlas.server.config.GitLabSettings;
import atlas.server.config.GitLabSettings.Written;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitLabAccountFilesTest {
  private static final UUID ANN = new UUID(0, 1);
  private static final UUID BO = new UUID(0, 2);
  private static final UUID CAI = new UUID(0, 3);
  private static final Written BOS = new Written("https://git.example.com", "glpat-bo");

  private @TempDir Path home;

  private GitLabAccountFiles accounts(@Nullable GitLabSettings own) {
    return new GitLabAccountFiles(home, own, () -> ANN, id -> !id.equals(CAI));
  }

  @Test
  void everybodyHasTheirOwnAndNobodyAnothers() {
    var own = GitLabSettings.of(new Written(null, "glpat-ann"), null);
    GitLabAccountFiles accounts = accounts(own);
    accounts.add(BO, "bo", BOS);
    accounts.add(CAI, "cai", BOS);
    assertThat(accounts.gitLab(ANN).orElseThrow().address()).hasToString("https://gitlab.com");
    assertThat(accounts.gitLab(BO).orElseThrow().address()).hasToString("https://git.example.com");
    assertThat(accounts.gitLab(new UUID(0, 4))).isEmpty();
    assertThat(accounts.users()).as("Cai is of another database").containsExactly(ANN, BO);
    assertThat(accounts(null).gitLab(ANN)).isEmpty();
  }

  @Test
  void aServerThatRunsSeesWhatAnotherProcessAddsAndTakesAway() {
    GitLabAccountFiles server = accounts(null);
    GitLabAccountFiles other = accounts(null);
    assertThat(server.gitLab(BO)).isEmpty();
    other.add(BO, "bo", BOS);
    GitLab first = server.gitLab(BO).orElseThrow();
    assertThat(server.gitLab(BO)).containsSame(first);
    other.add(BO, "bo", new Written("https://other.example.com", "glpat-bo"));
    assertThat(server.gitLab(BO).orElseThrow().address()).hasHost("other.example.com");
    assertThat(other.remove(BO)).isTrue();
    assertThat(other.remove(BO)).isFalse();
    assertThat(server.gitLab(BO)).isEmpty();
  }

  @Test
  void aFileThatOthersMayReadIsRefused() throws IOException {
    GitLabAccountFiles accounts = accounts(null);
    accounts.add(BO, "bo", BOS);
    Path folder = home.resolve("accounts").resolve("gitlab");
    Path file = folder.resolve(BO + ".json");
    for (Path made : new Path[] {folder.getParent(), folder}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
          .isEqualTo("rwx------");
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> accounts.gitLab(BO))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("chmod 600")
        .hasMessageNotContaining("glpat");
    assertThat(accounts.list()).extracting(GitLabAccountFiles.Entry::usable).containsExactly(false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{}", "{\"user\":\"bo\",\"gitlab\":{\"host\":\"http://x.y\"}}"})
  void aFileThatIsNotWhatWasWrittenIsRefusedWithoutItsContent(String content) throws IOException {
    GitLabAccountFiles accounts = accounts(null);
    accounts.add(BO, "bo", BOS);
    Path folder = home.resolve("accounts").resolve("gitlab");
    Files.writeString(folder.resolve(BO + ".json"), content);
    assertThatThrownBy(() -> accounts.gitLab(BO))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("atlas account")
        .hasMessageNotContaining("x.y");
  }

  @Test
  void anAccountThatCantBeIsNotKept() {
    GitLabAccountFiles accounts = accounts(null);
    for (Written wrong :
        new Written[] {new Written("http://git.example.com", "glpat-x"), new Written(null, " ")}) {
      assertThatThrownBy(() -> accounts.add(BO, "bo", wrong))
          .isInstanceOf(Refusal.class)
          .hasMessageNotContaining("glpat-x");
    }
    assertThat(accounts.list()).isEmpty();
  }
}
