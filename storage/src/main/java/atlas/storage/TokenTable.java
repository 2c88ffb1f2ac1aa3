package atlas.storage;

import atlas.model.ApiToken;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.statement.SqlCall;
import org.jdbi.v3.sqlobject.statement.SqlQuery;

/**
 * Bearer tokens; the table itself can't be seen from here, only functions that run as the owner.
 */
public interface TokenTable {
  /** Whose a token is, and what it may do. */
  record Owner(UUID userId, String userName, List<String> scopes) {}

  /** Keeps a new token of the calling user, by its SHA-256. */
  @SqlCall("select issue_token(:id, :hash, :label, :scopes::text[], :expiresAt)")
  void issue(UUID id, byte[] hash, String label, String[] scopes, Instant expiresAt);

  /** Whose token has that hash, if it is in force at that time. */
  @SqlQuery("select * from find_token(:hash, :at)")
  Optional<Owner> find(byte[] hash, Instant at);

  @SqlQuery("select * from list_tokens()")
  List<ApiToken> list();

  /** Ends a token; false if the caller has no such token in force. */
  @SqlQuery("select revoke_token(:id)")
  boolean revoke(UUID id);
}
