package atlas.core.access;

import atlas.model.ApiToken;
import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.Event;
import atlas.model.Refusal;
import atlas.model.Scope;
import atlas.storage.Database;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Bearer tokens for the HTTP transport; only their SHA-256 is kept. */
public final class Tokens {
  private static final String PREFIX = "atlas_";
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(366);

  private final Database database;
  private final Supplier<byte[]> secrets;

  /**
   * @param secrets 32 bytes each time that nobody can guess
   */
  public Tokens(Database database, Supplier<byte[]> secrets) {
    this.database = database;
    this.secrets = secrets;
  }

  /** Makes a token; this is the only time that anybody sees it. */
  public String issue(Caller caller, String label, Set<Scope> scopes, Duration lifetime) {
    if (lifetime.compareTo(SHORTEST) < 0 || lifetime.compareTo(LONGEST) > 0) {
      throw Refusal.invalid("A token lives from a minute to 366 days.");
    }
    if (scopes.isEmpty()) throw Refusal.invalid("A token needs a scope: read, write or both.");
    if (label.isBlank() || label.length() > 100) {
      throw Refusal.invalid("A token's label has 1 to 100 characters.");
    }
    String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(secrets.get());
    List<String> words = EnumSet.copyOf(scopes).stream().map(Scope::word).toList();
    database.write(
        caller,
        tx -> {
          UUID id = tx.newId();
          tx.tokens()
              .issue(id, hash(token), label, words.toArray(String[]::new), tx.at().plus(lifetime));
          tx.append(new Event.TokenIssued(id, label, words));
          return id;
        });
    return token;
  }

  /**
   * Who acts with that token, if it is in force. The actor is the user until a client says more.
   */
  public Optional<Caller> find(String token) {
    if (!token.startsWith(PREFIX) || token.length() > 200) return Optional.empty();
    return database.identify(
        tx ->
            tx.tokens()
                .find(hash(token), tx.at())
                .map(
                    owner ->
                        new Caller(
                            owner.userId(),
                            owner.userName(),
                            scopes(owner.scopes()),
                            Call.plain())));
  }

  /** The caller's tokens, oldest first. */
  public List<ApiToken> list(Caller caller) {
    return database.read(caller, tx -> tx.tokens().list());
  }

  /** Ends a token at once. */
  public void revoke(Caller caller, UUID id) {
    database.write(
        caller,
        tx -> {
          if (!tx.tokens().revoke(id)) {
            throw Refusal.notFound(
                "You have no token " + id + " in force; atlas token list shows them.");
          }
          tx.append(new Event.TokenRevoked(id));
          return id;
        });
  }

  private static Set<Scope> scopes(List<String> words) {
    var scopes = EnumSet.noneOf(Scope.class);
    Arrays.stream(Scope.values()).filter(s -> words.contains(s.word())).forEach(scopes::add);
    return scopes;
  }

  private static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
