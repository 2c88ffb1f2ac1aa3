package atlas.storage;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** The answers to calls that had an idempotency key. */
interface IdempotencyTable {
  /** What a key was used for, and what it was answered. */
  record Kept(String fingerprint, String answer) {}

  @SqlUpdate(
      """
      insert into idempotency_keys (user_id, key, fingerprint)
      values (atlas_user_id(), :key, :fingerprint)
      on conflict do nothing
      """)
  int claim(String key, String fingerprint);

  @SqlQuery("select fingerprint, answer from idempotency_keys where key = :key")
  Optional<Kept> find(String key);

  @SqlUpdate("update idempotency_keys set answer = :answer::jsonb where key = :key")
  void answer(String key, String answer);

  @SqlUpdate("delete from idempotency_keys where created_at < :before")
  void forgetBefore(Instant before);
}
