package atlas.core.access;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.model.ApiToken;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.model.Scope;
import atlas.storage.TestDatabase;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokensTest {
  private static final Duration DAY = Duration.ofDays(1);

  private final TestDatabase db = TestDatabase.create();
  private final AtomicInteger secrets = new AtomicInteger();
  private final Tokens tokens = new Tokens(db.database(), this::secret);
  private final Caller ann = db.user("ann");
  private final Caller ben = db.user("ben");

  @AfterEach
  void drop() {
    db.close();
  }

  private byte[] secret() {
    return ByteBuffer.allocate(32).putInt(secrets.incrementAndGet()).array();
  }

  @Test
  void aTokenActsForItsUserWithinItsScopes() {
    String token = tokens.issue(ann, "laptop", Set.of(Scope.READ), DAY);
    assertThat(token).startsWith("atlas_").hasSize(49);
    Caller caller = tokens.find(token).orElseThrow();
    assertThat(caller.userId()).isEqualTo(ann.userId());
    assertThat(caller.actor()).isEqualTo("ann");
    assertThat(caller.scopes()).containsExactly(Scope.READ);
    String both = tokens.issue(ann, "desk", Set.of(Scope.READ, Scope.WRITE), DAY);
    assertThat(tokens.find(both).orElseThrow().scopes()).hasSize(2);
  }

  @Test
  void whatIsNotATokenInForceIsNobodys() {
    String token = tokens.issue(ann, "laptop", Set.of(Scope.READ), DAY);
    for (String other :
        List.of(
            "",
            "atlas_",
            token + "x",
            token.substring(6),
            token.toUpperCase(java.util.Locale.ROOT),
            "atlas_" + "x".repeat(500),
            "atlas_\0")) {
      assertThat(tokens.find(other)).isEmpty();
    }
    db.clock().advance(DAY);
    assertThat(tokens.find(token)).isEmpty();
  }

  @Test
  void onlyTheUserEndsAToken() {
    String token = tokens.issue(ann, "laptop", Set.of(Scope.READ), DAY);
    UUID id = tokens.list(ann).get(0).id();
    Refusal no = refusal(() -> tokens.revoke(ben, id));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(no.sentence())
        .isEqualTo("You have no token " + id + " in force; atlas token list shows them.");
    tokens.revoke(ann, id);
    assertThat(tokens.find(token)).isEmpty();
    assertThat(refusal(() -> tokens.revoke(ann, id)).kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  @Test
  void theListIsOnesOwnAndNeverShowsTheToken() {
    String token = tokens.issue(ann, "laptop", Set.of(Scope.READ), DAY);
    db.clock().advance(Duration.ofMinutes(1));
    tokens.issue(ann, "desk", Set.of(Scope.WRITE), DAY);
    assertThat(tokens.list(ann)).extracting(ApiToken::label).containsExactly("laptop", "desk");
    assertThat(tokens.list(ben)).isEmpty();
    assertThat(tokens.list(ann).toString()).doesNotContain(token.substring(6));
    List<String> log =
        db.admin()
            .withHandle(
                h ->
                    h.createQuery("select payload::text || summary from events")
                        .mapTo(String.class)
                        .list());
    assertThat(log).hasSize(2).noneMatch(line -> line.contains(token.substring(6)));
    long stored =
        db.admin()
            .withHandle(
                h ->
                    h.createQuery(
                            "select count(*) from api_tokens where position(:token::bytea in hash) > 0")
                        .bind("token", token)
                        .mapTo(Long.class)
                        .one());
    assertThat(stored).isZero();
  }

  @Test
  void aTokenWithoutSenseIsRefused() {
    var read = Set.of(Scope.READ);
    assertThat(refusal(() -> tokens.issue(ann, "x", read, Duration.ZERO)).sentence())
        .isEqualTo("A token lives from a minute to 366 days.");
    for (Duration lifetime :
        List.of(Duration.ofDays(367), Duration.ofSeconds(-1), Duration.ofMillis(1))) {
      assertThat(refusal(() -> tokens.issue(ann, "x", read, lifetime)).kind())
          .isEqualTo(Refusal.Kind.INVALID);
    }
    assertThat(refusal(() -> tokens.issue(ann, " ", read, DAY)).kind())
        .isEqualTo(Refusal.Kind.INVALID);
    assertThat(refusal(() -> tokens.issue(ann, "x", Set.of(), DAY)).kind())
        .isEqualTo(Refusal.Kind.INVALID);
    assertThat(tokens.list(ann)).isEmpty();
  }
}
