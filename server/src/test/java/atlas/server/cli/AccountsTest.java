package atlas.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.storage.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class AccountsTest {
  private final TestDatabase database = TestDatabase.create();
  private final CommandLine atlas = CommandLine.on(database);

  @AfterAll
  void close() {
    database.close();
  }

  @Test
  void aTokenIsPrintedAloneAndListedWithoutItsSecretAndRevoked() {
    assertThat(atlas.run("user", "add", "ben").out()).isEqualTo("ben\n");
    var created =
        atlas.run("token", "create", "--user", "ben", "--scope", "read", "--expires", "2d");
    assertThat(created.err()).isEmpty();
    assertThat(created.code()).isZero();
    String token = created.out().strip();
    assertThat(token).matches("\\S{20,}");
    var list = atlas.run("token", "list", "--user", "ben");
    assertThat(list.out()).contains("read", "until ").doesNotContain(token).doesNotContain("write");
    String id = list.out().split(" ")[0];
    assertThat(atlas.run("token", "revoke", id, "--user", "ben").out())
        .isEqualTo("revoked " + id + "\n");
    assertThat(atlas.run("token", "list", "--user", "ben").out()).contains("revoked ");
  }

  @Test
  void somebodyElsesTokenIsNotFound() {
    atlas.run("user", "add", "cid");
    atlas.run("user", "add", "dan");
    atlas.run("token", "create", "--user", "cid");
    String id = atlas.run("token", "list", "--user", "cid").out().split(" ")[0];
    var ended = atlas.run("token", "revoke", id, "--user", "dan");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("not_found");
    assertThat(atlas.run("token", "list", "--user", "dan").out()).isEmpty();
    assertThat(atlas.run("token", "list", "--user", "cid").out()).contains("until ");
  }

  @Test
  void nobodyGetsATokenByAMisspelledName() {
    var ended = atlas.run("token", "create", "--user", "nobody-here");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).contains("nobody-here", "user add");
  }

  @Test
  void aScopeOrLifetimeThatCannotBeIsAUsageError() {
    atlas.run("user", "add", "eve");
    assertThat(atlas.run("token", "create", "--user", "eve", "--scope", "all").code()).isEqualTo(2);
    assertThat(atlas.run("token", "create", "--user", "eve", "--expires", "soon").code())
        .isEqualTo(2);
    assertThat(atlas.run("token", "revoke", "not-an-id", "--user", "eve").code()).isEqualTo(2);
  }

  @Test
  void addingAUserTwiceIsHarmlessAndABadNameIsNot() {
    assertThat(atlas.run("user", "add", "fay").code()).isZero();
    assertThat(atlas.run("user", "add", "fay").code()).isZero();
    assertThat(atlas.run("user", "add", "no spaces").code()).isEqualTo(2);
  }
}
