package atlas.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atlas.model.ApiToken;
import atlas.model.Caller;
import atlas.model.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFunctionsTest {
  private static final Duration DAY = Duration.ofDays(1);

  private final TestDatabase db = TestDatabase.create();
  private final Caller ann = db.user("ann");
  private final Caller ben = db.user("ben");

  @AfterEach
  void drop() {
    db.close();
  }

  @Test
  void anIssuedTokenIsFoundByItsHashWithoutKnowingItsUser() {
    issue(ann, hash(1));
    assertThat(find(hash(1)))
        .get()
        .satisfies(owner -> assertThat(owner.userId()).isEqualTo(ann.userId()))
        .satisfies(owner -> assertThat(owner.userName()).isEqualTo("ann"))
        .satisfies(owner -> assertThat(owner.scopes()).containsExactly("read", "write"));
    assertThat(find(hash(2))).isEmpty();
  }

  @Test
  void anExpiredTokenIsNotFound() {
    issue(ann, hash(1));
    db.clock().advance(DAY.minusMillis(1));
    assertThat(find(hash(1))).isPresent();
    db.clock().advance(Duration.ofMillis(1));
    assertThat(find(hash(1))).isEmpty();
  }

  @Test
  void aRevokedTokenIsNotFoundAndStaysOnTheList() {
    UUID id = issue(ann, hash(1));
    assertThat(revoke(ann, id)).isTrue();
    assertThat(find(hash(1))).isEmpty();
    assertThat(list(ann))
        .singleElement()
        .satisfies(token -> assertThat(token.revokedAt()).isEqualTo(db.clock().instant()));
    assertThat(revoke(ann, id)).isFalse();
  }

  @Test
  void nobodyListsOrRevokesTheOthersTokens() {
    UUID id = issue(ann, hash(1));
    assertThat(list(ben)).isEmpty();
    assertThat(revoke(ben, id)).isFalse();
    assertThat(find(hash(1))).isPresent();
    List<ApiToken> nobodys = db.database().identify(tx -> tx.tokens().list());
    assertThat(nobodys).isEmpty();
    boolean revoked = db.database().identify(tx -> tx.tokens().revoke(id));
    assertThat(revoked).isFalse();
  }

  @Test
  void aTokenOfNobodyIsRefused() {
    assertThatThrownBy(
            () ->
                db.database()
                    .identify(
                        tx -> {
                          issue(tx, tx.newId(), hash(1));
                          return 0;
                        }))
        .isInstanceOf(JdbiException.class)
        .hasMessageContaining("null value in column \"user_id\"");
  }

  @Test
  void aHashThatIsThereAlreadyIsAConflict() {
    issue(ann, hash(1));
    assertThatThrownBy(() -> issue(ben, hash(1)))
        .isInstanceOfSatisfying(
            Refusal.class, no -> assertThat(no.kind()).isEqualTo(Refusal.Kind.CONFLICT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select * from api_tokens",
        "select count(*) from api_tokens",
        "insert into api_tokens default values",
        "update api_tokens set revoked_at = null",
        "delete from api_tokens",
        "truncate api_tokens",
        "copy api_tokens to stdout"
      })
  void theServingLoginNeitherReadsNorWritesTheTable(String statement) {
    issue(ann, hash(1));
    for (String role : List.of("select 1", "set role atlas_app")) {
      assertThatThrownBy(
              () ->
                  db.server()
                      .useHandle(
                          handle -> {
                            handle.execute(role);
                            handle.execute(statement);
                          }))
          .hasMessageContaining("permission denied")
          .hasMessageNotContaining("syntax");
    }
  }

  @Test
  void onlyTheHashIsKeptAndNoFunctionGivesItBack() {
    issue(ann, hash(1));
    List<String> columns =
        db.admin()
            .withHandle(
                h ->
                    h.createQuery(
                            "select column_name from information_schema.columns "
                                + "where table_name = 'api_tokens'")
                        .mapTo(String.class)
                        .list());
    assertThat(columns)
        .containsExactlyInAnyOrder(
            "user_id", "id", "hash", "label", "scopes", "created_at", "expires_at", "revoked_at");
    List<String> results =
        db.admin()
            .withHandle(
                h ->
                    h.createQuery(
                            "select pg_get_function_result(oid) from pg_proc "
                                + "where proname in ('list_tokens', 'find_token', 'issue_token')")
                        .mapTo(String.class)
                        .list());
    assertThat(results).hasSize(3).noneMatch(result -> result.contains("bytea"));
  }

  @Test
  void whatRunsAsTheOwnerHasAFixedSearchPathAndIsNotForEverybody() {
    List<String> loose =
        db.admin()
            .withHandle(
                h ->
                    h.createQuery(
                            """
                        select proname from pg_proc
                        where pronamespace = 'public'::regnamespace and prosecdef
                          and (not coalesce(
                              'search_path=pg_catalog, public, pg_temp' = any (proconfig), false)
                            or has_function_privilege('public', oid, 'execute'))
                        """)
                        .mapTo(String.class)
                        .list());
    assertThat(loose).isEmpty();
  }

  private UUID issue(Caller caller, byte[] hash) {
    return db.database()
        .write(
            caller,
            tx -> {
              UUID id = tx.newId();
              issue(tx, id, hash);
              return id;
            });
  }

  private static void issue(Tx tx, UUID id, byte[] hash) {
    tx.tokens().issue(id, hash, "laptop", new String[] {"read", "write"}, tx.at().plus(DAY));
  }

  private Optional<TokenTable.Owner> find(byte[] hash) {
    return db.database().identify(tx -> tx.tokens().find(hash, tx.at()));
  }

  private List<ApiToken> list(Caller caller) {
    return db.database().read(caller, tx -> tx.tokens().list());
  }

  private boolean revoke(Caller caller, UUID id) {
    return db.database().write(caller, tx -> tx.tokens().revoke(id));
  }

  private static byte[] hash(int n) {
    return Arrays.copyOf(("token " + n).getBytes(StandardCharsets.UTF_8), 32);
  }
}
