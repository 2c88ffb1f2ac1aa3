package atlas.model;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/**
 * Who a request acts for and by whom, handed explicitly from the transport to the transaction.
 *
 * @param userId the person whose rows are seen
 * @param actor who does it: the person, or the agent by its MCP client name
 * @param scopes what the caller may do
 * @param call the request in flight
 */
public record Caller(UUID userId, String actor, Set<Scope> scopes, Call call) {
  public Caller {
    scopes = Set.copyOf(scopes);
  }

  /** Somebody with every scope, outside any MCP request: the command line, a job, a test. */
  public static Caller of(UUID userId, String actor) {
    return new Caller(userId, actor, Set.of(Scope.values()), Call.plain());
  }

  /** Whoever nobody knows yet: sees no user's rows and may do nothing. */
  public static Caller nobody() {
    return new Caller(new UUID(0, 0), "nobody", Set.of(), Call.plain());
  }

  /** The same caller within another request. */
  public Caller in(Call other) {
    return new Caller(userId, actor, scopes, other);
  }

  /** The same caller, who may not do that. */
  public Caller without(Scope scope) {
    var rest = new HashSet<>(scopes);
    rest.remove(scope);
    return new Caller(userId, actor, rest, call);
  }

  public boolean may(Scope scope) {
    return scopes.contains(scope);
  }
}
